// Currency for people: what is measured here, beside what the OSSRA report published.

import type {
  ApplicationCurrencyItem,
  CurrencyAnswer,
  CurrencyFiguresItem,
  MeasuredComponentItem,
} from '../../http/api/currency-contract.ts';
import { count } from '../scan/print-report.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';
import { decimal, describeShare, publishedBeside } from './currency-words.ts';
import { shareRows } from './share-rows.ts';

type Spread = { readonly of: number; readonly mean: number; readonly median: number; readonly p90: number };

export function printCurrency(out: Printer, answer: CurrencyAnswer): void {
  const { application, figures, asOf } = answer;
  const whose =
    application === undefined
      ? count(figures?.applications ?? 0, 'application')
      : `${application.name} in ${application.environment}`;
  if (figures === undefined) {
    out.line(`Nothing was counted yet of ${application === undefined ? 'any application' : whose}.`);
    return;
  }
  out.line(words`Currency of ${out.palette.strong(whose)}, as of ${shortTime(asOf)}`);
  printShares(out, answer, figures);
  printAges(out, answer, figures);
  printComponents(out, figures);
  printLicences(out, figures);
  printRemediation(out, figures);
  printFurthest(out, answer.furthest);
  printTrend(out, answer);
  printUnknown(out, answer, figures);
}

function printShares(
  out: Printer,
  answer: CurrencyAnswer,
  { shares, applications }: CurrencyFiguresItem,
): void {
  out.line();
  const isOne = applications === 1 && answer.application !== undefined;
  const head = isOne ? 'it has' : 'applications with';
  out.table(
    [head, 'here', 'OSSRA'],
    shareRows(shares).map(({ says, share, figure, edition }) => [
      says,
      describeShare(share, isOne),
      publishedBeside(answer.published, figure, edition),
    ]),
  );
}

function printAges(
  out: Printer,
  { published }: CurrencyAnswer,
  { vulnerabilities }: CurrencyFiguresItem,
): void {
  if (vulnerabilities === undefined) return;
  const { unpatched, highScore, unscored, exploited, accepted, notAffected, overdue, ages, perApplication } =
    vulnerabilities;
  out.line();
  out.line(
    `Unpatched vulnerabilities ${unpatched}: ${highScore} scored 7 or more, ${exploited} known to be exploited, ${overdue} overdue, ${accepted} accepted; ${notAffected} more do not affect`,
  );
  if (unscored > 0) out.line(`${unscored} have no score: whether they are of high risk is not known`);
  const rows = [
    ['vulnerabilities of an application', perApplication, ''],
    ['years since disclosed', ages.disclosed, publishedBeside(published, 'mean-age')],
    ['years since a fix could be had', ages.fixable, ''],
    ['years since here', ages.here, ''],
  ] as const;
  out.table(
    ['', 'of', 'mean', 'median', 'p90', 'OSSRA'],
    rows.map(([says, spread, beside]) => [says, ...spreadCells(spread), beside]),
  );
}

function printComponents(out: Printer, { components }: CurrencyFiguresItem): void {
  const {
    all,
    known,
    current,
    behind,
    behindOnLine,
    libyears,
    quietTwoYears,
    quietFourYears,
    ofKnownActivity,
  } = components;
  out.line();
  out.line(
    `${count(all, 'component')}; the releases of ${known} are known: ${current} current, ${known - current} not`,
  );
  if (known === 0) return;
  const rows = [
    ['versions behind', behind],
    ['… on the same line', behindOnLine],
    ['libyears', libyears],
  ] as const;
  out.table(
    ['', 'of', 'mean', 'median', 'p90', 'sum'],
    rows.map(([says, spread]) => [
      says,
      ...spreadCells(spread),
      spread === undefined ? '–' : decimal(spread.sum),
    ]),
  );
  out.line(
    `No release for 2 years: ${quietTwoYears} of the ${ofKnownActivity} of which that is known; for 4 years: ${quietFourYears}`,
  );
}

function spreadCells(spread: Spread | undefined): readonly string[] {
  if (spread === undefined) return ['0', '–', '–', '–'];
  return [String(spread.of), decimal(spread.mean), decimal(spread.median), decimal(spread.p90)];
}

