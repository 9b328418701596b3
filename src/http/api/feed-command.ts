// The command that brings a feed up to date.

import type { FeedStatus } from './status-contract.ts';

/** One that is not configured here, as after an import by hand, has no place to look at again. */
export function feedCommand({ name, location }: Pick<FeedStatus, 'name' | 'location'>): string {
  return location === ''
    ? `gatehouse advisories import PATH --feed ${name}`
    : `gatehouse feeds refresh ${name}`;
}
