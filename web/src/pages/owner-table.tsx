// Findings by who looks after the applications.

import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { queryOf } from '../api/client.ts';
import { Table, type Column } from '../parts/table.tsx';
import { describeCount } from '../words/byte-words.ts';
import { countsOf } from './portfolio-numbers.tsx';

type OwnerItem = PortfolioItem['owners'][number];

const number = (head: string, read: (item: OwnerItem) => number): Column<OwnerItem> => ({
  head,
  kind: 'number',
  cell: (item) => describeCount(read(item)),
});

const COLUMNS: readonly Column<OwnerItem>[] = [
  {
    head: 'Owner',
    kind: 'main',
    cell: ({ owner }) =>
      owner === '' ? (
        <span class="muted">nobody</span>
      ) : (
        <a href={`/findings${queryOf({ owner })}`}>{owner}</a>
      ),
  },
  number('Applications with any', ({ counts }) => countsOf(counts, 'all').applications),
  number('Critical', ({ counts }) => countsOf(counts, 'critical').open),
  number('High', ({ counts }) => countsOf(counts, 'high').open),
  number('Exploited', ({ counts }) => countsOf(counts, 'all').kev),
  number('Overdue', ({ counts }) => countsOf(counts, 'all').overdue),
  number('Accepted', ({ counts }) => countsOf(counts, 'all').accepted),
  number('Open', ({ counts }) => countsOf(counts, 'all').open),
];

export function OwnerTable({ owners }: { readonly owners: PortfolioItem['owners'] }) {
  return <Table caption="Findings by owner" columns={COLUMNS} items={owners} keyOf={({ owner }) => owner} />;
}
