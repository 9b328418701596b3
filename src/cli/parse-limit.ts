// How many rows a list shows.

import { UsageError } from './usage-error.ts';

const USUAL = 100;
const MOST = 100_000;

/** A number of rows from an option. Throws UsageError. */
export function parseLimit(text: string | undefined, commandName: string): number {
  if (text === undefined) return USUAL;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new UsageError(`--limit: found ${JSON.stringify(text)}, expected 1 to ${MOST}`, { commandName });
}
