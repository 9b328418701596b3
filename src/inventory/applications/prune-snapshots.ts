// Deletes snapshots that are older than they are kept; the newest of each application never.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../../kernel/clock.ts';
import type { RematchDeps } from '../findings/rematch-components.ts';

/** Snapshots that are deleted in one transaction. */
const TOGETHER = 50;

/** Answers how many went. */
export async function pruneSnapshots(
  { unit }: Pick<RematchDeps, 'unit'>,
  takenBefore: Instant,
  signal: AbortSignal,
): Promise<number> {
  for (let total = 0; ; await setImmediate()) {
    signal.throwIfAborted();
    const removed = await unit.transact(({ applications }) =>
      applications.removeSnapshots(takenBefore, TOGETHER),
    );
    total += removed;
    if (removed < TOGETHER) return total;
  }
}
