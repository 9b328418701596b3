// Ways as a tree that people can open: what was asked about at the root, below each those that need it, up to what the projects
// themselves ask for. Bounded: what is left off is counted.

import type { InvertedGraph, InvertedNode } from './inverted-graph.ts';

export interface TreeLimits {
  /** Nodes of the whole tree. */
  readonly nodes: number;
  /** Below one node. */
  readonly children: number;
}

export interface TreeNode {
  readonly key: InvertedNode['key'];
  /** Applications in which it leads to the root. */
  readonly applications: number;
  /** Applications of which a project asks for it itself: there the way ends. */
  readonly direct: number;
  readonly children: readonly TreeNode[];
  /** Others that need it and are left off. */
  readonly left: number;
  /** It stands elsewhere in the tree, nearer to the root, with those that need it. */
  readonly isRepeated: boolean;
}

interface OpenNode {
  readonly node: InvertedNode;
  readonly children: OpenNode[];
  left: number;
  readonly isRepeated: boolean;
}

/**
 * One tree for each version that was asked about, those of most applications first. Filled level by level, so that what is near
 * the root is there; each component is opened once, where it stands nearest.
 */
export function pathTree(graph: Pick<InvertedGraph, 'hits'>, limits: TreeLimits): readonly TreeNode[] {
  const opened = new Set<InvertedNode>();
  const roots: OpenNode[] = [];
  let count = 0;
  const open = (node: InvertedNode): OpenNode => {
    count += 1;
    const isRepeated = opened.has(node);
    opened.add(node);
    return { node, children: [], left: 0, isRepeated };
  };
  for (const node of byWeight(graph.hits)) if (count < limits.nodes) roots.push(open(node));
  const queue = [...roots];
  // The queue grows while it is walked.
  for (const one of queue) {
    if (one.isRepeated) continue;
    const dependants = byWeight([...one.node.needed.keys()]);
    for (const dependant of dependants.slice(0, limits.children)) {
      if (count >= limits.nodes) break;
      const child = open(dependant);
      one.children.push(child);
      queue.push(child);
    }
    one.left = dependants.length - one.children.length;
  }
  return roots.map(close);
}

function byWeight(nodes: readonly InvertedNode[]): readonly InvertedNode[] {
  return [...nodes].sort(
    (a, b) => b.applications - a.applications || b.direct - a.direct || (a.key < b.key ? -1 : 1),
  );
}

/** From the leaves upwards, without recursion: a way may be as long as the tree has nodes. */
function close(root: OpenNode): TreeNode {
  const order = [root];
  for (const one of order) order.push(...one.children);
  const closed = new Map<OpenNode, TreeNode>();
  for (const one of order.reverse()) {
    const { node, children, left, isRepeated } = one;
    const below = children.flatMap((child) => closed.get(child) ?? []);
    const { key, applications, direct } = node;
    closed.set(one, { key, applications, direct, children: below, left, isRepeated });
  }
  return closed.get(root) as TreeNode;
}
