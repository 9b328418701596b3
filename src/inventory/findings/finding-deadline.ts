// How pressing a finding is, and by when something is to be done about it.

import type { Instant } from '../../kernel/clock.ts';
import type { FindingDeadlines, KeptFinding, SeverityWord } from './finding-ports.ts';

const BY_SEVERITY: Readonly<Record<SeverityWord, number>> = {
  critical: 6,
  high: 5,
  medium: 4,
  unknown: 3,
  low: 2,
  none: 1,
};

/**
 * What goes first, as a number: malware and what people hold back, what is known to be exploited, then by severity. What
 * nobody scored stands between medium and low; what is no vulnerability in the usual sense comes last.
 */
export function urgencyOf({ class: sort, kev, severity }: KeptFinding): number {
  switch (sort) {
    case 'malware':
      return 9;
    case 'quarantine':
      return 8;
    case 'vulnerability':
      return kev === undefined ? BY_SEVERITY[severity] : 7;
    case 'undecided':
      return 3;
    case 'informational':
    case undefined:
      break;
  }
  return 0;
}

/**
 * By when it is to be gone, counted from when it came here; CISA's date where that is earlier. Malware is as urgent as a
 * critical vulnerability, and what nobody scored as a medium one. Informational records have no date.
 */
export function dueAtOf(
  finding: KeptFinding,
  firstSeen: Instant,
  deadlines: FindingDeadlines,
): Instant | undefined {
  const time = allowedMs(finding, deadlines);
  if (time === undefined) return undefined;
  const own = firstSeen + time;
  const { dueDate } = finding.kev ?? {};
  // Until the end of the day, in UTC.
  const due = dueDate === undefined ? Number.NaN : Date.parse(`${dueDate}T23:59:59.999Z`);
  return Number.isNaN(due) ? own : Math.min(own, due);
}

function allowedMs(
  { class: sort, severity }: KeptFinding,
  { criticalMs, highMs, mediumMs, lowMs }: FindingDeadlines,
): number | undefined {
  if (sort === undefined || sort === 'informational') return undefined;
  if (sort === 'malware' || sort === 'quarantine') return criticalMs;
  const bySeverity: Readonly<Record<SeverityWord, number>> = {
    critical: criticalMs,
    high: highMs,
    medium: mediumMs,
    unknown: mediumMs,
    low: lowMs,
    none: lowMs,
  };
  return bySeverity[severity];
}
