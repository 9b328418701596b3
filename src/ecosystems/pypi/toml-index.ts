// An index named `gatehouse` in an array of tables of a TOML configuration, changed without touching anything else.

import { parse } from 'smol-toml';

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, field } from '../../formats/json.ts';
import { findTomlStrings, quoteToml } from './toml-strings.ts';

/** The name of our entry. */
export const INDEX_NAME = 'gatehouse';

/**
 * `text` with our entry in the array of tables at `path`: its address brought up to date, or a table added at the end.
 * `more` are further lines of a new table. Throws `invalid-document` with the line when it is no TOML, `unsupported`
 * where no such table can be added since the array is written in another form (`index = []`).
 */
export function setTomlIndex(
  text: string,
  path: readonly string[],
  url: string,
  more: readonly string[],
): string {
  const edited = editIndex(text, path, url, more);
  const isDone = readTomlTables(edited, path).some(
    (table) => table['name'] === INDEX_NAME && table['url'] === url,
  );
  if (isDone) return edited;
  throw new GatehouseError(
    'unsupported',
    `Cannot set the index ${INDEX_NAME}: expected ${path.join('.')} as tables of their own ([[${path.join('.')}]])`,
  );
}

function editIndex(text: string, path: readonly string[], url: string, more: readonly string[]): string {
  const strings = findTomlStrings(text, 'the configuration');
  const isInArray = (found: readonly unknown[]) =>
    found.length === path.length + 2 && path.every((key, at) => found[at] === key);
  const own = strings.find(
    (one) => isInArray(one.path) && one.path.at(-1) === 'name' && one.value === INDEX_NAME,
  );
  const place = own?.path.at(-2);
  const address = strings.find(
    (one) => isInArray(one.path) && one.path.at(-2) === place && one.path.at(-1) === 'url',
  );
  if (own !== undefined && address !== undefined) {
    return text.slice(0, address.start) + quoteToml(url, address.quotes) + text.slice(address.end);
  }
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
export function readTomlTables(
  text: string,
  path: readonly string[],
): readonly Readonly<Record<string, unknown>>[] {
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
