// How grave an application's vulnerabilities are beside how likely they are to be exploited; a ring around what is.

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import { Figure } from '../parts/figure.tsx';
import { describeEpss } from '../parts/finding-parts.tsx';
import { Exploited, Severity } from '../parts/severity.tsx';
import type { Column } from '../parts/table.tsx';
import { useWidth } from '../parts/use-width.ts';
import { countOf } from '../words/byte-words.ts';
import { findingHref } from '../words/finding-words.ts';
import { EPSS_STEPS, heightOf, pointsOf, type RiskPoint } from './risk-points.ts';

const HEIGHT = 200;
const TOP = 16;
const LEFT = 60;
const FOOT = 40;
/** Room for a ring at either end. */
const PAD = 12;
/** Below this the words over the picture have to be few. */
const NARROW = 420;
const MOST_SCORE = 10;
/** From here on a score counts as of high risk. */
const HIGH_SCORE = 7;

export function RiskChart({
  items,
  isCut,
}: {
  readonly items: readonly HeldFindingItem[];
  /** Whether there are more than these, the most pressing. */
  readonly isCut: boolean;
}) {
  const { element, width } = useWidth();
  const points = pointsOf(items);
  const left = items.filter(({ kind }) => kind === 'vulnerability').length - points.length;
  if (points.length === 0) return null;
  return (
    <Figure
      label="Open vulnerabilities by score and likelihood"
      columns={COLUMNS}
      items={points.toReversed()}
      keyOf={({ key }) => key}
      csv={CSV}
      fileName="vulnerabilities-by-likelihood"
    >
      <div class="drawing" ref={element}>
        {width === 0 ? null : <Drawing points={points} width={width} />}
      </div>
      <ul class="legend">
        <li>
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true" focusable="false">
            <circle class="risk-point" r="4" />
          </svg>
          a vulnerability
        </li>
        <li>
          <svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" focusable="false">
            <circle class="risk-point" r="4" />
            <circle class="risk-ring" r="7" />
          </svg>
          known to be exploited
        </li>
        <li>
          {isCut ? `The ${items.length} most pressing. ` : ''}
          {left === 0
            ? ''
            : `${countOf(left, 'vulnerability', 'vulnerabilities')} without a score or a likelihood not drawn.`}
        </li>
      </ul>
    </Figure>
  );
}

function Drawing({ points, width }: { readonly points: readonly RiskPoint[]; readonly width: number }) {
  const bottom = TOP + HEIGHT;
  const xOf = (score: number) => Math.round(LEFT + PAD + (score * (width - LEFT - 2 * PAD)) / MOST_SCORE);
  const yOf = (epss: number) => Math.round(bottom - heightOf(epss) * HEIGHT);
  return (
    <svg
      width={width}
      height={bottom + FOOT}
      viewBox={`0 0 ${width} ${bottom + FOOT}`}
      aria-hidden="true"
      focusable="false"
    >
      <rect
        class="risk-high"
        x={xOf(HIGH_SCORE)}
        y={TOP}
        width={Math.max(0, xOf(MOST_SCORE) - xOf(HIGH_SCORE))}
        height={HEIGHT}
      />
      {EPSS_STEPS.map((step) => (
        <g key={step}>
          <line class="axis" x1={LEFT} x2={width} y1={yOf(step)} y2={yOf(step)} />
          <text x={LEFT - 6} y={yOf(step) + 4} text-anchor="end">
            {`${step * 100} %`}
          </text>
        </g>
      ))}
      {[0, 2, 4, HIGH_SCORE, 9, MOST_SCORE].map((score) => (
        <text key={score} x={xOf(score)} y={bottom + 16} text-anchor="middle">
          {score}
        </text>
      ))}
      <text x={width - PAD} y={bottom + 34} text-anchor="end">
        score (CVSS); from {HIGH_SCORE} of high risk
      </text>
      <text x={LEFT + 4} y={TOP - 4}>
        {width < NARROW ? 'exploitation likely (EPSS)' : 'likely to be exploited within 30 days (EPSS)'}
      </text>
      {points.map(({ key, record, score, epss, isKnownExploited }) => (
        <g key={key} transform={`translate(${xOf(score)} ${yOf(epss)})`}>
          <title>{`${record}: ${score.toFixed(1)}, ${describeEpss(epss)}${isKnownExploited ? ', known to be exploited' : ''}`}</title>
          <circle class="risk-point" r="4" />
          {isKnownExploited ? <circle class="risk-ring" r="7" /> : null}
        </g>
      ))}
    </svg>
  );
}

const COLUMNS: readonly Column<RiskPoint>[] = [
  {
    head: 'Record',
    kind: 'main',
    cell: ({ id, record }) => <a href={findingHref(id)}>{record}</a>,
  },
  {
    head: 'Package',
    kind: 'wide',
    cell: ({ name, version }) => (
      <span class="anywhere">
        {name}@{version}
      </span>
    ),
  },
  {
    head: 'Score',
    kind: 'tight',
    cell: ({ severity, score }) => <Severity severity={severity} score={score} />,
  },
  { head: 'Likely (EPSS)', kind: 'number', cell: ({ epss }) => describeEpss(epss) },
  {
    head: 'Exploited',
    kind: 'tight',
    cell: ({ isKnownExploited }) => (isKnownExploited ? <Exploited /> : null),
  },
];

const CSV = [
  ...(['record', 'name', 'version', 'severity', 'score', 'epss'] as const).map((head) => ({
    head,
    value: (point: RiskPoint) => point[head],
  })),
  { head: 'knownExploited', value: ({ isKnownExploited }: RiskPoint) => isKnownExploited },
];
