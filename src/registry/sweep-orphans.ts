// Deletes bytes that nothing speaks of any more: index documents that newer ones replaced, and what a crash left without a row.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../kernel/clock.ts';
import type { Sha256 } from '../kernel/digest.ts';
import { given } from '../kernel/given.ts';
import type { BlobNames, SweptBlobs } from './ports.ts';

export interface SweepDeps {
  readonly blobs: SweptBlobs;
  readonly names: BlobNames;
}

export interface SweepReport {
  readonly blobs: number;
  readonly freedBytes: number;
}

/** Blobs of one turn: one question to the database. */
const TURN = 200;
/** What a sweep remembers; the rest waits for the next one. */
const MAX_SUSPECTS = 50_000;

/**
 * Blobs that were stored before `before` and that no row names, at most 50,000. A request that began earlier may still
 * be reading one of them: they are to be deleted later, by `removeOrphans`. Rejects between two turns once `signal` says so.
 */
export async function findOrphans(
  deps: SweepDeps,
  before: Instant,
  signal?: AbortSignal,
): Promise<readonly Sha256[]> {
  const suspects: Sha256[] = [];
  let turn: Sha256[] = [];
  const take = async (): Promise<void> => {
    const named = await deps.names.named(turn);
    suspects.push(...turn.filter((sha256) => !named.has(sha256)));
    turn = [];
    await setImmediate(undefined, given('signal', signal));
  };
  for await (const { sha256, storedAt } of deps.blobs.list()) {
    if (storedAt < before) turn.push(sha256);
    if (turn.length >= TURN) await take();
    if (suspects.length >= MAX_SUSPECTS) return suspects.slice(0, MAX_SUSPECTS);
  }
  await take();
  return suspects;
}

/**
 * Deletes those of `suspects` that still no row names and that were not stored again at `before` or later. Bytes are
 * stored before their row is written: with `before` an hour ago, no row can be about to name what goes. `signal` as above.
 */
export async function removeOrphans(
  deps: SweepDeps,
  suspects: readonly Sha256[],
  before: Instant,
  signal?: AbortSignal,
): Promise<SweepReport> {
  let blobs = 0;
  let freedBytes = 0;
  for (let start = 0; start < suspects.length; start += TURN) {
    const turn = suspects.slice(start, start + TURN);
    const named = await deps.names.named(turn);
    for (const sha256 of turn) {
      if (named.has(sha256)) continue;
      const freed = await deps.blobs.removeIfOlder(sha256, before);
      if (freed > 0) blobs += 1;
      freedBytes += freed;
    }
    await setImmediate(undefined, given('signal', signal));
  }
  return { blobs, freedBytes };
}
