// The tables of a lock file's list of packages, each with its line.

import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, kindOf, type JsonObject } from '../../formats/json.ts';
import type { TomlDocument } from './read-toml.ts';

/** One package of a lock file. */
export interface LockTable {
  readonly table: JsonObject;
  readonly line: number | undefined;
}

/**
 * The tables of the array `key`, in order; none where it is not there. Throws `invalid-document` for what is no array of
 * tables, or has a table without a name.
 */
export function tablesOf(document: TomlDocument, key: string, what: string): readonly LockTable[] {
  const tables = field(document.value, key) ?? [];
  if (!Array.isArray(tables)) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${kindOf(tables)} as ${key}, expected an array of tables`,
    );
  }
  const lines = document.linesOf(key, tables.length);
  return tables.map((table: unknown, at) => {
    const line = lines[at];
    if (isObject(table) && typeof field(table, 'name') === 'string' && field(table, 'name') !== '')
      return { table, line };
    const place = line === undefined ? `as ${key} ${at + 1}` : `at line ${line}`;
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${isObject(table) ? 'no name' : kindOf(table)} ${place}, expected a package with its name`,
      line === undefined ? {} : { facts: { line } },
    );
  });
}
