// Long work in turns, so that the event loop serves others in between.

import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop before others have their turn. */
const TURN_MS = 15;

/** Work that takes turns with whatever else the process does. */
export interface Turn {
  /** Lets others run once the turn has lasted long enough; else goes on at once. */
  next(): Promise<void>;
}

/** Starts a turn. */
export function startTurn(): Turn {
  let startedAt = performance.now();
  return {
    async next() {
      if (performance.now() - startedAt < TURN_MS) return;
      await setImmediate();
      startedAt = performance.now();
    },
  };
}
