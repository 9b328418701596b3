// An index named `gatehouse` in an array of tables of a TOML configuration, changed without touching anything else.

import { parse } from 'smol-toml';

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, field } from '../../formats/json.ts';
import { replacePlaces } from '../../formats/replace-places.ts';
import { findTomlStrings, quoteToml } from '../../formats/toml-strings.ts';

/** The name of our entry. */
export const INDEX_NAME = 'gatehouse';

type Table = Readonly<Record<string, unknown>>;

/** What is to stand in the array of tables at `path`. */
export interface TomlIndex {
  readonly path: readonly string[];
  readonly url: string;
  /** Further lines of a new table. */
  readonly more: readonly string[];
  /** Whether another table has the place that is to be ours, so that its address is to be changed instead. */
  readonly hasOurPlace?: (table: Table) => boolean;
}

/**
 * `text` with our entry in the array of tables: its address brought up to date, or a table added at the end.
 * Throws `invalid-document` with the line when it is no TOML, `unsupported` where no such table can be added since the array
 * is written in another form (`index = []`).
 */
export function setTomlIndex(text: string, index: TomlIndex): string {
  const { path, url } = index;
  const edited = editIndex(text, index);
  const own = readTomlTables(edited, path).filter((table) => isOurs(table, index));
  if (own.length > 0 && own.every((table) => table['url'] === url)) return edited;
  throw new GatehouseError(
    'unsupported',
    `Cannot set the index ${INDEX_NAME}: expected ${path.join('.')} as tables of their own ([[${path.join('.')}]])`,
  );
}

function isOurs(table: Table, { hasOurPlace }: TomlIndex): boolean {
  return table['name'] === INDEX_NAME || hasOurPlace?.(table) === true;
}

function editIndex(text: string, index: TomlIndex): string {
  const { path, url, more } = index;
  const strings = findTomlStrings(text, 'the configuration');
  const tables = readTomlTables(text, path);
  const ours = strings.filter(({ path: found }) => {
    const place = found.at(-2);
    const table = typeof place === 'number' ? tables[place] : undefined;
    const isInArray = found.length === path.length + 2 && path.every((key, at) => found[at] === key);
    return isInArray && table !== undefined && isOurs(table, index);
  });
  const addresses = ours.filter((one) => one.path.at(-1) === 'url');
  if (addresses.length > 0) {
    const replacements = addresses.map(({ start, end, quotes }) => ({
      start,
      end,
      text: quoteToml(url, quotes),
    }));
    return replacePlaces(text, replacements);
  }
  const own = ours.find((one) => one.path.at(-1) === 'name');
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  if (own !== undefined)
    return `${text.slice(0, own.end)}${lineEnd}url = ${quoteToml(url, '"')}${text.slice(own.end)}`;
  const gap = text === '' ? '' : text.endsWith('\n') ? lineEnd : lineEnd.repeat(2);
  const lines = [
    `[[${path.join('.')}]]`,
    `name = "${INDEX_NAME}"`,
    `url = ${quoteToml(url, '"')}`,
    ...more,
    '',
  ];
  return `${text}${gap}${lines.join(lineEnd)}`;
}

/** The tables of the array at `path`; none when it is not there or the text is no TOML. */
export function readTomlTables(text: string, path: readonly string[]): readonly Table[] {
  let value: unknown;
  try {
    value = parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Asked what a file says, one that says nothing readable says nothing.
    return [];
  }
  for (const key of path) value = isObject(value) ? field(value, key) : undefined;
  return Array.isArray(value) ? value.filter(isObject) : [];
}
