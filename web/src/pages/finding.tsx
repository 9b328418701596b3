// One finding: what is known, and every application that has it.

import type { ComponentChildren } from 'preact';

import type { FindingDetailItem, KeptFindingItem } from '../../../src/http/api/finding-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Copy } from '../parts/copy.tsx';
import { Form } from '../parts/field.tsx';
import { Clocks, describeEpss, Fix, Risk, Standing } from '../parts/finding-parts.tsx';
import { Imports } from '../parts/imports.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { PackageLink } from '../parts/package-link.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { countOf } from '../words/byte-words.ts';
import { isTellable } from '../words/reach-words.ts';
import { applicationHref, KIND_TITLES, RESOLUTION_WORDS, STATE_TITLES } from '../words/finding-words.ts';
import { decide, DecisionFields, useDecision } from './decide-findings.tsx';
import { DECIDE } from './finding-list.tsx';

export function FindingPage({ id = '' }: { readonly id?: string }) {
  const { data, problem, isLoading, reload } = useResource<FindingDetailItem>(
    `/findings/${encodeURIComponent(id)}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  const title = data === undefined ? 'Finding' : `${data.finding.record} in ${data.finding.name}`;
  return (
    <Page title={title} lead={data?.finding.summary}>
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the finding" /> : null}
      {data === undefined ? null : <FindingView detail={data} reload={reload} />}
    </Page>
  );
}

function FindingView({
  detail,
  reload,
}: {
  readonly detail: FindingDetailItem;
  readonly reload: () => void;
}) {
  const mayDecide = useMay(DECIDE);
  const { finding } = detail;
  return (
    <>
      <p class="is-above">
        <Copy text={finding.purl} what="purl" isInline />
      </p>
      <Known finding={finding} />
      <Section
        title="Who has it"
        lead={`In ${countOf(detail.applications.length, 'application')}${detail.hasMore ? ' and more' : ''}, now or before.`}
        more={<a href={`/impact${queryOf({ purl: finding.purl })}`}>By which ways</a>}
      >
        <Holders applications={detail.applications} finding={finding} />
      </Section>
      {mayDecide && finding.goneAt === undefined ? <DecideEverywhere id={finding.id} done={reload} /> : null}
    </>
  );
}

function Known({ finding }: { readonly finding: KeptFindingItem }) {
  return (
    <dl class="facts is-three">
      <Fact title="Risk">
        <Risk finding={finding} />
      </Fact>
      <Fact title="Package">
        <PackageLink ecosystem={finding.ecosystem} name={finding.name} version={finding.version} />
      </Fact>
      <Fact title="Fixed in">
        <Fix finding={finding} />
        {finding.fixedAt === undefined ? null : (
          <span class="muted">
            , there <Time at={finding.fixedAt} />
          </span>
        )}
      </Fact>
      <Fact title="Record">
        <RecordNotes finding={finding} />
      </Fact>
      <Fact title="Public">
        <Time at={finding.disclosedAt} without="unknown" isExact />
      </Fact>
      <Fact title="Known here">
        <Time at={finding.knownSince} isExact />
        {finding.goneAt === undefined ? null : (
          <span class="muted">
            , gone <Time at={finding.goneAt} />
            {finding.goneWhy === undefined ? '' : `: ${RESOLUTION_WORDS[finding.goneWhy]}`}
          </span>
        )}
      </Fact>
      <Likelihood finding={finding} />
    </dl>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RecordNotes({ finding }: { readonly finding: KeptFindingItem }) {
  return (
    <>
      <OutsideLink url={finding.url}>{finding.record}</OutsideLink>{' '}
      <span class="tag">{KIND_TITLES[finding.kind].toLowerCase()}</span>
      <ul class="notes">
        {finding.aliases.map((alias) => (
          <li key={alias}>{alias}</li>
        ))}
        {finding.source === undefined ? null : <li>from {finding.source}</li>}
        {(finding.disputedBy ?? []).map((by) => (
          <li key={by}>disputed: {by} leaves this version out</li>
        ))}
      </ul>
    </>
  );
}

/** What is known of its use by attackers, and every score that was given. */
function Likelihood({ finding }: { readonly finding: KeptFindingItem }) {
  const { kev, epss, epssPercentile, scores = [] } = finding;
  return (
    <>
      {kev === undefined ? null : (
        <Fact title="Known to be exploited (CISA)">
          since {kev.dateAdded}
          {kev.dueDate === undefined ? '' : `, to be fixed by ${kev.dueDate}`}
          {kev.ransomware === true ? ', also for ransom' : ''}
        </Fact>
      )}
      {epss === undefined ? null : (
        <Fact title="Likely to be exploited (EPSS)">
          {describeEpss(epss)}
          {epssPercentile === undefined
            ? ''
            : `, more than ${Math.min(99, Math.floor(epssPercentile * 100))} % of all vulnerabilities`}
        </Fact>
      )}
      {scores.length === 0 ? null : (
        <Fact title="Scores">
          <ul class="notes">
            {scores.map(({ score, vector, source }) => (
              <li key={`${source} ${vector}`}>
                {score.toFixed(1)} by {source} <code>{vector}</code>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  );
}

function Holders({
  applications,
  finding,
}: {
  readonly applications: FindingDetailItem['applications'];
  readonly finding: KeptFindingItem;
}) {
  const told = applications.some(({ reach }) => isTellable(finding.kind, reach));
  const nameOf = useReaderNames();
  return (
    <Table
      caption="Applications that have it"
      columns={[
        {
          head: 'Application',
          kind: 'main',
          cell: ({ name, environment, owner }) => (
            <span>
              <a href={applicationHref(name, environment)}>{name}</a> <span class="tag">{environment}</span>
              {owner === undefined ? null : <span class="muted"> of {owner}</span>}
            </span>
          ),
        },
        {
          head: 'Since',
          kind: 'tight',
          cell: ({ firstSeenAt }) => (
            <Clocks
              finding={{
                firstSeenAt,
                disclosedAt: finding.disclosedAt,
                fixedAt: finding.fixedAt,
              }}
            />
          ),
        },
        { head: 'State', kind: 'wide', cell: (held) => <Standing held={held} /> },
        ...(told
          ? [
              {
                head: 'Imports',
                kind: 'wide' as const,
                cell: ({ reach }: FindingDetailItem['applications'][number]) =>
                  reach === undefined ? <span class="muted">not known</span> : <Imports reach={reach} />,
              },
            ]
          : []),
        {
          head: 'Said by',
          cell: ({ author, decidedAt }) =>
            author === undefined ? undefined : (
              <span>
                <Actor actor={author} nameOf={nameOf} />{' '}
                <span class="muted">
                  <Time at={decidedAt} without="" />
                </span>
              </span>
            ),
        },
      ]}
      items={applications}
      keyOf={({ name, environment }) => `${name} ${environment}`}
    />
  );
}

function DecideEverywhere({ id, done }: { readonly id: string; readonly done: () => void }) {
  const { api } = useApp();
  const draft = useDecision();
  const { isBusy, problem, run } = useAction();
  const submit = async () => {
    if (draft.fault !== undefined) return;
    const { state } = draft.decision;
    if (await run(() => decide(api, id, draft.decision), `${STATE_TITLES[state]}, in every application`))
      done();
  };
  return (
    <Section
      title="How it stands everywhere"
      lead="In every application that has it now. For one alone, choose it in the list of findings."
    >
      <div class="panel is-padded">
        <Form
          label="How it stands everywhere"
          submit="Set state everywhere"
          isBusy={isBusy}
          onSubmit={() => void submit()}
        >
          {problem === undefined ? null : <Failure problem={problem} />}
          <DecisionFields draft={draft} />
          {draft.fault === undefined ? null : <p class="muted">{draft.fault}</p>}
        </Form>
      </div>
    </Section>
  );
}
