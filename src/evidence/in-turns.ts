// Long lists, worked through in turns.

import type { Turn } from './turn.ts';

/** Sorted at once: a few milliseconds' work. */
const PIECE = 1_000;

/** As `map` does, in turns. */
export async function mapInTurns<T, R>(
  items: Iterable<T>,
  turn: Turn,
  map: (item: T, at: number) => R,
): Promise<R[]> {
  const mapped: R[] = [];
  for (const item of items) {
    mapped.push(map(item, mapped.length));
    if (turn.isOver()) await turn.next();
  }
  return mapped;
}

/** As `toSorted` does, in turns: pieces are sorted, then merged. What compares as equal stays in its order. */
export async function sortInTurns<T>(
  items: readonly T[],
  turn: Turn,
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += PIECE) {
    runs.push(items.slice(start, start + PIECE).sort(compare));
    await turn.next();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], turn, compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  ones: readonly T[],
  others: readonly T[],
  turn: Turn,
  compare: (one: T, other: T) => number,
): Promise<T[]> {
  const merged: T[] = [];
  let [left, right] = [0, 0];
  while (left < ones.length && right < others.length) {
    const [one, other] = [ones[left] as T, others[right] as T];
    if (compare(one, other) <= 0) {
      merged.push(one);
      left += 1;
    } else {
      merged.push(other);
      right += 1;
    }
    if (turn.isOver()) await turn.next();
  }
  return merged.concat(ones.slice(left), others.slice(right));
}
