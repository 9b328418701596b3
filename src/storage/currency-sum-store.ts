// What is counted of applications: sums now, and figures of each day.

import type { Kysely } from 'kysely';

import type { CurrencySumStore, KeptSums } from '../inventory/currency/currency-ports.ts';
import type { CurrencyFigures } from '../inventory/currency/currency-figures.ts';
import type { CurrencySums } from '../inventory/currency/currency-sums.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { CurrencySumTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store within `database`, which may be a transaction. */
export function createCurrencySumStore(database: Kysely<Schema>): CurrencySumStore {
  return { ...sumQueries(database), ...dayQueries(database) };
}

function sumQueries(database: Kysely<Schema>): Pick<CurrencySumStore, 'saveSums' | 'sums' | 'sumsAfter'> {
  return {
    saveSums: ({ scopeId, at, sums }) =>
      insertRows(database, {
        table: 'currency_sum',
        columns: ['scope_id', 'at', 'sums'],
        rows: [[scopeId, at, JSON.stringify(sums)]],
        key: ['scope_id'],
      }),
    async sums(scopeIds) {
      const found: KeptSums[] = [];
      for (const chunk of inChunks(scopeIds, 1)) {
        const rows = await database
          .selectFrom('currency_sum')
          .selectAll()
          .where('scope_id', 'in', chunk)
          .execute();
        found.push(...rows.map(sumsFromRow));
      }
      return found;
    },
    async sumsAfter(after, limit) {
      const rows = await database
        .selectFrom('currency_sum')
        .selectAll()
        .where('scope_id', '>', after)
        .orderBy('scope_id')
        .limit(limit)
        .execute();
      return rows.map(sumsFromRow);
    },
  };
}

function sumsFromRow({ scope_id, at, sums }: CurrencySumTable): KeptSums {
  return { scopeId: scope_id, at, sums: JSON.parse(sums) as CurrencySums };
}

function dayQueries(database: Kysely<Schema>): Pick<CurrencySumStore, 'saveDay' | 'days'> {
  return {
    saveDay: ({ scopeId, day, figures }) =>
      insertRows(database, {
        table: 'currency_day',
        columns: ['scope_id', 'day', 'figures'],
        rows: [[scopeId, day, JSON.stringify(figures)]],
        key: ['scope_id', 'day'],
      }),
    async days(scopeId, from, to) {
      const rows = await database
        .selectFrom('currency_day')
        .selectAll()
        .where('scope_id', '=', scopeId)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .execute();
      return rows.map(({ scope_id, day, figures }) => ({
        scopeId: scope_id,
        day,
        figures: JSON.parse(figures) as CurrencyFigures,
      }));
    },
  };
}
