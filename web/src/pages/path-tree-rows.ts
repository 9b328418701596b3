// Which rows of a path tree are seen: what is unfolded, or what a word leads to.

import type { ImpactTreeItem } from '../../../src/http/api/impact-contract.ts';

export type TreeNode = ImpactTreeItem['nodes'][number];

export interface TreeRow {
  /** The node's position in the list. */
  readonly at: number;
  readonly node: TreeNode;
  /** 1 for what was asked about. */
  readonly level: number;
  /** Its place among those that need the same, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  readonly isFoldable: boolean;
  readonly isOpen: boolean;
}

/** The children of each node, by position; those of the last list are the roots. Linear. */
export function childrenOf(nodes: readonly TreeNode[]): {
  readonly roots: readonly number[];
  readonly below: readonly (readonly number[])[];
} {
  const roots: number[] = [];
  const below: number[][] = nodes.map(() => []);
  for (const [at, { parent }] of nodes.entries()) (parent === null ? roots : below[parent])?.push(at);
  return { roots, below };
}

/** Open at first: level by level, as long as no more than `most` rows are seen. */
export function openAtFirst(nodes: readonly TreeNode[], most: number): ReadonlySet<number> {
  const { roots, below } = childrenOf(nodes);
  const open = new Set<number>();
  let seen = roots.length;
  for (let level: readonly number[] = roots; level.length > 0;) {
    const next = level.flatMap((at) => below[at] ?? []);
    seen += next.length;
    if (next.length === 0 || seen > most) break;
    for (const at of level) open.add(at);
    level = next;
  }
  // Of many roots, or of one with many below it, the first is shown all the same.
  if (open.size === 0 && roots[0] !== undefined) open.add(roots[0]);
  return open;
}

/** The rows from top to bottom. With `words`, those that have them in their name and those on the way to them. */
export function rowsOf(
  nodes: readonly TreeNode[],
  open: ReadonlySet<number>,
  words = '',
): readonly TreeRow[] {
  const { roots, below } = childrenOf(nodes);
  const kept = words.trim() === '' ? undefined : leadingTo(nodes, words.trim().toLowerCase());
  const rows: TreeRow[] = [];
  // Not by recursion: a chain may be as long as the list.
  const waiting: TreeRow[] = [];
  const put = (list: readonly number[], level: number) => {
    const shown = kept === undefined ? list : list.filter((at) => kept.has(at));
    for (let place = shown.length; place >= 1; place -= 1) {
      const at = shown[place - 1] ?? 0;
      const node = nodes[at];
      if (node === undefined) continue;
      const isFoldable = (below[at] ?? []).some((child) => kept === undefined || kept.has(child));
      const isOpen = isFoldable && (kept !== undefined || open.has(at));
      waiting.push({ at, node, level, place, siblings: shown.length, isFoldable, isOpen });
    }
  };
  put(roots, 1);
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    rows.push(row);
    if (row.isOpen) put(below[row.at] ?? [], row.level + 1);
  }
  return rows;
}

/** Parents stand before their children. */
function leadingTo(nodes: readonly TreeNode[], words: string): ReadonlySet<number> {
  const kept = new Set<number>();
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    const isNamed = `${node.name}@${node.version ?? ''}`.toLowerCase().includes(words);
    if (isNamed || kept.has(at)) {
      kept.add(at);
      if (node.parent !== null) kept.add(node.parent);
    }
  }
  return kept;
}
