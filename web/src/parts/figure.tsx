// A picture with its table and its file beside it: whatever the picture shows can be read and taken away.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { SaveCsv } from './save-csv.tsx';
import type { CsvColumn } from './save-file.ts';
import { Table, type Column } from './table.tsx';

interface FigureProps<T> {
  /** Read out instead of the picture. */
  readonly label: string;
  readonly children: ComponentChildren;
  readonly columns: readonly Column<T>[];
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly csv: readonly CsvColumn<T>[];
  /** Of the file: `vulnerabilities-by-age`. */
  readonly fileName: string;
  /** Whether the table stands there from the start, as on paper. */
  readonly isOpen?: boolean;
}

export function Figure<T>(props: FigureProps<T>) {
  const { label, items, csv, fileName } = props;
  const [isOpen, setOpen] = useState(props.isOpen ?? false);
  return (
    <figure class="panel figure" aria-label={label}>
      {props.children}
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>The same as a table</summary>
        {isOpen ? (
          <div class="figure-table" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
            <Table caption={label} columns={props.columns} items={items} keyOf={props.keyOf} />
          </div>
        ) : null}
      </details>
      <SaveCsv fileName={fileName} columns={csv} items={items} class="figure-save" />
    </figure>
  );
}
