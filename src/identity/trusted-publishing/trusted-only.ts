// Packages that nobody publishes but trusted publishers: no person's password and no token that lies around does.

import { GatehouseError } from '../../kernel/errors.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { tellOwners } from '../organisations/organisation-notices.ts';
import { ownersToTell, requireOnPackage } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import type { TrustedOnlyStore } from './trusted-publishing-ports.ts';
import type { TrustedDeps, TrustedWork } from './trusted-unit.ts';

/** Whether a package, or the namespace that it lies in, is for trusted publishers alone. */
export async function isTrustedOnly(
  { trustedOnly }: { readonly trustedOnly: Pick<TrustedOnlyStore, 'patterns'> },
  { ecosystem, name }: PackageRef,
): Promise<boolean> {
  const patterns = await trustedOnly.patterns(ecosystem);
  return patterns.some((pattern) => matchesNamePattern(pattern, name));
}

/** To be asked by whatever publishes, in its transaction. Throws `not-allowed` for anybody but a trusted publisher. */
export async function requireTrustedWhereOnly(
  stores: { readonly trustedOnly: Pick<TrustedOnlyStore, 'patterns'> },
  principal: Principal,
  ref: PackageRef,
): Promise<void> {
  if (principal.kind === 'token' && principal.scope === 'publisher') return;
  if (!(await isTrustedOnly(stores, ref))) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot publish ${ref.name}: it takes a trusted publisher's token, and neither a person nor another token may (its owners chose so)`,
    { facts: { trustedOnly: true } },
  );
}

/**
 * Turns it on or off. Told to every owner. Throws `conflict` where no publisher is there that could publish, `not-found`,
 * `not-allowed`, access errors.
 */
export async function setTrustedOnly(
  deps: Pick<TrustedDeps, 'unit' | 'clock' | 'random' | 'letterHead'>,
  principal: Principal,
  { ref, isOnly }: { readonly ref: PackageRef; readonly isOnly: boolean },
): Promise<void> {
  const at = deps.clock.now();
  requireAccess(principal, 'manage-publishers', { now: at });
  await deps.unit.transact(async (work) => {
    const { ecosystem, name } = ref;
    const { owner } = await requireOnPackage(work, principal, ref, 'manage-settings');
    const patterns = await work.trustedOnly.patterns(ecosystem);
    if (patterns.includes(name) === isOnly) return;
    if (isOnly) await requirePublisher(work, ref);
    await (isOnly ? work.trustedOnly.add(ecosystem, name, at) : work.trustedOnly.remove(ecosystem, name));
    const actor = actorOf(principal);
    const data = { pattern: name, isOnly };
    work.journal.record({ kind: 'trusted-only-changed', actor, at, ecosystem, name, data });
    const happened = isOnly
      ? `The ${ecosystem} package ${name} is published by its trusted publishers alone from now on.`
      : `The ${ecosystem} package ${name} can be published by people and by their tokens again.`;
    const told = await ownersToTell(work, owner);
    await tellOwners(deps, work, { ...told, about: 'trusted-only-changed', happened, actor, at });
  });
}

/** Nobody could publish it any more. */
async function requirePublisher(work: TrustedWork, { ecosystem, name }: PackageRef): Promise<void> {
  if ((await work.publishers.ofPattern(ecosystem, name)).length > 0) return;
  throw new GatehouseError('conflict', `Cannot keep ${name} to trusted publishers: add one first`);
}
