// Share against what was given: one bar for everything, and one for each of those that are depended on most.

import { useId } from 'preact/hooks';

import type { GivingAnswer, GivingLineItem } from '../../../src/http/api/giving-contract.ts';
import { Figure } from '../parts/figure.tsx';
import type { Column } from '../parts/table.tsx';
import { useWidth } from '../parts/use-width.ts';
import {
  describeGiven,
  describePart,
  STATE_TITLES,
  stateOf,
  type FundingState,
} from '../words/giving-words.ts';

const STATES = ['given', 'link', 'none'] as const satisfies readonly FundingState[];
const MOST = 15;
const ROW = 26;
const WHOLE = 24;
const TOP = 2;

export function GivingChart({ answer }: { readonly answer: GivingAnswer }) {
  const { element, width } = useWidth();
  const id = useId();
  const items = answer.items.slice(0, MOST);
  return (
    <Figure
      label="Share of what is depended on, and whether it got anything"
      columns={COLUMNS}
      items={items}
      keyOf={({ key }) => key}
      csv={[
        { head: 'payee', value: ({ title }) => title.purl },
        { head: 'share', value: ({ share }) => share.toFixed(6) },
        { head: 'state', value: stateOf },
        { head: 'given', value: ({ given }) => describeGiven(given) },
      ]}
      fileName="giving-share"
    >
      <p class="giving-whole">
        Of everything that you depend on, {describePart(answer.coverage.given)} got something, and a place to
        give to is known for {describePart(answer.coverage.withLink)}.
      </p>
      <div class="drawing" ref={element}>
        <svg
          width={Math.max(1, width)}
          height={heightOf(items)}
          viewBox={`0 0 ${Math.max(1, width)} ${heightOf(items)}`}
          aria-hidden="true"
          focusable="false"
        >
          <Patterns id={id} />
          <Whole id={id} answer={answer} width={width} />
          {items.map((line, at) => (
            <Row
              key={line.key}
              {...{ id, line, width }}
              y={TOP + WHOLE + 32 + at * ROW}
              most={items[0]?.share ?? 1}
            />
          ))}
        </svg>
      </div>
      <ul class="legend">
        {STATES.map((state) => (
          <li key={state}>
            <svg width="16" height="12" aria-hidden="true" focusable="false">
              <rect class={`giving-${state}`} width="16" height="12" fill={fillOf(id, state)} />
            </svg>
            {STATE_TITLES[state]}
          </li>
        ))}
      </ul>
    </Figure>
  );
}

function heightOf(items: readonly GivingLineItem[]): number {
  return TOP + WHOLE + 32 + items.length * ROW + 4;
}

/** Everything: what got something, what could, and what nobody knows how to reach. */
function Whole(props: { readonly id: string; readonly answer: GivingAnswer; readonly width: number }) {
  const { id, answer, width } = props;
  const { given = 0, withLink = 0 } = answer.coverage;
  const shares = {
    given,
    link: Math.max(0, withLink - given),
    none: Math.max(0, 1 - Math.max(withLink, given)),
  };
  let x = 0;
  return (
    <g>
      {STATES.map((state) => {
        const from = x;
        x += shares[state] * width;
        return (
          <rect
            key={state}
            class={`giving-${state}`}
            x={from}
            y={TOP}
            width={Math.max(0, x - from)}
            height={WHOLE}
            fill={fillOf(id, state)}
          />
        );
      })}
    </g>
  );
}

function Row(props: {
  readonly id: string;
  readonly line: GivingLineItem;
  readonly width: number;
  readonly y: number;
  readonly most: number;
}) {
  const { id, line, width, y, most } = props;
  const names = Math.min(220, width * 0.42);
  const room = Math.max(1, width - names - 64);
  const length = most === 0 ? 0 : Math.max(2, (line.share / most) * room);
  const state = stateOf(line);
  return (
    <g>
      <title>{`${line.title.name}: ${describePart(line.share)}, ${STATE_TITLES[state]}`}</title>
      <text x="0" y={y + 14} class="giving-name">
        {cut(line.title.name, Math.floor(names / 7.2))}
      </text>
      <rect
        class={`giving-${state}`}
        x={names}
        y={y + 2}
        width={length}
        height={ROW - 10}
        fill={fillOf(id, state)}
      />
      <text x={names + length + 6} y={y + 14}>
        {describePart(line.share)}
      </text>
    </g>
  );
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

/** Filled, hatched, empty: to be told apart without colour. */
function Patterns({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={`${id}-link`} width="6" height="6" patternUnits="userSpaceOnUse">
        <rect width="6" height="6" fill="var(--surface)" />
        <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="var(--accent)" stroke-width="1.6" />
      </pattern>
    </defs>
  );
}

function fillOf(id: string, state: FundingState): string {
  if (state === 'link') return `url(#${id}-link)`;
  return state === 'given' ? 'var(--accent)' : 'var(--surface)';
}

const COLUMNS: readonly Column<GivingLineItem>[] = [
  { head: 'Payee', kind: 'main', cell: ({ title }) => title.name },
  { head: 'Share', kind: 'number', cell: ({ share }) => describePart(share) },
  { head: 'State', cell: (line) => STATE_TITLES[stateOf(line)] },
  {
    head: 'Given in 12 months',
    cell: ({ given }) => describeGiven(given) ?? <span class="muted">nothing</span>,
  },
];
