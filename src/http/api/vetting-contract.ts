// The public JSON API: the card of a package before it is used, requests to vet it, and what was decided.

import { z } from 'zod';

import { VETTING_STATES } from '../../governance/vetting/vetting-ports.ts';
import { BEHAVIOUR_ANSWERS, CARD_GROUPS } from '../../inventory/vetting/card.ts';
import { VETTING_DECISIONS } from '../../kernel/evidence.ts';
import { applicationName } from './application-contract.ts';
import { ecosystem, pageOf, time, verdict } from './contract.ts';

const link = z.object({ url: z.string(), type: z.string().optional() });

/** What something says of itself, or why that is not known. */
export const toldText = z.object({
  /** `told`; `empty`: there is a place for it, and nothing stands there; `absent`: the ecosystem has no place for it. */
  state: z.enum(['told', 'empty', 'absent', 'unknown']),
  value: z.string().optional(),
  /** With `unknown`: a clause. */
  why: z.string().optional(),
});

export const cardPerson = z.object({
  /** As the source calls them: `maintainer`, `author`, `owner`, `developer`. */
  called: z.string(),
  name: z.string(),
  url: z.string().optional(),
  /** Whether the registry lets them publish; false where the word alone stands there. */
  mayPublish: z.boolean(),
});

/** One thing about the package that can be looked up. */
export const behaviour = z.object({
  /** Stable: `recent-release`. */
  id: z.string(),
  group: z.enum(CARD_GROUPS),
  /** Put so that `yes` is what one hopes for, unless it is neutral. */
  question: z.string(),
  answer: z.enum(BEHAVIOUR_ANSWERS),
  /** Neither answer is good or bad. */
  isNeutral: z.boolean(),
  words: z.string(),
  evidence: z.array(
    z.object({
      source: z.string(),
      summary: z.string(),
      at: time.optional(),
      url: z.string().optional(),
    }),
  ),
});

/** `GET /api/v1/vetting/card?purl=&view=&application=`: without a version in the purl, of the newest one. No score is made of it. */
export const vettingCard = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  /** The version that it speaks of; absent where none is known. */
  version: z.string().optional(),
  /** Whether the version was asked for, rather than being the newest. */
  isVersionAsked: z.boolean(),
  view: z.string(),
  madeAt: time,
  /** When the upstream last confirmed what it says. */
  checkedAt: time.optional(),
  staleBecause: z.string().optional(),
  upstream: z.string().optional(),
  /** What the package's own documents say. */
  about: z.object({
    description: toldText,
    homepage: toldText,
    repository: toldText,
    issues: toldText,
    licence: toldText,
    /** Empty where `peopleUnknown` says why. */
    people: z.array(cardPerson),
    peopleUnknown: z.string().optional(),
    funding: z.array(link),
  }),
  verdict,
  /** By group, in the order in which they are read. */
  behaviours: z.array(behaviour),
  /** How many answers of each kind there are among those that are not neutral: to sum up, not to judge by. */
  answers: z.object({ yes: z.number(), partly: z.number(), no: z.number(), unknown: z.number() }),
  pageUrl: z.string(),
});

export const vettingOutcome = z.object({
  decision: z.enum(VETTING_DECISIONS),
  reason: z.string(),
  conditions: z.string().optional(),
  /** Whom to ask. */
  author: z.string(),
  at: time,
  until: time,
  /** Whether it counts now: neither ended nor taken back. */
  isInForce: z.boolean(),
  /** Whether the same account asked for it and decided. */
  isOwn: z.boolean(),
  evidenceId: z.string(),
  /** SHA-256 of the card as it was then. */
  cardSha256: z.string().optional(),
});

export const vettingItem = z.object({
  id: z.string(),
  purl: z.string(),
  ecosystem,
  name: z.string(),
  /** Absent: the whole package. */
  versions: z.array(z.string()).optional(),
  application: z.string().optional(),
  reason: z.string(),
  author: z.string(),
  createdAt: time,
  state: z.enum(VETTING_STATES),
  /** Of a decided one. */
  outcome: vettingOutcome.optional(),
  /** When the request, or the decision, was taken back. */
  withdrawnAt: time.optional(),
  /** What whoever asks may do with it now, after a confirmation where that is needed. */
  may: z.object({ decide: z.boolean(), withdraw: z.boolean() }),
});
/** `GET /api/v1/vetting?state=&purl=&mine=&after=&limit=`: newest first. */
export const vettingPage = pageOf(vettingItem);
/** `GET /api/v1/vetting/:id` */
export const vettingDetail = vettingItem.extend({
  /** The card as it was when it was decided; absent while it is open, and where it was not kept. */
  card: vettingCard.optional(),
});
/** `POST /api/v1/vetting` (anyone with an account, an API token is enough) */
export const vettingRequest = z.strictObject({
  /** With a version: that version; without: the whole package, or `versions`. */
  purl: z.string(),
  versions: z.array(z.string()).max(1_000).optional(),
  application: applicationName.optional(),
  reason: z.string(),
});
/** `PUT /api/v1/vetting/:id/decision` (a reviewer; needs confirmation) */
export const vettingDecision = z.strictObject({
  decision: z.enum(VETTING_DECISIONS),
  reason: z.string(),
  /** With `approved-with-conditions` alone. */
  conditions: z.string().optional(),
  /** `365d`, which it is when absent; at most two years. */
  lasts: z.string().optional(),
});

export type VettingCard = z.infer<typeof vettingCard>;
export type VettingItem = z.infer<typeof vettingItem>;
export type VettingDetail = z.infer<typeof vettingDetail>;
export type VettingOutcomeItem = z.infer<typeof vettingOutcome>;
export type BehaviourItem = z.infer<typeof behaviour>;
