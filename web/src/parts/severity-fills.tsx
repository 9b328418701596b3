// How severities are drawn in pictures: a colour and a pattern each, so that colour is never alone.

import type { ComponentChildren } from 'preact';

import { SEVERITY_NAMES, type SeverityName } from '../words/finding-words.ts';

/** Drawn over the colour, in the colour of the paper, on tiles of 6 by 6. */
const OVERLAYS: Readonly<Record<SeverityName, ComponentChildren>> = {
  critical: null,
  high: <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke="var(--surface)" stroke-width="1.4" />,
  medium: <path d="M1.5 1.5h1.6v1.6h-1.6zM4.5 4.5h1.6v1.6h-1.6z" fill="var(--surface)" />,
  low: <path d="M0 1.5H6M0 4.5H6" stroke="var(--surface)" stroke-width="1.6" />,
  none: <path d="M1.5 0V6M4.5 0V6" stroke="var(--surface)" stroke-width="1.6" />,
  unknown: <path d="M0 0L6 6M6 0L0 6" stroke="var(--surface)" stroke-width="1.2" />,
};

/** To stand in a drawing of this `id`. */
export function SeverityPatterns({ id }: { readonly id: string }) {
  return (
    <defs>
      {SEVERITY_NAMES.map((severity) => (
        <pattern
          key={severity}
          id={`${id}-${severity}`}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          class={`severity-${severity}`}
        >
          <rect width="6" height="6" fill="currentColor" />
          {OVERLAYS[severity]}
        </pattern>
      ))}
    </defs>
  );
}

export function severityFill(id: string, severity: SeverityName): string {
  return `url(#${id}-${severity})`;
}

/** What the fills, and the mark of known exploitation, mean. */
export function SeverityLegend(props: {
  readonly id: string;
  readonly severities: readonly SeverityName[];
  readonly kev?: ComponentChildren;
}) {
  return (
    <ul class="legend">
      {props.severities.map((severity) => (
        <li key={severity}>
          <svg width="16" height="12" aria-hidden="true" focusable="false">
            <rect width="16" height="12" fill={severityFill(props.id, severity)} />
          </svg>
          {severity === 'unknown' ? 'no score' : severity}
        </li>
      ))}
      {props.kev === undefined ? null : <li>{props.kev}</li>}
    </ul>
  );
}
