// Versions that wait for a second person's approval, and what became of others.

import type { StagedItem } from '../../../src/http/api/staged-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Actor, useReaderNames, type NameReader } from '../parts/reader.tsx';
import { StagedState } from '../parts/staged-state.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { describeBecause, stagedHref } from '../words/staged-words.ts';

/** What makes the lists old. */
export const STAGED_CHANGES = [
  'version-staged',
  'staged-approved',
  'staged-rejected',
  'staged-expired',
] as const;

interface StagedList {
  readonly items: readonly StagedItem[];
  readonly next?: string;
}

const TABS = [
  [undefined, 'Waiting'],
  ['approved', 'Approved'],
  ['rejected', 'Rejected'],
  ['expired', 'Expired'],
] as const;

const columnsOf = (nameOf: NameReader): readonly Column<StagedItem>[] => [
  {
    head: 'Version',
    kind: 'main',
    cell: ({ id, name, version, ecosystem }) => (
      <span class="anywhere">
        <a href={stagedHref(id)}>
          {name}@{version}
        </a>{' '}
        <span class="tag">{ECOSYSTEM_TITLES[ecosystem]}</span>
      </span>
    ),
  },
  { head: 'Why it waits', kind: 'wide', cell: ({ because }) => describeBecause(because) },
  {
    head: 'By',
    kind: 'tight',
    cell: ({ account, stagedBy }) => account ?? <Actor actor={stagedBy} nameOf={nameOf} />,
  },
  { head: 'Since', kind: 'tight', cell: ({ stagedAt }) => <Time at={stagedAt} /> },
  { head: 'State', kind: 'tight', cell: (item) => <StagedState {...item} /> },
  {
    head: 'Ends',
    kind: 'tight',
    cell: ({ state, until, decided }) => <Time at={state === 'open' ? until : (decided?.at ?? until)} />,
  },
];

const CSV = [
  ...(['id', 'ecosystem', 'name', 'version', 'state', 'stagedAt', 'stagedBy', 'until'] as const).map(
    (head) => ({
      head,
      value: (item: StagedItem) => item[head],
    }),
  ),
  { head: 'because', value: ({ because }: StagedItem) => because.join(' ') },
];

export function StagedPage() {
  const query = useQuery();
  const state = query.get('state');
  const { data, problem, isLoading, reload } = useResource<StagedList>(
    `/staged${queryOf({ state, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(STAGED_CHANGES, reload);
  const nameOf = useReaderNames();
  return (
    <Page
      title="Staged versions"
      lead="Versions that are here and that nobody sees, until a second person has looked at what is in them and approves."
    >
      <nav class="tabs" aria-label="States">
        {TABS.map(([of, title]) => (
          <a
            key={title}
            href={of === undefined ? '/staged' : `/staged?state=${of}`}
            aria-current={state === of ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="staged versions" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 &&
        data.next === undefined ? (
        <Empty
          title={state === undefined ? 'Nothing waits for approval' : 'There is none'}
          {...(state === undefined ? { command: 'npm stage publish' } : {})}
        >
          Of packages that you may publish, stage or approve. A package can be kept to approved versions on
          its page.
        </Empty>
      ) : (
        <>
          <Table
            caption="Staged versions"
            columns={columnsOf(nameOf)}
            items={data.items}
            keyOf={({ id }) => id}
          />
          <Pager page={data} one="version" list="/staged" filters={{ state }} csv={CSV} />
        </>
      )}
    </Page>
  );
}
