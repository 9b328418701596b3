// Ways as a tree for people: what was asked about at the left, behind it those that need it.

import type { ImpactTreeItem } from '../../http/api/impact-contract.ts';
import { count } from '../scan/print-report.ts';
import type { Printer } from '../terminal/printer.ts';
import { words, type Painted } from '../terminal/painted.ts';

type Node = ImpactTreeItem['nodes'][number];

export function printTree(out: Printer, what: string, tree: ImpactTreeItem): void {
  if (tree.applications === 0) out.line(words`No application has ${what}, as far as they were pushed here.`);
  else {
    const children = new Map<number | null, number[]>();
    for (const [at, { parent }] of tree.nodes.entries()) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [at]);
      else known.push(at);
    }
    printNodes(out, tree.nodes, children);
    out.line();
    const cut = tree.isCut ? ' or more' : '';
    out.line(
      words`${count(tree.applications, 'application')}${cut} ${tree.applications === 1 ? 'has' : 'have'} ${what}; ${count(tree.components, 'component')} on the ways`,
    );
  }
  if (tree.unread > 0) out.line(words`${out.palette.bad(count(tree.unread, 'snapshot'))} cannot be read`);
}

/** Depth first, without recursion: a way may be long. */
function printNodes(
  out: Printer,
  nodes: readonly Node[],
  children: ReadonlyMap<number | null, readonly number[]>,
): void {
  const waiting: { readonly at: number; readonly lead: string; readonly mark: string }[] = [];
  const push = (parent: number | null, lead: string): void => {
    const below = children.get(parent) ?? [];
    for (const [index, at] of [...below.entries()].reverse()) {
      const isLast = index === below.length - 1;
      waiting.push({ at, lead, mark: parent === null ? '' : isLast ? '└ ' : '├ ' });
    }
  };
  push(null, '');
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const node = nodes[next.at];
    if (node === undefined) continue;
    out.line(words`${out.palette.faint(`${next.lead}${next.mark}`)}${describeNode(out, node)}`);
    const below = next.mark === '' ? '' : `${next.lead}${next.mark === '├ ' ? '│ ' : '  '}`;
    push(next.at, below);
  }
}

function describeNode(
  out: Printer,
  { name, version, applications, direct, isRepeated, left, parent }: Node,
): Painted {
  const label = version === undefined ? name : `${name}@${version}`;
  const asked = direct === 0 ? '' : words`, ${out.palette.good(`asked for by ${direct}`)}`;
  const again = isRepeated ? ', opened elsewhere' : '';
  const more = left > 0 && !isRepeated ? `, ${left} more need it` : '';
  const head = parent === null ? out.palette.strong(label) : words`${label}`;
  return words`${head} in ${applications}${asked}${again}${more}`;
}
