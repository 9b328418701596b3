// What is depended on, as it was counted last.

import { sql, type Kysely } from 'kysely';

import { mapInTurns } from '../evidence/in-turns.ts';
import { startTurn, type Turn } from '../evidence/turn.ts';
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
    standings: () => readStandings(database),
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

/** In pages, so that others have their turn. */
async function readStandings(database: Kysely<Schema>): Promise<readonly LineStanding[]> {
  const found: LineStanding[] = [];
  const turn = startTurn();
  for (;;) {
    const rows = await database
      .selectFrom('giving_line')
      .select(STANDING)
      .where('line_key', '>', found.at(-1)?.key ?? '')
      .orderBy('line_key')
      .limit(PAGE)
      .execute();
    found.push(...rows.map(standingFromRow));
    if (rows.length < PAGE) return found;
    await turn.next();
  }
}

/** Rows that are read or written between two turns. */
const PAGE = 500;

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
  const turn = startTurn();
  await replaceRows(database, turn, {
    table: 'giving_line',
    columns: [...STANDING, 'line'],
    rows: await mapInTurns(lines, turn, rowOfLine),
  });
  await replaceRows(database, turn, {
    table: 'giving_target',
    columns: ['target', 'line_key'],
    rows: await mapInTurns(targets, turn, ({ target, key }) => [target, key]),
  });
  await insertRows(database, {
    table: 'giving_summary',
    columns: ['id', 'summary'],
    rows: [[1, JSON.stringify(summary)]],
    key: ['id'],
  });
}

interface WholeTable {
  readonly table: 'giving_line' | 'giving_target';
  /** The first is the key. */
  readonly columns: readonly string[];
  /** All that are to be there. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * Writes what is new or another than before, and takes away what is no more: most stays as it is from one count to the next,
 * and what is written is committed in one piece, for which everybody waits.
 */
async function replaceRows(
  database: Kysely<Schema>,
  turn: Turn,
  { table, columns, rows }: WholeTable,
): Promise<void> {
  const [key = ''] = columns;
  const wanted = new Map(await mapInTurns(rows, turn, (row) => [String(row[0]), row] as const));
  const gone: string[] = [];
  for (let after = ''; ;) {
    const { rows: page } = await sql<Record<string, string | number>>`
      select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(table)}
      where ${sql.ref(key)} > ${after} order by ${sql.ref(key)} limit ${PAGE}`.execute(database);
    for (const known of page) {
      after = String(known[key]);
      const row = wanted.get(after);
      if (row === undefined) gone.push(after);
      else if (columns.every((column, at) => known[column] === row[at])) wanted.delete(after);
    }
    await turn.next();
    if (page.length < PAGE) break;
  }
  for (const chunk of inChunks(gone, 1)) {
    await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (${sql.join(chunk)})`.execute(
      database,
    );
    await turn.next();
  }
  const changed = [...wanted.values()];
  for (let start = 0; start < changed.length; start += PAGE) {
    await insertRows(database, { table, columns, rows: changed.slice(start, start + PAGE), key: [key] });
    await turn.next();
  }
}

/** In the order of `STANDING`, and the line. */
function rowOfLine(line: GivingLine): (string | number)[] {
  const { applications, production, direct, dependents, criticality } = line.parts;
  const parts = [applications, production, direct, dependents, criticality, line.links.length > 0 ? 1 : 0];
  return [line.key, ...parts, JSON.stringify(line)];
}
