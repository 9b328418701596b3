// What may be removed: what nobody here depends on, within three days of its publishing; and, for a reason that stands in the
// journal, whatever a reviewer says. The same for every ecosystem.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { HostedChange } from '../../ecosystems/adapter-publish.ts';
import { requireRule } from '../../identity/access.ts';
import type { Principal } from '../../identity/principal.ts';
import type { HostedVersion } from '../hosted/hosted-ports.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { ChangeDeps, Publisher } from './publish-deps.ts';
import { requireRole } from './publish-right.ts';

/** How long a version may be removed by who published it. */
const REMOVABLE_MS = 3 * DAY_MS;

/** Who depends on what is published here, as far as this gate knows. */
export interface DependentsHere {
  /** Packages that name it among what they need, and applications that have one of the versions. */
  count(
    ref: PackageRef,
    versions: readonly string[],
  ): Promise<{ readonly packages: number; readonly applications: number }>;
}

type Removal = Extract<HostedChange, { change: 'remove' | 'remove-package' }>;

export function isRemoval(change: HostedChange): change is Removal {
  return change.change === 'remove' || change.change === 'remove-package';
}

/**
 * Whether a reviewer removes it over everybody's head, by a reason. Throws access errors for one who did not just prove themself
 * with a second factor.
 */
export function isOverruled(
  { registry }: Pick<ChangeDeps, 'registry'>,
  principal: Principal,
  { reason = '' }: Pick<Removal, 'reason'>,
): boolean {
  if (reason === '') return false;
  if (principal.kind === 'operator') return true;
  if (principal.kind !== 'person' || !KEEPERS.has(principal.role)) return false;
  const rule = { proof: 'confirmed-mfa-person', role: 'reviewer' } as const;
  requireRule(principal, rule, { action: 'remove-published', now: registry.clock.now() });
  return true;
}

const KEEPERS: ReadonlySet<string> = new Set(['reviewer', 'administrator']);

/** Throws `conflict` for a version that was published too long ago. */
export function assertYoung(
  { name }: PackageRef,
  { version, publishedAt }: HostedVersion,
  at: Instant,
): void {
  if (at - publishedAt <= REMOVABLE_MS) return;
  throw new GatehouseError(
    'conflict',
    `Cannot remove ${name} ${version}: it was published more than ${REMOVABLE_MS / DAY_MS} days ago, and others may build on it; deprecate or yank it, or ask a reviewer, who may remove it for a reason`,
  );
}

/**
 * Asked before anything is changed, since it may take a while. Says nothing to who may not remove it, and of what is not there:
 * that is said where it is changed. Throws `conflict` with how many depend on it; whose those are is not told.
 */
export async function assertNobodyDepends(
  deps: ChangeDeps,
  publisher: Publisher,
  ref: PackageRef,
  change: Removal,
): Promise<void> {
  const { registry, people, dependents } = deps;
  await requireRole(people, publisher, ref, 'remove');
  const rules = publishRulesOf(registry, ref.ecosystem);
  const there = (await registry.stores.hosted.versions(ref)).filter(
    ({ key, removedAt }) =>
      removedAt === undefined &&
      (change.change === 'remove-package' || key === rules.versionKey(change.version)),
  );
  if (there.length === 0) return;
  const { packages, applications } = await dependents.count(
    ref,
    there.map(({ version }) => version),
  );
  if (packages + applications === 0) return;
  const what = change.change === 'remove' ? `${ref.name} ${change.version}` : ref.name;
  throw new GatehouseError(
    'conflict',
    `Cannot remove ${what}: ${told(packages, 'package')} and ${told(applications, 'application')} here depend on it; deprecate or yank it, or ask a reviewer, who may remove it for a reason`,
    { facts: { packages, applications } },
  );
}

function told(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
