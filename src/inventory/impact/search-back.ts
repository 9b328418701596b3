// The part of a graph that leads to what was asked about, numbered anew from there on upwards: the nearest first.

import { isProjectAt, type GraphShape } from './graph-shape.ts';
import { spareArray } from './spare-array.ts';
import type { Edges } from './way-graph.ts';

/** Good until the next search: its arrays are used again. */
export interface LeadingPart {
  /** Down to what was asked about. None leads on from there: a way ends where it first meets one. */
  readonly edges: Edges;
  /** The first so many are what was asked about. */
  readonly ends: number;
  /** In the whole graph. */
  readonly positions: Int32Array;
  /** By the position in the whole graph; -1: it does not lead there. */
  readonly places: Int32Array;
  /** Steps to the nearest of those that were asked about. */
  readonly distance: Int32Array;
  /** The next step on a shortest way; -1: none. */
  readonly next: Int32Array;
}

/** `needed`: who needs each. Time grows with the number of edges that lead there. */
export function searchBack(shape: GraphShape, needed: Edges, wanted: readonly number[]): LeadingPart {
  const { length: size } = shape.ids;
  const places = spareArray('places', size).fill(-1, 0, size);
  const positions = spareArray('positions', size);
  const distance = spareArray('distance', size);
  const next = spareArray('next', size);
  const starts = spareArray('starts', size + 1);
  let count = 0;
  const take = (at: number, steps: number, towards: number): number => {
    places[at] = count;
    positions[count] = at;
    distance[count] = steps;
    next[count] = towards;
    starts[count + 1] = 0;
    return count++;
  };
  for (const at of wanted) if (places[at] === -1) take(at, 0, -1);
  const ends = count;
  // The list grows while it is walked. Each start counts, for now, the edges that lead from its place.
  for (let own = 0; own < count; own += 1) {
    const at = positions[own] ?? 0;
    const end = needed.starts[at + 1] ?? 0;
    for (let index = needed.starts[at] ?? 0; index < end; index += 1) {
      const by = needed.targets[index] ?? 0;
      // Nothing leads through a project: what it asks for is direct.
      if (isProjectAt(shape, by)) continue;
      const known = places[by] ?? -1;
      const place = known === -1 ? take(by, (distance[own] ?? 0) + 1, own) : known;
      if (place >= ends) starts[place + 1] = (starts[place + 1] ?? 0) + 1;
    }
  }
  const part = { ends, positions: positions.subarray(0, count), places, distance, next };
  return { ...part, edges: edgesOf(part, needed, starts) };
}

/** The edges that were counted, from each place on. */
function edgesOf(
  { ends, positions, places }: Pick<LeadingPart, 'ends' | 'positions' | 'places'>,
  needed: Edges,
  starts: Int32Array,
): Edges {
  const { length: count } = positions;
  starts[0] = 0;
  for (let own = 0; own < count; own += 1) starts[own + 1] = (starts[own + 1] ?? 0) + (starts[own] ?? 0);
  const free = spareArray('free', count);
  free.set(starts.subarray(0, count));
  const targets = spareArray('targets', starts[count] ?? 0);
  for (let own = 0; own < count; own += 1) {
    const at = positions[own] ?? 0;
    const end = needed.starts[at + 1] ?? 0;
    for (let index = needed.starts[at] ?? 0; index < end; index += 1) {
      const place = places[needed.targets[index] ?? 0] ?? -1;
      if (place < ends) continue;
      const room = free[place] ?? 0;
      targets[room] = own;
      free[place] = room + 1;
    }
  }
  return { starts: starts.subarray(0, count + 1), targets: targets.subarray(0, starts[count]) };
}
