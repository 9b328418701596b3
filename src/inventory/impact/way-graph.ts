// A graph as ways through it are followed: from what the projects ask for down to what is asked about.

import { isProjectAt, type GraphShape } from './graph-shape.ts';

/** Edges as flat lists: those of `at` stand in `targets` from `starts[at]` to `starts[at + 1]`. */
export interface Edges {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Where ways begin: the direct dependencies, each once. They are what the roots that are projects ask for, and the roots that
 * are none; without roots, what nobody needs. Undefined where the file has no edges at all: then nothing tells.
 */
export function directDependencies(shape: GraphShape): Int32Array | undefined {
  const { roots, tells } = shape;
  if (!tells.includes(1)) return undefined;
  const found: number[] = [];
  const isSeen = new Uint8Array(tells.length);
  const waiting = roots.length > 0 ? [...roots] : tops(shape);
  for (const at of waiting) isSeen[at] = 1;
  // The list grows while it is walked.
  for (const at of waiting) {
    if (!isProjectAt(shape, at)) {
      found.push(at);
      continue;
    }
    for (const next of targetsOf(shape, at)) {
      if (isSeen[next] === 1) continue;
      isSeen[next] = 1;
      waiting.push(next);
    }
  }
  return Int32Array.from(found);
}

function tops({ ids, targets }: GraphShape): number[] {
  const isNeeded = new Uint8Array(ids.length);
  for (const target of targets) isNeeded[target] = 1;
  return [...isNeeded.keys()].filter((at) => isNeeded[at] === 0);
}

export function targetsOf({ starts, targets }: Edges, at: number): Int32Array {
  return targets.subarray(starts[at] ?? 0, starts[at + 1] ?? 0);
}

/** The edges the other way round. */
export function reverseEdges({ starts, targets }: Edges): Edges {
  const count = starts.length - 1;
  const next = new Int32Array(count + 1);
  for (const to of targets) next[to + 1] = (next[to + 1] ?? 0) + 1;
  for (let at = 0; at < count; at += 1) next[at + 1] = (next[at + 1] ?? 0) + (next[at] ?? 0);
  const reversed = Int32Array.from(next);
  const sources = new Int32Array(targets.length);
  for (let from = 0; from < count; from += 1) {
    for (let index = starts[from] ?? 0; index < (starts[from + 1] ?? 0); index += 1) {
      const to = targets[index] ?? 0;
      const place = next[to] ?? 0;
      sources[place] = from;
      next[to] = place + 1;
    }
  }
  return { starts: reversed, targets: sources };
}
