// pnpm-lock.yaml: `resolution: {integrity: …, tarball: …}`; the address is there only where it cannot be derived.

import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import type { LockfileFormat } from '../adapter-lockfile.ts';
import { isTarballUrl, placedEntry, type PlacedEntry } from './lock-entry.ts';
import { splitPnpmKey } from './pnpm-key.ts';

export const pnpmLock: LockfileFormat = {
  id: 'pnpm-lock.yaml',
  isNamed: (fileName) => fileName === 'pnpm-lock.yaml',
  entries: readEntries,
  rewrite: (text, rewrite, registryUrl) =>
    replacePlaces(
      text,
      readEntries(text).flatMap((entry) => {
        const url = entry.url === undefined ? undefined : rewrite(entry);
        if (url === undefined || url === entry.url) return [];
        const field = url === derivedAddress(entry, registryUrl) ? findField(text, entry) : undefined;
        return [field ?? { start: entry.start, end: entry.end, text: url }];
      }),
    ),
};

/** Where pnpm looks for an entry that names no address. */
function derivedAddress({ name, file }: PlacedEntry, registryUrl: string | undefined): string | undefined {
  if (registryUrl === undefined || file === undefined) return undefined;
  return `${registryUrl}/${name}/-/${encodeURIComponent(file)}`;
}

/**
 * The whole inline field, to be taken out: an address that is there is compared with the index (pnpm 11 and newer), in which
 * hidden versions have no entry. Undefined when the field stands on a line of its own, or first.
 */
function findField(text: string, { start, end }: PlacedEntry): Replacement | undefined {
  const before = /, *tarball: *(['"]?)$/.exec(text.slice(Math.max(0, start - 100), start));
  if (before === null) return undefined;
  return { start: start - before[0].length, end: end + (before[1]?.length ?? 0), text: '' };
}

/** A key of `packages`, two spaces deep: `'@s/p@1.0.0(peer@2)':`, `/p@1.0.0:`, and in old files `/p/1.0.0_peer:`. */
const KEY = /^ {2}(?! )'?([^'\s]+?)'?:\s*$/;
/** Inline, as pnpm writes it, or (after a formatter) with one field a line below it. */
const RESOLUTION = /^ {4}resolution:/;
const BELOW_RESOLUTION = /^ {6}/;
const TARBALL = /\btarball: *['"]?([^\s'",}]+)/d;

/** What is taken from a folder or a repository has no place in a registry. */
const LOCAL = /^(?:file|link|workspace|portal|git|github|ssh)[:+]/;

interface Package {
  readonly name: string;
  readonly version: string;
  place?: { readonly url?: string; readonly start: number; readonly end: number; readonly line: number };
  isInResolution: boolean;
}

/** The file is written by pnpm alone, in one form, so that its lines can be read one by one. */
function readEntries(text: string): readonly PlacedEntry[] {
  const packages: Package[] = [];
  let current: Package | undefined;
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const key = KEY.exec(line)?.[1];
    if (key !== undefined) {
      const spec = splitPnpmKey(key);
      current = spec === undefined ? undefined : { ...spec, isInResolution: false };
      if (current !== undefined) packages.push(current);
    } else if (current !== undefined) readLine(current, line, offset, index + 1);
    offset += line.length + 1;
  }
  return packages.flatMap(({ name, version, place }) =>
    place === undefined || LOCAL.test(version) ? [] : (placedEntry(name, version, place) ?? []),
  );
}

function readLine(current: Package, line: string, offset: number, lineNumber: number): void {
  const begins = RESOLUTION.test(line);
  current.isInResolution = begins || (current.isInResolution && BELOW_RESOLUTION.test(line));
  if (!current.isInResolution) return;
  const tarball = TARBALL.exec(line);
  const [start, end] = tarball?.indices?.[1] ?? [0, 0];
  const url = tarball?.[1];
  if (url !== undefined && isTarballUrl(url)) {
    current.place = { url, start: offset + start, end: offset + end, line: lineNumber };
  } else if (begins) {
    current.place = { start: offset, end: offset, line: lineNumber };
  }
}
