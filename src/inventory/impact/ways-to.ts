// All ways from what a project asks for to a component: how many, the shortest by each direct dependency, and what all of them
// lead through. Ways are never listed, since there may be more than atoms: they are counted.

import { commonSteps } from './common-steps.ts';
import { countWays, type WayCount } from './count-ways.ts';
import type { GraphShape } from './graph-shape.ts';
import { searchBack, type LeadingPart } from './search-back.ts';
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
  const part = searchBack(shape, needed, wanted);
  const { positions, places, distance, edges, ends } = part;
  const nearest = [...entries]
    .flatMap((at) => (places[at] === -1 ? [] : (places[at] ?? [])))
    .sort((a, b) => (distance[a] ?? 0) - (distance[b] ?? 0));
  const [first] = nearest;
  if (first === undefined) {
    const none = { count: 0n, isMore: false, hasCycles: false };
    return { ways: none, direct: [], directCount: 0, through: [] };
  }
  const onWay = { edges, ends, entries: nearest };
  const counts = countWays(onWay);
  const tellPositions = (own: readonly number[]) => own.map((place) => positions[place] ?? 0);
  return {
    ways: counts.total,
    direct: nearest.slice(0, most.direct).map((own) => ({
      at: positions[own] ?? 0,
      depth: (distance[own] ?? 0) + 1,
      ways: counts.from(own),
      steps: tellPositions(stepsFrom(own, part).slice(-most.steps)),
    })),
    directCount: nearest.length,
    through: tellPositions(commonSteps(onWay, stepsFrom(first, part))),
  };
}

function stepsFrom(own: number, { next }: LeadingPart): number[] {
  const steps: number[] = [];
  for (let step = own; step !== -1; step = next[step] ?? -1) steps.push(step);
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
