// One writer at a time, and an error instead of a deadlock for the writer that waits for itself.

import { AsyncLocalStorage } from 'node:async_hooks';

import { GatehouseError } from '../kernel/errors.ts';

interface Turn {
  isOver: boolean;
}

/** Gives out turns to write, first come, first served. */
export class WriterTurn {
  readonly #current = new AsyncLocalStorage<Turn>();
  #tail: Promise<void> = Promise.resolve();

  /**
   * Runs `work` once all earlier turns are over. Throws `storage-failed` when called from within a turn, since it
   * would wait for itself; work that outlives the turn it was started in may take another.
   */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#current.getStore()?.isOver === false) {
      throw new GatehouseError(
        'storage-failed',
        'Cannot begin a transaction: found one under way in the same call, expected its stores to be used',
      );
    }
    const turn: Turn = { isOver: false };
    const before = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = promise;
    await before;
    try {
      return await this.#current.run(turn, work);
    } finally {
      turn.isOver = true;
      resolve();
    }
  }
}
