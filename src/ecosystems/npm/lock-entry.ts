// What the lock files of npm's clients have in common: an entry with its place in the text.

import { replacePlaces } from '../../formats/replace-places.ts';
import type { LockEntry } from '../adapter-lockfile.ts';
import { tarballName } from './manifest-facts.ts';
import { findName } from './name.ts';

/** An entry, with the offsets of its address in the text. */
export interface PlacedEntry extends LockEntry {
  readonly start: number;
  readonly end: number;
}

/** The entry of a package from a registry; undefined for names that npm cannot have (links, git, files). */
export function placedEntry(
  rawName: string,
  version: string,
  place: { readonly url?: string; readonly start: number; readonly end: number; readonly line: number },
): PlacedEntry | undefined {
  const name = findName(rawName);
  if (name === undefined || version === '') return undefined;
  const { url, start, end, line } = place;
  return {
    name,
    version,
    file: tarballName(name, version),
    line,
    start,
    end,
    ...(url === undefined ? {} : { url }),
  };
}

/** Whether `url` is an address at which a registry serves a tarball. */
export function isTarballUrl(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

/** The text with each address replaced by what `rewrite` answers for its entry; `quote` writes it as the format does. */
export function rewriteEntries(
  text: string,
  entries: readonly PlacedEntry[],
  rewrite: (entry: LockEntry) => string | undefined,
  quote: (url: string, entry: PlacedEntry) => string,
): string {
  return replacePlaces(
    text,
    entries.flatMap((entry) => {
      const url = entry.url === undefined ? undefined : rewrite(entry);
      // What stays as it was keeps its spelling too.
      if (url === undefined || url === entry.url) return [];
      return [{ start: entry.start, end: entry.end, text: quote(url, entry) }];
    }),
  );
}
