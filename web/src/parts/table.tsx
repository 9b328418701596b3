// A dense table. j and k (or the arrows) move between rows, Enter opens one. Narrow screens show each row as a card.

import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { moveBetweenRows } from './row-keys.ts';

export interface Column<T> {
  readonly head: string;
  /** `main` names the row; `number` stands right; `tight` takes no more than it needs. */
  readonly kind?: 'main' | 'number' | 'tight' | 'wide';
  readonly cell: (item: T) => ComponentChildren;
}

/** Rows that can be chosen for doing something to all of them. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  /** Whether there is anything to do to it. */
  readonly isOffered: (key: string) => boolean;
  /** Says what a box chooses. */
  readonly nameOf: (key: string) => string;
}

interface TableProps<T> {
  /** Read out before the table; not shown. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly selection?: Selection | undefined;
  readonly classOf?: ((item: T) => string | undefined) | undefined;
}

export function Table<T>({ caption, columns, items, keyOf, selection, classOf }: TableProps<T>): VNode {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    const move = (event: KeyboardEvent) => moveBetweenRows(event, body.current);
    document.addEventListener('keydown', move);
    return () => document.removeEventListener('keydown', move);
  }, []);
  return (
    <div class="table-wrap">
      <table class="table" role="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {selection === undefined ? null : (
              <th role="columnheader" scope="col" class="pick">
                <span class="visually-hidden">Choose</span>
              </th>
            )}
            {columns.map((column) => (
              <th key={column.head} role="columnheader" scope="col" class={classOfKind(column.kind)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" ref={body}>
          {items.map((item) => (
            <Row
              key={keyOf(item)}
              id={keyOf(item)}
              {...{ item, columns, selection }}
              mark={classOf?.(item)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row<T>(props: {
  readonly id: string;
  readonly item: T;
  readonly columns: readonly Column<T>[];
  readonly selection: Selection | undefined;
  readonly mark: string | undefined;
}) {
  const { id, item, columns, selection, mark } = props;
  return (
    <tr role="row" class={mark}>
      {selection === undefined ? null : (
        <td role="cell" class="pick" data-label="Choose">
          {selection.isOffered(id) ? (
            <input
              type="checkbox"
              aria-label={`Choose ${selection.nameOf(id)}`}
              checked={selection.chosen.has(id)}
              onChange={() => selection.toggle(id)}
            />
          ) : null}
        </td>
      )}
      {columns.map((column) => {
        const content = column.cell(item);
        const isEmpty = content === null || content === undefined || content === '';
        return (
          <td
            key={column.head}
            role="cell"
            data-label={column.head}
            class={[classOfKind(column.kind), isEmpty ? 'is-empty' : ''].join(' ').trim() || undefined}
          >
            {typeof content === 'string' || typeof content === 'number' ? <span>{content}</span> : content}
          </td>
        );
      })}
    </tr>
  );
}

function classOfKind(kind: Column<never>['kind']): string | undefined {
  return kind === undefined ? undefined : `is-${kind}`;
}
