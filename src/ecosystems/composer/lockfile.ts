// composer.lock keeps the address of every archive, and mirrors that Composer may prefer to it.

import { findJsonStrings, type JsonPlace } from '../../formats/json-places.ts';
import { replacePlaces } from '../../formats/replace-places.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { distFile } from './dist-file.ts';
import { closeDetours, findDetours } from './lock-detours.ts';
import { findName } from './name.ts';

const FILE_NAME = 'composer.lock';
const LISTS = new Set(['packages', 'packages-dev']);

export const composerLock: LockfileFormat = {
  id: FILE_NAME,
  isNamed: (fileName) => fileName === FILE_NAME,
  entries: (text) => readEntries(text).map(({ entry }) => entry),
  rewrite: (text, rewrite) =>
    replacePlaces(
      text,
      readEntries(text).flatMap(({ entry, place }) => {
        const url = rewrite(entry);
        if (url === undefined || url === entry.url) return [];
        return [{ start: place.start, end: place.end, text: quoteLike(text, place, url) }];
      }),
    ),
  detours: findDetours,
  closeDetours,
};

export const lockfiles: readonly LockfileFormat[] = [composerLock];

interface PlacedEntry {
  readonly entry: LockEntry;
  readonly place: JsonPlace;
}

/** The strings of one package, by path within it. */
type Fields = ReadonlyMap<string, JsonPlace>;

/** An entry for each archive, and one for each of its mirrors: they are addresses of the same file. */
function readEntries(text: string): readonly PlacedEntry[] {
  const packages = new Map<string, Map<string, JsonPlace>>();
  for (const place of findJsonStrings(text, FILE_NAME)) {
    const [list = '', at = '', ...path] = place.path;
    if (!LISTS.has(list) || path.length === 0) continue;
    const key = `${list}/${at}`;
    const fields = packages.get(key) ?? new Map<string, JsonPlace>();
    fields.set(path.join('/'), place);
    packages.set(key, fields);
  }
  return [...packages.values()].flatMap(readPackage).sort((a, b) => a.place.start - b.place.start);
}

/** Nothing for what comes from a repository of source code or a folder alone. */
function readPackage(fields: Fields): readonly PlacedEntry[] {
  const name = findName(fields.get('name')?.value ?? '');
  const version = fields.get('version')?.value ?? '';
  const url = fields.get('dist/url')?.value ?? '';
  const reference = fields.get('dist/reference')?.value;
  const file = distFile(version, {
    type: fields.get('dist/type')?.value ?? '',
    url,
    ...(reference === undefined ? {} : { reference }),
  });
  if (name === undefined || version === '' || file === undefined) return [];
  return [...fields].flatMap(([path, place]) =>
    path === 'dist/url' || /^dist\/mirrors\/\d+\/url$/.test(path)
      ? [{ entry: { name, version, file, url: place.value, line: place.line }, place }]
      : [],
  );
}

/** Composer writes slashes as they are; other tools escape them, as PHP does unless told otherwise. */
function quoteLike(text: string, { start, end }: JsonPlace, url: string): string {
  const quoted = JSON.stringify(url);
  return text.slice(start, end).includes('\\/') ? quoted.replaceAll('/', '\\/') : quoted;
}
