// A pending publisher's first token makes its package: in the transaction that gives the token.

import type { Instant } from '../../kernel/clock.ts';
import { asPackageName } from '../../kernel/package-ref.ts';

import { tellOwners } from '../organisations/organisation-notices.ts';
import type { Owner } from '../organisations/organisation-ports.ts';
import { ownerName, ownersToTell } from '../organisations/owned-packages.ts';
import { isEnabled } from '../principal.ts';
import { endPublisher } from './end-publisher.ts';
import { isTheirsToName } from './publisher-owner.ts';
import type { PendingPackage, Publisher } from './trusted-publishing-ports.ts';
import type { TrustedDeps, TrustedWork } from './trusted-unit.ts';

/**
 * The publisher as it is from now on; undefined when the name, or the namespace that it lies in, is somebody else's by now, or
 * who asked for it is there no more.
 * Everybody else who waited for the name is told that it is taken.
 */
export async function reifyPending(
  deps: Pick<TrustedDeps, 'random' | 'letterHead' | 'namespaceRules'>,
  work: TrustedWork,
  publisher: Publisher & { readonly pending: PendingPackage },
  now: Instant,
): Promise<Publisher | undefined> {
  const { pending, ...active } = publisher;
  const { ecosystem } = publisher;
  const { owner, visibility } = pending;
  const name = asPackageName(publisher.pattern);
  const owned = await work.ownership.find(ecosystem, name);
  if (owned !== undefined && (owned.owner.kind !== owner.kind || owned.owner.id !== owner.id))
    return undefined;
  if (!(await isThere(work, owner))) return undefined;
  if (owned === undefined && !(await isTheirsToName(deps.namespaceRules, work, { ecosystem, name }, owner))) {
    return undefined;
  }
  const actor = `publisher:${publisher.id}`;
  if (owned === undefined) {
    await work.ownership.save({ ecosystem, name, owner, visibility, since: now });
    const data = { owner: await ownerName(work, owner), visibility };
    work.journal.record({ kind: 'package-assigned', actor, at: now, ecosystem, name, data });
    const told = await ownersToTell(work, owner);
    const happened = `The ${ecosystem} package ${name} is there: the publisher that waited for the name asked to publish it.`;
    await tellOwners(deps, work, { ...told, about: 'package-assigned', happened, actor, at: now });
  }
  await work.publishers.save(active);
  await endOthers(deps, work, publisher, { actor, now });
  return active;
}

/** An account that was disabled or deleted, and an organisation that was, own nothing new. */
async function isThere(work: TrustedWork, { kind, id }: Owner): Promise<boolean> {
  if (kind === 'organisation') {
    const organisation = await work.organisations.find(id);
    return organisation !== undefined && organisation.deletedAt === undefined;
  }
  const account = await work.identity.findAccount(id);
  return account !== undefined && isEnabled(account);
}

async function endOthers(
  deps: Pick<TrustedDeps, 'random' | 'letterHead'>,
  work: TrustedWork,
  { id, ecosystem, pattern, pending }: Publisher & { readonly pending: PendingPackage },
  { actor, now }: { readonly actor: string; readonly now: Instant },
): Promise<void> {
  for (const other of await work.publishers.ofPatterns(ecosystem, [pattern])) {
    if (other.id === id || other.pending === undefined) continue;
    const { owner } = other.pending;
    // Those of the same owner wait for nothing any more: the package is theirs.
    if (owner.kind === pending.owner.kind && owner.id === pending.owner.id) {
      const { pending: _pending, ...active } = other;
      await work.publishers.save(active);
    } else await endPublisher(deps, work, other, { because: 'name-taken', owner, actor, now });
  }
}
