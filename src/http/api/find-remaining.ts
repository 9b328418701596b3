// What keeps a package or version out, and whether a waiver silences it.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { verdictOf, type PackageDecision, type Reason, type Verdict } from '../../kernel/verdict.ts';
import type { Policy } from '../../policy/policy.ts';
import { examineVersion } from '../../registry/examine-version.ts';
import type { WaiverItem } from './governance-contract.ts';
import type { ApiDeps } from './deps.ts';
import { renderReason } from './render-verdict.ts';

type Remaining = NonNullable<WaiverItem['remaining']>;

/** The reasons that hold something back or refuse it. */
export function keepingOut({ reasons }: Verdict): readonly Reason[] {
  return reasons.filter(({ action }) => action === 'hide' || action === 'block');
}

/** Whether a waiver silences `reason`, which `policy` gave. */
export function isWaivable(policy: Policy, reason: Reason): boolean {
  return policy.rules.some(({ id, waivable }) => id === reason.rule && waivable);
}

/** How many versions a rule's entry names. */
const MAX_NAMED = 50;

/**
 * What keeps `version` out now, each rule once over all views. Without a version: what keeps out the name, then what
 * keeps out single versions of it, with those, newest first. Undefined when it cannot be decided, as for a package that
 * is not there yet: a waiver is made all the same.
 */
export async function findRemaining(
  deps: ApiDeps,
  ref: PackageRef,
  version: string | undefined,
): Promise<Remaining | undefined> {
  const ofSubject = new Map<string, Remaining[number]>();
  const ofVersions = new Map<string, OfVersions>();
  try {
    for (const { view, policy } of deps.governance.policies.all()) {
      const { decision, version: known } = await examineVersion(deps.registry, ref, view, version);
      const note = (reason: Reason) => ({
        ...renderReason(reason),
        view,
        isWaivable: isWaivable(policy, reason),
      });
      for (const reason of keepingOut(known === undefined ? decision.name : verdictOf(decision, known))) {
        if (!ofSubject.has(reason.rule)) ofSubject.set(reason.rule, note(reason));
      }
      if (known === undefined) collectVersions(ofVersions, decision, note);
    }
  } catch (error) {
    if (error instanceof GatehouseError) return undefined;
    throw error;
  }
  // What keeps out the name keeps out each of its versions.
  const single = [...ofVersions].filter(([rule]) => !ofSubject.has(rule));
  const { compare } = deps.registry.adapters[ref.ecosystem].versions;
  return [...ofSubject.values(), ...single.map(([, found]) => renderOfVersions(found, compare))];
}

interface OfVersions {
  /** Of the first version that was found. */
  readonly item: Remaining[number];
  readonly versions: Set<string>;
}

function collectVersions(
  found: Map<string, OfVersions>,
  { versions }: PackageDecision,
  note: (reason: Reason) => Remaining[number],
): void {
  for (const [version, verdict] of versions) {
    for (const reason of keepingOut(verdict)) {
      const known = found.get(reason.rule);
      if (known === undefined) found.set(reason.rule, { item: note(reason), versions: new Set([version]) });
      else known.versions.add(version);
    }
  }
}

function renderOfVersions(
  { item, versions }: OfVersions,
  compare: (a: string, b: string) => number,
): Remaining[number] {
  const newestFirst = [...versions].sort((a, b) => compare(b, a));
  return { ...item, versions: newestFirst.slice(0, MAX_NAMED), versionCount: versions.size };
}
