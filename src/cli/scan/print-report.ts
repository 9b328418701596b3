// A scan for people: what to do first, then what is not known.

import { ratingOf } from '../../formats/cvss-rating.ts';
import { describeReach } from '../../inventory/reach/reach.ts';
import type { FindingRecord } from '../../http/api/scan-contract.ts';
import type { Printer } from '../terminal/printer.ts';
import { words, type Painted } from '../terminal/painted.ts';
import type { Upgrade } from './choose-upgrades.ts';
import { countRecords, groupFindings, type DeedItem } from './group-findings.ts';
import type { Place, PlacedFinding, ScanReport, UnknownComponent } from './scan-report.ts';

/** Records and places that are told of one finding; the rest are counted. */
const MOST_RECORDS = 6;
const MOST_PLACES = 3;
const MOST_LEFT = 3;
/** Characters of a summary. */
const MOST_WORDS = 140;
const MOST_UNKNOWN = 10;
const MOST_CAUSES = 5;
const MOST_REASONS = 3;

export function printReport(out: Printer, report: ScanReport): void {
  const deeds = groupFindings(report.findings);
  printFiles(out, report);
  printDeed(out, 'Remove at once', deeds.remove, (item) => out.palette.bad(nameOf(item)));
  printDeed(out, 'Upgrade', deeds.upgrade, (item) => {
    const { target } = item;
    if (target === undefined) return out.palette.strong(nameOf(item));
    return words`${out.palette.strong(nameOf(item))} to ${out.palette.good(target.version)}${describeLeft(target)}`;
  });
  printDeed(out, 'No fix on this line yet', deeds['no-fix'], (item) => out.palette.strong(nameOf(item)));
  printDeed(out, 'Look at', deeds.look, (item) => out.palette.strong(nameOf(item)));
  printCleared(out, report);
  printUnknown(out, report);
  printOutcome(out, report);
}

/** `, which leaves CVE-2024-0001`: what is known against the version that is told. */
export function describeLeft({ leaves }: Upgrade): string {
  if (leaves.length === 0) return '';
  const more = leaves.length > MOST_LEFT ? [`${leaves.length - MOST_LEFT} more`] : [];
  return `, which leaves ${[...leaves.slice(0, MOST_LEFT), ...more].join(', ')}`;
}

function nameOf({ finding: { name, version } }: DeedItem): string {
  return `${name}@${version}`;
}

function printFiles(out: Printer, { files, unread }: ScanReport): void {
  for (const { path, format, components } of files) {
    out.line(out.palette.faint(words`${path} ${format}, ${count(components, 'component')}`));
  }
  for (const { path, message } of unread) out.line(words`${out.palette.bad(path)} ${message}`);
}

function printDeed(
  out: Printer,
  title: string,
  items: readonly DeedItem[],
  head: (item: DeedItem) => Painted,
): void {
  if (items.length === 0) return;
  out.line();
  out.line(words`${out.palette.strong(title)} (${items.length})`);
  for (const item of items) {
    const { action } = item.finding.verdict;
    out.line(
      words`  ${out.palette.action(action)}  ${head(item)}  ${out.palette.faint(item.finding.ecosystem)}`,
    );
    for (const record of item.records.slice(0, MOST_RECORDS)) {
      out.line(words`      ${record.id}${gravity(out, record)} ${shorten(record.summary)}`, 8);
    }
    more(out, item.records.length - MOST_RECORDS);
    for (const place of item.finding.places.slice(0, MOST_PLACES))
      out.line(out.palette.faint(words`      ${describePlace(place)}`), 8);
    more(out, item.finding.places.length - MOST_PLACES);
    const reach = reachOf(item);
    if (reach !== undefined) out.line(out.palette.faint(words`      ${reach}`), 8);
  }
}

/** What is told beside a finding: not what holds for all of them, and nothing of what is to be removed in any case. */
export function reachOf({ finding: { reach, records } }: DeedItem): string | undefined {
  if (reach === undefined || (reach.state === 'unknown' && reach.about === 'project')) return undefined;
  if (records.some(({ kind }) => kind === 'malware' || kind === 'quarantine')) return undefined;
  return describeReach(reach);
}

/** Some records have the whole story for a summary. */
function shorten(text: string): string {
  if (text.length <= MOST_WORDS) return text;
  return `${text.slice(0, text.lastIndexOf(' ', MOST_WORDS))} …`;
}

function more(out: Printer, left: number): void {
  if (left > 0) out.line(out.palette.faint(`      … and ${left} more`));
}

function gravity(out: Printer, { score, kev, epss, disputedBy }: FindingRecord): Painted {
  const facts = [
    ...(score === undefined ? [] : [`${ratingOf(score)} ${score}`]),
    ...(epss === undefined || epss < 0.01 ? [] : [`EPSS ${Math.round(epss * 100)} %`]),
    ...(disputedBy === undefined ? [] : [`disputed by ${disputedBy.join(', ')}`]),
  ];
  const exploited =
    kev === undefined
      ? ''
      : out.palette.bad(` known to be exploited${kev.dueDate === undefined ? '' : `, due ${kev.dueDate}`}`);
  return words`${facts.length === 0 ? '' : ` (${facts.join(', ')})`}${exploited}`;
}

