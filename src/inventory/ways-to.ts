// All ways from what a project asks for to a component: how many, the shortest by each direct dependency, and what all of them
// lead through. Ways are never listed, since there may be more than atoms: they are counted.

import { commonSteps } from './common-steps.ts';
import { countWays, type OnWay, type WayCount } from './count-ways.ts';
import { isProjectAt, type GraphShape } from './graph-shape.ts';
import { directDependencies, reverseEdges, type Edges } from './way-graph.ts';

export interface DirectWays {
  /** The position of the direct dependency. */
  readonly at: number;
  /** Steps of its shortest way, both ends counted: 1 where it is what was asked about. */
  readonly depth: number;
  readonly ways: WayCount;
  /** Its shortest way, from it down; of a long one the last steps. */
  readonly steps: readonly number[];
}

export interface Ways {
  readonly ways: WayCount;
  /** The shortest first, as many as were asked for; empty when nothing that is known leads there. */
  readonly direct: readonly DirectWays[];
  readonly directCount: number;
  /** What every way leads through, from the top down, without the ends that were asked about: to move any of them ends all. */
  readonly through: readonly number[];
}

const TELL = { direct: 10, steps: 64 };

/**
 * The ways to any of `wanted`; each ends where it first meets one. Undefined where the file does not tell what needs what. Time
 * grows with the number of edges.
 */
export function waysTo(shape: GraphShape, wanted: readonly number[], most = TELL): Ways | undefined {
  const { entries, needed } = preparedOf(shape);
  if (entries === undefined) return undefined;
  const search = searchBack(shape, needed, wanted);
  const onWay = cutOut(shape, entries, search);
  if (onWay.entries.length === 0) {
    const none = { count: 0n, isMore: false, hasCycles: false };
    return { ways: none, direct: [], directCount: 0, through: [] };
  }
  const counts = countWays(onWay);
  const depthOf = (own: number) => (search.distance[onWay.positions[own] ?? 0] ?? 0) + 1;
  const nearest = onWay.entries.toSorted((a, b) => depthOf(a) - depthOf(b) || a - b);
  const shortest = stepsFrom(onWay.positions[nearest[0] ?? 0] ?? 0, search);
  const through = commonSteps(
    onWay,
    shortest.map((at) => onWay.places[at] ?? 0),
  );
  return {
    ways: counts.total,
    direct: nearest.slice(0, most.direct).map((own) => {
      const at = onWay.positions[own] ?? 0;
      const steps = stepsFrom(at, search).slice(-most.steps);
      return { at, depth: depthOf(own), ways: counts.from(own), steps };
    }),
    directCount: nearest.length,
    through: through.map((own) => onWay.positions[own] ?? 0),
  };
}

function stepsFrom(at: number, { next }: BackSearch): number[] {
  const steps: number[] = [];
  for (let step = at; step !== -1; step = next[step] ?? -1) steps.push(step);
  return steps;
}

interface Prepared {
  readonly entries: Int32Array | undefined;
  /** Who needs each. */
  readonly needed: Edges;
}

/** Graphs that are kept are asked again and again. */
const prepared = new WeakMap<GraphShape, Prepared>();

function preparedOf(shape: GraphShape): Prepared {
  const known = prepared.get(shape);
  if (known !== undefined) return known;
  const made = { entries: directDependencies(shape), needed: reverseEdges(shape) };
  prepared.set(shape, made);
  return made;
}

/** Who needs each of the positions. */
export function neededBy(shape: GraphShape): Edges {
  return preparedOf(shape).needed;
}

interface BackSearch {
  /** Steps to the nearest of those that were asked about; -1: none leads there. */
  readonly distance: Int32Array;
  /** The next step on a shortest way. */
  readonly next: Int32Array;
}

/** Arrays that are used again for the next graph: a thousand of them are asked at once. */
const spare = new Map<string, Int32Array>();

function spareArray(name: string, length: number): Int32Array {
  const known = spare.get(name);
  if (known !== undefined && known.length >= length) return known;
  const made = new Int32Array(length * 2);
  // What a very large graph took is not held on to.
  if (length <= 100_000) spare.set(name, made);
  return made;
}

/** Nothing leads through a project: what it asks for is direct. */
function searchBack(shape: GraphShape, needed: Edges, wanted: readonly number[]): BackSearch {
  const count = shape.ids.length;
  const distance = spareArray('distance', count).fill(-1, 0, count);
  const next = spareArray('next', count).fill(-1, 0, count);
  const queue = spareArray('queue', count);
  const { starts, targets } = needed;
  let length = 0;
  for (const at of wanted) {
    distance[at] = 0;
    queue[length++] = at;
  }
  // The queue grows while it is walked.
  for (let place = 0; place < length; place += 1) {
    const at = queue[place] ?? 0;
    const end = starts[at + 1] ?? 0;
    for (let index = starts[at] ?? 0; index < end; index += 1) {
      const by = targets[index] ?? 0;
      if (distance[by] !== -1 || isProjectAt(shape, by)) continue;
      distance[by] = (distance[at] ?? 0) + 1;
      next[by] = at;
      queue[length++] = by;
    }
  }
  return { distance, next };
}

interface CutOut extends OnWay {
  /** In the whole graph. */
  readonly positions: Int32Array;
  /** By the position in the whole graph; -1: on no way. */
  readonly places: Int32Array;
}

/** What stands on a way, numbered anew: it leads to the end, and an entry leads to it. Edges behind an end are left out. */
function cutOut({ ids, starts, targets }: GraphShape, entries: Int32Array, { distance }: BackSearch): CutOut {
  const places = spareArray('places', ids.length).fill(-1, 0, ids.length);
  const positions = spareArray('positions', ids.length);
  const from = spareArray('from', ids.length + 1);
  const to = spareArray('to', targets.length);
  let count = 0;
  for (const at of entries) {
    if (distance[at] === -1 || places[at] !== -1) continue;
    places[at] = count;
    positions[count++] = at;
  }
  const entryCount = count;
  let edges = 0;
  from[0] = 0;
  // The list grows while it is walked.
  for (let own = 0; own < count; own += 1) {
    const at = positions[own] ?? 0;
    const end = distance[at] === 0 ? 0 : (starts[at + 1] ?? 0);
    for (let index = starts[at] ?? 0; index < end; index += 1) {
      const target = targets[index] ?? 0;
      if (distance[target] === -1) continue;
      if (places[target] === -1) {
        places[target] = count;
        positions[count++] = target;
      }
      to[edges++] = places[target] ?? 0;
    }
    from[own + 1] = edges;
  }
  const isEnd = new Uint8Array(count);
  for (let own = 0; own < count; own += 1) isEnd[own] = distance[positions[own] ?? 0] === 0 ? 1 : 0;
  return {
    edges: { starts: from.subarray(0, count + 1), targets: to.subarray(0, edges) },
    isEnd,
    entries: Array.from({ length: entryCount }, (_, own) => own),
    positions,
    places,
  };
}
