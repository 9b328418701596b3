// pnpm-lock.yaml: `resolution: {integrity: …, tarball: …}`; the address is there only where it cannot be derived.

import type { LockfileFormat } from '../adapter.ts';
import { isTarballUrl, placedEntry, rewriteEntries, type PlacedEntry } from './lock-entry.ts';

export const pnpmLock: LockfileFormat = {
  id: 'pnpm-lock.yaml',
  isNamed: (fileName) => fileName === 'pnpm-lock.yaml',
  entries: readEntries,
  rewrite: (text, rewrite) => rewriteEntries(text, readEntries(text), rewrite, (url) => url),
};

/** A key of `packages`, two spaces deep: `'@s/p@1.0.0(peer@2)':`, `/p@1.0.0:`, and in old files `/p/1.0.0_peer:`. */
const KEY = /^ {2}(?! )'?([^'\s]+?)'?:\s*$/;
const RESOLUTION = /^ {4}resolution:/;
const TARBALL = /\btarball: *'?([^\s',}]+)/d;

/** The file is written by pnpm alone, in one form, so that its lines can be read one by one. */
function readEntries(text: string): readonly PlacedEntry[] {
  const entries: PlacedEntry[] = [];
  let spec: { readonly name: string; readonly version: string } | undefined;
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const key = KEY.exec(line)?.[1];
    if (key !== undefined) spec = readSpec(key);
    else if (spec !== undefined && RESOLUTION.test(line)) {
      const entry = readResolution(spec, line, offset, index + 1);
      if (entry !== undefined) entries.push(entry);
    }
    offset += line.length + 1;
  }
  return entries;
}

function readSpec(key: string): { readonly name: string; readonly version: string } | undefined {
  const bare = key.replace(/^\//, '').replace(/\(.*$/, '');
  const at = bare.lastIndexOf('@');
  if (at > 0) return { name: bare.slice(0, at), version: bare.slice(at + 1) };
  const slash = bare.lastIndexOf('/');
  if (slash <= 0) return undefined;
  return { name: bare.slice(0, slash), version: bare.slice(slash + 1).replace(/_.*$/, '') };
}

function readResolution(
  spec: { readonly name: string; readonly version: string },
  line: string,
  offset: number,
  lineNumber: number,
): PlacedEntry | undefined {
  const tarball = TARBALL.exec(line);
  const place = tarball?.indices?.[1] ?? [0, 0];
  const url = tarball?.[1];
  if (url !== undefined && !isTarballUrl(url)) return undefined;
  return placedEntry(spec.name, spec.version, {
    start: offset + place[0],
    end: offset + place[1],
    line: lineNumber,
    ...(url === undefined ? {} : { url }),
  });
}
