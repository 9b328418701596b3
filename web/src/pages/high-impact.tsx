// Packages that many depend on: what is asked of their people, from when on, and who is missing.

import { useState } from 'preact/hooks';

import type { ImpactItem } from '../../../src/http/api/high-impact-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { VerdictIcon } from '../parts/icons.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { countOf } from '../words/byte-words.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';
import { describeDay } from '../words/time-words.ts';

interface ImpactList {
  readonly items: readonly ImpactItem[];
  readonly next?: string;
}

export function HighImpactPage() {
  const query = useQuery();
  const maySeeAll = useMay('see-all-high-impact');
  const isAll = maySeeAll && query.get('all') === 'yes';
  return (
    <Page
      title="High-impact packages"
      lead="Much is built of these: from their deadline on, everybody who may publish one has a passkey, and a second person approves each version."
      actions={
        maySeeAll ? (
          <a class="button" href={query.href({ all: isAll ? undefined : 'yes', after: undefined })}>
            {isAll ? 'Only mine' : 'Everybody’s'}
          </a>
        ) : undefined
      }
    >
      {isAll ? <AllPackages /> : <OwnPackages />}
    </Page>
  );
}

function OwnPackages() {
  const { data, problem, isLoading, reload } = useResource<ImpactList>('/high-impact/mine');
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return isLoading ? <Loading what="your packages" /> : null;
  if (data.items.length === 0) {
    return (
      <Empty title="None of your packages is high-impact" command="npx gatehouse high-impact list">
        What depends on each package here, and how often it is fetched, is counted once a day. You are told by
        letter a month before anything is asked of you.
      </Empty>
    );
  }
  return (
    <>
      {data.items.map((item) => (
        <OwnPackage key={`${item.ecosystem}:${item.name}`} item={item} reload={reload} />
      ))}
    </>
  );
}

