// Who depends on a package, near and far, over a graph of an ecosystem's size: numbers in flat arrays, followed backwards.
// Three million packages with 24 million dependencies take some 110 MB, and as many bytes a question as there are packages
// times seventeen.

import type { Turn } from '../../evidence/turn.ts';

/** Dependencies as pairs: `from[i]` needs `to[i]`. Numbers of packages, from 0 on. */
export interface DependencyPairs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Everybody who depends on a package: nearest first. */
export interface Dependents {
  /** How many stand at each distance; those that need it themselves at the first place. */
  readonly byDepth: readonly number[];
  readonly total: number;
  /** All of them in the order of their distance. */
  readonly nodes: Uint32Array;
  /**
   * Of those that need it themselves the `most` through which the largest number comes to it on a shortest way, themselves
   * included.
   */
  readonly top: (most: number) => readonly { readonly node: number; readonly through: number }[];
}

/** Edges after which others have their turn. */
const TURN_EDGES = 50_000;
const ABSENT = 0xffffffff;

export class DependentsGraph {
  readonly nodeCount: number;
  /** Those that need `node` stand in `#sources` from `#starts[node]` to `#starts[node + 1]`. */
  readonly #starts: Uint32Array;
  readonly #sources: Uint32Array;

  private constructor(nodeCount: number, starts: Uint32Array, sources: Uint32Array) {
    this.nodeCount = nodeCount;
    this.#starts = starts;
    this.#sources = sources;
  }

  /** Time and memory grow with the pairs. A pair of one with itself, or one that is said again, changes nothing. */
  static async build(nodeCount: number, { from, to }: DependencyPairs, turn: Turn): Promise<DependentsGraph> {
    const starts = new Uint32Array(nodeCount + 1);
    for (let at = 0; at < to.length; at += 1) {
      const target = (to[at] ?? 0) + 1;
      starts[target] = (starts[target] ?? 0) + 1;
      if (at % TURN_EDGES === 0) await turn.next();
    }
    for (let node = 0; node < nodeCount; node += 1) {
      starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
      if (node % TURN_EDGES === 0) await turn.next();
    }
    const sources = new Uint32Array(to.length);
    // The system gives memory where it is first written: in order a little at a time, in any order nearly all of it at once.
    for (let at = 0; at < to.length; at += TURN_EDGES) {
      sources.fill(0, at, at + TURN_EDGES);
      await turn.next();
    }
    // Filled from the back: afterwards each start stands where it belongs.
    const ends = starts.slice(1);
    for (let at = to.length - 1; at >= 0; at -= 1) {
      const target = to[at] ?? 0;
      const place = (ends[target] ?? 0) - 1;
      sources[place] = from[at] ?? 0;
      ends[target] = place;
      if (at % TURN_EDGES === 0) await turn.next();
    }
    return new DependentsGraph(nodeCount, starts, sources);
  }

  get edgeCount(): number {
    return this.#sources.length;
  }

  /** Those that need it themselves, in no order; one that says so twice is there twice. */
  directOf(node: number): Uint32Array {
    return this.#sources.subarray(this.#starts[node], this.#starts[node + 1]);
  }

  /**
   * Everybody who depends on `node`; with `first`, those alone count as needing it themselves (whose ranges admit the version in
   * question). Time grows with the dependencies of those that are found.
   */
  async dependentsOf(node: number, turn: Turn, first?: readonly number[]): Promise<Dependents> {
    const walk = new Walk(this.#starts, this.#sources, node);
    await walk.begin(first ?? this.directOf(node), turn);
    while (walk.step()) await turn.next();
    return walk.result(turn);
  }
}

/** A search by distance. What is met is put behind what is being looked at. */
class Walk {
  readonly #starts: Uint32Array;
  readonly #sources: Uint32Array;
  readonly #isSeen: Uint8Array;
  readonly #queue: Uint32Array;
  /** For each place of the queue that of the one through which it was met. */
  readonly #through: Uint32Array;
  #at = 0;
  /** The edge to go on with, where some of those at `#at` were followed; else 0. */
  #index = 0;
  #length = 0;
  /** Where each level of the queue ends. */
  readonly #levels: number[] = [];

