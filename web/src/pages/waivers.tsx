// What people let through or hold back, each with a reason and an end.

import type { WaiverItem } from '../../../src/http/api/governance-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { BulkBar } from '../parts/bulk-bar.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Actor, useReaderNames, type NameReader } from '../parts/reader.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useSelection } from '../parts/use-selection.ts';
import { WaiverForm } from './waiver-form.tsx';

export type WaiverKind = 'waivers' | 'quarantines';

interface WaiverPage {
  readonly items: readonly WaiverItem[];
  readonly next?: string;
}

const LEADS: Readonly<Record<WaiverKind, string>> = {
  waivers:
    'A waiver lets something through for a time, by a person who says why. It never silences malware, changed digests or reserved names.',
  quarantines: 'A quarantine holds something back until it ends or is lifted, whatever other rules say.',
};

export function WaiversPage() {
  const query = useQuery();
  const kind: WaiverKind = query.get('kind') === 'quarantines' ? 'quarantines' : 'waivers';
  const mayAdd = useMay(kind === 'waivers' ? 'waive' : 'quarantine');
  const { data, problem, isLoading, reload } = useResource<WaiverPage>(
    `/${kind}${queryOf({ after: query.get('after'), limit: 50 })}`,
  );
  const isAdding = query.get('add') !== undefined && mayAdd;
  const adding = query.href({ add: 'yes' });
  return (
    <Page
      title={kind === 'waivers' ? 'Waivers' : 'Quarantines'}
      lead={LEADS[kind]}
      actions={
        mayAdd && !isAdding ? (
          <a class="button is-primary" href={adding}>
            {kind === 'waivers' ? 'Waive something' : 'Quarantine something'}
          </a>
        ) : undefined
      }
    >
      <nav class="tabs" aria-label="Kinds">
        <a href="/waivers" aria-current={kind === 'waivers' ? 'page' : undefined}>
          Waivers
        </a>
        <a href="/waivers?kind=quarantines" aria-current={kind === 'quarantines' ? 'page' : undefined}>
          Quarantines
        </a>
      </nav>
      {isAdding ? <WaiverForm key={kind} kind={kind} reload={reload} /> : null}
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what={kind} /> : null}
      {data === undefined || problem !== undefined ? null : <WaiverList {...{ kind, page: data, reload }} />}
    </Page>
  );
}

function WaiverList({
  kind,
  page,
  reload,
}: {
  readonly kind: WaiverKind;
  readonly page: WaiverPage;
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const nameOf = useReaderNames();
  const mayWithdraw = useMay(kind === 'waivers' ? 'waive' : 'lift-quarantine');
  const one = kind === 'waivers' ? 'waiver' : 'quarantine';
  const selection = useSelection(
    page.items.filter(({ isInForce }) => isInForce).map(({ id }) => id),
    (key) => `the ${one} of ${page.items.find(({ id }) => id === key)?.purl ?? key}`,
  );
  if (page.items.length === 0) return <NoWaivers kind={kind} />;
  return (
    <>
      <BulkBar
        selection={selection}
        one={one}
        verb={kind === 'waivers' ? 'Withdraw' : 'Lift'}
        act={(id) => api.send('DELETE', `/${kind}/${encodeURIComponent(id)}`)}
        done={reload}
      />
      <Table
        caption={kind}
        columns={columnsOf(nameOf).filter(({ head }) => kind === 'waivers' || head !== 'Rules')}
        items={page.items}
        keyOf={({ id }) => id}
        selection={mayWithdraw ? selection : undefined}
      />
      <Pager page={page} one={one} list={`/${kind}`} csv={CSV} />
    </>
  );
}

const columnsOf = (nameOf: NameReader): readonly Column<WaiverItem>[] => [
  { head: 'Package', kind: 'main', cell: ({ ecosystem, name }) => <PackageLink {...{ ecosystem, name }} /> },
  { head: 'Versions', cell: ({ versions }) => versions?.join(', ') ?? <span class="muted">all</span> },
  {
    head: 'Rules',
    cell: ({ rules }) => rules?.join(', ') ?? <span class="muted">all that may be waived</span>,
  },
  { head: 'Reason', kind: 'wide', cell: ({ reason }) => reason },
  { head: 'By', kind: 'tight', cell: ({ author }) => <Actor actor={author} nameOf={nameOf} /> },
  { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
  { head: 'State', kind: 'tight', cell: (item) => <State item={item} /> },
];

const CSV: readonly CsvColumn<WaiverItem>[] = [
  { head: 'purl', value: ({ purl }) => purl },
  { head: 'versions', value: ({ versions }) => versions?.join(' ') },
  { head: 'rules', value: ({ rules }) => rules?.join(' ') },
  ...(['reason', 'author', 'createdAt', 'expiresAt', 'withdrawnAt', 'isInForce'] as const).map((head) => ({
    head,
    value: (item: WaiverItem) => item[head],
  })),
];

function State({ item }: { readonly item: WaiverItem }) {
  if (item.withdrawnAt !== undefined) return <span class="muted">withdrawn</span>;
  if (!item.isInForce) return <span class="muted">ended</span>;
  if (item.expiresAt === undefined) return <span>in force</span>;
  return (
    <span>
      ends <Time at={item.expiresAt} />
    </span>
  );
}

function NoWaivers({ kind }: { readonly kind: WaiverKind }) {
  return kind === 'waivers' ? (
    <Empty title="Nothing is waived" command="npx gatehouse waive pkg:npm/name@1.2.3 --reason '…' --lasts 7d">
      When a version is kept out that somebody needs, waive it from its package page, here, or from the
      command line:
    </Empty>
  ) : (
    <Empty title="Nothing is quarantined">
      When something looks wrong before any feed says so, hold it back here. Whoever has it already is listed
      on its package page.
    </Empty>
  );
}