function OwnPackage({ item, reload }: { readonly item: ImpactItem; readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const takeIn = async () => {
    await api.send('POST', `/high-impact/${item.ecosystem}/${encodeURIComponent(item.name)}/taken-in`);
    reload();
  };
  const mayTakeIn = item.mayTakeIn && item.missing?.length === 0;
  return (
    <section class="section">
      <div class="section-head">
        <h2>
          <PackageLink ecosystem={item.ecosystem} name={item.name} />
        </h2>
        <StateWord item={item} />
      </div>
      {problem === undefined ? null : <Failure problem={problem} />}
      <div class="stack">
        <Numbers item={item} />
        <ul class="todo panel">
          {item.next.map((sentence) => (
            <li key={sentence}>
              <VerdictIcon action="warn" />
              <p class="anywhere">{sentence}</p>
            </li>
          ))}
        </ul>
        {item.isMissing || mayTakeIn ? (
          <p class="row">
            {item.isMissing ? (
              <a class="button is-primary" href="/account">
                Enrol a passkey
              </a>
            ) : null}
            {mayTakeIn ? (
              <button
                type="button"
                class="button"
                disabled={isBusy}
                onClick={() => void run(takeIn, `The rule holds for ${item.name} now`)}
              >
                Let it hold now
              </button>
            ) : null}
          </p>
        ) : null}
      </div>
    </section>
  );
}

/** Its numbers, each with what makes it high-impact. */
function Numbers({ item: { counted, threshold, word } }: { readonly item: ImpactItem }) {
  return (
    <dl class="facts">
      {counted === undefined ? null : (
        <>
          <div>
            <dt>Depend on it</dt>
            <dd>
              {countOf(counted.packages, 'package')}, {countOf(counted.applications, 'application')}{' '}
              <span class="muted">({threshold.dependents} make it high-impact)</span>
            </dd>
          </div>
          <div>
            <dt>Served in 30 days</dt>
            <dd>
              {countOf(counted.downloads, 'file')}{' '}
              <span class="muted">({threshold.downloads} make it high-impact)</span>
            </dd>
          </div>
          <div>
            <dt>Counted</dt>
            <dd>
              <Time at={counted.at} />
            </dd>
          </div>
        </>
      )}
      {word === undefined ? null : (
        <div>
          <dt>{word.says === 'high' ? 'Marked by a reviewer' : 'Freed by a reviewer'}</dt>
          <dd class="anywhere">{word.reason}</dd>
        </div>
      )}
    </dl>
  );
}

function StateWord({ item }: { readonly item: ImpactItem }) {
  if (item.deadline === undefined) return <span class="muted">not high-impact</span>;
  return item.state === 'in-force' ? (
    <span class="verdict verdict-block">
      <VerdictIcon action="block" size={14} />
      Holds since {describeDay(item.deadline)}
    </span>
  ) : (
    <span class="verdict verdict-warn">
      <VerdictIcon action="warn" size={14} />
      Holds from {describeDay(item.deadline)}
    </span>
  );
}

const COLUMNS: readonly Column<ImpactItem>[] = [
  {
    head: 'Package',
    kind: 'main',
    cell: ({ ecosystem, name }) => <PackageLink ecosystem={ecosystem} name={name} />,
  },
  {
    head: 'Owner',
    kind: 'tight',
    cell: ({ owner }) => <span class="anywhere">{owner.slice(owner.indexOf(':') + 1)}</span>,
  },
  { head: 'State', kind: 'tight', cell: (item) => <StateWord item={item} /> },
  {
    head: 'Because',
    kind: 'wide',
    cell: (item) => <Because item={item} />,
  },
  {
    head: 'Without a key',
    kind: 'tight',
    cell: ({ missing = [] }) =>
      missing.length === 0 ? (
        <span class="muted">nobody</span>
      ) : (
        <span class="anywhere">{missing.join(', ')}</span>
      ),
  },
];

function Because({ item: { because, counted, word } }: { readonly item: ImpactItem }) {
  if (because === 'hand') return <span class="anywhere">By hand: {word?.reason ?? ''}</span>;
  if (because === 'downloads') return <>{countOf(counted?.downloads ?? 0, 'file')} served in 30 days</>;
  return (
    <>
      {countOf(counted?.packages ?? 0, 'package')}, {countOf(counted?.applications ?? 0, 'application')}
    </>
  );
}

const CSV = (['ecosystem', 'name', 'owner', 'state', 'because', 'since', 'deadline'] as const).map(
  (head) => ({
    head,
    value: (item: ImpactItem) => item[head],
  }),
);

function AllPackages() {
  const after = useQuery().get('after');
  const list = '/high-impact';
  const { data, problem, isLoading, reload } = useResource<ImpactList>(
    after === undefined ? list : `${list}?after=${encodeURIComponent(after)}`,
  );
  return (
    <>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="high-impact packages" /> : null}
      {data === undefined || problem !== undefined ? null : data.items.length === 0 ? (
        <Empty
          title="No package is high-impact"
          command="npx gatehouse high-impact mark npm @acme/signer --reason TEXT"
        >
          None is depended on, or fetched, so much. Mark one by hand that others rely on in other ways.
        </Empty>
      ) : (
        <>
          <Table
            caption="High-impact packages"
            columns={COLUMNS}
            items={data.items}
            keyOf={({ ecosystem, name }) => `${ecosystem}:${name}`}
          />
          <Pager page={data} one="package" list={list} csv={CSV} />
        </>
      )}
      {data === undefined ? null : <WordForm reload={reload} />}
    </>
  );
}

const SAYS = [
  ['high', 'It is high-impact'],
  ['not-high', 'It is not'],
  ['counted', 'What is counted decides'],
] as const;

/** A reviewer's word, which stands above what is counted. */
function WordForm({ reload }: { readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [name, setName] = useState('');
  const [says, setSays] = useState<string>('high');
  const [reason, setReason] = useState('');
  const submit = async () => {
    const path = `/high-impact/${ecosystem}/${encodeURIComponent(name.trim())}`;
    const isDone = await run(async () => {
      const body = { reason: reason.trim() };
      if (says === 'high') await api.send('PUT', path, body);
      else if (says === 'not-high') await api.send('POST', `${path}/exemption`, body);
      else await api.send('DELETE', `${path}/word`);
      reload();
    }, `Written down for ${name}`);
    if (isDone) setName('');
  };
  return (
    <Section
      title="Say otherwise"
      lead="Your word stands above what is counted, until a reviewer takes it back."
    >
      <div class="panel is-padded">
        <Form label="Say otherwise" submit="Write it down" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <SelectField
              label="Ecosystem"
              value={ecosystem}
              options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
              onValue={(value) => setEcosystem(value as EcosystemId)}
            />
            <TextField label="Package" value={name} onValue={setName} isRequired />
          </div>
          <SelectField label="What it is" value={says} options={SAYS} onValue={setSays} />
          {says === 'counted' ? null : (
            <TextField
              label="Reason"
              value={reason}
              onValue={setReason}
              hint="Its people read it."
              isRequired
              maxLength={500}
            />
          )}
        </Form>
      </div>
    </Section>
  );
}
