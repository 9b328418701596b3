// The public JSON API: what was kept out, the overview of it, and the journal.

import { z } from 'zod';

import { CHANGE_KINDS } from '../../journal/change-kinds.ts';
import { action, ecosystem, pageOf, time } from './contract.ts';

/** One thing that policy kept out, or would have in observe mode. */
export const decisionItem = z.object({
  id: z.string(),
  firstAt: time,
  lastAt: time,
  count: z.number(),
  ecosystem,
  name: z.string(),
  purl: z.string(),
  version: z.string(),
  action,
  mode: z.enum(['enforced', 'observed']),
  rule: z.string(),
  summary: z.string(),
  /** `token:<id>`, `user:<id>` or `address:<ip>`; `hidden` for callers who may not read exposure. */
  reader: z.string(),
  client: z.string(),
  view: z.string(),
});

/**
 * `GET /api/v1/decisions?ecosystem=&mode=&rule=&text=&after=&limit=`, newest first. With filters a page may be short, or empty, and
 * still have a `next`.
 */
export const decisionPage = pageOf(decisionItem);

/** `GET /api/v1/overview`: what the first page shows. */
export const overview = z.object({
  since: time,
  keptOut: z.array(
    z.object({ rule: z.string(), action, mode: z.enum(['enforced', 'observed']), count: z.number() }),
  ),
  recent: z.array(decisionItem),
  needsMe: z.array(z.object({ code: z.string(), text: z.string(), href: z.string().optional() })),
  /** Versions that were served from here and are blocked now, newest alarm first, with who fetched them. */
  whoHasIt: z.array(
    z.object({
      ecosystem,
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      rule: z.string(),
      summary: z.string(),
      blockedAt: time,
      /** Some of them; none for callers who may not read exposure. */
      readers: z.array(z.string()),
      readerCount: z.number(),
      hasMoreReaders: z.boolean(),
    }),
  ),
  packages: z.number(),
  /** Those of which a package was ever asked for here. */
  ecosystems: z.array(ecosystem),
  /** Names and prefixes that are reserved now. */
  reservations: z.number(),
  served: z.number(),
});

export const journalItem = z.object({
  sequence: z.number(),
  kind: z.enum(CHANGE_KINDS),
  actor: z.string(),
  at: time,
  ecosystem: ecosystem.optional(),
  name: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
/** `GET /api/v1/journal?kind=&before=&limit=`, newest first */
export const journalPage = pageOf(journalItem);

export type DecisionItem = z.infer<typeof decisionItem>;
export type DecisionPage = z.infer<typeof decisionPage>;
export type Overview = z.infer<typeof overview>;
export type JournalItem = z.infer<typeof journalItem>;
export type JournalPage = z.infer<typeof journalPage>;
