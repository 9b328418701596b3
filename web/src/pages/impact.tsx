// Who has it: applications and environments, by which ways, what to move, and who fetched it from here.

import { useEffect, useState } from 'preact/hooks';

import type { ImpactPageItem, ImpactTreeItem } from '../../../src/http/api/impact-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { countOf } from '../words/byte-words.ts';
import { BurnDown } from './burn-down-chart.tsx';
import { Admitted } from './impact-admitted.tsx';
import { Fetched } from './impact-fetched.tsx';
import { AffectedTable, IMPACT_CSV } from './impact-table.tsx';
import { PathTree } from './path-tree.tsx';

const EXAMPLE = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';
const FEW = { nodes: 400, children: 25 };
const MOST = { nodes: 3_000, children: 200 };

interface Question {
  readonly purl: string | undefined;
  readonly range: string | undefined;
  readonly record: string | undefined;
}

export function ImpactPage() {
  const query = useQuery();
  const asked: Question = { purl: query.get('purl'), range: query.get('range'), record: query.get('record') };
  const isAsked = asked.purl !== undefined || asked.record !== undefined;
  return (
    <Page
      title="Impact"
      lead="Who has a package, a version, a range of versions, or whatever a record is against: by which ways it came in, and what to move."
    >
      <Asking key={JSON.stringify(asked)} asked={asked} />
      {isAsked ? <Answer key={JSON.stringify(asked)} asked={asked} /> : <NothingAsked />}
    </Page>
  );
}

function NothingAsked() {
  return (
    <Empty title="Ask about anything" command={`npx gatehouse impact ${EXAMPLE}`}>
      For example{' '}
      <a href={`/impact${queryOf({ purl: EXAMPLE })}`}>
        <code>{EXAMPLE}</code>
      </a>{' '}
      or <a href="/impact?record=CVE-2021-44228">CVE-2021-44228</a>. The same from the command line:
    </Empty>
  );
}

/** One box for both: a package-URL says that it is one. */
function Asking({ asked }: { readonly asked: Question }) {
  const query = useQuery();
  const [subject, setSubject] = useState(asked.purl ?? asked.record ?? '');
  const [range, setRange] = useState(asked.range ?? '');
  const isPurl = subject.trim().startsWith('pkg:');
  const submit = () => {
    const words = subject.trim();
    query.set({
      purl: isPurl ? words : undefined,
      record: isPurl ? undefined : words,
      range: isPurl ? range.trim() : undefined,
      tree: undefined,
    });
  };
  return (
    <div class="panel is-padded">
      <Form label="What is asked about" submit="Ask" isBusy={false} onSubmit={submit} isWide>
        <div class="form-pair">
          <TextField
            label="Package-URL or id of a record"
            value={subject}
            onValue={setSubject}
            placeholder={EXAMPLE}
            hint="With a version, or without one for every version; or CVE, GHSA, MAL."
            isRequired
          />
          <TextField
            label="Range (may be empty)"
            value={range}
            onValue={setRange}
            placeholder="^1.2.0"
            hint="Of versions, in the ecosystem’s own words; for a package-URL without a version."
          />
        </div>
      </Form>
    </div>
  );
}

function Answer({ asked }: { readonly asked: Question }) {
  const query = useQuery();
  const isFirst = query.get('after') === undefined;
  const { data, problem, isLoading, reload } = useResource<ImpactPageItem>(
    `/impact${queryOf({ ...asked, after: query.get('after'), limit: 50 })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return isLoading ? <Loading what="who has it" /> : null;
  const held = data.items.filter((item) => item.held.length > 0);
  const admitting = data.items.filter((item) => item.admitted.length > 0 || item.untold.length > 0);
  return (
    <>
      {data.undecided.length === 0 ? null : (
        <Banner tone="warn">
          <p>
            Of {countOf(data.undecided.length, 'version')} it cannot be told whether they are meant:{' '}
            {data.undecided.slice(0, 10).join(', ')}
            {data.undecided.length > 10 ? ' and more' : ''}.
          </p>
        </Banner>
      )}
      {data.items.length === 0 && isFirst ? (
        <>
          {asked.record === undefined ? null : <BurnDown record={asked.record} />}
          <Section title="Nobody has it">
            <p class="panel is-padded">
              No application that was pushed has it in its newest snapshot, and none asks for it in words that
              would admit it. What was never pushed is not known here:{' '}
              <a href="/applications">applications</a>.
            </p>
          </Section>
        </>
      ) : (
        <>
          {isFirst && asked.record !== undefined ? <BurnDown record={asked.record} /> : null}
          {isFirst && held.length > 0 ? <Tree asked={asked} /> : null}
          {held.length === 0 ? null : (
            <Section
              title="Who has it"
              lead={`Resolved in ${countOf(held.length, 'application')}${data.next === undefined ? '' : ' on this page'}. To move any one of what all ways lead through ends them all.`}
            >
              <AffectedTable items={held} />
            </Section>
          )}
          <Admitted items={admitting} />
          <Pager page={data} one="application" list="/impact" filters={{ ...asked }} csv={IMPACT_CSV} />
        </>
      )}
      {data.fetched === undefined ? null : <Fetched fetched={data.fetched} />}
    </>
  );
}

function Tree({ asked }: { readonly asked: Question }) {
  const query = useQuery();
  const size = query.get('tree') === 'all' ? MOST : FEW;
  const [isSeen, setSeen] = useState(false);
  const { data, problem, isLoading, reload } = useResource<ImpactTreeItem>(
    `/impact/tree${queryOf({ ...asked, ...size })}`,
  );
  useEffect(() => setSeen(true), []);
  const isCut =
    data !== undefined && (data.nodes.some(({ left }) => left > 0) || data.components > data.nodes.length);
  return (
    <Section
      title="By which ways"
      lead="From what was asked about to what needs it, over all applications. Arrow keys move, right unfolds, Enter opens."
      more={
        isSeen && isCut && size === FEW ? (
          <a href={query.href({ tree: 'all', after: query.get('after') })}>Show up to 3,000 nodes</a>
        ) : undefined
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the ways" /> : null}
      {data === undefined ? null : (
        <>
          {data.isCut || data.unread > 0 ? (
            <Banner tone="warn">
              <p>
                {data.isCut
                  ? `Only the first ${countOf(data.applications, 'application')} were looked at. `
                  : ''}
                {data.unread > 0
                  ? `The snapshots of ${countOf(data.unread, 'application')} cannot be read and are left out.`
                  : ''}
              </p>
            </Banner>
          ) : null}
          {data.nodes.length === 0 ? (
            <p class="panel is-padded muted">No file tells by which way it came in.</p>
          ) : (
            <PathTree tree={data} />
          )}
        </>
      )}
    </Section>
  );
}
