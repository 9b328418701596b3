// The headline numbers of all applications, with what they were and what is published elsewhere.

import type { ComponentChildren } from 'preact';

import type { CurrencyAnswer } from '../../../src/http/api/currency-contract.ts';
import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { Banner } from '../parts/banner.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { describePublished, publishedOf } from '../words/published-words.ts';
import { describeDays, describeShare } from '../words/span-words.ts';
import { countedDays } from './counted-days.ts';

export type Counts = PortfolioItem['counts'][string];

const NO_COUNTS: Counts = { open: 0, kev: 0, overdue: 0, accepted: 0, applications: 0 };

/** Buckets without anything are left out of answers. */
export function countsOf(counts: PortfolioItem['counts'], bucket: string): Counts {
  return (Object.hasOwn(counts, bucket) ? counts[bucket] : undefined) ?? NO_COUNTS;
}

export function PortfolioSentence({ portfolio }: { readonly portfolio: PortfolioItem }) {
  const { applications, counts } = portfolio;
  const risky = countsOf(counts, 'high-risk').applications;
  const { kev } = countsOf(counts, 'vulnerability');
  const unscored = countsOf(counts, 'unknown').open;
  return (
    <>
      {risky === 0
        ? `None of ${countOf(applications, 'application')} has`
        : `${describeCount(risky)} of ${countOf(applications, 'application')} ${risky === 1 ? 'has' : 'have'}`}{' '}
      a high-risk vulnerability (a score from 7, or known to be exploited)
      {kev === 0 ? '' : `; ${countOf(kev, 'finding is', 'findings are')} known to be exploited`}.
      {unscored === 0
        ? ''
        : ` ${countOf(unscored, 'vulnerability has', 'vulnerabilities have')} no score: whether ${unscored === 1 ? 'it is' : 'they are'} of high risk is not known.`}
    </>
  );
}

/** Said loudly: what has run may have done its work. */
export function MalwareBanner({ portfolio }: { readonly portfolio: PortfolioItem }) {
  const malware = countsOf(portfolio.counts, 'malware');
  if (malware.open === 0) return null;
  return (
    <Banner tone="block">
      <p>
        <strong>
          Malware is in use in {countOf(malware.applications, 'application')}:{' '}
          <a href="/findings?kind=malware">{countOf(malware.open, 'finding')}</a>.
        </strong>{' '}
        Remove it, and treat the machines that installed it as broken into.
      </p>
    </Banner>
  );
}

export function PortfolioNumbers(props: {
  readonly portfolio: PortfolioItem;
  /** What others published is told by it. */
  readonly currency: CurrencyAnswer | undefined;
}) {
  const { portfolio } = props;
  const published = publishedOf(props.currency);
  const { applications, counts, ages, remediation } = portfolio;
  const trend = countedDays(portfolio.trend);
  const vulnerabilities = countsOf(counts, 'vulnerability');
  const risky = countsOf(counts, 'high-risk').applications;
  const all = countsOf(counts, 'all');
  const first = trend[0];
  const then = (read: (day: PortfolioItem['trend'][number]) => number, now: number) =>
    first === undefined || trend.length < 2 ? undefined : describeChange(now - read(first), trend.length - 1);
  return (
    <dl class="facts is-four">
      <Fact
        title="Applications at high risk"
        href="/findings?severity=critical,high"
        note={describeRisk(countsOf(counts, 'unknown').open, describePublished(published('high-risk')))}
      >
        {describeShare(risky, applications)}
      </Fact>
      <Fact
        title="Open vulnerabilities"
        href="/findings?kind=vulnerability"
        note={then((day) => day.open['vulnerability'] ?? 0, vulnerabilities.open)}
      >
        {describeCount(vulnerabilities.open)}
      </Fact>
      <Fact title="Known to be exploited" href="/findings?kev=true" note={then((day) => day.kev, all.kev)}>
        {describeCount(all.kev)}
      </Fact>
      <Fact title="Overdue" href="/findings?overdue=true" note={then((day) => day.overdue, all.overdue)}>
        {describeCount(all.overdue)}
      </Fact>
      <Fact title="Public for, on average" note={describePublished(published('mean-age'))}>
        {ages.disclosed === undefined ? 'unknown' : describeDays(ages.disclosed.days)}
      </Fact>
      <Fact
        title="Fix to be had for, on average"
        note={
          ages.fixable === undefined
            ? 'no release date of a fix is known'
            : `of ${countOf(ages.fixable.of, 'finding')} with a dated fix`
        }
      >
        {ages.fixable === undefined ? 'unknown' : describeDays(ages.fixable.days)}
      </Fact>
      <Fact title="Here for, on average">
        {ages.here === undefined ? 'unknown' : describeDays(ages.here.days)}
      </Fact>
      <Fact title="Time to fix, on average" note={describeInTime(remediation)}>
        {remediation.meanHours === undefined ? 'nothing fixed yet' : describeDays(remediation.meanHours / 24)}
      </Fact>
    </dl>
  );
}

function Fact(props: {
  readonly title: string;
  readonly href?: string;
  readonly note?: string | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd class="is-large">
        {props.href === undefined ? props.children : <a href={props.href}>{props.children}</a>}
      </dd>
      {props.note === undefined ? null : <dd class="fact-note">{props.note}</dd>}
    </div>
  );
}

/** What has no score is neither at high risk nor not. */
function describeRisk(unscored: number, published: string | undefined): string | undefined {
  if (unscored === 0) return published;
  const words = `without ${describeCount(unscored)} that ${unscored === 1 ? 'has' : 'have'} no score`;
  return published === undefined ? words : `${words}; ${published}`;
}

function describeChange(change: number, days: number): string {
  const since = `${days} days ago`;
  if (change === 0) return `as many as ${since}`;
  return `${describeCount(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than ${since}`;
}

function describeInTime({ resolved, inTime }: PortfolioItem['remediation']): string | undefined {
  return resolved === 0
    ? undefined
    : `${describeCount(inTime)} of ${describeCount(resolved)} within their time`;
}
