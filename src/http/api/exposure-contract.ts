// The public JSON API: who has what.

import { z } from 'zod';

import { pageOf, time } from './contract.ts';

export const exposureItem = z.object({
  version: z.string(),
  file: z.string(),
  reader: z.string(),
  client: z.string(),
  firstAt: time,
  lastAt: time,
  count: z.number(),
});

/** `GET /api/v1/who?purl=&after=&limit=` */
export const exposurePage = pageOf(exposureItem);

/** `GET /api/v1/readers` (auditors): what people call the tokens and accounts that `reader` names by id. */
export const readerList = z.object({
  items: z.array(
    z.object({
      reader: z.string(),
      name: z.string(),
      /** Whose token it is. */
      account: z.string().optional(),
    }),
  ),
});

export type ExposurePage = z.infer<typeof exposurePage>;
export type ReaderList = z.infer<typeof readerList>;
