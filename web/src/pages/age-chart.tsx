// How long open vulnerabilities have been public: a bar for each quarter, stacked by severity, known exploitation marked.

import { useId } from 'preact/hooks';

import { stepsUpTo } from '../parts/chart-scale.ts';
import { CountAxis } from '../parts/count-axis.tsx';
import { Figure } from '../parts/figure.tsx';
import { SeverityLegend, SeverityPatterns, severityFill } from '../parts/severity-fills.tsx';
import type { Column } from '../parts/table.tsx';
import { useWidth } from '../parts/use-width.ts';
import { countOf, describeCount } from '../words/byte-words.ts';
import { SEVERITY_NAMES, type SeverityName } from '../words/finding-words.ts';
import { barsOf, type AgeBar, type PortfolioQuarter } from './age-bars.ts';

const HEIGHT = 180;
const TOP = 20;
const LEFT = 44;
const LEAST_BAR = 14;
const MOST_IN_TABLE = 80;

export function AgeChart(props: {
  readonly histogram: readonly PortfolioQuarter[];
  readonly isTableOpen?: boolean;
}) {
  const { element, width } = useWidth();
  const id = useId();
  const all = barsOf(props.histogram, MOST_IN_TABLE);
  const severities = shownIn(all);
  const kev = all.reduce((sum, bar) => sum + bar.kev, 0);
  const bars = width === 0 ? [] : barsOf(props.histogram, Math.floor((width - LEFT) / LEAST_BAR));
  return (
    <Figure
      label="Open vulnerabilities by when they were disclosed"
      columns={columnsFor(severities)}
      items={all.filter(({ total }) => total > 0)}
      keyOf={({ title }) => title}
      csv={[
        { head: 'disclosed', value: ({ title }) => title },
        ...severities.map((severity) => ({
          head: severity,
          value: ({ open }: AgeBar) => open[severity] ?? 0,
        })),
        { head: 'knownExploited', value: ({ kev: count }) => count },
        { head: 'open', value: ({ total }) => total },
      ]}
      fileName="vulnerabilities-by-age"
      isOpen={props.isTableOpen ?? false}
    >
      <div class="drawing" ref={element}>
        <Drawing {...{ id, bars, severities, width }} />
      </div>
      <SeverityLegend id={id} severities={severities} kev={kev === 0 ? undefined : <KevWords kev={kev} />} />
    </Figure>
  );
}

function KevWords({ kev }: { readonly kev: number }) {
  return (
    <>
      <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
        <path class="kev-mark" d={KEV_SHAPE} />
      </svg>
      with {countOf(kev, 'that is', 'that are')} known to be exploited, and how many
    </>
  );
}

const KEV_SHAPE = 'M0 -5L5 0L0 5L-5 0Z';

interface DrawingProps {
  readonly id: string;
  readonly bars: readonly AgeBar[];
  readonly severities: readonly SeverityName[];
  readonly width: number;
}

function Drawing({ id, bars, severities, width }: DrawingProps) {
  const steps = stepsUpTo(Math.max(0, ...bars.map(({ total }) => total)));
  const scale = HEIGHT / (steps.at(-1) ?? 1);
  const pitch = (width - LEFT) / Math.max(1, bars.length);
  const bottom = TOP + HEIGHT;
  return (
    <svg
      width={Math.max(1, width)}
      height={bottom + 24}
      viewBox={`0 0 ${Math.max(1, width)} ${bottom + 24}`}
      aria-hidden="true"
      focusable="false"
    >
      <SeverityPatterns id={id} />
      <CountAxis steps={steps} left={LEFT} width={width} yOf={(count) => bottom - count * scale} />
      {bars.map((bar, at) => (
        <Bar
          key={bar.title}
          {...{ id, bar, severities, scale, bottom }}
          x={LEFT + at * pitch + pitch * 0.12}
          width={Math.min(56, pitch * 0.76)}
        />
      ))}
      {yearsOf(bars, pitch).map(({ year, x }) => (
        <text key={year} x={x} y={bottom + 16}>
          {year}
        </text>
      ))}
    </svg>
  );
}

function Bar(
  props: Omit<DrawingProps, 'bars'> & {
    readonly bar: AgeBar;
    readonly scale: number;
    readonly bottom: number;
    readonly x: number;
  },
) {
  const { id, bar, severities, scale, bottom, x, width } = props;
  let top = bottom;
  // The most severe stands at the foot, where heights can be compared.
  const parts = severities.map((severity) => {
    const height = (bar.open[severity] ?? 0) * scale;
    top -= height;
    return (
      <rect key={severity} x={x} y={top} width={width} height={height} fill={severityFill(id, severity)} />
    );
  });
  return (
    <g>
      <title>{`${bar.title}: ${describeCount(bar.total)} open${bar.kev === 0 ? '' : `, ${describeCount(bar.kev)} known to be exploited`}`}</title>
      {parts}
      {bar.kev === 0 ? null : (
        <>
          <path
            class="kev-mark"
            d={KEV_SHAPE}
            transform={`translate(${x + Math.min(6, width / 2)} ${top - 8})`}
          />
          {width < 28 ? null : (
            <text class="kev-count" x={x + 14} y={top - 4}>
              {describeCount(bar.kev)}
            </text>
          )}
        </>
      )}
    </g>
  );
}

/** Where a year begins, as far apart as its four digits need. */
function yearsOf(
  bars: readonly AgeBar[],
  pitch: number,
): readonly { readonly year: number; readonly x: number }[] {
  let free = 0;
  return bars.flatMap(({ year }, at) => {
    const x = LEFT + at * pitch + 2;
    if (bars[at - 1]?.year === year || x < free) return [];
    free = x + 44;
    return [{ year, x }];
  });
}

function shownIn(bars: readonly AgeBar[]): readonly SeverityName[] {
  return SEVERITY_NAMES.filter((severity) => bars.some(({ open }) => (open[severity] ?? 0) > 0));
}

function columnsFor(severities: readonly SeverityName[]): readonly Column<AgeBar>[] {
  return [
    { head: 'Disclosed', kind: 'main', cell: ({ title }) => title },
    ...severities.map((severity): Column<AgeBar> => ({
      head: severity === 'unknown' ? 'No score' : severity,
      kind: 'number',
      cell: ({ open }) => describeCount(open[severity] ?? 0),
    })),
    { head: 'Exploited', kind: 'number', cell: ({ kev }) => describeCount(kev) },
    { head: 'Open', kind: 'number', cell: ({ total }) => describeCount(total) },
  ];
}
