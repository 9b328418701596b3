// package-lock.json and npm-shrinkwrap.json, versions 1 to 3: `resolved` holds the tarball's address.

import { findJsonStrings, type JsonPlace } from '../../formats/json-places.ts';
import type { LockfileFormat } from '../adapter-lockfile.ts';
import { isTarballUrl, placedEntry, rewriteEntries, type PlacedEntry } from './lock-entry.ts';

export const packageLock: LockfileFormat = {
  id: 'package-lock.json',
  isNamed: (fileName) => fileName === 'package-lock.json' || fileName === 'npm-shrinkwrap.json',
  entries: readEntries,
  rewrite: (text, rewrite) => rewriteEntries(text, readEntries(text), rewrite, (url) => JSON.stringify(url)),
};

/** The strings of one package, by field. */
type Fields = Map<string, JsonPlace>;

function readEntries(text: string): readonly PlacedEntry[] {
  const packages = new Map<string, { readonly name: string; readonly fields: Fields }>();
  for (const place of findJsonStrings(text, 'package-lock.json')) {
    const owner = place.path.slice(0, -1);
    const name = packageNameAt(owner);
    if (name === undefined) continue;
    const key = JSON.stringify(owner);
    const known = packages.get(key) ?? { name, fields: new Map() };
    known.fields.set(place.path.at(-1) ?? '', place);
    packages.set(key, known);
  }
  return [...packages.values()].flatMap(({ name, fields }) => readEntry(name, fields) ?? []);
}

/** `packages` (2, 3) keys by folder, `dependencies` (1) nests by name. */
function packageNameAt(path: readonly string[]): string | undefined {
  if (path.length === 2 && path[0] === 'packages') return path[1]?.split('node_modules/').at(-1);
  const isNested = path.length % 2 === 0 && path.every((key, at) => at % 2 === 1 || key === 'dependencies');
  return isNested && path.length > 0 ? path.at(-1) : undefined;
}

function readEntry(folderName: string, fields: Fields): PlacedEntry | undefined {
  const resolved = fields.get('resolved');
  const version = fields.get('version');
  if (version === undefined || (resolved !== undefined && !isTarballUrl(resolved.value))) return undefined;
  // An alias keeps the package's own name beside the folder's; in version 1 within the version.
  const alias = /^npm:(.+)@([^@]+)$/.exec(version.value);
  const name = alias?.[1] ?? fields.get('name')?.value ?? folderName;
  if (resolved === undefined && !fields.has('integrity')) return undefined;
  const place = resolved ?? version;
  return placedEntry(name, alias?.[2] ?? version.value, {
    start: place.start,
    end: place.end,
    line: place.line,
    ...(resolved === undefined ? {} : { url: resolved.value }),
  });
}
