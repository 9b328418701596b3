// Somebody claims a namespace. Until the claim is proven nothing follows from it, for nobody.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { overlaps, type NamespaceRef } from '../../kernel/namespace.ts';

import { requireAccess } from '../access.ts';
import { ownerName } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { mintChallenge } from './challenge.ts';
import { findOwner, isSameOwner, journalData, type OwnerWish } from './known-namespace.ts';
import { inWords, tellNamespaceOwners } from './namespace-notices.ts';
import type { Namespace } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';
import { choosePlace, describePlace, isCommonWord, type PlaceWish } from './proof-place.ts';

export interface ClaimWish extends PlaceWish {
  readonly ecosystem: Ecosystem;
  /** In any accepted spelling. */
  readonly namespace: string;
  readonly owner: OwnerWish;
}

/** Of one owner, so that nobody claims everything. */
const MAX_CLAIMS = 100;

/**
 * Claims. Throws `invalid-name`, `invalid-request` for a place that is none, `not-allowed` for what no proof shows, `conflict` for
 * what is another's or claimed already, `not-found` for an organisation, access errors (`claim-namespaces`).
 */
export async function claimNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  wish: ClaimWish,
): Promise<Namespace> {
  const now = deps.clock.now();
  requireAccess(principal, 'claim-namespaces', { now });
  const { ecosystem } = wish;
  const ref = { ecosystem, namespace: deps.rules[ecosystem].parse(wish.namespace) };
  if (isCommonWord(ref)) {
    throw new GatehouseError(
      'not-allowed',
      `Cannot claim ${ref.namespace}: it is a word that many use, or very short; an administrator can grant it`,
    );
  }
  const place = choosePlace(deps, ref, wish);
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    const owner = await findOwner(work, principal, wish.owner);
    await requireUntaken(deps, work, ref, { owner, act: 'claim' });
    const own = await work.namespaces.of(owner);
    if (own.some((one) => one.ecosystem === ecosystem && one.namespace === ref.namespace)) {
      throw new GatehouseError('conflict', `Cannot claim ${ref.namespace}: it is claimed there already`);
    }
    if (own.length >= MAX_CLAIMS) {
      throw new GatehouseError(
        'conflict',
        `Cannot claim ${ref.namespace}: found ${MAX_CLAIMS} claims there already`,
      );
    }
    const claim: Namespace = {
      id: mintId(deps.random),
      ...ref,
      owner,
      state: 'pending',
      place,
      challenge: mintChallenge(deps.random),
      claimedBy: actor,
      claimedAt: now,
    };
    await work.namespaces.save(claim);
    const data = journalData(claim, await ownerName(work, owner));
    work.journal.record({ kind: 'namespace-claimed', actor, at: now, ecosystem, data });
    const happened = `You claim ${inWords(deps, ref)}. Nothing follows before ${describePlace(place)} shows it.`;
    await tellNamespaceOwners(deps, work, claim, { about: 'namespace-claimed', happened, actor, at: now });
    return claim;
  });
}

/** Throws `conflict` where what is in force of somebody other than `owner` overlaps; what is merely claimed keeps nobody away. */
export async function requireUntaken(
  { rules }: Pick<NamespaceDeps, 'rules'>,
  work: NamespaceWork,
  ref: NamespaceRef,
  { owner, act }: { readonly owner: Namespace['owner']; readonly act: string },
): Promise<void> {
  for (const other of await work.namespaces.inForce(ref.ecosystem)) {
    const isOwn = owner !== undefined && isSameOwner(other.owner, owner);
    if (isOwn || !overlaps(rules, other, ref)) continue;
    const whose = other.state === 'reserved' ? 'reserved by an administrator' : "somebody else's";
    throw new GatehouseError(
      'conflict',
      `Cannot ${act} ${ref.namespace}: it overlaps ${rules[ref.ecosystem].pattern(other.namespace)}, which is ${whose}`,
    );
  }
}
