// Ways into applications as one inverted tree: what was asked about at its root, below each node those that need it.

import { useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { ImpactTreeItem } from '../../../src/http/api/impact-contract.ts';
import { TextField } from '../parts/field.tsx';
import { countOf } from '../words/byte-words.ts';
import { hrefOfPurl } from '../words/purl-address.ts';
import { openAtFirst, rowsOf, type TreeRow } from './path-tree-rows.ts';

const ROWS_AT_FIRST = 60;

export function PathTree({ tree }: { readonly tree: ImpactTreeItem }) {
  const { nodes } = tree;
  const first = useMemo(() => openAtFirst(nodes, ROWS_AT_FIRST), [nodes]);
  const [known, setKnown] = useState({ nodes, open: first });
  const open = known.nodes === nodes ? known.open : first;
  const [words, setWords] = useState('');
  const rows = useMemo(() => rowsOf(nodes, open, words), [nodes, open, words]);
  const fold = (change: (open: Set<number>) => void) => {
    const next = new Set(open);
    change(next);
    setKnown({ nodes, open: next });
  };
  return (
    <div class="panel tree">
      <div class="tree-head">
        <TextField label="Find in the tree" kind="search" value={words} onValue={setWords} />
        <button
          type="button"
          class="button is-small"
          onClick={() => fold((all) => nodes.forEach((_, at) => all.add(at)))}
        >
          Unfold all
        </button>
        <button type="button" class="button is-small" onClick={() => setKnown({ nodes, open: new Set() })}>
          Fold all
        </button>
        <span class="muted" role="status">
          {countOf(rows.length, 'row')} of {countOf(nodes.length, 'node')}
        </span>
      </div>
      {rows.length === 0 ? (
        <p class="is-padded muted">No node has “{words}” in its name.</p>
      ) : (
        <Rows rows={rows} fold={fold} />
      )}
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly TreeRow[];
  readonly fold: (change: (open: Set<number>) => void) => void;
}

function Rows({ rows, fold }: RowsProps) {
  const { route } = useLocation();
  const list = useRef<HTMLUListElement>(null);
  const [activeAt, setActive] = useState<number>();
  const active = Math.max(
    0,
    rows.findIndex(({ at }) => at === activeAt),
  );
  const focus = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    setActive(row.at);
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act({ rows, active, row, focus, fold, open: (href) => route(href) });
  };
  return (
    <ul
      ref={list}
      role="tree"
      aria-label="Ways, from what was asked about to what needs it"
      onKeyDown={onKey}
    >
      {rows.map((row, index) => (
        <li
          key={row.at}
          role="treeitem"
          aria-level={row.level}
          aria-posinset={row.place}
          aria-setsize={row.siblings}
          aria-expanded={row.isFoldable ? row.isOpen : undefined}
          tabIndex={index === active ? 0 : -1}
          onFocus={() => setActive(row.at)}
          class="tree-row"
          // Deep chains go on at the same place, with their depth told.
          style={{ paddingLeft: `${8 + Math.min(row.level - 1, MOST_INDENTED) * INDENT}px` }}
        >
          <TreeLine row={row} fold={fold} />
        </li>
      ))}
    </ul>
  );
}

const INDENT = 16;
const MOST_INDENTED = 10;

interface Stroke extends RowsProps {
  readonly active: number;
  readonly row: TreeRow;
  readonly focus: (index: number) => void;
  readonly open: (href: string) => void;
}

const setOpen = ({ row, fold }: Stroke, isOpen: boolean) =>
  fold((all) => (isOpen ? all.add(row.at) : all.delete(row.at)));

/** As the authoring practices of WAI-ARIA have it for trees. */
const KEYS: Readonly<Record<string, (stroke: Stroke) => void>> = {
  ArrowDown: ({ active, focus }) => focus(active + 1),
  ArrowUp: ({ active, focus }) => focus(active - 1),
  j: ({ active, focus }) => focus(active + 1),
  k: ({ active, focus }) => focus(active - 1),
  Home: ({ focus }) => focus(0),
  End: ({ rows, focus }) => focus(rows.length - 1),
  ArrowRight: (stroke) => {
    if (!stroke.row.isFoldable) return;
    if (stroke.row.isOpen) stroke.focus(stroke.active + 1);
    else setOpen(stroke, true);
  },
  ArrowLeft: (stroke) => {
    const { row, rows, active, focus } = stroke;
    if (row.isOpen) setOpen(stroke, false);
    else focus(rows.slice(0, active).findLastIndex(({ level }) => level < row.level));
  },
  ' ': (stroke) => {
    if (stroke.row.isFoldable) setOpen(stroke, !stroke.row.isOpen);
  },
  Enter: ({ row, open }) => {
    const href = hrefOf(row);
    if (href !== undefined) open(href);
  },
};

function hrefOf({ node }: TreeRow): string | undefined {
  return node.purl === undefined ? undefined : hrefOfPurl(node.purl);
}

function TreeLine({ row, fold }: { readonly row: TreeRow } & Pick<RowsProps, 'fold'>) {
  const { node, level, isFoldable, isOpen } = row;
  const href = hrefOf(row);
  const name = node.version === undefined ? node.name : `${node.name}@${node.version}`;
  return (
    <>
      <span
        class={`tree-fold${isFoldable ? ' is-foldable' : ''}`}
        aria-hidden="true"
        onClick={() => {
          if (isFoldable) fold((all) => (isOpen ? all.delete(row.at) : all.add(row.at)));
        }}
      >
        {isFoldable ? (isOpen ? '▾' : '▸') : '·'}
      </span>
      <span class="tree-name">
        {href === undefined ? (
          <span>{name}</span>
        ) : (
          <a href={href} tabIndex={-1}>
            {name}
          </a>
        )}{' '}
        <span class="muted">
          {level > MOST_INDENTED + 1 ? `at depth ${level}, ` : ''}
          in {countOf(node.applications, 'application')}
        </span>
        {node.direct === 0 ? null : (
          <>
            {' '}
            <span class="tag" title="Here a project asks for it itself: this is what its owner can move">
              asked for by {countOf(node.direct, 'project')}
            </span>
          </>
        )}
        {node.isRepeated ? <span class="muted"> · told in full elsewhere in the tree</span> : null}
        {node.left === 0 ? null : (
          <span class="muted"> · {countOf(node.left, 'other')} that need it are left off</span>
        )}
      </span>
    </>
  );
}
