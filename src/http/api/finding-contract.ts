// The part of the public JSON API that is about kept findings: what is known against what applications have, and how many.

import { z } from 'zod';

import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import {
  FINDING_CLASSES,
  FINDING_STATES,
  RESOLUTIONS,
  SEVERITIES,
} from '../../inventory/findings/finding-ports.ts';
import { reachItem } from './reach-contract.ts';

const time = z.string();

/** What an application makes of a finding. */
export const heldFields = z.object({
  /** What people, or a VEX statement, say of it; it counts as open in the first two. */
  state: z.enum(FINDING_STATES),
  reason: z.string().optional(),
  author: z.string().optional(),
  decidedAt: time.optional(),
  /** Of `accepted`: open again from then on. */
  until: time.optional(),
  /** The clocks: here since, to be gone by, gone since. */
  firstSeenAt: time,
  lastSeenAt: time,
  dueAt: time.optional(),
  isOverdue: z.boolean(),
  resolvedAt: time.optional(),
  resolvedWhy: z.enum(RESOLUTIONS).optional(),
});

const score = z.object({ score: z.number(), vector: z.string(), source: z.string() });

/** What is known against a component, whoever has it. */
export const keptFinding = z.object({
  id: z.string(),
  purl: z.string(),
  ecosystem: z.enum(ECOSYSTEMS),
  name: z.string(),
  version: z.string(),
  /** The id to show: CVE before GHSA before the ecosystem's own. */
  record: z.string(),
  aliases: z.array(z.string()),
  kind: z.enum(FINDING_CLASSES),
  summary: z.string(),
  url: z.string().optional(),
  source: z.string().optional(),
  severity: z.enum(SEVERITIES),
  /** That to show, and all that there are. */
  score: z.number().optional(),
  vector: z.string().optional(),
  scores: z.array(score).optional(),
  epss: z.number().optional(),
  epssPercentile: z.number().optional(),
  kev: z
    .object({ dateAdded: z.string(), dueDate: z.string().optional(), ransomware: z.boolean().optional() })
    .optional(),
  disclosedAt: time.optional(),
  /** The first version with the fix on the installed line, and since when it is there. */
  fixedIn: z.string().optional(),
  fixedAt: time.optional(),
  /** The record says up to which version it held when it was written, and of no fix. */
  noKnownFix: z.boolean(),
  /** Records of the same group that leave this version out. */
  disputedBy: z.array(z.string()).optional(),
  /** Since when it is known here, whoever has it; and, where it is no more, since when and why. */
  knownSince: time,
  goneAt: time.optional(),
  goneWhy: z.enum(RESOLUTIONS).optional(),
});

const holder = z.object({ name: z.string(), environment: z.string(), owner: z.string().optional() });

/** A finding in an application. */
export const heldFinding = keptFinding
  .extend(heldFields.shape)
  .extend({ application: holder, reach: reachItem.optional() });

/**
 * `GET /api/v1/findings?application=&environment=&owner=&severity=&kind=&kev=&overdue=&state=&package=&record=&after=&limit=`,
 * the most pressing first. Lists are separated by commas; without `state`, what is open.
 */
export const findingPage = z.object({ items: z.array(heldFinding), next: z.string().optional() });

/** `GET /api/v1/findings/:id`: with the first applications that have or had it. */
export const findingDetail = z.object({
  finding: keptFinding,
  applications: z.array(holder.extend(heldFields.shape).extend({ reach: reachItem.optional() })),
  hasMore: z.boolean(),
});

/**
 * `POST /api/v1/findings/:id/state`. `accepted` takes `until`; all but `open` and `in-triage` take a reason, and a person who
 * confirmed themself. Without `application`, `everywhere` must be true.
 */
export const findingDecision = z.strictObject({
  state: z.enum(FINDING_STATES),
  reason: z
    .string()
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,1000}$/u, 'expected a line of at most 1000 characters')
    .optional(),
  /** A date (2027-01-31, until its end in UTC) or a moment. */
  until: z.string().max(40).optional(),
  application: z.string().max(100).optional(),
  environment: z.string().max(100).optional(),
  everywhere: z.boolean().optional(),
});
/** In how many applications it has another state now. */
export const findingDecided = z.object({ applications: z.number() });

const counts = z.object({
  open: z.number(),
  /** Those of `open` that are known to be exploited, and that are overdue. */
  kev: z.number(),
  overdue: z.number(),
  accepted: z.number(),
  /** Applications with one that is open. */
  applications: z.number(),
});

/** By bucket (see `BUCKETS`); those without anything are left out. */
const byBucket = z.record(z.string(), counts);

export const portfolioDay = z.object({
  /** 2026-11-28. */
  day: z.string(),
  open: z.record(z.string(), z.number()),
  opened: z.record(z.string(), z.number()),
  resolved: z.record(z.string(), z.number()),
  kev: z.number(),
  overdue: z.number(),
});

export const portfolioQuarter = z.object({
  /** `2026-Q4`: when they were disclosed. */
  quarter: z.string(),
  /** Open vulnerabilities by severity, and how many of them are known to be exploited. */
  open: z.record(z.string(), z.number()),
  kev: z.record(z.string(), z.number()),
});

/** A mean age in days, of how many. */
const meanAge = z.object({ days: z.number(), of: z.number() });

/** `GET /api/v1/portfolio?days=&owners=`: every number is kept, none is counted for it. */
export const portfolio = z.object({
  asOf: time,
  applications: z.number(),
  counts: byBucket,
  /** Mean ages of open vulnerabilities: since disclosed, since a fix could be had (where known), since here. */
  ages: z.object({
    disclosed: meanAge.optional(),
    fixable: meanAge.optional(),
    here: meanAge.optional(),
  }),
  /** Of the days asked for: what somebody did something about, in hours on average, and how many within their time. */
  remediation: z.object({ resolved: z.number(), meanHours: z.number().optional(), inTime: z.number() }),
  /** Oldest first; a day on which nothing happened is as the one before. */
  trend: z.array(portfolioDay),
  /** Oldest first; quarters without any are left out. */
  histogram: z.array(portfolioQuarter),
  /** Those with the most open first; '' is nobody. */
  owners: z.array(z.object({ owner: z.string(), counts: byBucket })),
});

export type HeldFindingItem = z.infer<typeof heldFinding>;
export type KeptFindingItem = z.infer<typeof keptFinding>;
export type HeldFields = z.infer<typeof heldFields>;
export type FindingDetailItem = z.infer<typeof findingDetail>;
export type PortfolioItem = z.infer<typeof portfolio>;
