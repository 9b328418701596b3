// Finds how far imports of advisories have come.

import { setImmediate } from 'node:timers/promises';

import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';

/** Touched packages that are read at a time. */
const PAGE = 5_000;

/** The newest revision, read on from `after`; others have their turn in between. */
export async function newestRevision(
  lookups: Pick<AdvisoryLookups, 'touchedSince'>,
  after = 0,
): Promise<number> {
  for (let revision = after; ; await setImmediate()) {
    const touched = await lookups.touchedSince(revision, PAGE);
    revision = Math.max(revision, touched.revision);
    if (touched.packages.length < PAGE) return revision;
  }
}
