// Giving back: what we depend on most beside what it got, a plan for a budget, and what was given.

import type { GivingAnswer } from '../../../src/http/api/giving-contract.ts';
import { queryOf } from '../api/client.ts';
import { useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { Page } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { countOf } from '../words/byte-words.ts';
import { describeGiven, describePart } from '../words/giving-words.ts';
import { GivingGifts } from './giving-gifts.tsx';
import { GivingLines } from './giving-lines.tsx';
import { GivingPlan } from './giving-plan.tsx';
import { PUSH_COMMAND } from './portfolio.tsx';

const TABS = [
  ['', 'What we depend on'],
  ['plan', 'Plan a budget'],
  ['given', 'What we gave'],
] as const;

/** What changes the answer; it is counted a moment after that. */
const CHANGES = [
  'gift-recorded',
  'gift-withdrawn',
  'snapshot-pushed',
  'application-removed',
  'evidence-added',
  'evidence-withdrawn',
];
const FIRST = 50;

export function GivingPage() {
  const query = useQuery();
  const tab = query.get('tab') ?? '';
  const mayRecord = useMay('record-gifts');
  const weights = query.get('weights');
  const after = tab === '' ? query.get('after') : undefined;
  const { data, problem, isLoading, reload } = useResource<GivingAnswer>(
    `/giving${queryOf({ weights, after, limit: FIRST })}`,
  );
  useReloadOn(CHANGES, reload);
  return (
    <Page
      title="Giving back"
      lead={<Lead answer={data} />}
      actions={
        mayRecord && query.get('add') === undefined ? (
          <a class="button is-primary" href="/giving?tab=given&add=yes">
            Record a gift
          </a>
        ) : undefined
      }
    >
      <nav class="tabs" aria-label="Giving back">
        {TABS.map(([id, title]) => (
          <a
            key={id}
            href={`/giving${queryOf({ tab: id, weights })}`}
            aria-current={tab === id ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {tab === 'given' ? <GivingGifts reload={reload} /> : null}
      {tab === 'plan' ? <GivingPlan /> : null}
      {tab !== '' || problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {tab !== '' || data !== undefined || !isLoading ? null : <Loading what="what is depended on" />}
      {tab !== '' || data === undefined || problem !== undefined ? null : <Lines answer={data} />}
    </Page>
  );
}

function Lead({ answer }: { readonly answer: GivingAnswer | undefined }) {
  if (answer?.asOf === undefined || answer.applications === 0) {
    return <>What you depend on most, who takes money for it, and what you gave.</>;
  }
  const { packages, applications, given, coverage } = answer;
  const got = describeGiven(given);
  return (
    <>
      {countOf(packages, 'package')} used by {countOf(applications, 'application')};{' '}
      {got === undefined ? 'nothing was given' : `given ${got}`} in the last 12 months, which reaches{' '}
      {describePart(coverage.given)} of what you depend on. As of <Time at={answer.asOf} />.
    </>
  );
}

function Lines({ answer }: { readonly answer: GivingAnswer }) {
  if (answer.applications === 0) {
    return (
      <Empty title="No application was pushed yet" command={PUSH_COMMAND}>
        What you depend on is counted from what your applications are made of. Run this in a project’s folder:
      </Empty>
    );
  }
  return <GivingLines answer={answer} />;
}
