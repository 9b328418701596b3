// How often each rule kept something out, as bars with their numbers.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import { queryOf } from '../api/client.ts';
import { Table, type Column } from '../parts/table.tsx';
import { Verdict } from '../parts/verdict.tsx';
import { describeCount } from '../words/byte-words.ts';

type KeptOut = Overview['keptOut'][number];

const BAR_WIDTH = 120;

export function KeptOutTable({ keptOut }: { readonly keptOut: readonly KeptOut[] }) {
  const most = Math.max(1, ...keptOut.map(({ count }) => count));
  const columns: readonly Column<KeptOut>[] = [
    {
      head: 'Rule',
      kind: 'main',
      cell: ({ rule, mode }) => <a href={`/decisions${queryOf({ rule, mode })}`}>{rule}</a>,
    },
    {
      head: 'Verdict',
      kind: 'tight',
      cell: ({ action, mode }) => <Verdict action={action} isObserved={mode === 'observed'} />,
    },
    { head: 'Times', kind: 'number', cell: ({ count }) => describeCount(count) },
    { head: 'Share', cell: ({ action, count }) => <Bar action={action} share={count / most} /> },
  ];
  return (
    <Table
      caption="How often each rule kept something out"
      columns={columns}
      items={keptOut}
      keyOf={({ rule, action, mode }) => `${rule} ${action} ${mode}`}
    />
  );
}

function Bar({ action, share }: { readonly action: KeptOut['action']; readonly share: number }) {
  return (
    <svg
      class={`bar fill-${action}`}
      viewBox={`0 0 ${BAR_WIDTH} 12`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect y="2" width={Math.max(2, Math.round(share * BAR_WIDTH))} height="8" rx="1" />
    </svg>
  );
}
