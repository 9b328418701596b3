// Composer's minified metadata (`"minified": "composer/2.0"`): each version says only what differs from the one before.

import type { JsonObject } from '../../formats/json.ts';

/** The value of the document's `minified` field. */
export const MINIFIED = 'composer/2.0';

const UNSET = '__unset';

/** Every version whole: a field stays until another value, or `__unset`, takes its place. */
export function expandVersions(diffs: readonly JsonObject[]): readonly JsonObject[] {
  let current: ReadonlyMap<string, unknown> = new Map();
  return diffs.map((diff) => {
    const next = new Map(current);
    for (const [key, value] of Object.entries(diff)) {
      if (value === UNSET) next.delete(key);
      else next.set(key, value);
    }
    current = next;
    return Object.fromEntries(next);
  });
}

/** The reverse of `expandVersions`. */
export function minifyVersions(versions: readonly JsonObject[]): readonly JsonObject[] {
  let before: ReadonlyMap<string, string> = new Map();
  return versions.map((version) => {
    const now = new Map(Object.entries(version).map(([key, value]) => [key, JSON.stringify(value)]));
    const changed = Object.entries(version).filter(([key]) => before.get(key) !== now.get(key));
    const gone = [...before.keys()].filter((key) => !now.has(key)).map((key) => [key, UNSET] as const);
    before = now;
    return Object.fromEntries<unknown>([...changed, ...gone]);
  });
}
