// Advisories and malware records as PyPI's JSON API lists them for a version, which is how pip-audit reads them.

import type { Evidence } from '../../kernel/evidence.ts';
import { toOneLine } from './simple-page.ts';
import { versions as order } from './version.ts';

/** One entry of `vulnerabilities`. */
export interface Vulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly details: string;
  /** Valid PEP 440 versions, lowest first: pip-audit fails over anything else. */
  readonly fixed_in: readonly string[];
  readonly link: string | null;
  readonly source: string;
  /** Withdrawn records are no evidence. */
  readonly withdrawn: null;
}

/** What `statements` know to be wrong with `version`. Notices that are no vulnerability are left out. */
export function listVulnerabilities(
  statements: readonly Evidence[],
  version: string,
): readonly Vulnerability[] {
  return statements.flatMap((statement) => {
    if (statement.kind === 'malware') return describeMalware(statement, version);
    return statement.kind === 'advisory' ? describeAdvisory(statement, version) : [];
  });
}

function describeMalware(
  { details, source }: Evidence<'malware'>,
  version: string,
): readonly Vulnerability[] {
  const isMeant =
    details.scope === 'all' || details.versions.some((one) => order.compare(one, version) === 0);
  if (!isMeant) return [];
  return [describe(details, [], [], source)];
}

function describeAdvisory(
  { details, source }: Evidence<'advisory'>,
  version: string,
): readonly Vulnerability[] {
  const affected = details.affected.filter((one) => order.compare(one.version, version) === 0);
  if (affected.length === 0 || details.informational !== undefined) return [];
  const fixes = affected.flatMap(({ fixedIn }) =>
    fixedIn !== undefined && order.isValid(fixedIn) ? [fixedIn] : [],
  );
  return [describe(details, details.aliases, [...new Set(fixes)].sort(order.compare), source)];
}

function describe(
  details: { readonly recordId: string; readonly summary: string; readonly url?: string },
  aliases: readonly string[],
  fixedIn: readonly string[],
  source: string,
): Vulnerability {
  const { recordId, url } = details;
  const summary = toOneLine(details.summary);
  return {
    id: recordId,
    aliases: aliases.filter((alias) => alias !== recordId),
    summary,
    details: summary,
    fixed_in: fixedIn,
    link: url ?? null,
    source,
    withdrawn: null,
  };
}
