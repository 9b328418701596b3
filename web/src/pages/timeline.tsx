// The versions of a package over time, each drawn in the colour and shape of its verdict. The table below says the same.

import { useLocation } from 'preact-iso';

import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useWidth } from '../parts/use-width.ts';
import { packageHref } from '../words/ecosystems.ts';
import { describeDay } from '../words/time-words.ts';
import { ACTION_NAMES, STANDINGS, type ActionName } from '../words/verdict-words.ts';
import { layOutTimeline, type TimelineLayout, type TimelineMark } from './timeline-layout.ts';

export function Timeline({
  detail,
  chosen,
}: {
  readonly detail: PackageDetail;
  readonly chosen: string | undefined;
}) {
  const { route } = useLocation();
  const { element, width } = useWidth();
  const layout = width === 0 ? undefined : layOutTimeline(detail.versions, width, Date.now());
  if (!detail.versions.some(({ publishedAt }) => publishedAt !== undefined)) return null;
  const open = (version: string) => route(packageHref(detail.ecosystem, detail.name, version));
  return (
    <figure class="panel" aria-label="Versions over time; the table below says the same">
      <div class="timeline" ref={element}>
        {layout === undefined ? null : <Drawing {...{ layout, width, chosen, open }} />}
      </div>
      <ul class="legend">
        {ACTION_NAMES.filter((action) =>
          detail.versions.some(({ verdict }) => verdict.action === action),
        ).map((action) => (
          <li key={action}>
            <svg width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">
              <path class={`mark mark-${action}`} d={SHAPES[action]} />
            </svg>
            {action}: {STANDINGS[action]}
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Below this the marks overlap; their borders would eat them up. */
const NARROW = 1_020;

function Drawing(props: {
  readonly layout: TimelineLayout;
  readonly width: number;
  readonly chosen: string | undefined;
  readonly open: (version: string) => void;
}) {
  const { layout, width, chosen, open } = props;
  const bottom = layout.height - 24;
  return (
    <svg
      class={width < NARROW ? 'is-narrow' : undefined}
      height={layout.height}
      viewBox={`0 0 ${width} ${layout.height}`}
      aria-hidden="true"
      focusable="false"
    >
      {layout.ticks.map(({ title, x }) => (
        <g key={title}>
          <line class="axis" x1={x} x2={x} y1="0" y2={bottom} />
          <text x={x + 4} y={bottom + 16}>
            {x + 40 > width ? '' : title}
          </text>
        </g>
      ))}
      {layout.lanes.map(({ title, y }) => (
        <g key={title}>
          <line class="axis" x1="44" x2={width} y1={y} y2={y} />
          <text x="0" y={y + 4}>
            {title}
          </text>
        </g>
      ))}
      {layout.marks.map((mark) => (
        <Mark key={mark.version} mark={mark} isChosen={mark.version === chosen} open={open} />
      ))}
    </svg>
  );
}

function Mark({
  mark,
  isChosen,
  open,
}: {
  readonly mark: TimelineMark;
  readonly isChosen: boolean;
  readonly open: (version: string) => void;
}) {
  return (
    <path
      class={`mark mark-${mark.action}${isChosen ? ' is-chosen' : ''}`}
      d={SHAPES[mark.action]}
      transform={`translate(${mark.x} ${mark.y})${isChosen ? ' scale(1.5)' : ''}`}
      onClick={() => open(mark.version)}
    >
      <title>{`${mark.version}: ${mark.action}, published ${describeDay(mark.publishedAt)}`}</title>
    </path>
  );
}

/** As the verdicts' icons have them, filled, around 0 0: circle, triangle, diamond, and the octagon's cross. */
const SHAPES: Readonly<Record<ActionName, string>> = {
  allow: 'M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z',
  warn: 'M0 -6L6.4 5.4H-6.4Z',
  hide: 'M0 -6.6L6.6 0L0 6.6L-6.6 0Z',
  block:
    'M-6.6 -3.4L-3.4 -6.6L0 -3.2L3.4 -6.6L6.6 -3.4L3.2 0L6.6 3.4L3.4 6.6L0 3.2L-3.4 6.6L-6.6 3.4L-3.2 0Z',
};
