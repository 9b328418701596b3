// Findings for people, and as comma-separated values.

import type { FindingDetailItem, HeldFindingItem } from '../../http/api/finding-contract.ts';
import type { ReachItem } from '../../http/api/reach-contract.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words, type Painted } from '../terminal/painted.ts';

export function printFindings(
  out: Printer,
  { items, isCut }: { readonly items: readonly HeldFindingItem[]; readonly isCut: boolean },
): void {
  if (items.length === 0) {
    out.line('No finding, as far as applications were pushed and feeds loaded.');
    return;
  }
  const isTold = items.some(({ reach }) => reach !== undefined);
  out.table(
    [
      'severity',
      'record',
      'component',
      'fix',
      'application',
      ...(isTold ? ['imports'] : []),
      'due',
      'state',
      'id',
    ],
    items.map((item) => [
      severityOf(out, item),
      item.record,
      `${item.name}@${item.version}`,
      item.fixedIn ?? (item.noKnownFix ? 'none known' : '–'),
      nameOf(item.application),
      ...(isTold ? [reachOf(item)] : []),
      dueOf(out, item),
      item.resolvedAt === undefined ? item.state : (item.resolvedWhy ?? 'resolved'),
      item.id,
    ]),
  );
  if (isCut) out.line('… and more: ask with a higher --limit');
  if (isTold && items.some((item) => reachOf(item) === REACHES['not-seen'])) {
    out.line(
      out.palette.faint('not seen: no import of it was found, which is no proof that it does not run'),
    );
  }
}

function severityOf(out: Printer, { kind, kev, severity }: HeldFindingItem): Painted {
  const { palette } = out;
  if (kind !== 'vulnerability') return kind === 'malware' ? palette.bad(kind) : words`${kind}`;
  if (kev !== undefined) return palette.bad(`${severity}, exploited`);
  return severity === 'critical' ? palette.bad(severity) : words`${severity}`;
}

/** Malware has run when it was installed. */
function reachOf({ kind, reach }: Pick<HeldFindingItem, 'kind' | 'reach'>): string {
  return kind === 'malware' || kind === 'quarantine' ? '–' : REACHES[reach?.state ?? 'unknown'];
}

const REACHES: Readonly<Record<ReachItem['state'], string>> = {
  imported: 'imported',
  'below-imported': 'below one',
  'not-seen': 'not seen',
  unknown: 'not known',
};

function dueOf(out: Printer, { dueAt, isOverdue, resolvedAt }: HeldFindingItem): Painted {
  if (resolvedAt !== undefined || dueAt === undefined) return words`–`;
  const day = dueAt.slice(0, 10);
  return isOverdue ? out.palette.bad(`${day}, overdue`) : words`${day}`;
}

function nameOf({ name, environment }: HeldFindingItem['application']): string {
  return environment === 'default' ? name : `${name} (${environment})`;
}

export function printFinding(out: Printer, { finding, applications, hasMore }: FindingDetailItem): void {
  const { palette } = out;
  const { name, version, record, summary, aliases, source } = finding;
  out.line(words`${palette.strong(record)} against ${palette.strong(`${name}@${version}`)}`);
  if (summary !== '') out.line(summary);
  out.line();
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['also known as', aliases.length === 0 ? undefined : aliases.join(', ')],
    ['kind', finding.kind],
    ['severity', describeSeverity(finding)],
    ['exploited', describeKev(finding)],
    ['EPSS', describeEpss(finding)],
    ['fix', describeFix(finding)],
    ['disputed by', finding.disputedBy?.join(', ')],
    ['disclosed', finding.disclosedAt === undefined ? undefined : shortTime(finding.disclosedAt)],
    ['known here', shortTime(finding.knownSince)],
    ['gone', finding.goneAt === undefined ? undefined : `${shortTime(finding.goneAt)}: ${finding.goneWhy}`],
    ['source', source],
    ['more', finding.url],
  ];
  for (const [label, value] of lines) {
    if (value !== undefined) out.line(words`  ${palette.faint(label.padEnd(14))}${value}`, 16);
  }
  out.line();
  out.table(
    ['application', 'state', 'here since', 'due', 'closed', 'why'],
    applications.map((one) => [
      nameOf(one),
      one.resolvedAt === undefined ? one.state : `resolved (${one.resolvedWhy ?? ''})`,
      shortTime(one.firstSeenAt),
      one.resolvedAt !== undefined || one.dueAt === undefined ? '–' : one.dueAt.slice(0, 10),
      one.resolvedAt === undefined ? '–' : shortTime(one.resolvedAt),
      one.reason ?? '',
    ]),
  );
  if (hasMore) out.line('… and more: see gatehouse finding list');
  printReaches(out, finding, applications);
}

