// Parts of queries and paths that many routes share.

import { z } from 'zod';

import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';

/** Rows of a page: 1 to 200, 50 unless asked otherwise. */
export const limit = z.coerce.number().int().min(1).max(200).default(50);

/** Where a page goes on: the `next` of the page before. */
export const after = z.string().min(1).max(4_096).optional();

export const ecosystem = z.enum(ECOSYSTEMS);

/** What a person types to search. */
export const searchText = z.string().max(300).default('');

export const viewName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected the name of a view');

export const idParam = z.object({ id: z.string().min(1).max(200) });

/** `rows` that were asked for with one more than `limit`, as a page. */
export function asPage<R, I>(
  rows: readonly R[],
  limit: number,
  render: (row: R) => I,
  keyOf: (row: R) => string,
): { items: I[]; next?: string } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(render),
    ...(rows.length > limit && last !== undefined ? { next: keyOf(last) } : {}),
  };
}
