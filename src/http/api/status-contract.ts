// The public JSON API: how this server stands, its feeds and its upstreams.

import { z } from 'zod';

import { ecosystem, time } from './contract.ts';

export const feedStatus = z.object({
  name: z.string(),
  kind: z.enum(['osv', 'kev', 'epss']),
  location: z.string(),
  state: z.enum(['never-loaded', 'loading', 'fresh', 'stale']),
  records: z.number(),
  lastGoodAt: time.optional(),
  lastTriedAt: time.optional(),
  lastError: z.string().optional(),
});

export const upstreamStatus = z.object({
  ecosystem,
  name: z.string(),
  url: z.string(),
  artifactHosts: z.array(z.string()),
  state: z.enum(['unused', 'up', 'failing', 'down']),
  lastError: z.string().optional(),
  lastSuccessAt: time.optional(),
});

/** `GET /api/v1/status` */
export const status = z.object({
  version: z.string(),
  publicUrl: z.string(),
  startedAt: time,
  feeds: z.array(feedStatus),
  upstreams: z.array(upstreamStatus),
  storage: z.object({
    database: z.enum(['sqlite', 'postgres']),
    blobBytes: z.number(),
    quotaBytes: z.number(),
    freeBytes: z.number().optional(),
  }),
  /** Letters to people: into the data folder while no mail server is configured. */
  mail: z.object({
    to: z.enum(['folder', 'server']),
    waiting: z.number(),
    /** What went wrong last with one that waits; to administrators. */
    lastError: z.string().optional(),
  }),
  /** What somebody should do something about, most urgent first. */
  warnings: z.array(z.object({ code: z.string(), text: z.string(), command: z.string().optional() })),
  needsAdministrator: z.boolean(),
});

/**
 * `GET /api/v1/feeds`; `POST /api/v1/feeds/:name/refresh`. `GET /api/v1/events` sends one as `feeds`, a decisionItem as
 * `decision`, and a journalItem as `change` to those who may read the journal: server-sent events, resumable with `Last-Event-ID`.
 */
export const feedList = z.object({ items: z.array(feedStatus) });

export type Status = z.infer<typeof status>;
export type FeedStatus = z.infer<typeof feedStatus>;
export type UpstreamStatus = z.infer<typeof upstreamStatus>;
