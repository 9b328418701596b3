// The public JSON API: policies, waivers, quarantines and reservations.

import { z } from 'zod';

import { action, ecosystem, pageOf, reason, time } from './contract.ts';

export const policyItem = z.object({
  view: z.string(),
  number: z.number(),
  text: z.string(),
  author: z.string(),
  note: z.string(),
  createdAt: time,
});
/** `GET /api/v1/policies`: the one in force in each view. `GET /api/v1/policies/:view/history` likewise. */
export const policyList = z.object({ items: z.array(policyItem) });
/** `PUT /api/v1/policies/:view` (an administrator; needs confirmation). `number` is the version that was edited; `conflict` if it is not the newest. */
export const policyChange = z.strictObject({ text: z.string(), note: z.string(), number: z.number().int() });
/** The most that a test of a policy may be allowed. */
export const POLICY_TEST_MOST = { packages: 100_000, seconds: 100 } as const;
/** `POST /api/v1/policies/:view/test`: faults (`invalid-policy` as a problem), else what would change among known packages. */
export const policyTestRequest = z.strictObject({
  text: z.string(),
  /** Ends after so many packages; else 2,000. */
  packages: z.number().int().min(1).max(POLICY_TEST_MOST.packages).optional(),
  /** Ends after so long; else 15. */
  seconds: z.number().int().min(1).max(POLICY_TEST_MOST.seconds).optional(),
});
export const policyTest = z.object({
  /** How many packages were decided by both policies. */
  examined: z.number(),
  /** How many could not be decided now, and are left out. */
  failed: z.number(),
  /** How many packages are known here. */
  known: z.number(),
  /** Which limit ended the test before every known package was looked at; absent when it looked at all of them. */
  stoppedBy: z.enum(['packages', 'seconds']).optional(),
  changes: z.array(
    z.object({ purl: z.string(), before: action, after: action, rule: z.string(), summary: z.string() }),
  ),
  /** How many would change in all; `changes` holds the first 500. */
  total: z.number(),
});

export const waiverItem = z.object({
  id: z.string(),
  purl: z.string(),
  ecosystem,
  name: z.string(),
  versions: z.array(z.string()).optional(),
  rules: z.array(z.string()).optional(),
  reason: z.string(),
  author: z.string(),
  createdAt: time,
  expiresAt: time.optional(),
  withdrawnAt: time.optional(),
  isInForce: z.boolean(),
  /** Of a waiver that was just made: what keeps its subject out all the same. Absent when that could not be decided. */
  remaining: z
    .array(
      reason.extend({
        view: z.string(),
        isWaivable: z.boolean(),
        /** Of a whole package, where only single versions are kept out: the newest 50 of `versionCount`; the reason is one's. */
        versions: z.array(z.string()).optional(),
        versionCount: z.number().optional(),
      }),
    )
    .optional(),
});
/** `GET /api/v1/waivers?after=&limit=`, `GET /api/v1/quarantines?…` */
export const waiverPage = pageOf(waiverItem);
/** `POST /api/v1/waivers` (needs confirmation); `DELETE /api/v1/waivers/:id` (likewise) */
export const waiverRequest = z.strictObject({
  /** With a version: that version; without: every one. */
  purl: z.string(),
  rules: z.array(z.string()).optional(),
  reason: z.string(),
  /** `30d`; at most 90 days. */
  lasts: z.string(),
});
/** `POST /api/v1/quarantines` (an API token is enough); `DELETE /api/v1/quarantines/:id` (needs confirmation) */
export const quarantineRequest = z.strictObject({
  purl: z.string(),
  reason: z.string(),
  lasts: z.string().optional(),
});

export const reservationItem = z.object({
  id: z.string(),
  ecosystem,
  pattern: z.string(),
  reason: z.string(),
  author: z.string(),
  createdAt: time,
});
/** `GET /api/v1/reservations`; `POST` (an API token is enough); `DELETE /api/v1/reservations/:id` (needs confirmation) */
export const reservationList = z.object({ items: z.array(reservationItem) });
export const reservationRequest = z.strictObject({ ecosystem, pattern: z.string(), reason: z.string() });

export type PolicyItem = z.infer<typeof policyItem>;
export type PolicyTest = z.infer<typeof policyTest>;
export type WaiverItem = z.infer<typeof waiverItem>;
export type ReservationItem = z.infer<typeof reservationItem>;