function printLicences(out: Printer, { licences }: CurrencyFiguresItem): void {
  if (licences === undefined) return;
  const { allowed, ask, denied, unknown, unrecognised } = licences;
  const all = allowed + ask + denied + unknown;
  const conflicts = denied === 0 ? '0 denied' : out.palette.bad(`${denied} denied`);
  out.line();
  const share = unknown === 0 ? '0' : describeShare({ count: unknown, of: all });
  out.line(words`Licences: ${allowed} allowed, ${ask} to be asked about, ${conflicts}, ${share} unknown`);
  if (unrecognised > 0) out.line(`Of the unknown, ${unrecognised} are told in words that are not recognised`);
}

function printRemediation(out: Printer, { remediation }: CurrencyFiguresItem): void {
  if (remediation === undefined) return;
  const { time, inTime } = remediation;
  out.line();
  if (time === undefined) out.line('Nothing was remediated in the last 90 days.');
  else
    out.line(
      `Remediated in the last 90 days: ${time.of}, in ${decimal(time.mean)} days on average, median ${decimal(time.median)}, p90 ${decimal(time.p90)}; ${inTime === undefined ? 'none had a date' : `${describeShare(inTime)} in time`}`,
    );
}

function printFurthest(out: Printer, furthest: readonly MeasuredComponentItem[] | undefined): void {
  if (furthest === undefined || furthest.length === 0) return;
  out.line();
  out.table(
    ['furthest behind', 'has', 'latest', 'behind', 'libyears'],
    furthest
      .slice(0, MOST_FURTHEST)
      .map(({ name, version, latest, behind, libyears }) => [
        name,
        version,
        latest ?? '–',
        behind === undefined ? '–' : String(behind),
        libyears === undefined ? '–' : decimal(libyears),
      ]),
  );
}

const MOST_FURTHEST = 10;

function printTrend(out: Printer, { trend }: CurrencyAnswer): void {
  const [first, last] = [trend[0], trend.at(-1)];
  if (first === undefined || last === undefined || first.day === last.day) return;
  const moved = (says: string, before: number | undefined, now: number | undefined): readonly string[] =>
    before === undefined || now === undefined ? [] : [`${says} ${decimal(before)} → ${decimal(now)}`];
  const told = [
    ...moved('unpatched', first.unpatched, last.unpatched),
    ...moved('mean age', first.meanAge, last.meanAge),
    ...moved('libyears', first.libyears, last.libyears),
    ...moved('current', first.currentComponents, last.currentComponents),
  ];
  out.line();
  out.line(`Since ${first.day}: ${told.join(', ')}`);
}

/** What is not known is said, and how it comes to be known. */
function printUnknown(out: Printer, answer: CurrencyAnswer, { components }: CurrencyFiguresItem): void {
  const { palette } = out;
  const unknown = components.all - components.known;
  out.line();
  if (unknown > 0) {
    out.line(palette.notice(`Nothing is known of the releases of ${count(unknown, 'component')}.`));
    out.line(
      answer.isLoading
        ? 'They are asked for, slowly.'
        : 'They are known once they are installed through this gate, or asked for by it:',
    );
    if (!answer.isLoading) out.line(words`  ${palette.code('[currency] load_packages = true')}`);
  }
  if (components.stale > 0)
    out.line(
      `The lists of releases of ${count(components.stale, 'component')} are more than 7 days old, the oldest of ${shortTime(components.oldestCheckAt)}.`,
    );
  if (!answer.isJudging)
    out.line(
      words`Licences are not judged: ${palette.code('[currency] licences')} does not say which may be had.`,
    );
  out.line(palette.faint(`OSSRA: ${answer.sample}; no goal. See docs/currency.md`));
}

export function printEach(out: Printer, items: readonly ApplicationCurrencyItem[]): void {
  out.table(
    ['application', 'environment', 'unpatched', 'exploited', 'median age', 'behind', 'libyears', 'known'],
    items.map(({ name, environment, figures }) => [
      name,
      environment,
      String(figures?.vulnerabilities?.unpatched ?? '–'),
      String(figures?.vulnerabilities?.exploited ?? '–'),
      optional(figures?.vulnerabilities?.ages.disclosed?.median),
      optional(figures?.components.behind?.median),
      optional(figures?.components.libyears?.sum),
      figures === undefined ? '–' : `${figures.components.known} of ${figures.components.all}`,
    ]),
  );
}

function optional(value: number | undefined): string {
  return value === undefined ? '–' : decimal(value);
}
