// How a project comes to have a component: the shortest way to it from what the project asks for.

import type { ComponentGraph } from '../../kernel/component-graph.ts';

/**
 * Answers for a component the positions on a shortest way from a root to it, both ends included; undefined where no known
 * way leads there. Without roots, ways begin at those that nobody needs, where the file has any edges at all. One component
 * at a time, since the ways of a hostile graph together are longer than it is. Of a way with more than `mostSteps` the last
 * ones are told. Time grows with the number of edges.
 */
export function findWays(
  graph: Pick<ComponentGraph, 'roots' | 'needs'>,
): (at: number, mostSteps?: number) => readonly number[] | undefined {
  const { needs } = graph;
  const before: (number | undefined)[] = needs.map(() => undefined);
  const isReached = needs.map(() => false);
  const queue = graph.roots.length > 0 ? [...graph.roots] : tops(needs);
  for (const root of queue) isReached[root] = true;
  // The queue grows while it is walked.
  for (const at of queue) {
    for (const next of needs[at] ?? []) {
      if (isReached[next] !== false) continue;
      isReached[next] = true;
      before[next] = at;
      queue.push(next);
    }
  }
  return (at, mostSteps = needs.length) =>
    isReached[at] === true ? wayBack(at, before, mostSteps) : undefined;
}

function tops(needs: ComponentGraph['needs']): number[] {
  if (needs.every((targets) => targets === undefined)) return [];
  const needed = new Set(needs.flatMap((targets) => targets ?? []));
  return [...needs.keys()].filter((at) => !needed.has(at));
}

function wayBack(
  target: number,
  before: readonly (number | undefined)[],
  mostSteps: number,
): readonly number[] {
  const way: number[] = [];
  for (let at: number | undefined = target; at !== undefined && way.length < mostSteps; at = before[at])
    way.push(at);
  return way.reverse();
}
