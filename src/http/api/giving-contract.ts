// The part of the public JSON API that is about giving back: what is depended on most, a plan for a budget, what was given.

import { z } from 'zod';

import { GIFT_KINDS } from '../../inventory/giving/giving-ports.ts';
import { PARTS } from '../../inventory/giving/weights.ts';
import { FUNDING_PLACES } from '../../kernel/funding-place.ts';
import { ecosystem, pageOf, time } from './contract.ts';

/** Of a file about funding. */
export const FUNDING_MOST_CHARACTERS = 512 * 1024;

/** An amount: `minor` is a whole number of the smallest unit, `amount` the same as a decimal text. */
export const money = z.object({ minor: z.number().int(), amount: z.string(), currency: z.string() });

/** Sums of what was given, each currency by itself. */
export const giftSum = z.object({ money: z.array(money), minutes: z.number(), gifts: z.number() });

const perPart = <T extends z.ZodType>(item: T) =>
  z.object(Object.fromEntries(PARTS.map((part) => [part, item])) as Record<(typeof PARTS)[number], T>);

/** What each part weighs: their sum is 1. */
export const weights = perPart(z.number());

const packageName = z.object({ ecosystem, name: z.string(), purl: z.string() });

/** A place where money is taken, as `by` (a package-URL) or a person says. */
export const fundingLink = z.object({
  url: z.string(),
  platform: z.enum(FUNDING_PLACES),
  /** Which document says so, or the id of what a person stated. */
  source: z.string(),
  by: z.string(),
  /** Since when it is known here. */
  since: time,
  /** It is new beside what was known before: to be confirmed before anything is paid. */
  changedAt: time.optional(),
  /** What was named before. */
  insteadOf: z.string().optional(),
});

/** A package, or several with one repository or one payee. */
export const givingLine = z.object({
  key: z.string(),
  rank: z.number(),
  /** From 0 to 1: the weighted mean of the parts. */
  score: z.number(),
  /** Of all scores, from 0 to 1. */
  share: z.number(),
  /** The package of it that most applications have. */
  title: packageName,
  packageCount: z.number(),
  /** The first of them. */
  packages: z.array(z.string()),
  /** `count` as it was counted, `of1` beside the highest of all. The count of `criticality` is a sum of the applications' own. */
  parts: perPart(z.object({ count: z.number(), of1: z.number() })),
  repository: z.string().optional(),
  /** The first one is the one to take. */
  links: z.array(fundingLink),
  /** Named by a lesser package alone, which is no proof. */
  unproven: z.array(fundingLink),
  /** In the last twelve months. */
  given: giftSum,
});

/** `GET /api/v1/giving?weights=&after=&limit=`, the highest score first */
export const givingPage = z.object({
  /** When it was counted; absent: nothing was yet. */
  asOf: time.optional(),
  applications: z.number(),
  /** Applications whose snapshot cannot be read. */
  unread: z.number(),
  packages: z.number(),
  /** Packages of which no document at hand says anything about funding. */
  untold: z.number(),
  lines: z.number(),
  /** Lines that are kept: no score of another is higher by the usual weights. */
  kept: z.number(),
  weights,
  /** The highest count of each part, which is 1. */
  most: weights,
  /** Shares of all scores, from 0 to 1: of those whose payee is known, and of those who got anything in the last twelve months. */
  coverage: z.object({ withLink: z.number().optional(), given: z.number().optional() }),
  /** Since when it counts as the last twelve months. */
  since: time,
  /** All that was given since then, to whomever. */
  given: giftSum,
  items: z.array(givingLine),
  next: z.string().optional(),
});

const amountText = z.string().min(1).max(40);
const currencyCode = z.string().min(3).max(3);

/** `GET /api/v1/giving/plan?budget=12000&currency=EUR&minimum=50&weights=`; amounts are decimal texts. */
export const planQuestion = z.object({
  budget: amountText,
  currency: currencyCode,
  minimum: amountText.optional(),
  weights: z.string().max(300).optional(),
});

