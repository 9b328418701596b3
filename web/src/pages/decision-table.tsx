// Decisions as a table: what was asked for, what policy said and why, who asked.

import type { DecisionItem } from '../../../src/http/api/decision-contract.ts';
import { PackageLink } from '../parts/package-link.tsx';
import { Reader, useReaderNames, type NameReader } from '../parts/reader.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { describeCount } from '../words/byte-words.ts';

const columnsFor = (nameOf: NameReader): readonly Column<DecisionItem>[] => [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ ecosystem, name, version }) => (
      <PackageLink {...{ ecosystem, name }} {...(version === '' ? {} : { version })} />
    ),
  },
  {
    head: 'Verdict',
    kind: 'tight',
    cell: ({ action, mode }) => <Verdict action={action} isObserved={mode === 'observed'} />,
  },
  {
    head: 'Why',
    kind: 'wide',
    cell: ({ rule, summary }) => (
      <span>
        <span class="strong nowrap">{rule}</span>: {summary}
      </span>
    ),
  },
  {
    head: 'Asked by',
    cell: ({ reader, client }) => (
      <span>
        <Reader reader={reader} nameOf={nameOf} /> <span class="muted">{client}</span>
      </span>
    ),
  },
  { head: 'Times', kind: 'number', cell: ({ count }) => describeCount(count) },
  { head: 'Last', kind: 'tight', cell: ({ lastAt }) => <Time at={lastAt} /> },
];

export const DECISION_CSV: readonly CsvColumn<DecisionItem>[] = (
  [
    'lastAt',
    'firstAt',
    'count',
    'purl',
    'version',
    'action',
    'mode',
    'rule',
    'summary',
    'reader',
    'client',
    'view',
  ] as const
).map((head) => ({ head, value: (item: DecisionItem) => item[head] }));

export function DecisionTable(props: {
  readonly items: readonly DecisionItem[];
  readonly caption: string;
  /** Ids that just came in. */
  readonly fresh?: ReadonlySet<string>;
}) {
  const nameOf = useReaderNames();
  return (
    <Table
      caption={props.caption}
      columns={columnsFor(nameOf)}
      items={props.items}
      keyOf={({ id }) => id}
      classOf={({ id }) => (props.fresh?.has(id) === true ? 'is-new' : undefined)}
    />
  );
}