/** `package-lock.json:12 by express@4.17.1 > qs@6.7.0, for development` */
export function describePlace({ file, line, via, scope }: Place): string {
  const way =
    via.length === 0 ? '' : via.length === 1 ? ', asked for by the project' : ` by ${via.join(' > ')}`;
  return `${file}${line === undefined ? '' : `:${line}`}${way}${scope === 'development' ? ', for development' : ''}`;
}

function printCleared(out: Printer, { cleared }: ScanReport): void {
  if (cleared.length === 0) return;
  out.line();
  out.line(words`${out.palette.strong('Said not to matter')} (${cleared.length})`);
  for (const { purl, record, status, because, author } of cleared) {
    const why = because === undefined ? '' : `: ${shorten(because)}`;
    out.line(words`  ${record} in ${purl}, ${status.replaceAll('_', ' ')} by ${author}${why}`, 4);
  }
}

function printUnknown(out: Printer, { unknown, gaps }: ScanReport): void {
  if (unknown.length + gaps.length === 0) return;
  out.line();
  out.line(words`${out.palette.strong('Not known')} (${unknown.length + gaps.length})`);
  // A gap is often why components are unknown: a parent that is not there, a file that is not.
  const causes = gaps.map((gap) => `${placeOf(gap)} ${gap.message}`);
  const lines = [
    ...causes.slice(0, MOST_CAUSES),
    ...unknown.map((one) => `${placeOf(one)} ${one.name}: ${one.because}`),
    ...causes.slice(MOST_CAUSES),
  ];
  for (const text of lines.slice(0, MOST_UNKNOWN)) out.line(words`  ${text}`, 4);
  if (lines.length > MOST_UNKNOWN) out.line(out.palette.faint(`  … and ${lines.length - MOST_UNKNOWN} more`));
}

function placeOf({ file, line }: Pick<UnknownComponent, 'file' | 'line'>): string {
  return line === undefined ? file : `${file}:${line}`;
}

function printOutcome(out: Printer, report: ScanReport): void {
  const { files, findings } = report;
  out.line();
  const scanned = describeScanned(report);
  if (files.length === 0) out.line(words`${out.palette.bad('Nothing was read')}: ${scanned}`);
  else if (findings.length === 0) out.line(words`${out.palette.good('Nothing is known')} against ${scanned}`);
  else {
    const kept = findings.filter(({ verdict: { action } }) => action === 'hide' || action === 'block').length;
    out.line(
      words`${out.palette.bad(count(countRecords(findings), 'finding'))} among ${scanned}; the policy holds back or refuses ${count(kept, 'component')}`,
    );
    for (const text of describeReaches(findings)) out.line(words`${text}`, 2);
  }
}

/** `404 components in 1 file; 2 files could not be read`: what was not looked into is no good news. */
export function describeScanned({
  files,
  unread,
  componentCount,
}: Pick<ScanReport, 'files' | 'unread' | 'componentCount'>): string {
  const isUnread = unread.length === 0 ? [] : [`${count(unread.length, 'file')} could not be read`];
  if (files.length > 0)
    return [`${count(componentCount, 'component')} in ${count(files.length, 'file')}`, ...isUnread].join(
      '; ',
    );
  return isUnread[0] ?? 'no manifest, lock file or bill of materials was found';
}

/** `1 file`, `2 files`; of several words the first is what is counted. */
export function count(number: number, what: string): string {
  const [noun = '', ...rest] = what.split(' ');
  return [number, `${noun}${number === 1 ? '' : 's'}`, ...rest].join(' ');
}

/** `Imports: 3 imported, 12 below what is imported, 2 not known`, and why what is not known is not. */
export function describeReaches(findings: readonly PlacedFinding[]): readonly string[] {
  const reaches = findings.flatMap(({ reach }) => reach ?? []);
  const counted = Map.groupBy(reaches, ({ state }) => state);
  const parts = STATES.flatMap(([state, what]) => {
    const many = counted.get(state)?.length ?? 0;
    return many === 0 ? [] : [`${many} ${what}`];
  });
  if (parts.length === 0) return [];
  const reasons = new Set(
    reaches.flatMap((one) => (one.state === 'unknown' && one.about === 'project' ? one.because : [])),
  );
  return [
    `Imports: ${parts.join(', ')}`,
    ...[...reasons].slice(0, MOST_REASONS).map((because) => `Not known, since ${because}`),
  ];
}

const STATES = [
  ['imported', 'imported'],
  ['below-imported', 'below what is imported'],
  ['unknown', 'not known'],
  ['not-seen', 'of which no import was found (no proof that they do not run)'],
] as const;
