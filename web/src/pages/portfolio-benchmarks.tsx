// One's own figures beside those that are published, each with its edition.

import type { CurrencyAnswer, CurrencyFiguresItem } from '../../../src/http/api/currency-contract.ts';
import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import type { CsvColumn } from '../parts/save-file.ts';
import { SaveCsv } from '../parts/save-csv.tsx';
import { Table } from '../parts/table.tsx';
import { describeCount } from '../words/byte-words.ts';
import { describeValue, publishedOf, type Published } from '../words/published-words.ts';
import { describeDays, describeShare } from '../words/span-words.ts';
import { countsOf } from './portfolio-numbers.tsx';

interface Benchmark {
  readonly measure: string;
  readonly here: string;
  readonly published: readonly Published[];
  /** Where the two do not mean quite the same. */
  readonly note?: string;
}

type Spread = NonNullable<CurrencyFiguresItem['components']['behind']>;
type Share = NonNullable<CurrencyFiguresItem['shares']['vulnerable']>;

const YEAR_DAYS = 365.25;

export function PortfolioBenchmarks(props: {
  readonly portfolio: PortfolioItem;
  readonly currency: CurrencyAnswer | undefined;
}) {
  const { portfolio, currency } = props;
  const rows = [
    ...riskRows(portfolio, currency),
    ...(currency?.figures === undefined ? [] : currencyRows(currency.figures, currency)),
  ];
  return (
    <>
      <Table
        caption="Figures beside published ones"
        columns={[
          { head: 'Measure', kind: 'main', cell: ({ measure }) => measure },
          { head: 'Here', kind: 'wide', cell: ({ here }) => <span class="strong">{here}</span> },
          {
            head: 'Published',
            cell: ({ published }) => (
              <span class="lines-in-cell">
                {published.map((one) => (
                  <span key={one.figure}>
                    {describeValue(one)} <span class="tag">OSSRA {one.edition}</span>
                  </span>
                ))}
              </span>
            ),
          },
          { head: 'Mind', kind: 'wide', cell: ({ note }) => <span class="muted">{note ?? ''}</span> },
        ]}
        items={rows}
        keyOf={({ measure }) => measure}
      />
      <div class="pager">
        <span>
          {currency === undefined ? '' : `Theirs: ${currency.sample}.`}{' '}
          {currency?.figures === undefined ? 'How far components are behind is counted once a day.' : ''}
        </span>
        <SaveCsv fileName="figures" columns={CSV} items={rows} />
      </div>
    </>
  );
}

const CSV: readonly CsvColumn<Benchmark>[] = [
  { head: 'measure', value: ({ measure }) => measure },
  { head: 'here', value: ({ here }) => here },
  {
    head: 'published',
    value: ({ published }) =>
      published.map((one) => `${describeValue(one)} (OSSRA ${one.edition})`).join('; '),
  },
  { head: 'note', value: ({ note }) => note },
];

/** Known as soon as something is pushed. */
function riskRows(portfolio: PortfolioItem, currency: CurrencyAnswer | undefined): readonly Benchmark[] {
  const { applications, counts, ages } = portfolio;
  const unpatched = currency?.figures?.vulnerabilities;
  const published = publishedOf(currency);
  const vulnerabilities = countsOf(counts, 'vulnerability');
  const unscored = countsOf(counts, 'unknown').open;
  const meanAge =
    ages.disclosed === undefined ? 'unknown' : `${describeDays(ages.disclosed.days)} on average`;
  const meanEach =
    applications === 0 ? '–' : `${(vulnerabilities.open / applications).toFixed(1)} on average`;
  return [
    {
      measure: 'Applications with a vulnerability',
      here: describeShare(vulnerabilities.applications, applications),
      published: published('vulnerable'),
    },
    {
      measure: 'Applications with a high-risk vulnerability',
      here: describeShare(countsOf(counts, 'high-risk').applications, applications),
      published: published('high-risk'),
      note: `Here: a score from 7, or known to be exploited${unscored === 0 ? '' : `; ${describeCount(unscored)} open ${unscored === 1 ? 'one has' : 'ones have'} no score, so that it is not known`}. There: exploited, with a proof of concept, or remote code execution.`,
    },
    {
      measure: 'Applications with one that is known to be exploited',
      here: describeShare(countsOf(counts, 'kev').applications, applications),
      published: [],
    },
    {
      measure: 'Vulnerabilities in each application',
      here: unpatched?.perApplication === undefined ? meanEach : tellSpread(unpatched.perApplication, ''),
      published: published('mean-per-application', 'median-per-application'),
      note: 'There: in each code base, counted over all that it holds.',
    },
    {
      measure: 'Open, since they are public',
      here: unpatched?.ages.disclosed === undefined ? meanAge : tellYears(unpatched.ages.disclosed),
      published: published('mean-age'),
    },
    ...ageRow('Open, since a fix could be had', unpatched?.ages.fixable),
    ...ageRow('Open, since they are here', unpatched?.ages.here),
  ];
}

