// The burn-down of an incident: how many applications a record is against, day by day, and how many are through.

import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { stepsUpTo } from '../parts/chart-scale.ts';
import { CountAxis } from '../parts/count-axis.tsx';
import { Figure } from '../parts/figure.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useWidth } from '../parts/use-width.ts';
import { countOf, describeCount } from '../words/byte-words.ts';
import { burnDown, type BurnDay } from './burn-down.ts';
import type { FindingPage } from './finding-table.tsx';

const HEIGHT = 140;
const TOP = 12;
const LEFT = 44;
const MOST_PITCH = 28;
/** Room for two dates. */
const LABELS = 160;
const MOST = 200;
const STATES = 'open,in-triage,accepted,not-affected,false-positive,resolved';

export function BurnDown({ record }: { readonly record: string }) {
  const { data, problem, reload } = useResource<FindingPage>(
    `/findings${queryOf({ record, state: STATES, limit: MOST })}`,
  );
  useReloadOn(FINDING_CHANGES, reload);
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  const days = data === undefined ? [] : burnDown(data.items, Date.now());
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <Section
      title="How far it is dealt with"
      lead={
        <>
          {last.affected === 0
            ? `None of ${countOf(last.fixed, 'application')} that had it has it any more`
            : `${countOf(last.affected, 'application has', 'applications have')} it now, ${describeCount(last.fixed)} had it`}
          {data?.next === undefined ? '.' : `; of the first ${MOST} findings.`} This page’s address is the
          link to share.
        </>
      }
    >
      <Figure
        label={`Applications with ${record} by day`}
        columns={[
          { head: 'Day', kind: 'main', cell: ({ day }) => day },
          { head: 'Have it', kind: 'number', cell: ({ affected }) => describeCount(affected) },
          { head: 'Had it', kind: 'number', cell: ({ fixed }) => describeCount(fixed) },
        ]}
        items={days.toReversed()}
        keyOf={({ day }) => day}
        csv={[
          { head: 'day', value: ({ day }) => day },
          { head: 'affected', value: ({ affected }) => affected },
          { head: 'fixed', value: ({ fixed }) => fixed },
        ]}
        fileName={`burn-down-${record.replaceAll(/[^\w-]+/g, '-')}`}
      >
        <Drawing days={days} />
        <ul class="legend">
          <li>
            <svg width="16" height="12" aria-hidden="true" focusable="false">
              <rect class="burn-affected" width="16" height="12" />
            </svg>
            have it
          </li>
          <li>
            <svg width="16" height="12" aria-hidden="true" focusable="false">
              <BurnPattern id="burn-legend" />
              <rect fill="url(#burn-legend)" width="16" height="12" />
            </svg>
            had it
          </li>
        </ul>
      </Figure>
    </Section>
  );
}

/** What is dealt with is hatched, so that colour is not alone. */
function BurnPattern({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" class="burn-fixed">
        <rect width="6" height="6" fill="currentColor" />
        <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="var(--surface)" stroke-width="1.6" />
      </pattern>
    </defs>
  );
}

function Drawing({ days }: { readonly days: readonly BurnDay[] }) {
  const { element, width } = useWidth();
  const bottom = TOP + HEIGHT;
  const steps = stepsUpTo(Math.max(...days.map(({ affected, fixed }) => affected + fixed)));
  const yOf = (count: number) => bottom - (count * HEIGHT) / (steps.at(-1) ?? 1);
  const pitch = Math.min(MOST_PITCH, Math.max(0, width - LEFT - 2) / days.length);
  const end = Math.max(LEFT + LABELS, LEFT + pitch * days.length);
  const gap = pitch > 6 ? 1 : 0;
  const ends = [days[0], days.length > 1 ? days.at(-1) : undefined];
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
          <BurnPattern id="burn-fixed" />
          <CountAxis steps={steps} left={LEFT} width={width} yOf={yOf} />
          {days.map(({ day, affected, fixed }, at) => {
            const bar = { x: LEFT + at * pitch, width: Math.max(0.5, pitch - gap) };
            return (
              <g key={day}>
                <title>{`${day}: ${affected} have it, ${fixed} had it`}</title>
                <rect class="burn-affected" {...bar} y={yOf(affected)} height={bottom - yOf(affected)} />
                <rect
                  fill="url(#burn-fixed)"
                  {...bar}
                  y={yOf(affected + fixed)}
                  height={yOf(affected) - yOf(affected + fixed)}
                />
              </g>
            );
          })}
          {ends.map((one, at) =>
            one === undefined ? null : (
              <text
                key={one.day}
                x={at === 0 ? LEFT : end}
                y={bottom + 16}
                text-anchor={at === 0 ? 'start' : 'end'}
              >
                {one.day}
              </text>
            ),
          )}
        </svg>
      )}
    </div>
  );
}
