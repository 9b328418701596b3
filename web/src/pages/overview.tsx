// What was kept out and why; what needs me now; who has it; what do I do next.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import type { Status } from '../../../src/http/api/status-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp, useMay } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { StatusBanners } from '../parts/feed-banner.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { DecisionTable } from './decision-table.tsx';
import { FirstVisit } from './first-visit.tsx';
import { KeptOutTable } from './kept-out-table.tsx';
import { NeedsMe } from './needs-me.tsx';
import { NextSteps } from './next-steps.tsx';
import { SignInForm } from './sign-in.tsx';
import { WhoHasIt } from './who-has-it.tsx';

export function OverviewPage() {
  const { session } = useApp();
  if (session === undefined) return <Loading what="the overview" />;
  return session.account === undefined ? <Welcome /> : <SignedInOverview />;
}

function Welcome() {
  return (
    <div class="narrow">
      <Page
        title="Overview"
        heading="Gatehouse"
        lead="Packages come in through this gate: checked, explained and recorded. Sign in to see what it kept out. Package pages are open: search for one above."
      >
        <SignInForm to="/" />
      </Page>
    </div>
  );
}

function SignedInOverview() {
  const overview = useResource<Overview>('/overview');
  const maySeeStatus = useMay('see-status');
  const status = useResource<Status>(maySeeStatus ? '/status' : undefined);
  const { data, problem } = overview;
  const isFresh = data !== undefined && data.served === 0 && data.ecosystems.length === 0;
  return (
    <Page
      title="Overview"
      lead={
        data === undefined ? undefined : (
          <>
            Since <Time at={data.since} isExact />
          </>
        )
      }
    >
      {status.data === undefined ? null : <StatusBanners status={status.data} />}
      {status.problem === undefined ? null : (
        <Banner tone="warn">
          <p>
            <strong>How feeds and upstreams fare is not known now.</strong> {status.problem.detail}. The rest
            of this page is complete. <a href="/feeds">Try there</a>
          </p>
        </Banner>
      )}
      {problem === undefined ? null : <Failure problem={problem} retry={overview.reload} />}
      {data === undefined && problem === undefined ? <Loading what="the overview" /> : null}
      {data === undefined ? null : isFresh ? (
        <FirstVisit status={status.data} />
      ) : (
        <OverviewView overview={data} status={status.data} />
      )}
    </Page>
  );
}

function OverviewView({
  overview,
  status,
}: {
  readonly overview: Overview;
  readonly status: Status | undefined;
}) {
  return (
    <>
      <Numbers overview={overview} />
      <div class="columns section">
        <Section title="What was kept out, and why" more={<a href="/decisions">All decisions</a>}>
          {overview.keptOut.length === 0 ? (
            <Empty title="Nothing was kept out" command="npx gatehouse explain pkg:npm/left-pad@1.3.0">
              Everything that was asked for passed the policy. To see how a verdict is explained:
            </Empty>
          ) : (
            <KeptOutTable keptOut={overview.keptOut} />
          )}
        </Section>
        <NeedsMe overview={overview} status={status} />
        <WhoHasIt items={overview.whoHasIt} />
        <NextSteps overview={overview} status={status} />
      </div>
      {overview.recent.length === 0 ? null : (
        <Section
          title="Kept out most recently"
          lead="Open a package for its reasons, and for who has which of its versions."
          more={<a href="/decisions">Watch live</a>}
        >
          <DecisionTable caption="Most recent decisions" items={overview.recent} />
        </Section>
      )}
    </>
  );
}

function Numbers({ overview }: { readonly overview: Overview }) {
  const sum = (mode: 'enforced' | 'observed') =>
    overview.keptOut.filter((row) => row.mode === mode).reduce((total, { count }) => total + count, 0);
  const observed = sum('observed');
  return (
    <dl class="facts">
      <div>
        <dt>Kept out</dt>
        <dd class="is-large">{describeCount(sum('enforced'))}</dd>
      </div>
      {observed === 0 ? null : (
        <div>
          <dt>Would have been kept out</dt>
          <dd class="is-large">{describeCount(observed)}</dd>
        </div>
      )}
      <div>
        <dt>Files served</dt>
        <dd class="is-large">{describeCount(overview.served)}</dd>
      </div>
      <div>
        <dt>Packages known</dt>
        <dd class="is-large">
          <a href="/packages" aria-label={countOf(overview.packages, 'package')}>
            {describeCount(overview.packages)}
          </a>
        </dd>
      </div>
    </dl>
  );
}
