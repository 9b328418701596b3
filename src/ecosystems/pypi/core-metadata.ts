// The headers of a file's core metadata (PyPA's "Core metadata specifications"), as far as they are about a licence, under the
// names that the registry's JSON has for them.

import type { JsonObject } from '../../formats/json.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_HEADERS = 10_000;
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['license-expression', 'license_expression'],
  ['license', 'license'],
]);

/** What it says. Lines that are no header, and all behind the first empty line (anybody's text), say nothing. */
export function readCoreMetadata(bytes: Uint8Array): JsonObject {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_BYTES)).replaceAll('\r\n', '\n');
  const head = text.split('\n\n', 1)[0] ?? '';
  const found = new Map<string, string>();
  const classifiers: string[] = [];
  for (const [, rawName = '', value = ''] of unfold(head)
    .matchAll(/^([\w-]+):(.*)$/gm)
    .take(MAX_HEADERS)) {
    const name = rawName.toLowerCase();
    const field = FIELDS.get(name);
    if (name === 'classifier') classifiers.push(value.trim());
    else if (field !== undefined && !found.has(field))
      found.set(field, value.replaceAll('\u0000', '\n').trim());
  }
  return { ...Object.fromEntries(found), classifiers };
}

/** A value goes on where lines begin with a blank: a licence's whole text does. */
function unfold(head: string): string {
  return head.replaceAll('\u0000', ' ').replaceAll(/\n[ \t]+/g, '\u0000');
}
