// A graph shape for tests, from what each position needs.

import type { GraphShape } from '../impact/graph-shape.ts';

export interface ShapeParts {
  readonly roots?: readonly number[];
  /** Positions that are built here. */
  readonly projects?: readonly number[];
  readonly path?: string;
  /** Ids of components; else each position's own number. */
  readonly ids?: readonly number[];
}

/** Undefined: the file does not say what a position needs. */
export function shapeOf(
  needs: readonly (readonly number[] | undefined)[],
  { roots = [], projects = [], path = 'a.lock', ids }: ShapeParts = {},
): GraphShape {
  const starts = new Int32Array(needs.length + 1);
  for (const [at, targets] of needs.entries()) starts[at + 1] = (starts[at] ?? 0) + (targets?.length ?? 0);
  return {
    path,
    format: 'a.lock 1',
    ids: Int32Array.from(ids ?? needs.keys()),
    kinds: Uint8Array.from(needs, (_, at) => (projects.includes(at) ? 5 : 1)),
    lines: new Int32Array(needs.length),
    own: new Map(),
    starts,
    targets: Int32Array.from(needs.flatMap((targets) => targets ?? [])),
    rangeAt: new Int32Array(0),
    words: [],
    tells: Uint8Array.from(needs, (targets) => (targets === undefined ? 0 : 1)),
    roots: Int32Array.from(roots),
    gaps: [],
  };
}