/** How it is known whether the code of those that have it imports it; nothing of what is to be removed in any case. */
function printReaches(
  out: Printer,
  { kind }: Pick<HeldFindingItem, 'kind'>,
  applications: FindingDetailItem['applications'],
): void {
  const told = applications.filter(({ reach }) => reach !== undefined);
  if (told.length === 0 || kind === 'malware' || kind === 'quarantine') return;
  out.line();
  out.line(out.palette.strong('Whether its own code imports it'));
  for (const one of told) {
    out.line(words`  ${out.palette.faint(`${nameOf(one)}:`)} ${one.reach?.says ?? ''}`, 4);
  }
}

type Detail = FindingDetailItem['finding'];

function describeSeverity({ severity, score, vector }: Detail): string {
  return score === undefined
    ? severity
    : `${severity}, ${score}${vector === undefined ? '' : ` (${vector})`}`;
}

function describeKev({ kev }: Detail): string | undefined {
  if (kev === undefined) return undefined;
  const due = kev.dueDate === undefined ? '' : `, due ${kev.dueDate}`;
  return `known since ${kev.dateAdded}${due}${kev.ransomware === true ? ', by ransomware' : ''}`;
}

function describeEpss({ epss, epssPercentile }: Detail): string | undefined {
  if (epss === undefined) return undefined;
  // Nothing stands above all, itself among them.
  const rank =
    epssPercentile === undefined
      ? ''
      : `, above ${Math.min(99.9, Math.floor(epssPercentile * 1_000) / 10)} % of all`;
  return `${(epss * 100).toFixed(1)} %${rank}`;
}

function describeFix({ fixedIn, fixedAt, noKnownFix }: Detail): string | undefined {
  if (fixedIn === undefined) return noKnownFix ? 'none known' : undefined;
  return `${fixedIn}, ${fixedAt === undefined ? 'since when is not known here' : `out since ${fixedAt.slice(0, 10)}`}`;
}

const COLUMNS: readonly (readonly [
  string,
  (item: HeldFindingItem) => string | number | boolean | undefined,
])[] = [
  ['id', ({ id }) => id],
  ['application', ({ application }) => application.name],
  ['environment', ({ application }) => application.environment],
  ['owner', ({ application }) => application.owner],
  ['record', ({ record }) => record],
  ['aliases', ({ aliases }) => aliases.join(' ')],
  ['kind', ({ kind }) => kind],
  ['severity', ({ severity }) => severity],
  ['score', ({ score }) => score],
  ['epss', ({ epss }) => epss],
  ['kev_due', ({ kev }) => kev?.dueDate ?? (kev === undefined ? undefined : 'listed')],
  ['purl', ({ purl }) => purl],
  ['fixed_in', ({ fixedIn }) => fixedIn],
  ['state', ({ state }) => state],
  ['reason', ({ reason }) => reason],
  ['disclosed', ({ disclosedAt }) => disclosedAt],
  ['fix_available', ({ fixedAt }) => fixedAt],
  ['first_seen', ({ firstSeenAt }) => firstSeenAt],
  ['due', ({ dueAt }) => dueAt],
  ['overdue', ({ isOverdue }) => isOverdue],
  ['resolved', ({ resolvedAt }) => resolvedAt],
  ['resolved_why', ({ resolvedWhy }) => resolvedWhy],
  ['imports', ({ reach }) => reach?.state],
  ['imports_how', ({ reach }) => reach?.says],
];

/** RFC 4180. */
export function writeFindingsAsCsv(out: Printer, items: readonly HeldFindingItem[]): void {
  const rows = items.map((item) => COLUMNS.map(([, of]) => quote(String(of(item) ?? ''))).join(','));
  out.raw(`${[COLUMNS.map(([name]) => name).join(','), ...rows].join('\r\n')}\r\n`);
}

/** A cell that begins like a formula would be one in a spreadsheet. */
function quote(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