export const givingPlan = z.object({
  asOf: time.optional(),
  budget: money,
  minimum: money,
  weights,
  /** The largest first; their sum is the budget, unless `left`. */
  shares: z.array(givingLine.extend({ money })),
  /** Of the budget, what nobody gets: none can get as much as the minimum. */
  left: money,
  /** Those whose share would have been below the minimum. */
  dropped: z.number(),
  /** To whom no way to give is known: the first of them, and what to do instead. */
  unfunded: z.array(givingLine.extend({ instead: z.string() })),
  unfundedCount: z.number(),
  /** Of all scores, from 0 to 1. */
  unfundedShare: z.number(),
});

/** Something that was given. */
export const giftItem = z.object({
  id: z.string(),
  /** A package-URL, an address, or a name. */
  target: z.string(),
  /** The line for which it counts now; absent: none. */
  line: z.string().optional(),
  kind: z.enum(GIFT_KINDS),
  money: money.optional(),
  minutes: z.number().optional(),
  /** `2026-11-29` */
  day: z.string(),
  note: z.string().optional(),
  evidence: z.string().optional(),
  recordedAt: time,
  recordedBy: z.string(),
  withdrawnAt: time.optional(),
  withdrawnBy: z.string().optional(),
  withdrawnBecause: z.string().optional(),
});

/** `GET /api/v1/giving/records?target=&after=&limit=`, the newest first, withdrawn ones included */
export const giftPage = pageOf(giftItem);

/** `POST /api/v1/giving/records`: money with an amount, all else with minutes. */
export const giftRequest = z.strictObject({
  target: z.string().min(1).max(2_048),
  kind: z.enum(GIFT_KINDS),
  amount: amountText.optional(),
  currency: currencyCode.optional(),
  minutes: z.number().int().optional(),
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2026-11-29')
    .optional(),
  note: z.string().min(1).max(500).optional(),
  evidence: z.string().min(1).max(2_048).optional(),
});

/** `DELETE /api/v1/giving/records/:id?reason=` */
export const giftReason = z.string().min(1).max(500);

/** What a person stated of a package's funding. */
export const statedFunding = z.object({
  id: z.string(),
  purl: z.string(),
  links: z.array(z.object({ url: z.string(), platform: z.enum(FUNDING_PLACES) })),
  author: z.string(),
  at: time,
  document: z
    .object({
      format: z.string(),
      file: z.string(),
      sha256: z.string(),
      asks: z.string().optional(),
      plans: z.array(
        z.object({
          name: z.string(),
          amount: z.string().optional(),
          currency: z.string().optional(),
          frequency: z.string().optional(),
        }),
      ),
    })
    .optional(),
  /** What the file says and is not used; told when it is added. */
  passedOver: z.array(z.string()).optional(),
});

/** `GET /api/v1/giving/funding?purl=` */
export const packageFunding = z.object({
  purl: z.string(),
  /** Since when its documents are read for it; absent: none was at hand. */
  knownSince: time.optional(),
  repository: z.string().optional(),
  /** What its documents say, and said: `goneAt`. */
  links: z.array(
    z.object({
      url: z.string(),
      platform: z.enum(FUNDING_PLACES),
      source: z.string(),
      since: time,
      goneAt: time.optional(),
    }),
  ),
  stated: z.array(statedFunding),
  /** The line to which it belongs. */
  line: z.string().optional(),
});

/** `POST /api/v1/giving/funding` (needs confirmation): a file as it is, or links, or both. */
export const fundingRequest = z.strictObject({
  purl: z.string().min(1).max(4_096),
  text: z.string().max(FUNDING_MOST_CHARACTERS).optional(),
  file: z.string().min(1).max(200).optional(),
  links: z.array(z.string().min(1).max(2_048)).max(50).default([]),
});

export type MoneyItem = z.infer<typeof money>;
export type GiftSumItem = z.infer<typeof giftSum>;
export type WeightsItem = z.infer<typeof weights>;
export type FundingLinkItem = z.infer<typeof fundingLink>;
export type GivingLineItem = z.infer<typeof givingLine>;
export type GivingAnswer = z.infer<typeof givingPage>;
export type GivingPlanAnswer = z.infer<typeof givingPlan>;
export type GiftItem = z.infer<typeof giftItem>;
export type StatedFundingItem = z.infer<typeof statedFunding>;
export type PackageFundingItem = z.infer<typeof packageFunding>;
