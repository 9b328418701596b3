// Who leads to what was asked about, over many applications at once: each component one node, with those that need it.

import { isProjectAt, type GraphShape } from './graph-shape.ts';
import type { Meant } from './impact-question.ts';
import { directDependencies, reverseEdges, targetsOf } from './way-graph.ts';

export interface InvertedNode {
  /** The component's id; what has none stands for itself, by its words. */
  readonly key: number | string;
  /** Applications in which it leads there. */
  applications: number;
  /** Applications of which a project asks for it itself. */
  direct: number;
  /** Those that need it, with the number of applications in which they do. */
  readonly needed: Map<InvertedNode, number>;
}

export class InvertedGraph {
  readonly #nodes = new Map<number | string, InvertedNode>();
  readonly #hits = new Set<InvertedNode>();
  applications = 0;

  /** What was asked about, as far as any application has it. */
  get hits(): readonly InvertedNode[] {
    return [...this.#hits];
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** Time grows with the edges that lead to what was asked about. */
  add(shapes: readonly GraphShape[], { hits }: Meant): void {
    const seen: AddedOnce = { nodes: new Set(), direct: new Set(), edges: new Map() };
    for (const shape of shapes) {
      const wanted = [...shape.ids.keys()].filter((at) => hits.has(shape.ids[at] ?? -1));
      if (wanted.length > 0) this.#addShape(shape, wanted, seen);
    }
    if (seen.nodes.size > 0) this.applications += 1;
    for (const node of seen.nodes) node.applications += 1;
    for (const node of seen.direct) node.direct += 1;
    for (const [node, dependants] of seen.edges) {
      for (const one of dependants) node.needed.set(one, (node.needed.get(one) ?? 0) + 1);
    }
  }

  #addShape(shape: GraphShape, wanted: readonly number[], seen: AddedOnce): void {
    const needed = reverseEdges(shape);
    const direct = new Set(directDependencies(shape) ?? []);
    const isSeen = new Uint8Array(shape.ids.length);
    const queue = [...wanted];
    for (const at of queue) {
      isSeen[at] = 1;
      this.#hits.add(this.#nodeOf(shape, at));
    }
    // The queue grows while it is walked.
    for (const at of queue) {
      const node = this.#nodeOf(shape, at);
      seen.nodes.add(node);
      if (direct.has(at)) seen.direct.add(node);
      const dependants = seen.edges.get(node) ?? new Set();
      seen.edges.set(node, dependants);
      for (const by of targetsOf(needed, at)) {
        if (isProjectAt(shape, by)) continue;
        const other = this.#nodeOf(shape, by);
        if (other !== node) dependants.add(other);
        if (isSeen[by] === 1) continue;
        isSeen[by] = 1;
        queue.push(by);
      }
    }
  }

  #nodeOf(shape: GraphShape, at: number): InvertedNode {
    const id = shape.ids[at] ?? -1;
    const own = shape.own.get(at);
    const key = id < 0 ? `${own?.name ?? '?'}@${own?.version ?? own?.requested ?? '?'}` : id;
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const node: InvertedNode = { key, applications: 0, direct: 0, needed: new Map() };
    this.#nodes.set(key, node);
    return node;
  }
}

/** What one application adds: nothing of it twice, whatever number of files says it. */
interface AddedOnce {
  readonly nodes: Set<InvertedNode>;
  readonly direct: Set<InvertedNode>;
  readonly edges: Map<InvertedNode, Set<InvertedNode>>;
}
