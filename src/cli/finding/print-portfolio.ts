// The portfolio for people: one sentence, the numbers behind it, their trend, their age, and whose they are.

import type { PortfolioItem } from '../../http/api/finding-contract.ts';
import type { Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

const ROWS = [
  ['malware', 'malware'],
  ['quarantine', 'quarantine'],
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['none', 'none'],
  ['unknown', 'no score'],
  ['undecided', 'undecided'],
  ['informational', 'informational'],
] as const;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'none', 'unknown'] as const;
const SHOWN_OWNERS = 10;
const SHOWN_QUARTERS = 12;

export function printPortfolio(out: Printer, portfolio: PortfolioItem): void {
  const { palette } = out;
  const { applications, counts, ages, remediation, owners } = portfolio;
  if (applications === 0) {
    out.line(
      words`No application was pushed. To push one: ${palette.code('gatehouse app push PATH --name NAME')}`,
    );
    return;
  }
  const [all, risky] = [counts['all'], counts['high-risk']];
  out.line(
    words`${palette.strong(String(all?.open ?? 0))} open findings; ${String(risky?.applications ?? 0)} of ${String(applications)} applications have a vulnerability of high risk`,
  );
  out.line(
    `${counts['kev']?.open ?? 0} known to be exploited, ${counts['overdue']?.open ?? 0} overdue, ${all?.accepted ?? 0} accepted`,
  );
  const unscored = counts['unknown']?.open ?? 0;
  if (unscored > 0) out.line(`${unscored} have no score: whether they are of high risk is not known`);
  if (ages.disclosed !== undefined) {
    const here = ages.here === undefined ? '' : `, here for ${describeDays(ages.here.days)}`;
    out.line(
      `On average an open vulnerability was disclosed ${describeDays(ages.disclosed.days)} ago${here}`,
    );
  }
  if (remediation.resolved > 0) {
    const share = Math.round((100 * remediation.inTime) / remediation.resolved);
    out.line(
      `${remediation.resolved} were dealt with, in ${describeDays((remediation.meanHours ?? 0) / 24)} on average; ${share} % in time`,
    );
  }
  printCounts(out, portfolio);
  printQuarters(out, portfolio);
  if (owners.length > 0) {
    out.line();
    out.table(
      ['owner', 'open', 'critical', 'high', 'exploited', 'overdue', 'accepted'],
      owners
        .slice(0, SHOWN_OWNERS)
        .map(({ owner, counts }) => [
          owner === '' ? 'nobody' : owner,
          String(counts['all']?.open ?? 0),
          String(counts['critical']?.open ?? 0),
          String(counts['high']?.open ?? 0),
          String(counts['kev']?.open ?? 0),
          String(counts['all']?.overdue ?? 0),
          String(counts['all']?.accepted ?? 0),
        ]),
    );
  }
}

/** With what was open at the begin of the days asked for. */
function printCounts(out: Printer, { counts, trend }: PortfolioItem): void {
  const first = trend[0];
  const told = ROWS.filter(([bucket]) => counts[bucket] !== undefined);
  if (told.length === 0) return;
  out.line();
  out.table(
    ['', 'open', `${trend.length} days ago`, 'exploited', 'overdue', 'accepted', 'applications'],
    told.map(([bucket, label]) => {
      const own = counts[bucket];
      return [
        label,
        String(own?.open ?? 0),
        String(first?.open[bucket] ?? 0),
        String(own?.kev ?? 0),
        String(own?.overdue ?? 0),
        String(own?.accepted ?? 0),
        String(own?.applications ?? 0),
      ];
    }),
  );
}

function printQuarters(out: Printer, { histogram }: PortfolioItem): void {
  if (histogram.length === 0) return;
  const shown = histogram.slice(-SHOWN_QUARTERS);
  out.line();
  out.table(
    ['disclosed', ...SEVERITIES.map((one) => (one === 'unknown' ? 'no score' : one)), 'exploited'],
    shown.map(({ quarter, open, kev }) => [
      quarter,
      ...SEVERITIES.map((one) => String(open[one] ?? 0)),
      String(Object.values(kev).reduce((a, b) => a + b, 0)),
    ]),
  );
  const left = histogram.length - shown.length;
  if (left > 0) out.line(`… and ${left} earlier quarters: see --json`);
}

function describeDays(days: number): string {
  if (days >= 730) return `${(days / 365.25).toFixed(1)} years`;
  if (days >= 2) return `${Math.round(days)} days`;
  return days >= 1 ? '1 day' : 'less than a day';
}
