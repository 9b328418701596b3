// One's own figures beside those that are published, each with its edition.

import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { Table } from '../parts/table.tsx';
import { OSSRA, type PublishedFigure } from '../words/ossra.ts';
import { describeDays, describeShare } from '../words/span-words.ts';
import { countsOf } from './portfolio-numbers.tsx';

interface Benchmark {
  readonly measure: string;
  readonly here: string;
  readonly published: PublishedFigure;
  /** Where the two do not mean quite the same. */
  readonly note?: string;
}

export function PortfolioBenchmarks({ portfolio }: { readonly portfolio: PortfolioItem }) {
  return (
    <Table
      caption="Figures beside published ones"
      columns={[
        { head: 'Measure', kind: 'main', cell: ({ measure }) => measure },
        { head: 'Here', kind: 'tight', cell: ({ here }) => <span class="strong">{here}</span> },
        {
          head: 'Published',
          cell: ({ published }) => (
            <span>
              {published.figure} <span class="tag">OSSRA {published.edition}</span>
            </span>
          ),
        },
        { head: 'Mind', kind: 'wide', cell: ({ note }) => <span class="muted">{note ?? ''}</span> },
      ]}
      items={benchmarksOf(portfolio)}
      keyOf={({ measure }) => measure}
    />
  );
}

function benchmarksOf({ applications, counts, ages }: PortfolioItem): readonly Benchmark[] {
  const vulnerabilities = countsOf(counts, 'vulnerability');
  return [
    {
      measure: 'Applications with a vulnerability',
      here: describeShare(vulnerabilities.applications, applications),
      published: OSSRA.withVulnerability,
    },
    {
      measure: 'Applications with a high-risk vulnerability',
      here: describeShare(countsOf(counts, 'high-risk').applications, applications),
      published: OSSRA.withHighRisk,
      note: 'Here: a score from 7, or known to be exploited. There: exploited, with a proof of concept, or remote code execution.',
    },
    {
      measure: 'Vulnerabilities in each application',
      here: applications === 0 ? '–' : `${(vulnerabilities.open / applications).toFixed(1)} on average`,
      published: OSSRA.vulnerabilitiesEach,
      note: 'There: in each code base, counted over all that it holds.',
    },
    {
      measure: 'Age of open vulnerabilities since they are public',
      here: ages.disclosed === undefined ? 'unknown' : `${describeDays(ages.disclosed.days)} on average`,
      published: OSSRA.age,
      note: 'The published figure comes from press coverage of the report.',
    },
  ];
}
