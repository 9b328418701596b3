// Forgets what upstreams do not have: anybody may ask for any name, and each answer that there is none leaves a row.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../kernel/clock.ts';
import type { RegistryWork } from './deps.ts';

/** Rows of one unit of work. */
const TURN = 500;

/** Deletes the rows of documents that never were there, as their upstreams last said before `before`. Rejects between two turns once `signal` says so. */
export async function forgetAbsences(
  deps: { readonly work: RegistryWork },
  before: Instant,
  signal?: AbortSignal,
): Promise<void> {
  for (let forgotten = TURN; forgotten >= TURN;) {
    signal?.throwIfAborted();
    forgotten = await deps.work.transact(({ documents }) => documents.forgetAbsent(before, TURN));
    await setImmediate();
  }
}
