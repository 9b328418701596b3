// Entries of the journal, as a table.

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import { describeMoment } from '../words/time-words.ts';
import { PackageLink } from './package-link.tsx';
import { Actor, useReaderNames, type NameReader } from './reader.tsx';
import type { CsvColumn } from './save-file.ts';
import { Table, type Column } from './table.tsx';
import { Time } from './time.tsx';

/** Newest first. `leftOut`: what in the details goes without saying here. */
export function JournalTable({
  items,
  leftOut = NOTHING,
}: {
  readonly items: readonly JournalItem[];
  readonly leftOut?: ReadonlySet<string>;
}) {
  const nameOf = useReaderNames();
  return (
    <Table
      caption="Journal, newest first"
      columns={columnsOf(nameOf, leftOut)}
      items={items}
      keyOf={({ sequence }) => String(sequence)}
    />
  );
}

const NOTHING: ReadonlySet<string> = new Set();

const columnsOf = (nameOf: NameReader, leftOut: ReadonlySet<string>): readonly Column<JournalItem>[] => [
  {
    head: 'What',
    kind: 'main',
    cell: ({ kind }) => <span class="strong">{kind.replaceAll('-', ' ')}</span>,
  },
  { head: 'No.', kind: 'number', cell: ({ sequence }) => sequence },
  { head: 'When', kind: 'tight', cell: ({ at }) => <Time at={at} /> },
  { head: 'Who', kind: 'tight', cell: ({ actor }) => <Actor actor={actor} nameOf={nameOf} /> },
  {
    head: 'Package',
    cell: ({ ecosystem, name }) =>
      ecosystem === undefined || name === undefined ? null : <PackageLink {...{ ecosystem, name }} />,
  },
  { head: 'Details', kind: 'wide', cell: ({ data }) => <Details data={data} leftOut={leftOut} /> },
];

export const JOURNAL_CSV: readonly CsvColumn<JournalItem>[] = [
  ...(['sequence', 'at', 'kind', 'actor', 'ecosystem', 'name'] as const).map((head) => ({
    head,
    value: (item: JournalItem) => item[head],
  })),
  { head: 'data', value: ({ data }) => JSON.stringify(data) },
];

function Details({
  data,
  leftOut,
}: {
  readonly data: JournalItem['data'];
  readonly leftOut: ReadonlySet<string>;
}) {
  const entries = Object.entries(data).filter(
    ([key, value]) => !leftOut.has(key) && (!Array.isArray(value) || value.length > 0),
  );
  if (entries.length === 0) return null;
  return (
    <span class="anywhere">
      {entries.map(([key, value], index) => (
        <span key={key}>
          {index === 0 ? '' : ', '}
          <span class="muted">{keyInWords(key)}</span> {inWords(value, key)}
        </span>
      ))}
    </span>
  );
}

/** `sizeBytes` as `size bytes` */
function keyInWords(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const DIGEST_SHOWN = 12;

function inWords(value: unknown, key = ''): string {
  if (typeof value === 'string') {
    return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, DIGEST_SHOWN)}…` : value;
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') {
    return key.endsWith('At') ? describeMoment(new Date(value).toISOString()) : String(value);
  }
  if (Array.isArray(value)) return value.map((one) => inWords(one)).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, one]) => `${keyInWords(name)} ${inWords(one, name)}`)
    .join(' ');
}
