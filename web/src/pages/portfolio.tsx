// All applications at a glance: how many are at risk, for how long, what goes first, whose it is.

import type { FindingPage } from './finding-table.tsx';
import type { CurrencyAnswer } from '../../../src/http/api/currency-contract.ts';
import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { ChoiceFilter } from '../parts/filters.tsx';
import { Page, Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { AgeChart } from './age-chart.tsx';
import { CurrencyChart } from './currency-chart.tsx';
import { FindingTable } from './finding-table.tsx';
import { PortfolioBenchmarks } from './portfolio-benchmarks.tsx';
import { MalwareBanner, PortfolioNumbers, PortfolioSentence } from './portfolio-numbers.tsx';
import { OwnerTable } from './owner-table.tsx';
import { TrendChart } from './trend-chart.tsx';

export const PUSH_COMMAND = 'npx gatehouse app push . --name my-app';
const FIRST = 8;

export function PortfolioPage() {
  const query = useQuery();
  const days = query.get('days') ?? '90';
  const { data, problem, isLoading, reload } = useResource<PortfolioItem>(`/portfolio${queryOf({ days })}`);
  const currency = useResource<CurrencyAnswer>(`/currency${queryOf({ days })}`);
  const first = useResource<FindingPage>(`/findings${queryOf({ limit: FIRST })}`);
  useReloadOn(FINDING_CHANGES, () => {
    reload();
    first.reload();
  });
  return (
    <Page
      title="Portfolio"
      lead={data === undefined ? undefined : <PortfolioLead portfolio={data} />}
      actions={
        data === undefined || data.applications === 0 ? undefined : (
          <a class="button" href={`/report${queryOf({ days })}`}>
            Report to print
          </a>
        )
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {data === undefined && isLoading ? <Loading what="the portfolio" /> : null}
      {data === undefined || problem !== undefined ? null : data.applications === 0 ? (
        <NoApplications />
      ) : (
        <PortfolioView portfolio={data} days={days} first={first.data} currency={currency.data} />
      )}
      {data === undefined || data.applications === 0 || first.problem === undefined ? null : (
        <Failure problem={first.problem} retry={first.reload} />
      )}
    </Page>
  );
}

function PortfolioLead({ portfolio }: { readonly portfolio: PortfolioItem }) {
  return portfolio.applications === 0 ? (
    'What your applications are made of, and what is wrong with it.'
  ) : (
    <>
      <PortfolioSentence portfolio={portfolio} /> As of <Time at={portfolio.asOf} />.
    </>
  );
}

/** The one command that is missing. */
export function NoApplications() {
  return (
    <Empty title="No application was pushed yet" command={PUSH_COMMAND}>
      Run this in a project’s folder: its lock files are read, and what is known against its components is
      shown here, now and whenever something new becomes known. To look without keeping anything:{' '}
      <code>npx gatehouse scan .</code>
    </Empty>
  );
}

function PortfolioView(props: {
  readonly portfolio: PortfolioItem;
  readonly days: string;
  readonly first: FindingPage | undefined;
  readonly currency: CurrencyAnswer | undefined;
}) {
  const { portfolio, first, currency } = props;
  return (
    <>
      <MalwareBanner portfolio={portfolio} />
      <PortfolioNumbers portfolio={portfolio} currency={currency} />
      <Section
        title="What goes first"
        lead="Malware and quarantines, then what is known to be exploited, then by severity."
        more={<a href="/findings">All findings</a>}
      >
        {first === undefined ? (
          <Loading what="findings" />
        ) : first.items.length === 0 ? (
          <p class="panel is-padded">Nothing is open.</p>
        ) : (
          <FindingTable caption="The most pressing findings" items={first.items} />
        )}
      </Section>
      <Section
        title="Age"
        lead="Open vulnerabilities by the quarter in which they became public. What stands to the left has been known for long."
      >
        <AgeChart histogram={portfolio.histogram} />
      </Section>
      <Section
        title="Trend"
        lead="Open vulnerabilities at the end of each day."
        more={
          <div class="filters is-beside">
            <ChoiceFilter
              name="days"
              label="Time"
              all="90 days"
              options={[
                ['30', '30 days'],
                ['365', 'A year'],
              ]}
            />
          </div>
        }
      >
        <TrendChart trend={portfolio.trend} />
      </Section>
      <Section
        title="Beside published figures"
        lead="Compare with care: their sample is one of its own, and mean and middle lie far apart."
      >
        <PortfolioBenchmarks portfolio={portfolio} currency={currency} />
      </Section>
      <Section
        title="Currency"
        lead="Libyears: for each component the time from its release to the latest one, added up."
      >
        <CurrencyChart currency={currency} />
      </Section>
      <Section title="By owner" lead="Who looks after an application is said when it is pushed: --owner.">
        <OwnerTable owners={portfolio.owners} />
      </Section>
    </>
  );
}
