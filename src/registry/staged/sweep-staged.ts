// Ends staged versions that nobody approved in time, and forgets what became of others long ago.

import { setImmediate } from 'node:timers/promises';

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { RegistryWork } from '../deps.ts';
import { expireStaged } from './stage-release.ts';

/** How long it is told of one what became of it. */
const TOLD_MS = 90 * DAY_MS;
const TURN = 50;

/** Their bytes are swept as what nothing speaks of; answers how many expired. */
export async function sweepStaged(work: RegistryWork, now: Instant): Promise<number> {
  let expired = 0;
  for (;;) {
    const ended = await work.transact(async (stores) => {
      const over = await stores.staged.over(now, TURN);
      for (const staged of over) await expireStaged(stores, staged, now);
      return over.length;
    });
    expired += ended;
    if (ended < TURN) break;
    await setImmediate();
  }
  await work.transact(({ staged }) => staged.forget(now - TOLD_MS));
  return expired;
}
