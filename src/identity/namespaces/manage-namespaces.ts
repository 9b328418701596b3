// What administrators do with namespaces: grant one without a proof, agree to a claim, keep one from everybody, take one away.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

import { requireAccess } from '../access.ts';
import { canonicalOrganisationName } from '../organisations/organisation-name.ts';
import { ownerName } from '../organisations/owned-packages.ts';
import { findPersonByName } from '../organisations/object-access.ts';
import type { Owner } from '../organisations/organisation-ports.ts';
import { actorOf, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { endPublishersOf } from '../trusted-publishing/end-publisher.ts';
import { mintChallenge } from './challenge.ts';
import { requireUntaken } from './claim-namespace.ts';
import { journalData, noNamespace, parseReason } from './known-namespace.ts';
import { inWords, tellAdministrators, tellNamespaceOwners } from './namespace-notices.ts';
import type { Namespace } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';
import { takeNamespace } from './prove-namespace.ts';

export interface NamespaceWish {
  readonly ecosystem: Ecosystem;
  /** In any accepted spelling. */
  readonly namespace: string;
  readonly reason: string;
}

export interface GrantWish extends NamespaceWish {
  readonly owner: { readonly kind: Owner['kind']; readonly name: string };
}

/**
 * Gives a namespace to an owner. Their claim of it, if there is one, is what is granted: one that is proven and waits keeps its
 * proof, which is looked for again; any other is vouched for. Throws `invalid-name`, `invalid-request`, `not-found` for the
 * owner, `conflict` for what is another's, access errors (`manage-namespaces`).
 */
export async function grantNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  wish: GrantWish,
): Promise<Namespace> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-namespaces', { now });
  const { ecosystem } = wish;
  const ref = { ecosystem, namespace: deps.rules[ecosystem].parse(wish.namespace) };
  const reason = parseReason(wish.reason);
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    const owner = await findNamedOwner(work, wish.owner);
    await requireUntaken(deps, work, ref, { owner, act: 'grant' });
    const claims = await work.namespaces.of(owner);
    const claim = claims.find((one) => one.ecosystem === ecosystem && one.namespace === ref.namespace);
    if (claim?.state === 'proven') {
      throw new GatehouseError('conflict', `Cannot grant ${ref.namespace}: it is theirs already`);
    }
    const isProven = claim?.state === 'waiting' && claim.proof !== undefined;
    return takeNamespace(deps, work, {
      claim: { ...(claim ?? newNamespace(deps, ref, actor, now)), owner, reason },
      proof: isProven ? (claim.proof ?? 'grant') : 'grant',
      actor,
    });
  });
}

/** Keeps a namespace from everybody, upstreams included. Throws as `grantNamespace`. */
export async function reserveNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  wish: NamespaceWish,
): Promise<Namespace> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-namespaces', { now });
  const { ecosystem } = wish;
  const ref = { ecosystem, namespace: deps.rules[ecosystem].parse(wish.namespace) };
  const reason = parseReason(wish.reason);
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    await requireUntaken(deps, work, ref, { owner: undefined, act: 'reserve' });
    const reserved: Namespace = { ...newNamespace(deps, ref, actor, now), state: 'reserved', reason };
    await work.namespaces.save(reserved);
    const data = { ...journalData(reserved), pattern: deps.rules[ecosystem].pattern(ref.namespace), reason };
    work.journal.record({ kind: 'namespace-reserved', actor, at: now, ecosystem, data });
    const happened = `${inWords(deps, ref).replace(/^the/, 'The')} is kept from everybody, upstreams included.`;
    await tellAdministrators(deps, work, { about: 'namespace-reserved', happened, actor, at: now });
    return reserved;
  });
}

/** Takes a namespace or a claim from whoever has it, or ends a reservation: upstreams serve its names again. Throws `not-found`, access errors. */
export async function takeAwayNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  wish: { readonly id: string; readonly reason: string },
): Promise<Namespace> {
  requireAccess(principal, 'manage-namespaces', { now: deps.clock.now() });
  const reason = parseReason(wish.reason);
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    const namespace = await work.namespaces.find(wish.id);
    if (namespace === undefined || namespace.state === 'ended') throw noNamespace();
    return endNamespace(deps, work, { namespace: { ...namespace, reason }, why: 'taken', actor });
  });
}

/** It is over, and whose it was hears of it. */
export async function endNamespace(
  deps: NamespaceDeps,
  work: NamespaceWork,
  ending: { readonly namespace: Namespace; readonly why: 'taken' | 'released'; readonly actor: string },
): Promise<Namespace> {
  const { namespace, why, actor } = ending;
  const at = deps.clock.now();
  const ended: Namespace = { ...namespace, state: 'ended', endedAt: at };
  await work.namespaces.save(ended);
  const owner = namespace.owner && (await ownerName(work, namespace.owner));
  const data = { ...journalData(namespace, owner), why } as const;
  const { ecosystem } = namespace;
  work.journal.record({ kind: 'namespace-ended', actor, at, ecosystem, data });
  const subject = { ecosystem, pattern: deps.rules[ecosystem].pattern(namespace.namespace) };
  const end = { because: 'namespace-ended', owner: namespace.owner, actor, now: at } as const;
  await endPublishersOf(deps, work, subject, end);
  await work.trustedOnly.remove(ecosystem, subject.pattern);
  const words = inWords(deps, namespace);
  const how =
    why === 'taken'
      ? `An administrator took ${words} away.`
      : `${words.replace(/^the/, 'The')} was given up.`;
  const happened = `${how} Names in it that nobody published here come from upstreams again.`;
  const notice = { about: 'namespace-ended', happened, actor, at };
  await tellNamespaceOwners(deps, work, namespace, notice);
  await tellAdministrators(deps, work, notice);
  return ended;
}

function newNamespace(
  { random }: NamespaceDeps,
  ref: Pick<Namespace, 'ecosystem' | 'namespace'>,
  actor: string,
  at: number,
): Namespace {
  const challenge = mintChallenge(random);
  return { id: mintId(random), ...ref, state: 'pending', challenge, claimedBy: actor, claimedAt: at };
}

async function findNamedOwner(work: NamespaceWork, { kind, name }: GrantWish['owner']): Promise<Owner> {
  if (kind === 'account') return { kind, id: (await findPersonByName(work, name)).id };
  const organisation = await work.organisations.findByName(canonicalOrganisationName(name));
  if (organisation !== undefined && organisation.deletedAt === undefined)
    return { kind, id: organisation.id };
  throw new GatehouseError('not-found', 'Cannot grant: there is no organisation of this name');
}
