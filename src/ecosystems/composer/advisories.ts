// What is known to be wrong with a package, as Composer reads it: `security-advisories`, and the `malware` filter list.

import { formatInstant } from '../../kernel/clock.ts';
import { escapeControl } from '../../kernel/errors.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { ratingOf } from '../../formats/cvss-rating.ts';
import { toConstraint } from './constraint.ts';

/** One entry of `security-advisories`; Composer's full audit fails over one without title, sources or reportedAt. */
export interface SecurityAdvisory {
  readonly advisoryId: string;
  readonly packageName: PackageName;
  readonly affectedVersions: string;
  readonly title: string;
  readonly sources: readonly { readonly name: string; readonly remoteId: string }[];
  readonly reportedAt: string;
  readonly cve: string | null;
  readonly link: string | null;
  readonly severity: string | null;
}

/** One entry of a filter list (Composer 2.10). */
export interface FilterEntry {
  readonly package: PackageName;
  readonly constraint: string;
  readonly url?: string;
  readonly reason: string;
  readonly id: string;
  readonly source: string;
}

const CVE = /^CVE-\d{4}-\d+$/;

/** Advisories and malware records; notices that are no vulnerability are left out. */
export function listAdvisories(
  name: PackageName,
  statements: readonly Evidence[],
): readonly SecurityAdvisory[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'malware') return describeMalware(name, statement);
    return statement.kind === 'advisory' ? describeAdvisory(name, statement) : [];
  });
}

/** Malware records alone. Composer refuses what they name, on `install` too. */
export function listMalware(name: PackageName, statements: readonly Evidence[]): readonly FilterEntry[] {
  return statements.flatMap((statement) => {
    if (statement.kind !== 'malware') return [];
    const constraint = malwareConstraint(statement.details);
    const { recordId, summary, url } = statement.details;
    if (constraint === undefined) return [];
    const link = url === undefined ? {} : { url };
    const reason = escapeControl(summary);
    return [{ package: name, constraint, ...link, reason, id: recordId, source: statement.source }];
  });
}

function malwareConstraint({
  scope,
  versions,
  ranges = '',
}: Evidence<'malware'>['details']): string | undefined {
  return scope === 'all' ? '*' : toConstraint(ranges, versions);
}

function describeMalware(name: PackageName, statement: Evidence<'malware'>): readonly SecurityAdvisory[] {
  const { recordId, summary, url, recordedAt } = statement.details;
  const affectedVersions = malwareConstraint(statement.details);
  if (affectedVersions === undefined) return [];
  return [
    {
      advisoryId: recordId,
      packageName: name,
      affectedVersions,
      title: `Malware: ${escapeControl(summary)}`,
      sources: [{ name: statement.source, remoteId: recordId }],
      reportedAt: formatInstant(recordedAt),
      cve: null,
      link: url ?? null,
      severity: 'critical',
    },
  ];
}

function describeAdvisory(name: PackageName, statement: Evidence<'advisory'>): readonly SecurityAdvisory[] {
  const { recordId, aliases, summary, url, score, ranges, affected, informational, disclosedAt } =
    statement.details;
  const atHand = affected.map(({ version }) => version);
  const affectedVersions = informational === undefined ? toConstraint(ranges, atHand) : undefined;
  if (affectedVersions === undefined) return [];
  return [
    {
      advisoryId: recordId,
      packageName: name,
      affectedVersions,
      title: escapeControl(summary),
      sources: [{ name: statement.source, remoteId: recordId }],
      // Where no record says when it was published: when it was first read here.
      reportedAt: formatInstant(disclosedAt ?? statement.observedAt),
      cve: [recordId, ...aliases].find((id) => CVE.test(id)) ?? null,
      link: url ?? null,
      severity: score === undefined ? null : ratingOf(score),
    },
  ];
}
