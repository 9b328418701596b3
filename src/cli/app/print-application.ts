// Applications for people: what they are made of, what is known against them, what changed.

import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import {
  UNREAD_FORMAT,
  type ApplicationDetail,
  type ApplicationItem,
  type PushAnswer,
  type RemoveAnswer,
  type RenameAnswer,
  type SnapshotDiffItem,
} from '../../http/api/application-contract.ts';
import type { FindingItem } from '../../http/api/scan-contract.ts';
import { NOT_LOOKED_FOR } from '../../inventory/reach/find-reach.ts';
import type { Reach } from '../../inventory/reach/reach.ts';
import type { UnreadFile } from '../../inventory/scan/read-project.ts';
import type { Upgrade } from '../scan/choose-upgrades.ts';
import { count, printReport } from '../scan/print-report.ts';
import type { ScanReport } from '../scan/scan-report.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words, type Painted } from '../terminal/painted.ts';

/** `unread`: files of which nothing could be taken. */
export function printPushed(out: Printer, answer: PushAnswer, unread: readonly UnreadFile[] = []): void {
  const { application, isNew, added, removed, opened, resolved } = answer;
  const deed = isNew ? 'Added' : 'Pushed';
  out.line(
    words`${out.palette.good(deed)} ${nameOf(out, application)}, snapshot ${application.snapshot}: ${describeNumbers(application)}`,
  );
  if (!isNew)
    out.line(
      `Since the last: ${count(added, 'component')} came, ${removed} went; ${count(opened, 'finding')} began, ${resolved} ended`,
    );
  for (const { path, message } of unread) out.line(words`${out.palette.bad(path)} ${message}`);
  warnUnmatched(out, application.unmatched);
}

export function printRemoved(out: Printer, { application, removed, resolved }: RemoveAnswer): void {
  const went = `${count(removed, 'component')} went, ${count(resolved, 'finding')} ended`;
  out.line(words`${out.palette.good('Removed')} ${nameOf(out, application)}: ${went}`);
}

export function printRenamed(out: Printer, was: string, { applications }: RenameAnswer): void {
  for (const application of applications)
    out.line(words`${out.palette.good('Renamed')} ${was} to ${nameOf(out, application)}`);
  out.line(
    words`What pushes under the name ${was} from now on makes a new application: change it there, too.`,
  );
}

export function printApplications(out: Printer, items: readonly ApplicationItem[]): void {
  out.table(
    [
      'application',
      'environment',
      'owner',
      'components',
      'unknown',
      'findings',
      'snapshot',
      'pushed',
      'tags',
    ],
    items.map((item) => [
      item.name,
      item.environment,
      item.owner ?? '–',
      String(item.components),
      String(item.unknown),
      item.unmatched === undefined ? String(item.findings) : `${item.findings} or more`,
      String(item.snapshot),
      shortTime(item.pushedAt),
      Object.entries(item.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]),
  );
}

/** `findings`: those of the detail, with what to upgrade to. */
export function printApplication(
  out: Printer,
  detail: ApplicationDetail,
  findings: readonly (ApplicationDetail['findings'][number] & { readonly upgrade?: Upgrade })[],
): void {
  const { application, cleared, unknown, unmatched } = detail;
  const owner = application.owner === undefined ? 'nobody owns it' : `owned by ${application.owner}`;
  out.line(
    words`${nameOf(out, application)}, ${owner}, snapshot ${application.snapshot} of ${shortTime(application.pushedAt)}`,
  );
  printReport(out, {
    ...apartUnread(detail),
    cleared,
    componentCount: application.components,
    findings: findings.map((finding) => ({
      ...finding,
      places: finding.places.map(withLine),
      reach: finding.reach ?? untold(finding),
    })),
    unknown: unknown.map(({ requested, ...one }) => ({
      ...withLine(one),
      because: requested === undefined ? 'it cannot be looked up' : `no exact version: ${requested}`,
    })),
  });
  warnUnmatched(out, unmatched);
}

/** What an older client pushes, a bill, or whoever kept it to themself. */
function untold({ ecosystem }: FindingItem): Reach {
  if (SCAN_RULES[ecosystem].sources === undefined) return NOT_LOOKED_FOR;
  return { state: 'unknown', because: 'the newest push did not tell', about: 'project' };
}

/** A file that could not be read is none that says what the application is made of: its gap is why. */
function apartUnread({
  files,
  gaps,
}: Pick<ApplicationDetail, 'files' | 'gaps'>): Pick<ScanReport, 'files' | 'unread' | 'gaps'> {
  const unread = new Set(files.flatMap(({ path, format }) => (format === UNREAD_FORMAT ? path : [])));
  return {
    files: files.filter(({ path }) => !unread.has(path)),
    unread: [...unread].map((path) => ({
      path,
      code: 'invalid-document' as const,
      message: gaps.find(({ file }) => file === path)?.message ?? 'It could not be read',
    })),
    gaps: gaps.filter(({ file }) => !unread.has(file)).map(withLine),
  };
}

export function printDiff(out: Printer, diff: SnapshotDiffItem): void {
  const { application, from, to, packages, opened, closed, unmatched } = diff;
  out.line(words`${nameOf(out, application)}, snapshot ${from} to ${to}`);
  if (packages.length === 0) out.line('Nothing changed.');
  else {
    out.table(
      ['ecosystem', 'package', 'was', 'is'],
      packages.map((one) => [one.ecosystem, one.name, one.from.join(', '), one.to.join(', ')]),
    );
  }
  printFindings(out, 'Came', opened, (text) => out.palette.bad(text));
  printFindings(out, 'Went', closed, (text) => out.palette.good(text));
  warnUnmatched(out, unmatched);
}

/** What may be undefined in an answer is absent in a report. */
function withLine<T extends { readonly line?: number | undefined }>({
  line,
  ...rest
}: T): Omit<T, 'line'> & { readonly line?: number } {
  return line === undefined ? rest : { ...rest, line };
}

function printFindings(
  out: Printer,
  title: string,
  findings: readonly FindingItem[],
  paint: (text: string) => Painted,
): void {
  if (findings.length === 0) return;
  out.line();
  out.line(words`${out.palette.strong(title)} (${findings.length})`);
  for (const { name, version, records } of findings) {
    out.line(words`  ${paint(`${name}@${version}`)} ${records.map(({ id }) => id).join(', ')}`, 4);
  }
}

export function nameOf(out: Printer, { name, environment }: ApplicationItem): Painted {
  return words`${out.palette.strong(name)} in ${environment}`;
}

function describeNumbers({ components, unknown, findings }: ApplicationItem): string {
  const blind = unknown === 0 ? '' : `, ${unknown} of which nothing can be known`;
  return `${count(components, 'component')}${blind}, ${count(findings, 'finding')}`;
}

/** Not clean, but unknown. */
function warnUnmatched(out: Printer, unmatched: string | undefined): void {
  if (unmatched !== undefined)
    out.line(words`${out.palette.bad('Not everything was looked up.')} ${unmatched}`);
}
