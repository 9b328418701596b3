// Looks for the proofs of namespaces again, a few at a time.

import { MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { NamespaceDeps } from '../identity/namespaces/namespace-unit.ts';
import {
  LOOK_AGAIN_FAILING_MS,
  LOOK_AGAIN_MS,
  proveAgain,
} from '../identity/namespaces/reprove-namespace.ts';
import { takeTurns, type Turns } from './take-turns.ts';

/** Proofs of a turn. */
const TOGETHER = 50;
const FIRST_TURN_MS = 2 * MINUTE_MS;

/** Looks at those that are due, up to the number of one turn; each turn answers how many. */
export function startNamespaceJob(deps: NamespaceDeps, log: Logger): Turns<number> {
  const take = async (signal: AbortSignal): Promise<number> => {
    let looked = 0;
    const now = deps.clock.now();
    const due = await deps.stores.namespaces.due({
      checkedBefore: now - LOOK_AGAIN_MS,
      failingCheckedBefore: now - LOOK_AGAIN_FAILING_MS,
      limit: TOGETHER,
    });
    for (const namespace of due) {
      if (signal.aborted) break;
      await proveAgain(deps, namespace);
      looked += 1;
    }
    return looked;
  };
  const failed = 'proofs of namespaces could not be looked for; they are looked for again';
  return takeTurns({ firstAfterMs: FIRST_TURN_MS, take, failed }, log);
}
