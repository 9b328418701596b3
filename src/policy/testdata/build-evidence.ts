// Builders of evidence for tests of policy and governance.

import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import type {
  Evidence,
  EvidenceDetails,
  EvidenceKind,
  EvidenceSubject,
  PackageEvidence,
  VersionFacts,
} from '../../kernel/evidence.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import type { PackageDecision, Verdict } from '../../kernel/verdict.ts';
import { decidePackage } from '../decide-package.ts';
import { parsePolicy } from '../parse-policy.ts';
import type { Policy } from '../policy.ts';

/** The moment at which tests decide. */
export const NOW: Instant = Date.parse('2026-11-22T12:00:00Z');

/** The package that tests are about. */
export const LEFT_PAD: PackageRef = { ecosystem: 'npm', name: asPackageName('left-pad') };

export const hoursAgo = (hours: number): Instant => NOW - hours * HOUR_MS;
export const daysAgo = (days: number): Instant => NOW - days * DAY_MS;

/** Dotted numbers, compared as numbers. */
export function compareDotted(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first number. */
export function lineOfDotted(version: string): string {
  return version.split('.')[0] ?? '';
}

/** A version that has been out for a year, unless `parts` say otherwise. */
export function versionFacts(version: string, parts: Partial<VersionFacts> = {}): VersionFacts {
  return {
    version,
    published: { how: 'upstream', at: daysAgo(365) },
    listed: true,
    servedHere: false,
    artifacts: [],
    ...parts,
  };
}

/** A version published at an instant, as its upstream says. */
export function publishedAt(version: string, at: Instant, parts: Partial<VersionFacts> = {}): VersionFacts {
  return versionFacts(version, { published: { how: 'upstream', at }, ...parts });
}

/** Evidence about left-pad from an upstream, with healthy feeds. */
export function packageEvidence(
  versions: readonly VersionFacts[],
  statements: readonly Evidence[] = [],
  parts: Partial<PackageEvidence> = {},
): PackageEvidence {
  return {
    ref: LEFT_PAD,
    origin: { kind: 'upstream', upstream: 'main' },
    versions,
    statements,
    feeds: { missing: [], stale: [] },
    ...parts,
  };
}

/** A statement about left-pad, observed a day ago. */
export function statement<K extends EvidenceKind>(
  kind: K,
  details: EvidenceDetails[K],
  parts: Partial<Omit<Evidence, 'kind' | 'details' | 'subject'>> & { subject?: EvidenceSubject } = {},
): Evidence {
  return {
    id: `${kind}-1`,
    kind,
    subject: LEFT_PAD,
    source: 'feed',
    observedAt: daysAgo(1),
    confidence: 1,
    details,
    ...parts,
  } as Evidence;
}

/** A malware record of ten days ago that names `versions`. */
export function malware(
  details: Partial<EvidenceDetails['malware']> = {},
  parts: Parameters<typeof statement>[2] = {},
): Evidence {
  const base = { recordId: 'MAL-2026-1', summary: 'steals tokens', recordedAt: daysAgo(10) };
  return statement('malware', { ...base, scope: 'listed', versions: [], ...details }, parts);
}

/** A reviewed advisory of score 9.8 that affects `affected`. */
export function advisory(
  details: Partial<EvidenceDetails['advisory']> = {},
  parts: Parameters<typeof statement>[2] = {},
): Evidence {
  return statement(
    'advisory',
    {
      recordId: 'CVE-2026-1000',
      aliases: [],
      summary: 'code execution',
      score: 9.8,
      cwes: [],
      reviewed: true,
      affected: [],
      fixedVersions: [],
      ranges: '<1.2.4',
      ...details,
    },
    parts,
  );
}

const balanced = parsePolicy('preset = "balanced"');

/** Decides by a policy (balanced unless given) at `now`. */
export function decide(
  evidence: PackageEvidence,
  options: { readonly policy?: Policy | string; readonly now?: Instant } = {},
): PackageDecision {
  const { policy = balanced, now = NOW } = options;
  const parsed = typeof policy === 'string' ? parsePolicy(policy) : policy;
  return decidePackage(evidence, parsed, now, compareDotted, lineOfDotted);
}

/** The verdict about one version; throws when it was not decided. */
export function verdictFor(decision: PackageDecision, version: string): Verdict {
  const verdict = decision.versions.get(version);
  if (verdict === undefined) throw new Error(`no verdict about ${version}`);
  return verdict;
}

/** The actions by version. */
export function actions(decision: PackageDecision): Readonly<Record<string, string>> {
  return Object.fromEntries([...decision.versions].map(([version, { action }]) => [version, action]));
}
