// A severity as a mark: colour, bars that are filled as far as it goes, and the word.

import { SEVERITY_NAMES, type SeverityName } from '../words/finding-words.ts';

const BARS = [3, 6, 9, 12] as const;

export function Severity({
  severity,
  score,
}: {
  readonly severity: SeverityName;
  readonly score?: number | undefined;
}) {
  return (
    <span class={`severity severity-${severity}`}>
      <SeverityIcon severity={severity} />
      {severity === 'unknown' ? 'no score' : severity}
      {score === undefined ? '' : ` ${score.toFixed(1)}`}
    </span>
  );
}

/** Four bars for critical, one for low, none for what has no score. */
function SeverityIcon({ severity }: { readonly severity: SeverityName }) {
  const filled = Math.max(0, BARS.length - SEVERITY_NAMES.indexOf(severity));
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {BARS.map((height, at) => (
        <rect
          key={height}
          x={0.5 + at * 4}
          y={14 - height}
          width="3"
          height={height}
          fill={at < filled ? 'currentColor' : 'none'}
          stroke="currentColor"
          stroke-width="0.8"
        />
      ))}
    </svg>
  );
}

/** What attackers are known to use (CISA KEV). */
export function Exploited({ dueDate }: { readonly dueDate?: string | undefined }) {
  const due = dueDate === undefined ? '' : `; CISA asks for it to be fixed by ${dueDate}`;
  return (
    <span class="exploited" title={`Known to be exploited (CISA KEV)${due}`}>
      <svg width="10" height="10" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
        <path d="M0 -5.6L5.6 0L0 5.6L-5.6 0Z" fill="currentColor" />
      </svg>
      exploited
    </span>
  );
}
