// Many rows in few statements, written as SQL text: an import writes hundreds of thousands of them.

import { CompiledQuery, sql, type Kysely } from 'kysely';

import type { Schema } from './schema.ts';

type Value = string | number | null;

/** Parameters of one statement: full statements share their text, and with it their preparation. */
const PARAMETERS = 1_000;
/** Keys of one `in (…)`. */
const KEYS = 500;

export interface BulkInsert {
  readonly table: string;
  readonly columns: readonly string[];
  /** In the order of `columns`. */
  readonly rows: readonly (readonly Value[])[];
  /** What identifies a row that is to be replaced; absent: rows are new. */
  readonly key?: readonly string[];
  /** A column that keeps the higher of both values where a row is replaced. */
  readonly rising?: string;
  /** Columns to which what is given is added where a row is there. */
  readonly adding?: readonly string[];
}

/** Inserts rows; those whose key exists are replaced. A key may be among `rows` once. Names are never outside strings. */
export async function insertRows(database: Kysely<Schema>, insert: BulkInsert): Promise<void> {
  const { table, columns, rows } = insert;
  const placeholder = placeholdersOf(database);
  const suffix = replaceClause(insert);
  const size = Math.floor(PARAMETERS / columns.length);
  for (let start = 0; start < rows.length; start += size) {
    const chunk = rows.slice(start, start + size);
    const values = chunk.map((_, row) => {
      return `(${columns.map((_, column) => placeholder(row * columns.length + column + 1)).join(',')})`;
    });
    const text = `insert into ${table} (${columns.join(',')}) values ${values.join(',')}${suffix}`;
    await database.executeQuery(CompiledQuery.raw(text, chunk.flat()));
  }
}

/** Runs `<text> (?, ?, …)` for `keys` in pieces, `before` being the parameters of `text`; answers all rows together. */
export async function forKeys<R>(
  database: Kysely<Schema>,
  statement: (placeholder: (index: number) => string, keys: string) => string,
  before: readonly Value[],
  keys: readonly string[],
): Promise<readonly R[]> {
  const placeholder = placeholdersOf(database);
  const rows: R[] = [];
  for (let start = 0; start < keys.length; start += KEYS) {
    const chunk = keys.slice(start, start + KEYS);
    const list = chunk.map((_, index) => placeholder(before.length + index + 1)).join(',');
    const query = CompiledQuery.raw(statement(placeholder, list), [...before, ...chunk]);
    for (const row of (await database.executeQuery<R>(query)).rows) rows.push(row);
  }
  return rows;
}

/** How the engine writes the parameter at `index`, from 1. */
function placeholdersOf(database: Kysely<Schema>): (index: number) => string {
  const isNumbered = sql`${0}`.compile(database).sql !== '?';
  return (index) => (isNumbered ? `$${index}` : '?');
}

function replaceClause({ table, columns, key, rising, adding = [] }: BulkInsert): string {
  if (key === undefined) return '';
  const changes = columns
    .filter((column) => !key.includes(column))
    .map((column) => {
      const [kept, given] = [`${table}.${column}`, `excluded.${column}`];
      if (adding.includes(column)) return `${column} = ${kept} + ${given}`;
      const value = column === rising ? `case when ${kept} > ${given} then ${kept} else ${given} end` : given;
      return `${column} = ${value}`;
    });
  return ` on conflict (${key.join(',')}) do update set ${changes.join(',')}`;
}
