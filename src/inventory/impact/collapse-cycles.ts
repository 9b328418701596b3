// Strongly connected components: cycles, each taken as one. Tarjan's algorithm without recursion, since a lock file's longest
// way may be deeper than any stack.

import { spareArray } from './spare-array.ts';
import type { Edges } from './way-graph.ts';

/** Good until the next call: its arrays are used again. */
export interface Collapsed {
  /** For each position the number of what it belongs to; -1: none leads there. Edges lead from higher numbers to lower ones, or stay. */
  readonly group: Int32Array;
  /** The members of group `own` stand in `members` from `starts[own]` to `starts[own + 1]`. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly count: number;
  /** Whether any of them has several members. */
  readonly hasCycles: boolean;
}

/** Whatever is below `entries`. Time grows with the number of edges. */
export function collapseCycles(edges: Edges, entries: readonly number[]): Collapsed {
  const tarjan = new Tarjan(edges, edges.starts.length - 1);
  for (const at of entries) tarjan.visit(at);
  return tarjan.result();
}

class Tarjan {
  readonly #edges: Edges;
  readonly #group: Int32Array;
  readonly #starts: Int32Array;
  readonly #members: Int32Array;
  /** In the order of their discovery, from 1 on. */
  readonly #order: Int32Array;
  readonly #low: Int32Array;
  /** Of each position under way, the edge to look at next. */
  readonly #next: Int32Array;
  readonly #open: number[] = [];
  #discovered = 0;
  #left = 0;
  #groups = 0;
  #hasCycles = false;

  constructor(edges: Edges, count: number) {
    this.#edges = edges;
    this.#group = spareArray('group', count).fill(-1, 0, count);
    this.#starts = spareArray('group-starts', count + 1);
    this.#members = spareArray('members', count);
    this.#order = spareArray('order', count).fill(0, 0, count);
    this.#low = spareArray('low', count);
    this.#next = spareArray('edge', count);
  }

  visit(start: number): void {
    if (this.#order[start] !== 0) return;
    const way = [start];
    this.#enter(start);
    for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
      const child = this.#step(at);
      if (child !== undefined) {
        this.#enter(child);
        way.push(child);
        continue;
      }
      way.pop();
      this.#leave(at);
      const parent = way.at(-1);
      if (parent !== undefined) this.#lower(parent, this.#low[at] ?? 0);
    }
  }

  #enter(at: number): void {
    this.#discovered += 1;
    this.#order[at] = this.#discovered;
    this.#low[at] = this.#discovered;
    this.#next[at] = this.#edges.starts[at] ?? 0;
    this.#open.push(at);
  }

  /** The next position that was never seen; undefined when there is none. */
  #step(at: number): number | undefined {
    const end = this.#edges.starts[at + 1] ?? 0;
    for (let index = this.#next[at] ?? 0; index < end; index += 1) {
      const to = this.#edges.targets[index] ?? 0;
      if (this.#order[to] === 0) {
        this.#next[at] = index + 1;
        return to;
      }
      if (this.#group[to] === -1) this.#lower(at, this.#order[to] ?? 0);
    }
    this.#next[at] = end;
    return undefined;
  }

  #lower(at: number, low: number): void {
    if (low < (this.#low[at] ?? 0)) this.#low[at] = low;
  }

  #leave(at: number): void {
    if (this.#low[at] !== this.#order[at]) return;
    this.#starts[this.#groups] = this.#left;
    for (let member = this.#open.pop(); member !== undefined; member = this.#open.pop()) {
      this.#group[member] = this.#groups;
      this.#members[this.#left++] = member;
      if (member === at) break;
      this.#hasCycles = true;
    }
    this.#groups += 1;
  }

  result(): Collapsed {
    this.#starts[this.#groups] = this.#left;
    return {
      group: this.#group,
      starts: this.#starts,
      members: this.#members,
      count: this.#groups,
      hasCycles: this.#hasCycles,
    };
  }
}
