// All ways from what a project asks for to a component: how many, the shortest by each direct dependency, and what all of them
// lead through. Ways are never listed, since there may be more than atoms: they are counted.

import { collapseCycles } from './collapse-cycles.ts';
import type { GraphShape } from './graph-shape.ts';
import { isProjectAt } from './graph-shape.ts';
import { commonSteps } from './common-steps.ts';
import { countWays, type WayCount } from './count-ways.ts';
import { directDependencies, reverseEdges, targetsOf } from './way-graph.ts';

export interface DirectWays {
  /** The position of the direct dependency. */
  readonly at: number;
  /** Steps of its shortest way, both ends counted: 1 where it is what was asked about. */
  readonly depth: number;
  readonly ways: WayCount;
  /** Its shortest way, from it down; of one that is longer, the last `mostSteps`. */
  readonly steps: (mostSteps: number) => readonly number[];
}

export interface Ways {
  readonly ways: WayCount;
  /** The shortest first; empty when nothing that is known leads there. */
  readonly direct: readonly DirectWays[];
  /** What every way leads through, from the top down, without the ends that were asked about: to move any of them ends all. */
  readonly through: readonly number[];
}

/**
 * The ways to any of `wanted`; each ends where it first meets one. Undefined where the file does not tell what needs what. Time
 * grows with the number of edges.
 */
export function waysTo(shape: GraphShape, wanted: readonly number[]): Ways | undefined {
  const entries = directDependencies(shape);
  if (entries === undefined) return undefined;
  const search = searchBack(shape, wanted);
  const isOn = reachable(shape, entries, search);
  const direct = [...entries].filter((at) => isOn[at] === 1);
  if (direct.length === 0)
    return { ways: { count: 0n, isMore: false, hasCycles: false }, direct: [], through: [] };
  // Ways end where they meet what was asked about.
  const edges = withoutEnds(shape, search.distance);
  const collapsed = collapseCycles(edges, isOn);
  const isEnd = (at: number): boolean => search.distance[at] === 0;
  const counts = countWays({ edges, isOn, isEnd, entries: direct }, collapsed);
  const told = direct
    .map((at) => directWays(at, search, counts.from(at)))
    .sort((a, b) => a.depth - b.depth || a.at - b.at);
  const shortest = told[0]?.steps(shape.ids.length) ?? [];
  return {
    ways: counts.total,
    direct: told,
    through: commonSteps({ edges, isOn, isEnd, entries: direct }, shortest),
  };
}

interface BackSearch {
  /** Steps to the nearest of those that were asked about; -1: none leads there. */
  readonly distance: Int32Array;
  /** The next step on a shortest way. */
  readonly next: Int32Array;
}

/** Nothing leads through a project: what it asks for is direct. */
function searchBack(shape: GraphShape, wanted: readonly number[]): BackSearch {
  const distance = new Int32Array(shape.ids.length).fill(-1);
  const next = new Int32Array(shape.ids.length).fill(-1);
  const needed = reverseEdges(shape);
  const queue = [...wanted];
  for (const at of queue) distance[at] = 0;
  // The queue grows while it is walked.
  for (const at of queue) {
    for (const by of targetsOf(needed, at)) {
      if (distance[by] !== -1 || isProjectAt(shape, by)) continue;
      distance[by] = (distance[at] ?? 0) + 1;
      next[by] = at;
      queue.push(by);
    }
  }
  return { distance, next };
}

/** Marks what stands on a way: it leads to the end, and an entry leads to it. */
function reachable(shape: GraphShape, entries: Int32Array, { distance }: BackSearch): Uint8Array {
  const isOn = new Uint8Array(shape.ids.length);
  const waiting: number[] = [];
  const enter = (at: number): void => {
    if (isOn[at] === 1 || distance[at] === -1) return;
    isOn[at] = 1;
    if (distance[at] !== 0) waiting.push(at);
  };
  for (const at of entries) enter(at);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const to of targetsOf(shape, at)) enter(to);
  }
  return isOn;
}

function withoutEnds({ starts, targets }: GraphShape, distance: Int32Array) {
  const kept = new Int32Array(targets.length);
  const from = new Int32Array(starts.length);
  let length = 0;
  for (let at = 0; at + 1 < starts.length; at += 1) {
    if (distance[at] !== 0) {
      for (let index = starts[at] ?? 0; index < (starts[at + 1] ?? 0); index += 1) {
        kept[length++] = targets[index] ?? 0;
      }
    }
    from[at + 1] = length;
  }
  return { starts: from, targets: kept.subarray(0, length) };
}

function directWays(at: number, { distance, next }: BackSearch, ways: WayCount): DirectWays {
  return {
    at,
    depth: (distance[at] ?? 0) + 1,
    ways,
    steps(mostSteps) {
      const steps: number[] = [];
      for (let step = at; step !== -1; step = next[step] ?? -1) steps.push(step);
      return steps.slice(-mostSteps);
    },
  };
}
