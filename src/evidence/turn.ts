// Long work in turns, so that the event loop serves others in between.

import { setImmediate } from 'node:timers/promises';

/** How long work may hold the event loop before others have their turn. */
const TURN_MS = 8;

/** Work that takes turns with whatever else the process does. */
export interface Turn {
  /** Whether the turn has lasted long enough: asked where waiting each time would cost more than the work. */
  isOver(): boolean;
  /** Lets others run once the turn has lasted long enough; else goes on at once. */
  next(): Promise<void>;
}

/** Starts a turn. */
export function startTurn(): Turn {
  let startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= TURN_MS;
  return {
    isOver,
    async next() {
      if (!isOver()) return;
      await setImmediate();
      startedAt = performance.now();
    },
  };
}
