// How far all components together are behind, day by day.

import type { CurrencyAnswer, CurrencyDayItem } from '../../../src/http/api/currency-contract.ts';
import { stepsUpTo } from '../parts/chart-scale.ts';
import { CountAxis } from '../parts/count-axis.tsx';
import { Figure } from '../parts/figure.tsx';
import { useWidth } from '../parts/use-width.ts';
import { describeCount } from '../words/byte-words.ts';
import { describeDays, describeShare } from '../words/span-words.ts';

const HEIGHT = 140;
const TOP = 12;
const LEFT = 52;
const YEAR_DAYS = 365.25;

interface MeasuredDay extends CurrencyDayItem {
  readonly libyears: number;
}

/** Nothing where nobody counts. */
export function CurrencyChart({ currency }: { readonly currency: CurrencyAnswer | undefined }) {
  const days = (currency?.trend ?? []).filter((day): day is MeasuredDay => day.libyears !== undefined);
  if (days.length < 2) {
    return (
      <p class="panel is-padded muted">
        How far components are behind is counted once a day: it is drawn from the second day on.
      </p>
    );
  }
  return (
    <Figure
      label="Libyears behind by day"
      columns={[
        { head: 'Day', kind: 'main', cell: ({ day }) => day },
        { head: 'Libyears', kind: 'number', cell: ({ libyears }) => describeCount(Math.round(libyears)) },
        {
          head: 'At the latest release',
          kind: 'number',
          cell: ({ currentComponents, knownComponents }) => describeShare(currentComponents, knownComponents),
        },
        {
          head: 'Quiet for 2 years',
          kind: 'number',
          cell: ({ quietTwoYears }) => describeCount(quietTwoYears),
        },
        {
          head: 'Public for, on average',
          kind: 'number',
          cell: ({ meanAge }) => (meanAge === undefined ? '–' : describeDays(meanAge * YEAR_DAYS)),
        },
      ]}
      items={days.toReversed()}
      keyOf={({ day }) => day}
      csv={(
        [
          'day',
          'libyears',
          'currentComponents',
          'knownComponents',
          'quietTwoYears',
          'unpatched',
          'meanAge',
          'medianAge',
        ] as const
      ).map((head) => ({ head, value: (day: MeasuredDay) => day[head] }))}
      fileName="currency-by-day"
    >
      <Drawing days={days} />
    </Figure>
  );
}

function Drawing({ days }: { readonly days: readonly MeasuredDay[] }) {
  const { element, width } = useWidth();
  const bottom = TOP + HEIGHT;
  const steps = stepsUpTo(Math.max(...days.map(({ libyears }) => libyears)));
  const yOf = (value: number) => Math.round(bottom - (value * HEIGHT) / (steps.at(-1) ?? 1));
  const xOf = (at: number) => Math.round(LEFT + (at * (width - LEFT - 4)) / (days.length - 1));
  const line = days.map(({ libyears }, at) => `${xOf(at)} ${yOf(libyears)}`).join('L');
  return (
    <div class="drawing is-low" ref={element}>
      {width === 0 ? null : (
        <svg
          width={width}
          height={bottom + 24}
          viewBox={`0 0 ${width} ${bottom + 24}`}
          aria-hidden="true"
          focusable="false"
        >
          <CountAxis steps={steps} left={LEFT} width={width} yOf={yOf} />
          <path class="trend-line" d={`M${line}`} />
          {[0, days.length - 1].map((at) => (
            <text key={at} x={xOf(at)} y={bottom + 16} text-anchor={at === 0 ? 'start' : 'end'}>
              {days[at]?.day}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
