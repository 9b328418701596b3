// What components need, each with the range by which it is asked for, as a graph keeps it.

import type { ComponentGraph } from './component-graph.ts';

/** Something that a component needs. */
export interface ComponentEdge {
  /** Its position. */
  readonly to: number;
  /** As the file asks for it; absent where it does not say. */
  readonly range?: string | undefined;
}

/** Ranges that are longer than this are not kept: nobody wrote them. */
const MAX_RANGE = 1_000;

/**
 * For each component what it needs, each once, by the first range that is told; undefined where the file does not say.
 * Without any range there are no `ranges`.
 */
export function edgesOf(
  all: readonly (readonly ComponentEdge[] | undefined)[],
): Pick<ComponentGraph, 'needs' | 'ranges'> {
  let hasRanges = false;
  const merged = all.map((edges) => {
    if (edges === undefined) return undefined;
    const found = new Map<number, string | undefined>();
    for (const { to, range } of edges) {
      const told = range === undefined || range.length > MAX_RANGE ? undefined : range;
      hasRanges ||= told !== undefined;
      found.set(to, found.get(to) ?? told);
    }
    return found;
  });
  const needs = merged.map((found) => found && [...found.keys()]);
  return hasRanges ? { needs, ranges: merged.map((found) => found && [...found.values()]) } : { needs };
}
