// The public JSON API: packages that many depend on, what that asks of their people, and from when on.

import { z } from 'zod';

import { HIGH_IMPACT_REASONS } from '../../identity/high-impact/high-impact-ports.ts';
import { ecosystem, time } from './contract.ts';
import { after, limit } from './query.ts';

export const impactParam = z.object({ ecosystem, name: z.string().min(1).max(600) });

/** `GET /api/v1/high-impact` */
export const impactQuery = z.object({ after, limit });

const reason = z.string().trim().min(1).max(500);

/** `PUT /api/v1/high-impact/:ecosystem/:name`, and `POST …/exemption` */
export const impactWord = z.strictObject({ reason });

/** `GET /api/v1/high-impact/:ecosystem/:name` */
export const impactItem = z.object({
  ecosystem,
  name: z.string(),
  owner: z.string(),
  /** `coming`: the rule holds from `deadline` on; `in-force`: it holds. */
  state: z.enum(['not-high-impact', 'coming', 'in-force']),
  because: z.enum(HIGH_IMPACT_REASONS).optional(),
  since: time.optional(),
  deadline: time.optional(),
  /** Who did not wait for the deadline that was set. */
  takenInBy: z.string().optional(),
  /** Since when less than the threshold was counted: 90 days after that it ends. */
  belowSince: time.optional(),
  counted: z
    .object({
      /** Other packages that this server knows which need it. */
      packages: z.number().int(),
      /** Applications of the inventory that have it. */
      applications: z.number().int(),
      /** Files of it that were served here within 30 days. */
      downloads: z.number().int(),
      at: time,
    })
    .optional(),
  threshold: z.object({ dependents: z.number().int(), downloads: z.number().int() }),
  /** A reviewer's word; for its people and for reviewers. */
  word: z
    .object({ says: z.enum(['high', 'not-high']), by: z.string(), at: time, reason: z.string() })
    .optional(),
  /** Names of those who may publish it and have neither passkey nor security key; for its people and for reviewers. */
  missing: z.array(z.string()).optional(),
  /** Whether the caller is one of them. */
  isMissing: z.boolean(),
  /** Whether the caller may let the rule hold from now on. */
  mayTakeIn: z.boolean(),
  /** What is asked, and of whom, in sentences. */
  next: z.array(z.string()),
});

export const impactList = z.object({ items: z.array(impactItem) });

export const impactPage = z.object({ items: z.array(impactItem), next: z.string().optional() });

export type ImpactItem = z.infer<typeof impactItem>;
