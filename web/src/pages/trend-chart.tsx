// How many vulnerabilities were open, day by day, stacked by severity; those known to be exploited as a line.

import { useId } from 'preact/hooks';

import { stepsUpTo } from '../parts/chart-scale.ts';
import { CountAxis } from '../parts/count-axis.tsx';
import { Figure } from '../parts/figure.tsx';
import { SeverityLegend, SeverityPatterns, severityFill } from '../parts/severity-fills.tsx';
import type { Column } from '../parts/table.tsx';
import { useWidth } from '../parts/use-width.ts';
import { describeCount } from '../words/byte-words.ts';
import { SEVERITY_NAMES, type SeverityName } from '../words/finding-words.ts';
import { countedDays, type PortfolioDay } from './counted-days.ts';

const HEIGHT = 160;
const TOP = 12;
const LEFT = 44;
const TICK_WIDTH = 120;

export function TrendChart(props: {
  readonly trend: readonly PortfolioDay[];
  readonly isTableOpen?: boolean;
}) {
  const trend = countedDays(props.trend);
  const { element, width } = useWidth();
  const id = useId();
  const severities = SEVERITY_NAMES.filter((severity) => trend.some(({ open }) => (open[severity] ?? 0) > 0));
  if (trend.length < 2) {
    return (
      <p class="panel is-padded muted">
        The first day is being counted: the trend is drawn from tomorrow on.
      </p>
    );
  }
  return (
    <Figure
      label="Open vulnerabilities by day"
      columns={columnsFor(severities)}
      items={[...trend].reverse()}
      keyOf={({ day }) => day}
      csv={[
        { head: 'day', value: ({ day }) => day },
        ...severities.map((severity) => ({
          head: severity,
          value: ({ open }: PortfolioDay) => open[severity] ?? 0,
        })),
        { head: 'open', value: ({ open }) => open['vulnerability'] ?? 0 },
        { head: 'knownExploited', value: ({ kev }) => kev },
        { head: 'overdue', value: ({ overdue }) => overdue },
        { head: 'opened', value: ({ opened }) => opened['vulnerability'] ?? 0 },
        { head: 'resolved', value: ({ resolved }) => resolved['vulnerability'] ?? 0 },
      ]}
      fileName="vulnerabilities-by-day"
      isOpen={props.isTableOpen ?? false}
    >
      <div class="drawing" ref={element}>
        {width === 0 ? null : <Drawing {...{ id, trend, severities, width }} />}
      </div>
      <SeverityLegend id={id} severities={severities} kev={<KevWords />} />
    </Figure>
  );
}

function KevWords() {
  return (
    <>
      <svg width="20" height="12" aria-hidden="true" focusable="false">
        <path class="kev-line" d="M0 6H20" />
      </svg>
      known to be exploited
    </>
  );
}

function Drawing(props: {
  readonly id: string;
  readonly trend: readonly PortfolioDay[];
  readonly severities: readonly SeverityName[];
  readonly width: number;
}) {
  const { id, trend, severities, width } = props;
  const totals = trend.map((day) => severities.reduce((sum, severity) => sum + (day.open[severity] ?? 0), 0));
  const steps = stepsUpTo(Math.max(0, ...totals));
  const bottom = TOP + HEIGHT;
  const yOf = (count: number) => round(bottom - (count * HEIGHT) / (steps.at(-1) ?? 1));
  const xOf = (at: number) => round(LEFT + (at * (width - LEFT - 2)) / Math.max(1, trend.length - 1));
  const kevLine = `M${trend.map(({ kev }, at) => `${xOf(at)} ${yOf(kev)}`).join('L')}`;
  return (
    <svg
      width={width}
      height={bottom + 24}
      viewBox={`0 0 ${width} ${bottom + 24}`}
      aria-hidden="true"
      focusable="false"
    >
      <SeverityPatterns id={id} />
      <CountAxis steps={steps} left={LEFT} width={width} yOf={yOf} />
      {layersOf(trend, severities).map(({ severity, below, above }) => (
        <path
          key={severity}
          fill={severityFill(id, severity)}
          d={`M${above.map((count, at) => `${xOf(at)} ${yOf(count)}`).join('L')}L${below
            .map((count, at) => `${xOf(at)} ${yOf(count)}`)
            .reverse()
            .join('L')}Z`}
        />
      ))}
      <path class="kev-line is-halo" d={kevLine} />
      <path class="kev-line" d={kevLine} />
      {ticksOf(trend, width).map(({ day, at }) => (
        <text
          key={day}
          x={xOf(at)}
          y={bottom + 16}
          text-anchor={at === 0 ? 'start' : at === trend.length - 1 ? 'end' : 'middle'}
        >
          {day}
        </text>
      ))}
    </svg>
  );
}

/** The most severe lies at the foot. */
function layersOf(trend: readonly PortfolioDay[], severities: readonly SeverityName[]) {
  let below = trend.map(() => 0);
  return severities.map((severity) => {
    const from = below;
    below = trend.map((day, at) => (from[at] ?? 0) + (day.open[severity] ?? 0));
    return { severity, below: from, above: below };
  });
}

function ticksOf(
  trend: readonly PortfolioDay[],
  width: number,
): readonly { readonly day: string; readonly at: number }[] {
  const count = Math.max(2, Math.min(trend.length, Math.floor((width - LEFT) / TICK_WIDTH)));
  const places = Array.from({ length: count }, (_, index) =>
    Math.round((index * (trend.length - 1)) / (count - 1)),
  );
  return [...new Set(places)].flatMap((at) => {
    const day = trend[at]?.day;
    return day === undefined ? [] : [{ day, at }];
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function columnsFor(severities: readonly SeverityName[]): readonly Column<PortfolioDay>[] {
  return [
    { head: 'Day', kind: 'main', cell: ({ day }) => day },
    ...severities.map((severity): Column<PortfolioDay> => ({
      head: severity === 'unknown' ? 'No score' : severity,
      kind: 'number',
      cell: ({ open }) => describeCount(open[severity] ?? 0),
    })),
    { head: 'Exploited', kind: 'number', cell: ({ kev }) => describeCount(kev) },
    { head: 'Overdue', kind: 'number', cell: ({ overdue }) => describeCount(overdue) },
    { head: 'Opened', kind: 'number', cell: ({ opened }) => describeCount(opened['vulnerability'] ?? 0) },
    {
      head: 'Resolved',
      kind: 'number',
      cell: ({ resolved }) => describeCount(resolved['vulnerability'] ?? 0),
    },
  ];
}
