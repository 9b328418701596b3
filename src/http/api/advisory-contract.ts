// The public JSON API: the advisories that are known here.

import { z } from 'zod';

import { ecosystem, pageOf, time } from './contract.ts';

export const advisoryItem = z.object({
  id: z.string(),
  kind: z.enum(['vulnerability', 'malware', 'informational']),
  summary: z.string(),
  aliases: z.array(z.string()),
  score: z.number().optional(),
  isKev: z.boolean(),
  epss: z.number().optional(),
  publishedAt: time.optional(),
  modifiedAt: time.optional(),
  withdrawnAt: time.optional(),
  feed: z.string(),
  packages: z.array(z.object({ ecosystem, name: z.string(), ranges: z.string() })),
  url: z.string().optional(),
});

/**
 * `GET /api/v1/advisories?text=&ecosystem=&kind=&after=&limit=`, newest first. `text` is the beginning of an id, an alias or a
 * package's name, and then there is one page alone. With filters a page may be short, or empty, and still have a `next`.
 */
export const advisoryPage = pageOf(advisoryItem);

export type AdvisoryItem = z.infer<typeof advisoryItem>;
export type AdvisoryPage = z.infer<typeof advisoryPage>;
