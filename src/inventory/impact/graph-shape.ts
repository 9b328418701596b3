// A file of a snapshot as it is kept: positions, ids of components and edges in typed arrays. Names are read for those that an
// answer is about, so that a thousand applications can be asked at once.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import type { ComponentKey, SnapshotFile } from '../ports.ts';

export interface GraphShape {
  readonly path: string;
  readonly format: string;
  /** For each position the id of its component; -1 for one that has none. */
  readonly ids: Int32Array;
  /** For each position its scope and source, as `SCOPES` and `SOURCES` count them: `scope + 4 * source`. */
  readonly kinds: Uint8Array;
  /** For each position; 0: unknown. */
  readonly lines: Int32Array;
  /** The words of those that have no id, by position. */
  readonly own: ReadonlyMap<number, Pick<Component, 'name' | 'ecosystem' | 'version' | 'requested'>>;
  /** What position `at` needs stands in `targets` from `starts[at]` to `starts[at + 1]`. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** Beside each of `targets` the position of its range in `words`, plus 1; 0: unknown. Empty: unknown of all. */
  readonly rangeAt: Int32Array;
  readonly words: readonly string[];
  /** For each position 1 where the file says what it needs. */
  readonly tells: Uint8Array;
  readonly roots: Int32Array;
  readonly gaps: ComponentGraph['gaps'];
}

export const SCOPES = ['unknown', 'runtime', 'development'] as const;
export const SOURCES = ['registry', 'project', 'elsewhere'] as const;

const PROJECT = SOURCES.indexOf('project');

export function scopeAt({ kinds }: Pick<GraphShape, 'kinds'>, at: number): (typeof SCOPES)[number] {
  return SCOPES[(kinds[at] ?? 0) & 3] ?? 'unknown';
}

export function isProjectAt({ kinds }: Pick<GraphShape, 'kinds'>, at: number): boolean {
  return (kinds[at] ?? 0) >> 2 === PROJECT;
}

/** The range by which the edge at `index` of `targets` asks; undefined where the file does not say. */
export function rangeOfEdge({ rangeAt, words }: GraphShape, index: number): string | undefined {
  const at = rangeAt[index] ?? 0;
  return at === 0 ? undefined : words[at - 1];
}

/** About how much memory it takes. */
export function sizeOfShape({ ids, targets, rangeAt, own, words }: GraphShape): number {
  return 500 + ids.length * 17 + (targets.length + rangeAt.length) * 4 + (own.size + words.length) * 150;
}

/** The file with its names; `known` are those of its ids. Undefined for a position whose name is missing. */
export function fileOfShape(
  shape: GraphShape,
  known: ReadonlyMap<number, ComponentKey>,
): SnapshotFile | undefined {
  const { path, format, ids, starts, targets, roots, gaps, tells } = shape;
  const components: Component[] = [];
  for (let at = 0; at < ids.length; at += 1) {
    const component = componentAt(shape, at, known);
    if (component === undefined) return undefined;
    components.push(component);
  }
  const slices = <T>(of: (from: number, to: number) => T): readonly (T | undefined)[] =>
    components.map((_, at) => (tells[at] === 1 ? of(starts[at] ?? 0, starts[at + 1] ?? 0) : undefined));
  const graph = {
    format,
    components,
    roots: [...roots],
    needs: slices((from, to) => [...targets.subarray(from, to)]),
    ...(shape.rangeAt.length === 0
      ? {}
      : {
          ranges: slices((from, to) =>
            Array.from({ length: to - from }, (_, index) => rangeOfEdge(shape, from + index)),
          ),
        }),
    gaps,
  };
  return { path, graph };
}

/** What stands at a position; undefined where its name is not among `known`. */
export function componentAt(
  shape: GraphShape,
  at: number,
  known: ReadonlyMap<number, ComponentKey>,
): Component | undefined {
  const { kinds, lines } = shape;
  const said = saidAt(shape, at, known);
  if (said === undefined) return undefined;
  const line = lines[at] ?? 0;
  return {
    ...said,
    scope: scopeAt(shape, at),
    source: SOURCES[(kinds[at] ?? 0) >> 2] ?? 'registry',
    ...(line === 0 ? {} : { line }),
  };
}

/** The name of what stands at a position, and what else belongs to it; undefined where it is not among `known`. */
export function saidAt(
  { ids, own }: GraphShape,
  at: number,
  known: ReadonlyMap<number, ComponentKey>,
): Pick<Component, 'name' | 'ecosystem' | 'version' | 'requested'> | undefined {
  const id = ids[at] ?? -1;
  return id < 0 ? own.get(at) : known.get(id);
}
