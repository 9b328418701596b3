// Packages and namespaces in which nobody publishes but trusted publishers: no person's password and no token that lies around does.

import { GatehouseError } from '../../kernel/errors.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { tellOwners } from '../organisations/organisation-notices.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { requireKeyOver } from '../high-impact/require-keys.ts';
import { requireThawedOf } from '../takeover/frozen.ts';
import { subjectOf } from './publisher-news.ts';
import { isNamespacePattern, type PublisherSubject, requireOnSubject } from './publisher-owner.ts';
import type { TrustedOnlyStore } from './trusted-publishing-ports.ts';
import type { TrustedDeps, TrustedWork } from './trusted-unit.ts';

/** Whether a package, or the namespace that it lies in, is for trusted publishers alone; of a namespace, whether it is itself. */
export async function isTrustedOnly(
  { trustedOnly }: { readonly trustedOnly: Pick<TrustedOnlyStore, 'patterns'> },
  { ecosystem, pattern }: PublisherSubject,
): Promise<boolean> {
  const patterns = await trustedOnly.patterns(ecosystem);
  return patterns.some((one) => one === pattern || matchesNamePattern(one, pattern));
}

/** To be asked by whatever publishes, in its transaction. Throws `not-allowed` for anybody but a trusted publisher. */
export async function requireTrustedWhereOnly(
  stores: { readonly trustedOnly: Pick<TrustedOnlyStore, 'patterns'> },
  principal: Principal,
  ref: PackageRef,
): Promise<void> {
  if (principal.kind === 'token' && principal.scope === 'publisher') return;
  if (!(await isTrustedOnly(stores, { ecosystem: ref.ecosystem, pattern: ref.name }))) return;
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
  deps: Pick<TrustedDeps, 'unit' | 'clock' | 'random' | 'letterHead' | 'namespaceRules'>,
  principal: Principal,
  { subject, isOnly }: { readonly subject: PublisherSubject; readonly isOnly: boolean },
): Promise<void> {
  const at = deps.clock.now();
  requireAccess(principal, 'manage-publishers', { now: at });
  await deps.unit.transact(async (work) => {
    const { ecosystem, pattern } = subject;
    const owner = await requireOnSubject(deps.namespaceRules, work, principal, subject, 'manage-settings');
    const patterns = await work.trustedOnly.patterns(ecosystem);
    if (patterns.includes(pattern) === isOnly) return;
    if (isOnly) await requirePublisher(work, subject);
    else await requireThawedOf(work, subject, 'let others publish');
    if (!isOnly) await requireKeyOver(work, principal, subject, { act: `let others publish ${pattern}`, at });
    await (isOnly
      ? work.trustedOnly.add(ecosystem, pattern, at)
      : work.trustedOnly.remove(ecosystem, pattern));
    const actor = actorOf(principal);
    const data = { pattern, isOnly };
    work.journal.record({ kind: 'trusted-only-changed', actor, at, ...subjectOf(subject), data });
    const what = `The ${ecosystem} ${isNamespacePattern(pattern) ? 'namespace' : 'package'} ${pattern}`;
    const happened = isOnly
      ? `${what} is published by its trusted publishers alone from now on.`
      : `${what} can be published by people and by their tokens again.`;
    const told = await ownersToTell(work, owner);
    await tellOwners(deps, work, { ...told, about: 'trusted-only-changed', happened, actor, at });
  });
}

/** Nobody could publish it any more. */
async function requirePublisher(work: TrustedWork, { ecosystem, pattern }: PublisherSubject): Promise<void> {
  if ((await work.publishers.ofPatterns(ecosystem, [pattern])).length > 0) return;
  throw new GatehouseError('conflict', `Cannot keep ${pattern} to trusted publishers: add one first`);
}
