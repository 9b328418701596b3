// What rules look at, gathered once per decision.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence, PackageEvidence, Published, VersionFacts } from '../kernel/evidence.ts';
import { orderHistory, type LineHistory } from './line-history.ts';
import type { Policy } from './policy.ts';
import type { RuleContext } from './rules/rule.ts';
import { indexStatements, type StatementIndex } from './statement-index.ts';

/**
 * The context of one decision. Dates learnt outside the index are filled in, and versions that only a statement names
 * (removed ones, say) are added, so that they are refused with their reason. Expired statements are left out.
 */
export function gatherContext(
  evidence: PackageEvidence,
  policy: Policy,
  now: Instant,
  compareVersions: (a: string, b: string) => number,
  lineOf: (version: string) => string,
): RuleContext {
  const statements = indexStatements(evidence, now);
  const versions = [...evidence.versions, ...namedByStatements(evidence, statements)].map(
    fillDates(statements.of('published')),
  );
  const lines = new Map<string, string>();
  const lineOfOnce = (version: string) => {
    const line = lines.get(version) ?? lineOf(version);
    lines.set(version, line);
    return line;
  };
  let history: LineHistory | undefined;
  return {
    evidence,
    versions,
    byVersion: new Map(versions.map((facts) => [facts.version, facts])),
    statements,
    // Versions that only a statement names witness nothing about their neighbours.
    history: () => (history ??= orderHistory(versions.slice(0, evidence.versions.length), lineOfOnce)),
    unknownAction: policy.unknown,
    requireFeeds: policy.requireFeeds,
    now,
    compareVersions,
    lineOf: lineOfOnce,
  };
}

function namedByStatements(evidence: PackageEvidence, statements: StatementIndex): readonly VersionFacts[] {
  const named = new Map<string, Published>();
  const name = (versions: readonly string[]) => {
    for (const version of versions) if (!named.has(version)) named.set(version, { how: 'unknown' });
  };
  for (const { details } of statements.of('malware')) name(details.versions);
  for (const { details } of statements.of('quarantine')) name(details.versions ?? []);
  for (const { details } of statements.of('digest-changed')) name([details.version]);
  for (const { details } of statements.of('removed-upstream')) {
    const { version, publishedAt } = details;
    if (publishedAt === undefined) name([version]);
    else named.set(version, { how: 'upstream', at: publishedAt });
  }
  for (const { version } of evidence.versions) named.delete(version);
  return [...named].map(([version, published]) => ({
    version,
    published,
    listed: false,
    servedHere: false,
    artifacts: [],
  }));
}

/** The artifact's own date counts before the day of first sight; a date in the index before both. */
function fillDates(dates: readonly Evidence<'published'>[]): (facts: VersionFacts) => VersionFacts {
  const learnt = new Map<string, Published>();
  for (const { details } of dates) {
    const present = learnt.get(details.version);
    if (present?.how === 'artifact' && details.how === 'first-seen') continue;
    learnt.set(details.version, { how: details.how, at: details.at });
  }
  return (facts) => {
    const published = 'at' in facts.published ? undefined : learnt.get(facts.version);
    return published === undefined ? facts : { ...facts, published };
  };
}
