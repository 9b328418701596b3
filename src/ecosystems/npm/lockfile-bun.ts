// bun.lock: JSON with comments; a package is `[“name@version”, address or "", …]`, where "" is the default registry.

import { findJsonStrings, type JsonPlace } from '../../formats/json-places.ts';
import type { LockfileFormat } from '../adapter-lockfile.ts';
import { isTarballUrl, placedEntry, rewriteEntries, type PlacedEntry } from './lock-entry.ts';

export const bunLock: LockfileFormat = {
  id: 'bun.lock',
  isNamed: (fileName) => fileName === 'bun.lock',
  entries: readEntries,
  rewrite: (text, rewrite) => rewriteEntries(text, readEntries(text), rewrite, (url) => JSON.stringify(url)),
};

function readEntries(text: string): readonly PlacedEntry[] {
  const tuples = new Map<string, JsonPlace[]>();
  for (const place of findJsonStrings(text, 'bun.lock')) {
    const [section, key, index] = place.path;
    if (section !== 'packages' || key === undefined || place.path.length !== 3) continue;
    const tuple = tuples.get(key) ?? [];
    tuple[Number(index)] = place;
    tuples.set(key, tuple);
  }
  return [...tuples.values()].flatMap(([spec, address]) => readEntry(spec, address) ?? []);
}

function readEntry(spec: JsonPlace | undefined, address: JsonPlace | undefined): PlacedEntry | undefined {
  if (spec === undefined || address === undefined) return undefined;
  const at = spec.value.lastIndexOf('@');
  const version = spec.value.slice(at + 1);
  if (at <= 0 || /^(workspace|file|link|git|github):/.test(version)) return undefined;
  const { start, end, line } = address;
  return placedEntry(spec.value.slice(0, at), version, {
    start,
    end,
    line,
    ...(isTarballUrl(address.value) ? { url: address.value } : {}),
  });
}
