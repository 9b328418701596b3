// Changes to strings of a package.json: in their places where they stand, else by writing the document as npm does.

import { findJsonStrings } from '../../formats/json-places.ts';
import { isObject, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { replacePlaces } from '../../formats/replace-places.ts';
import { cannotMove } from '../move-manifests.ts';

export interface ManifestChange {
  /** From the top down. */
  readonly keys: readonly string[];
  readonly value: string;
}

/** The text with the strings at these keys. Throws `unsupported` where something else stands on the way. */
export function writeManifest(text: string, path: string, changes: readonly ManifestChange[]): string {
  let written = text;
  for (const change of changes) written = writeOne(written, path, change);
  return written;
}

function writeOne(text: string, path: string, { keys, value }: ManifestChange): string {
  const wanted = JSON.stringify(keys);
  const place = findJsonStrings(text, path).find((one) => JSON.stringify(one.path) === wanted);
  if (place !== undefined) return replacePlaces(text, [{ ...place, text: JSON.stringify(value) }]);
  const document = setAt(readJsonObjectText(text, { what: path }).value, keys, value, path);
  const indent = /^\{\r?\n([ \t]+)/.exec(text.replace(/^\uFEFF/, ''))?.[1] ?? '  ';
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return `${JSON.stringify(document, null, indent).replaceAll('\n', ending)}${/\n\s*$/.test(text) ? ending : ''}`;
}

/** For a copy: no other release of the client is fetched and run for its sake. */
export function withoutPackageManager(text: string, path: string): string {
  const { packageManager: _, devEngines: _engines, ...kept } = readJsonObjectText(text, { what: path }).value;
  return JSON.stringify(kept);
}

function setAt(document: JsonObject, keys: readonly string[], value: string, path: string): JsonObject {
  const [key = '', ...rest] = keys;
  if (rest.length === 0) return { ...document, [key]: value };
  const below = Object.hasOwn(document, key) ? document[key] : {};
  if (!isObject(below)) throw cannotMove(`${path} has no table at ${key}`);
  return { ...document, [key]: setAt(below, rest, value, path) };
}