  constructor(starts: Uint32Array, sources: Uint32Array, start: number) {
    const nodeCount = starts.length - 1;
    this.#starts = starts;
    this.#sources = sources;
    this.#isSeen = new Uint8Array(nodeCount);
    this.#isSeen[start] = 1;
    this.#queue = new Uint32Array(nodeCount);
    this.#through = new Uint32Array(nodeCount);
  }

  async begin(nearest: ArrayLike<number>, turn: Turn): Promise<void> {
    for (let index = 0; index < nearest.length; index += 1) {
      if (index % TURN_EDGES === 0) await turn.next();
      const node = nearest[index] ?? 0;
      if (this.#isSeen[node] !== 0) continue;
      this.#isSeen[node] = 1;
      this.#queue[this.#length] = node;
      this.#through[this.#length] = ABSENT;
      this.#length += 1;
    }
    this.#levels.push(this.#length);
  }

  /**
   * Follows some edges, of a package that very many need not all; false when there are none left. In local variables: this is
   * where the time goes.
   */
  step(): boolean {
    const [starts, sources, isSeen] = [this.#starts, this.#sources, this.#isSeen];
    const [queue, through] = [this.#queue, this.#through];
    let [at, index, length] = [this.#at, this.#index, this.#length];
    let levelEnd = this.#levels.at(-1) ?? 0;
    for (let left = TURN_EDGES; at < length && left > 0;) {
      if (at === levelEnd) {
        levelEnd = length;
        this.#levels.push(length);
      }
      const node = queue[at] ?? 0;
      const end = starts[node + 1] ?? 0;
      index = Math.max(index, starts[node] ?? 0);
      const stop = Math.min(end, index + left);
      left -= stop - index + 1;
      for (; index < stop; index += 1) {
        const source = sources[index] ?? 0;
        if (isSeen[source] !== 0) continue;
        isSeen[source] = 1;
        queue[length] = source;
        through[length] = at;
        length += 1;
      }
      if (stop < end) break;
      index = 0;
      at += 1;
    }
    this.#at = at;
    this.#index = index;
    this.#length = length;
    return at < length;
  }

  async result(turn: Turn): Promise<Dependents> {
    const levels = this.#levels.filter((end, depth) => end > (this.#levels[depth - 1] ?? 0));
    const counts = new Uint32Array(this.#length).fill(1);
    await turn.next();
    for (let place = this.#length - 1; place >= 0; place -= 1) {
      const through = this.#through[place] ?? ABSENT;
      if (through !== ABSENT) counts[through] = (counts[through] ?? 0) + (counts[place] ?? 0);
      if (place % TURN_EDGES === 0) await turn.next();
    }
    await turn.next();
    const nodes = this.#queue.slice(0, this.#length);
    return {
      byDepth: levels.map((end, depth) => end - (levels[depth - 1] ?? 0)),
      total: nodes.length,
      nodes,
      top: (most) => topOf(counts.subarray(0, levels[0] ?? 0), nodes, most),
    };
  }
}

/** The largest of `counts`, in one pass: `most` is small. */
function topOf(counts: Uint32Array, nodes: Uint32Array, most: number): ReturnType<Dependents['top']> {
  const found: { readonly node: number; readonly through: number }[] = [];
  let least = 0;
  for (let place = 0; place < counts.length; place += 1) {
    const through = counts[place] ?? 0;
    if (found.length === most && through <= least) continue;
    const before = found.findIndex((one) => one.through < through);
    found.splice(before < 0 ? found.length : before, 0, { node: nodes[place] ?? 0, through });
    if (found.length > most) found.pop();
    least = found.at(-1)?.through ?? 0;
  }
  return found;
}
