// What is known against versions of packages, version by version: records, and what people here hold back.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { ScanDeps, UsedPackage } from '../ports.ts';

/** A version that something is known against. */
export interface KnownVersion {
  readonly ref: PackageRef;
  readonly version: string;
  /** Advisories, malware records, undecided records and quarantines, each of this version alone. */
  readonly evidence: readonly Evidence[];
}

/** In the order of the packages; versions without anything are left out. Throws `feed-unavailable` rather than answering that nothing is wrong. */
export async function knownAgainst(
  deps: Pick<ScanDeps, 'clock' | 'knowledge' | 'statements'>,
  used: ReadonlyMap<Ecosystem, readonly UsedPackage[]>,
): Promise<readonly KnownVersion[]> {
  const known: KnownVersion[] = [];
  const held = await quarantinesNow(deps.statements, deps.clock.now());
  for (const [ecosystem, packages] of used) {
    const records = await deps.knowledge.recordsAbout(ecosystem, packages);
    for (const [at, { name, versions }] of packages.entries()) {
      const ref = { ecosystem, name };
      const statements = [...(records[at] ?? []), ...(held.get(packageKey(ref)) ?? [])];
      // A reserved name is ours: what is said of a public namesake does not condemn it.
      if (statements.length === 0 || deps.knowledge.reservations(ref).length > 0) continue;
      for (const version of versions) {
        const evidence = statements.flatMap((one) => narrowTo(one, version) ?? []);
        if (evidence.length > 0) known.push({ ref, version, evidence });
      }
    }
  }
  return known;
}

/** Quarantines that are read at a time. */
const PAGE = 500;

/** What people here hold back now, by package: there are few, and they are asked for at once. */
async function quarantinesNow(
  statements: ScanDeps['statements'],
  now: Instant,
): Promise<ReadonlyMap<string, readonly Evidence[]>> {
  const held: Evidence[] = [];
  let after: string | undefined;
  do {
    const page = await statements.list({
      kind: 'quarantine',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    held.push(
      ...page.filter(
        ({ withdrawnAt, expiresAt }) => withdrawnAt === undefined && (expiresAt ?? now + 1) > now,
      ),
    );
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
    if (after !== undefined) await setImmediate();
  } while (after !== undefined);
  return Map.groupBy(held, ({ subject }) => packageKey(subject));
}

/** What a statement says of one version; undefined when it says nothing against it. */
function narrowTo(statement: Evidence, version: string): Evidence | undefined {
  if (!isAgainst(statement, version)) return undefined;
  if (statement.kind === 'advisory') {
    const affected = statement.details.affected.filter((one) => one.version === version);
    return { ...statement, details: { ...statement.details, affected } };
  }
  if (statement.kind === 'malware') {
    const versions = statement.details.versions.filter((one) => one === version);
    return { ...statement, details: { ...statement.details, versions } };
  }
  if (statement.kind !== 'undecided-record') return statement;
  return { ...statement, details: { ...statement.details, versions: [version] } };
}

/** Whether the statement speaks against this version. */
export function isAgainst(statement: Evidence, version: string): boolean {
  switch (statement.kind) {
    case 'advisory':
      return statement.details.affected.some((one) => one.version === version);
    case 'malware':
      return statement.details.scope === 'all' || statement.details.versions.includes(version);
    case 'undecided-record':
      return statement.details.versions.includes(version);
    case 'quarantine':
      return statement.details.versions?.includes(version) ?? true;
    case 'reservation':
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'funding':
    case 'waiver':
    case 'vetting':
      return false;
  }
}
