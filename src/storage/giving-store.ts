// What is depended on, as it was counted last.

import type { Kysely } from 'kysely';

import type {
  GivingLine,
  GivingStore,
  GivingSummary,
  LineStanding,
} from '../inventory/giving/giving-ports.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { GivingLineTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store within `database`, which may be a transaction. */
export function createGivingStore(database: Kysely<Schema>): GivingStore {
  return {
    async summary() {
      const row = await database.selectFrom('giving_summary').select('summary').executeTakeFirst();
      return row === undefined ? undefined : (JSON.parse(row.summary) as GivingSummary);
    },
    async standings() {
      const rows = await database.selectFrom('giving_line').select(STANDING).orderBy('line_key').execute();
      return rows.map(standingFromRow);
    },
    async lines(keys) {
      const found = new Map<string, GivingLine>();
      for (const chunk of inChunks(keys, 1)) {
        const rows = await database
          .selectFrom('giving_line')
          .select(['line_key', 'line'])
          .where('line_key', 'in', chunk)
          .execute();
        for (const { line_key, line } of rows) found.set(line_key, JSON.parse(line) as GivingLine);
      }
      return keys.flatMap((key) => found.get(key) ?? []);
    },
    async keysOf(targets) {
      const found = new Map<string, string>();
      for (const chunk of inChunks(targets, 1)) {
        const rows = await database
          .selectFrom('giving_target')
          .selectAll()
          .where('target', 'in', chunk)
          .execute();
        for (const { target, line_key } of rows) found.set(target, line_key);
      }
      return found;
    },
    replaceLines: (...what) => replaceLines(database, ...what),
  };
}

const STANDING = [
  'line_key',
  'applications',
  'production',
  'direct',
  'dependents',
  'criticality',
  'has_link',
] as const satisfies readonly (keyof GivingLineTable)[];

function standingFromRow(row: Omit<GivingLineTable, 'line'>): LineStanding {
  const { line_key: key, has_link: hasLink, ...parts } = row;
  return { key, parts, hasLink: hasLink === 1 };
}

async function replaceLines(
  database: Kysely<Schema>,
  ...[summary, lines, targets]: Parameters<GivingStore['replaceLines']>
): Promise<void> {
  await database.deleteFrom('giving_line').execute();
  await database.deleteFrom('giving_target').execute();
  await insertRows(database, {
    table: 'giving_line',
    columns: [...STANDING, 'line'],
    rows: lines.map((line) => {
      const { applications, production, direct, dependents, criticality } = line.parts;
      const hasLink = line.links.length > 0 ? 1 : 0;
      const parts = [applications, production, direct, dependents, criticality, hasLink];
      return [line.key, ...parts, JSON.stringify(line)];
    }),
  });
  await insertRows(database, {
    table: 'giving_target',
    columns: ['target', 'line_key'],
    rows: targets.map(({ target, key }) => [target, key]),
  });
  await insertRows(database, {
    table: 'giving_summary',
    columns: ['id', 'summary'],
    rows: [[1, JSON.stringify(summary)]],
    key: ['id'],
  });
}
