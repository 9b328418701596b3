// The portfolio as a report for people who decide: to be printed, or kept as a PDF.

import type { CurrencyAnswer } from '../../../src/http/api/currency-contract.ts';
import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { useQuery } from '../app/use-query.ts';
import { Page, Section } from '../parts/page.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { countOf } from '../words/byte-words.ts';
import { describeDays } from '../words/span-words.ts';
import { describeMoment } from '../words/time-words.ts';
import { AgeChart } from './age-chart.tsx';
import { FindingTable, type FindingPage } from './finding-table.tsx';
import { OwnerTable } from './owner-table.tsx';
import { PortfolioBenchmarks } from './portfolio-benchmarks.tsx';
import { countsOf, MalwareBanner, PortfolioNumbers, PortfolioSentence } from './portfolio-numbers.tsx';
import { NoApplications } from './portfolio.tsx';
import { TrendChart } from './trend-chart.tsx';

const FIRST = 20;

export function ReportPage() {
  const query = useQuery();
  const days = query.get('days') ?? '90';
  const { data, problem, isLoading, reload } = useResource<PortfolioItem>(`/portfolio${queryOf({ days })}`);
  const currency = useResource<CurrencyAnswer>(`/currency${queryOf({ days: 1 })}`);
  const first = useResource<FindingPage>(`/findings${queryOf({ limit: FIRST })}`);
  return (
    <Page
      title="Open source in our applications"
      lead={data === undefined ? undefined : `Report of ${describeMoment(data.asOf)}, over ${days} days`}
      actions={
        <>
          <button type="button" class="button is-primary" onClick={() => window.print()}>
            Print
          </button>
          <a class="button" href="/portfolio">
            Back to the portfolio
          </a>
        </>
      }
    >
      {problem === undefined ? null : <Failure problem={problem} retry={reload} />}
      {first.problem === undefined ? null : <Failure problem={first.problem} retry={first.reload} />}
      {(data === undefined && isLoading) ||
      (first.data === undefined && first.isLoading) ||
      currency.isLoading ? (
        <Loading what="the report" />
      ) : null}
      {data === undefined || first.data === undefined ? null : data.applications === 0 ? (
        <NoApplications />
      ) : (
        <ReportView portfolio={data} first={first.data} currency={currency.data} />
      )}
    </Page>
  );
}

function ReportView(props: {
  readonly portfolio: PortfolioItem;
  readonly first: FindingPage;
  readonly currency: CurrencyAnswer | undefined;
}) {
  const { portfolio, first, currency } = props;
  return (
    <div class="report">
      <p class="report-sentence">
        <PortfolioSentence portfolio={portfolio} />
      </p>
      <MalwareBanner portfolio={portfolio} />
      <PortfolioNumbers portfolio={portfolio} currency={currency} />
      <Section title="In short">
        <ul class="report-lines">
          {linesOf(portfolio).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Section>
      <Section title="How long open vulnerabilities have been public">
        <AgeChart histogram={portfolio.histogram} />
      </Section>
      <Section title="How it went">
        <TrendChart trend={portfolio.trend} />
      </Section>
      <Section title="Beside published figures" lead="Compare with care: their sample is one of its own.">
        <PortfolioBenchmarks portfolio={portfolio} currency={currency} />
      </Section>
      <Section title="By owner">
        <OwnerTable owners={portfolio.owners} />
      </Section>
      <Section title={`What goes first: the ${FIRST} most pressing`}>
        {first.items.length === 0 ? (
          <p class="panel is-padded">Nothing is open.</p>
        ) : (
          <FindingTable caption="The most pressing findings" items={first.items} />
        )}
      </Section>
    </div>
  );
}

/** What stands in the numbers, in sentences. */
function linesOf({ counts, ages, remediation }: PortfolioItem): readonly string[] {
  const all = countsOf(counts, 'all');
  const critical = countsOf(counts, 'critical');
  const lines: readonly (string | false)[] = [
    critical.open > 0 &&
      `${countOf(critical.open, 'critical vulnerability is', 'critical vulnerabilities are')} open, in ${countOf(critical.applications, 'application')}.`,
    all.overdue === 0
      ? 'Nothing is past the time that our policy gives it.'
      : `${countOf(all.overdue, 'finding is', 'findings are')} past the time that our policy gives, in ${countOf(countsOf(counts, 'overdue').applications, 'application')}.`,
    ages.fixable !== undefined &&
      `For ${countOf(ages.fixable.of, 'open vulnerability', 'open vulnerabilities')} a fix could be had for ${describeDays(ages.fixable.days)} on average.`,
    remediation.resolved > 0 &&
      `${countOf(remediation.resolved, 'finding was', 'findings were')} dealt with, ${remediation.inTime} of them within their time.`,
    all.accepted > 0 &&
      `For ${countOf(all.accepted, 'finding', 'findings')} the risk was accepted or judged not to matter, each with a reason on record.`,
  ];
  return lines.filter((line) => line !== false);
}
