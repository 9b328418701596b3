// The unit of work over the database. Units that wait at the same time share one transaction, and so one flush to disk.

import { AsyncLocalStorage } from 'node:async_hooks';

import { sql, type Transaction } from 'kysely';

import type { Change, JournalWriter } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { appendChanges } from './journal-store.ts';
import type { Schema } from './schema.ts';

/** Makes the stores that work inside `trx`. */
export type BuildStores<S> = (trx: Transaction<Schema>, journal: JournalWriter) => S;

export interface UnitOfWorkDeps {
  readonly database: Database;
  /** Called after a commit that recorded changes; must not reject. */
  readonly published: () => Promise<void>;
}

/** Units that share a transaction at the most, so that none waits long for its neighbours. */
const MAX_TOGETHER = 64;

/**
 * Units of work on `database`. Each runs alone behind a savepoint of its own: one that fails takes only itself back.
 * What they record is written at their end and, once committed, announced by `published`.
 */
export function createUnitOfWork<S>(deps: UnitOfWorkDeps, buildStores: BuildStores<S>): UnitOfWork<S> {
  const group = new CommitGroup<S>(deps, buildStores);
  return { transact: (work) => group.add(work) };
}

interface Unit<S> {
  readonly work: (stores: S) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What came of a unit inside the transaction; it holds once the transaction is committed. */
type Outcome<S> =
  | { readonly unit: Unit<S>; readonly result: unknown; readonly isChange: boolean }
  | { readonly unit: Unit<S>; readonly error: unknown };

class CommitGroup<S> {
  readonly #deps: UnitOfWorkDeps;
  readonly #buildStores: BuildStores<S>;
  readonly #inside = new AsyncLocalStorage<BufferedJournal>();
  #waiting: Unit<S>[] = [];
  #isRunning = false;

  constructor(deps: UnitOfWorkDeps, buildStores: BuildStores<S>) {
    this.#deps = deps;
    this.#buildStores = buildStores;
  }

  async add<T>(work: (stores: S) => Promise<T>): Promise<T> {
    if (this.#inside.getStore()?.isOver === false) {
      throw new GatehouseError(
        'storage-failed',
        'Cannot begin a unit of work: found one under way in the same call, expected its stores to be used',
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.push({ work, resolve, reject });
    if (!this.#isRunning) void this.#run();
    return (await promise) as T;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) await this.#commitTogether(this.#waiting.splice(0, MAX_TOGETHER));
    this.#isRunning = false;
  }

  /** Never rejects: each unit hears what became of it. */
  async #commitTogether(units: readonly Unit<S>[]): Promise<void> {
    try {
      const outcomes = await this.#deps.database.transact(async (trx) => {
        const done: Outcome<S>[] = [];
        for (const unit of units) done.push(await this.#perform(trx, unit));
        return done;
      });
      if (outcomes.some((outcome) => 'isChange' in outcome && outcome.isChange)) await this.#deps.published();
      for (const outcome of outcomes) settle(outcome);
    } catch (error) {
      // The transaction as a whole failed: nothing of any unit was written.
      for (const unit of units) unit.reject(error);
    }
  }

  async #perform(trx: Transaction<Schema>, unit: Unit<S>): Promise<Outcome<S>> {
    const journal = new BufferedJournal();
    await sql`savepoint unit_of_work`.execute(trx);
    try {
      const result = await this.#inside.run(journal, () => unit.work(this.#buildStores(trx, journal)));
      journal.isOver = true;
      if (journal.changes.length > 0) await appendChanges(trx, this.#deps.database.kind, journal.changes);
      await sql`release savepoint unit_of_work`.execute(trx);
      return { unit, result, isChange: journal.changes.length > 0 };
    } catch (error) {
      journal.isOver = true;
      await takeBack(trx, error);
      return { unit, error };
    }
  }
}

/** Throws `reason` where the transaction as a whole is gone, as SQLite's is once the disk was full. */
async function takeBack(trx: Transaction<Schema>, reason: unknown): Promise<void> {
  try {
    await sql`rollback to savepoint unit_of_work`.execute(trx);
    await sql`release savepoint unit_of_work`.execute(trx);
  } catch {
    // What went wrong first says more than that nothing is left to take back.
    throw reason;
  }
}

function settle<S>(outcome: Outcome<S>): void {
  if ('error' in outcome) outcome.unit.reject(outcome.error);
  else outcome.unit.resolve(outcome.result);
}

class BufferedJournal implements JournalWriter {
  readonly changes: Change[] = [];
  isOver = false;

  record(change: Change): void {
    if (this.isOver) {
      throw new GatehouseError(
        'storage-failed',
        'Cannot record a change: found that its unit of work is over',
      );
    }
    this.changes.push(change);
  }
}
