// The queue of vetting: who asks for what, why, for which application and since when; and what was decided, with its end.

import type { VettingItem } from '../../../src/http/api/vetting-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter, TextFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import type { CsvColumn } from '../parts/save-file.ts';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { VettingStanding } from '../parts/vetting-parts.tsx';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { vettingHref } from '../words/vetting-words.ts';
import { VettingForm } from './vetting-form.tsx';

interface VettingPageData {
  readonly items: readonly VettingItem[];
  readonly next?: string;
}

export const VETTING_CHANGES = [
  'vetting-requested',
  'vetting-withdrawn',
  'evidence-added',
  'evidence-withdrawn',
] as const;

const STATES = [
  ['approved', 'Approved'],
  ['approved-with-conditions', 'Approved with conditions'],
  ['rejected', 'Rejected'],
  ['withdrawn', 'Withdrawn'],
  ['all', 'All'],
] as const;

export function VettingPage() {
  const query = useQuery();
  const mayAsk = useMay('request-vetting');
  const isAsking = query.get('add') !== undefined && mayAsk;
  const state = query.get('state') ?? 'open';
  const purl = query.get('purl');
  const filters = {
    state: state === 'all' ? undefined : state,
    mine: query.get('mine'),
    purl: isAsking || !isWhole(purl) ? undefined : purl,
  };
  const { data, problem, isLoading, reload } = useResource<VettingPageData>(
    `/vetting${queryOf({ ...filters, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(VETTING_CHANGES, reload);
  return (
    <Page
      title="Vetting"
      lead="Packages that somebody wants to use, looked at before they are. What is decided is evidence, with a reason and an end."
      actions={
        mayAsk && !isAsking ? (
          <a class="button is-primary" href={query.href({ add: 'yes' })}>
            Ask for vetting
          </a>
        ) : undefined
      }
    >
      {isAsking ? <VettingForm reload={reload} /> : null}
      <div class={`filters${isAsking ? ' is-below' : ''}`}>
        <ChoiceFilter name="state" label="State" all="Waiting" options={STATES} />
        <ChoiceFilter name="mine" label="Asked by" all="Everybody" options={[['true', 'Me']]} />
        {isAsking ? null : <TextFilter name="purl" label="Package (purl)" placeholder="pkg:npm/name" />}
      </div>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="requests" /> : null}
      {data === undefined || problem !== undefined ? null : <Requests page={data} filters={filters} />}
    </Page>
  );
}

/** Half a package-URL, while it is typed, is no fault. */
function isWhole(purl: string | undefined): boolean {
  return purl !== undefined && /^pkg:[a-z]+\/./i.test(purl);
}

type Filters = Readonly<Record<'state' | 'mine' | 'purl', string | undefined>>;

function Requests({ page, filters }: { readonly page: VettingPageData; readonly filters: Filters }) {
  if (page.items.length === 0) return <NoRequests filters={filters} />;
  return (
    <>
      <Table caption="Requests to vet packages" columns={COLUMNS} items={page.items} keyOf={({ id }) => id} />
      <Pager page={page} one="request" list="/vetting" filters={filters} csv={CSV} />
    </>
  );
}

function NoRequests({ filters: { state, mine, purl } }: { readonly filters: Filters }) {
  if (mine !== undefined || purl !== undefined || (state !== 'open' && state !== undefined)) {
    return (
      <Empty title="No request matches these filters">
        <a href="/vetting?state=all">Show all that was asked</a>
      </Empty>
    );
  }
  return (
    <Empty
      title={state === 'open' ? 'Nobody waits' : 'Nothing was asked yet'}
      command="npx gatehouse vet request pkg:npm/name@1.2.3 --reason '…'"
    >
      {state === 'open' ? (
        <>
          Every request was decided. <a href="/vetting?state=all">Show all that was asked</a>. To ask for
          another, open a package and choose “Ask for vetting”, or:
        </>
      ) : (
        'Before you use something new, open its package page, read its card, and ask for it to be vetted; or:'
      )}
    </Empty>
  );
}

const COLUMNS: readonly Column<VettingItem>[] = [
  {
    head: 'Request',
    kind: 'main',
    cell: ({ id, ecosystem, name, versions, may }) => (
      <span class="lines-in-cell">
        <a href={vettingHref(id)} class="anywhere">
          {may.decide ? 'Review' : 'See'} {name}
          {versions?.length === 1 ? `@${versions[0]}` : ''}
        </a>
        <span class="muted anywhere">
          <span class="tag">{ECOSYSTEM_TITLES[ecosystem]}</span>
          {versions === undefined ? ' every version' : versions.length > 1 ? ` ${versions.join(', ')}` : ''}
        </span>
      </span>
    ),
  },
  {
    head: 'For',
    cell: ({ application }) =>
      application === undefined ? undefined : (
        <a class="anywhere" href={`/applications/${encodeURIComponent(application)}`}>
          {application}
        </a>
      ),
  },
  { head: 'Why', kind: 'wide', cell: ({ reason }) => <span class="anywhere">{reason}</span> },
  { head: 'Asked by', cell: ({ author }) => <span class="anywhere">{author}</span> },
  { head: 'Since', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
  { head: 'State', kind: 'tight', cell: (item) => <VettingStanding item={item} /> },
];

const CSV: readonly CsvColumn<VettingItem>[] = [
  ...(['purl', 'application', 'reason', 'author', 'createdAt', 'state', 'withdrawnAt'] as const).map(
    (head) => ({ head, value: (item: VettingItem) => item[head] }),
  ),
  { head: 'versions', value: ({ versions }) => versions?.join(' ') },
  { head: 'decidedBy', value: ({ outcome }) => outcome?.author },
  { head: 'decisionReason', value: ({ outcome }) => outcome?.reason },
  { head: 'conditions', value: ({ outcome }) => outcome?.conditions },
  { head: 'until', value: ({ outcome }) => outcome?.until },
  { head: 'isInForce', value: ({ outcome }) => outcome?.isInForce },
];
