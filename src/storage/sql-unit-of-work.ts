// The unit of work over the database.

import type { Transaction } from 'kysely';

import type { Change, JournalWriter } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Database } from './database.ts';
import { appendChanges } from './journal-store.ts';
import type { Schema } from './schema.ts';

/** Makes the stores that work inside `trx`. */
export type BuildStores<S> = (trx: Transaction<Schema>, journal: JournalWriter) => S;

/**
 * Units of work on `database`. What they record is written at their end and, once committed, announced by `published`,
 * which must not reject.
 */
export function createUnitOfWork<S>(
  deps: { readonly database: Database; readonly published: () => Promise<void> },
  buildStores: BuildStores<S>,
): UnitOfWork<S> {
  const { database, published } = deps;
  return {
    async transact(work) {
      const journal = new BufferedJournal();
      const result = await database.transact(async (trx) => {
        try {
          const result = await work(buildStores(trx, journal));
          if (journal.changes.length > 0) await appendChanges(trx, database.kind, journal.changes);
          return result;
        } finally {
          journal.isOver = true;
        }
      });
      if (journal.changes.length > 0) await published();
      return result;
    },
  };
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
