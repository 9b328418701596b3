// What the gate knows from outside, and how its sources fare.

import type { ComponentChildren } from 'preact';

import type { FeedStatus, Status } from '../../../src/http/api/status-contract.ts';
import { useEvents } from '../api/use-events.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { StatusBanners } from '../parts/feed-banner.tsx';
import { VerdictIcon } from '../parts/icons.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeBytes, describeCount } from '../words/byte-words.ts';
import { ECOSYSTEM_TITLES } from '../words/ecosystems.ts';

type UpstreamStatus = Status['upstreams'][number];

export function FeedsPage() {
  const { data, problem, isLoading, reload, replace } = useResource<Status>('/status');
  useEvents('feeds', data !== undefined, ({ items }) => {
    if (data !== undefined) replace({ ...data, feeds: [...items] });
  });
  return (
    <Page
      title="Feeds & upstreams"
      lead="Feeds say what is malicious or vulnerable and are asked every five minutes; upstreams are where packages come from."
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="feeds and upstreams" /> : null}
      {data === undefined ? null : (
        <>
          <StatusBanners status={data} isHere />
          <Feeds feeds={data.feeds} reload={reload} />
          <Upstreams upstreams={data.upstreams} />
          <Storage status={data} />
        </>
      )}
    </Page>
  );
}

const FEED_WORDS: Readonly<Record<FeedStatus['state'], string>> = {
  'never-loaded': 'never loaded',
  loading: 'loading…',
  fresh: 'fresh',
  stale: 'stale',
};
const FEED_TONES = { 'never-loaded': 'block', loading: 'warn', fresh: 'allow', stale: 'warn' } as const;

function Feeds({ feeds, reload }: { readonly feeds: readonly FeedStatus[]; readonly reload: () => void }) {
  const { api } = useApp();
  const mayRefresh = useMay('refresh-feeds');
  const action = useAction();
  const refresh = (name: string) =>
    action.run(async () => {
      await api.send('POST', `/feeds/${encodeURIComponent(name)}/refresh`);
      reload();
    }, `Asked ${name} for news`);
  const columns: readonly Column<FeedStatus>[] = [
    { head: 'Feed', kind: 'main', cell: ({ name }) => <span class="strong">{name}</span> },
    {
      head: 'State',
      kind: 'tight',
      cell: ({ state }) => (
        <span class={`verdict verdict-${FEED_TONES[state]}`}>
          <VerdictIcon action={FEED_TONES[state]} size={14} />
          {FEED_WORDS[state]}
        </span>
      ),
    },
    { head: 'Records', kind: 'number', cell: ({ records }) => describeCount(records) },
    { head: 'Last loaded', kind: 'tight', cell: ({ lastGoodAt }) => <Time at={lastGoodAt} /> },
    { head: 'Last tried', kind: 'tight', cell: ({ lastTriedAt }) => <Time at={lastTriedAt} /> },
    { head: 'From', kind: 'wide', cell: (feed) => <Location feed={feed} /> },
    {
      head: 'Do',
      kind: 'tight',
      cell: ({ name, state }) =>
        mayRefresh ? (
          <button
            type="button"
            class="button is-small"
            aria-label={`Refresh ${name}`}
            disabled={action.isBusy || state === 'loading'}
            onClick={() => void refresh(name)}
          >
            Refresh
          </button>
        ) : null,
    },
  ];
  return (
    <Section title="Feeds">
      {action.problem === undefined ? null : <Failure problem={action.problem} />}
      {feeds.length === 0 ? (
        <Empty title="No feed is configured" command="npx gatehouse advisories import FILE">
          Without feeds, known malware and vulnerabilities are not seen. Add <code>[[feeds]]</code> to
          gatehouse.toml, or import records from a file:
        </Empty>
      ) : (
        <Table caption="Feeds" columns={columns} items={feeds} keyOf={({ name }) => name} />
      )}
    </Section>
  );
}

function Location({ feed }: { readonly feed: FeedStatus }) {
  return (
    <span>
      <span class="muted anywhere">{feed.location}</span>
      {feed.lastError === undefined ? null : (
        <>
          <br />
          <span class="strong">Last error:</span> {feed.lastError}
        </>
      )}
    </span>
  );
}

const UPSTREAM_TONES = { unused: 'hide', up: 'allow', failing: 'warn', down: 'block' } as const;
const UPSTREAM_WORDS = {
  unused: 'not asked since the start',
  up: 'up',
  failing: 'failing',
  down: 'down',
} as const;

const UPSTREAM_COLUMNS: readonly Column<UpstreamStatus>[] = [
  { head: 'Upstream', kind: 'main', cell: ({ name }) => <span class="strong">{name}</span> },
  { head: 'Ecosystem', kind: 'tight', cell: ({ ecosystem }) => ECOSYSTEM_TITLES[ecosystem] },
  {
    head: 'State',
    kind: 'tight',
    cell: ({ state }) =>
      state === 'unused' ? (
        <span class="muted">{UPSTREAM_WORDS[state]}</span>
      ) : (
        <span class={`verdict verdict-${UPSTREAM_TONES[state]}`}>
          <VerdictIcon action={UPSTREAM_TONES[state]} size={14} />
          {UPSTREAM_WORDS[state]}
        </span>
      ),
  },
  { head: 'Last answer', kind: 'tight', cell: ({ lastSuccessAt }) => <Time at={lastSuccessAt} /> },
  {
    head: 'Address',
    kind: 'wide',
    cell: ({ url, artifactHosts, lastError }) => (
      <span>
        <span class="muted anywhere">{url}</span>
        {artifactHosts.length === 0 ? null : (
          <span class="muted anywhere"> (files from {artifactHosts.join(', ')})</span>
        )}
        {lastError === undefined ? null : (
          <>
            <br />
            <span class="strong">Last error:</span> {lastError}
          </>
        )}
      </span>
    ),
  },
];

function Upstreams({ upstreams }: { readonly upstreams: readonly UpstreamStatus[] }) {
  return (
    <Section
      title="Upstreams"
      lead="In the order in which they are asked. They are changed in gatehouse.toml, by an administrator alone."
    >
      {upstreams.length === 0 ? (
        <Empty title="No upstream is configured" command="npm start -- --upstream npm=URL">
          Only what is published here can be served. Add one at start or in gatehouse.toml:
        </Empty>
      ) : (
        <Table
          caption="Upstreams"
          columns={UPSTREAM_COLUMNS}
          items={upstreams}
          keyOf={({ ecosystem, name }) => `${ecosystem} ${name}`}
        />
      )}
    </Section>
  );
}

function Storage({ status }: { readonly status: Status }) {
  const { database, blobBytes, quotaBytes, freeBytes } = status.storage;
  return (
    <Section title="This server">
      <dl class="facts is-four">
        <Fact name="Version" value={status.version} />
        <Fact isWide name="Address" value={status.publicUrl} />
        <Fact name="Running since" value={<Time at={status.startedAt} />} />
        <Fact name="Database" value={database === 'sqlite' ? 'SQLite' : 'PostgreSQL'} />
        <Fact
          isWide
          name="Files kept"
          value={`${describeBytes(blobBytes)} of ${describeBytes(quotaBytes)}`}
        />
        <Fact
          name="Free on disk"
          value={freeBytes === undefined ? 'not on this machine' : describeBytes(freeBytes)}
        />
      </dl>
    </Section>
  );
}

function Fact(props: {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly isWide?: boolean;
}) {
  const { name, value, isWide = false } = props;
  return (
    <div class={isWide ? 'is-wide' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
