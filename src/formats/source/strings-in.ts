// Every string of a document: keys and values.

import { isObject } from '../json.ts';

const MOST_STRINGS = 10_000;

/** At most 10,000 of them; nothing of what stands below the keys in `left`, nor those keys. */
export function stringsIn(value: unknown, left: ReadonlySet<string> = new Set()): readonly string[] {
  const found: string[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && found.length < MOST_STRINGS) {
    const next = waiting.pop();
    if (typeof next === 'string') found.push(next);
    else if (Array.isArray(next)) waiting.push(...next.slice(0, MOST_STRINGS));
    else if (isObject(next)) {
      for (const key of Object.keys(next).slice(0, MOST_STRINGS)) {
        if (left.has(key)) continue;
        found.push(key);
        waiting.push(next[key]);
      }
    }
  }
  return found;
}