function ageRow(measure: string, spread: Spread | undefined): readonly Benchmark[] {
  return spread === undefined ? [] : [{ measure, here: tellYears(spread), published: [] }];
}

/** How far behind: of the components whose releases are known. */
function currencyRows(figures: CurrencyFiguresItem, currency: CurrencyAnswer): readonly Benchmark[] {
  const { components, shares, remediation, licences } = figures;
  const published = publishedOf(currency);
  const known = `Of ${describeCount(components.known)} of ${describeCount(components.all)} components, whose releases are known.`;
  return [
    {
      measure: 'Versions behind',
      here: components.behind === undefined ? 'unknown' : tellSpread(components.behind, ''),
      published: [],
      note: `Stable releases above the installed one. ${known}`,
    },
    {
      measure: 'Libyears: from the installed release to the latest',
      here:
        components.libyears === undefined
          ? 'unknown'
          : `${describeCount(Math.round(components.libyears.sum))} in all; ${tellSpread(components.libyears, '')}`,
      published: [],
    },
    shareRow('Applications with a component 10 versions behind', shares.farBehind, published('far-behind')),
    shareRow('… with one that is 4 years out of date', shares.longOutdated, published('long-outdated')),
    shareRow(
      '… with one without a release for 2 years',
      shares.quietTwoYears,
      published('quiet-two-years'),
      'Small, finished packages may need none.',
    ),
    shareRow('… with one without a release for 4 years', shares.quietFourYears, []),
    shareRow(
      '… with a licence that they may not have',
      shares.licenceConflict,
      published('licence-conflict'),
      licenceNote(licences),
    ),
    ...(remediation?.time === undefined
      ? []
      : [
          {
            measure: 'Time to fix, in the last 90 days',
            here: `${tellSpread(remediation.time, ' days')}${remediation.inTime === undefined ? '' : `; ${describeShare(remediation.inTime.count, remediation.inTime.of)} in time`}`,
            published: [],
          },
        ]),
  ];
}

/** A component of which no licence is known may stand in conflict, too. */
function licenceNote(licences: CurrencyFiguresItem['licences']): string | undefined {
  if (licences === undefined) return 'The configuration says nothing about licences yet.';
  const { allowed, ask, denied, unknown } = licences;
  if (unknown === 0) return undefined;
  return `The licence of ${describeShare(unknown, allowed + ask + denied + unknown)} of the components is not known.`;
}

function shareRow(
  measure: string,
  share: Share | undefined,
  published: readonly Published[],
  note?: string,
): Benchmark {
  return {
    measure,
    here: share === undefined ? 'unknown' : describeShare(share.count, share.of),
    published,
    ...(note === undefined ? {} : { note }),
  };
}

/** The mean alone hides much: the middle and the tail stand beside it. */
function tellSpread({ mean, median, p90 }: Spread, unit: string): string {
  const tell = (value: number) =>
    `${value < 10 ? Math.round(value * 10) / 10 : describeCount(Math.round(value))}${unit}`;
  return `${tell(mean)} on average, ${tell(median)} in the middle, 10 % above ${tell(p90)}`;
}

function tellYears({ mean, median, p90 }: Spread): string {
  const tell = (years: number) => describeDays(years * YEAR_DAYS);
  return `${tell(mean)} on average, ${tell(median)} in the middle, 10 % above ${tell(p90)}`;
}
