// The public JSON API: how package managers and their lock files are pointed here.

import { z } from 'zod';

import { ecosystem } from './contract.ts';

/** `GET /api/v1/clients`: how each package manager is pointed here. */
export const clientList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      ecosystem,
      command: z.string(),
      snippet: z.string(),
      userFile: z.string().optional(),
      projectFile: z.string().optional(),
    }),
  ),
});

/** `POST /api/v1/locks/addresses`: the upstream's own addresses of files, for `gatehouse lock release`. */
export const addressRequest = z.strictObject({
  ecosystem,
  entries: z
    .array(z.strictObject({ name: z.string(), version: z.string(), file: z.string().optional() }))
    .max(5_000),
});
/** In the order of the request; null where it is not known. */
export const addressAnswer = z.object({ urls: z.array(z.string().nullable()) });

export type ClientList = z.infer<typeof clientList>;
