// Looks for the proofs of namespaces again, a few at a time.

import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { NamespaceDeps } from '../identity/namespaces/namespace-unit.ts';
import {
  LOOK_AGAIN_FAILING_MS,
  LOOK_AGAIN_MS,
  proveAgain,
} from '../identity/namespaces/reprove-namespace.ts';

export interface NamespaceJob {
  /** Looks at those that are due, up to the number of one turn; answers how many. Never rejects. */
  turn(): Promise<number>;
  close(): Promise<void>;
}

/** Proofs of a turn. */
const TOGETHER = 50;
const FIRST_TURN_MS = 2 * MINUTE_MS;

/** Takes a turn some minutes after the start, and every hour. */
export function startNamespaceJob(deps: NamespaceDeps, log: Logger): NamespaceJob {
  const end = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const turn = () => {
    const taken = running.then(() => takeTurn(deps, end.signal, log));
    running = taken;
    return taken;
  };
  const first = setTimeout(() => void turn(), FIRST_TURN_MS).unref();
  const hourly = setInterval(() => void turn(), HOUR_MS).unref();
  return {
    turn,
    async close() {
      clearTimeout(first);
      clearInterval(hourly);
      end.abort();
      await running;
    },
  };
}

async function takeTurn(deps: NamespaceDeps, signal: AbortSignal, log: Logger): Promise<number> {
  let looked = 0;
  try {
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
  } catch (error) {
    log.warn('proofs of namespaces could not be looked for; they are looked for again', { error });
  }
  return looked;
}
