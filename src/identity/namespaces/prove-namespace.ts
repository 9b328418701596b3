// A claim is proven: what it has to show is looked for outside, and then the namespace is its owner's.

import { DAY_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { overlaps } from '../../kernel/namespace.ts';

import { requireAccess } from '../access.ts';
import { requireAllowance } from '../accounts/allowance.ts';
import { ownerName } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { isWayOpen } from './challenge.ts';
import { requireUntaken } from './claim-namespace.ts';
import { isSameOwner, journalData, requireOnNamespace } from './known-namespace.ts';
import { inWords, tellAdministrators, tellNamespaceOwners } from './namespace-notices.ts';
import type { Namespace, ProofLook, ProofWay } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';
import { bearsWord } from './proof-place.ts';

/** How often a look may be asked for, in this time: `lookAllowance` says how often. */
export const LOOK_WINDOW_MS = DAY_MS / 24;

export interface Proving {
  readonly namespace: Namespace;
  readonly look: ProofLook;
  /** Why an administrator has to agree; empty where the proof was enough. */
  readonly waitsFor: readonly string[];
}

/**
 * Looks for the proof of a claim, or of a namespace whose proof lapsed. Where it is shown the namespace is the owner's, and claims
 * of others that overlap it end; where names in it are already relied on here, or the place is called otherwise, it waits for an
 * administrator. Throws `conflict` for what is another's by now, `invalid-request` for a way that is not open, `too-many-requests`,
 * `not-found`, access errors (`claim-namespaces`).
 */
export async function proveNamespace(
  deps: NamespaceDeps,
  principal: Principal,
  { id, way }: { readonly id: string; readonly way: ProofWay },
): Promise<Proving> {
  requireAccess(principal, 'claim-namespaces', { now: deps.clock.now() });
  const claim = await requireOnNamespace(deps.stores, principal, id, 'manage-settings');
  const { place, challenge, owner } = claim;
  if (place === undefined || !isWayOpen(place, way)) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot prove ${claim.namespace} by ${way}: found no place for that`,
      {
        facts: { field: 'way' },
      },
    );
  }
  requireAllowance(deps.lookAllowance, actorOf(principal), LOOK_WINDOW_MS);
  const look = await deps.looks.look({ way, place, challenge });
  const waitsFor = look.state === 'shown' ? await reasonsToWait(deps, claim) : [];
  return deps.unit.transact(async (work) => {
    // Rights, state and what had to be shown may have changed while it was looked for.
    const present = await requireOnNamespace(work, principal, id, 'manage-settings');
    if (present.challenge !== challenge || !isSameOwner(owner, present.owner)) {
      throw new GatehouseError(
        'conflict',
        `Cannot prove ${present.namespace}: it was changed meanwhile; try again`,
      );
    }
    const actor = actorOf(principal);
    if (look.state !== 'shown')
      return { namespace: await noteFailure(deps, work, present, actor), look, waitsFor };
    return { namespace: await settle(deps, work, { claim: present, way, waitsFor, actor }), look, waitsFor };
  });
}

/** What a proof alone does not take: names that people here get from elsewhere, or that somebody reserved. */
async function reasonsToWait(
  { rules, namesHere }: NamespaceDeps,
  claim: Awaited<ReturnType<typeof requireOnNamespace>>,
): Promise<readonly string[]> {
  // It was decided once that it is theirs.
  if (claim.state === 'proven' || claim.state === 'lapsed') return [];
  const { place, owner } = claim;
  const isCalledOtherwise = place !== undefined && !bearsWord(rules, claim, place);
  const [relied, reserved] = [await namesHere.inNamespace(claim, owner), await namesHere.reservedOver(claim)];
  return [
    ...(isCalledOtherwise ? ['what proves it is called otherwise than the namespace'] : []),
    ...(relied.length > 0 ? [`packages in it are known here as another's: ${relied.join(', ')}`] : []),
    ...(reserved.length > 0 ? [`names in it are reserved here: ${reserved.join(', ')}`] : []),
  ];
}

interface Settling {
  readonly claim: Namespace;
  readonly way: ProofWay;
  readonly waitsFor: readonly string[];
  readonly actor: string;
}

async function settle(
  deps: NamespaceDeps,
  work: NamespaceWork,
  { claim, way, waitsFor, actor }: Settling,
): Promise<Namespace> {
  const at = deps.clock.now();
  await requireUntaken(deps, work, claim, { owner: claim.owner, act: 'prove' });
  if (waitsFor.length === 0) return takeNamespace(deps, work, { claim, proof: way, actor });
  const waiting: Namespace = { ...clearFailure(claim), state: 'waiting', proof: way, checkedAt: at };
  await work.namespaces.save(waiting);
  const data = journalData(claim, claim.owner && (await ownerName(work, claim.owner)));
  work.journal.record({ kind: 'namespace-waiting', actor, at, ecosystem: claim.ecosystem, data });
  const words = inWords(deps, claim);
  const notice = { about: 'namespace-waiting', actor, at };
  const because = `An administrator has to agree, since ${waitsFor.join('; ')}.`;
  await tellNamespaceOwners(deps, work, claim, {
    ...notice,
    happened: `The claim of ${words} is proven. ${because}`,
  });
  await tellAdministrators(deps, work, {
    ...notice,
    happened: `The claim ${claim.id} of ${words} is proven, and waits for you. ${because}`,
  });
  return waiting;
}

/** It is the owner's from now on; claims of others that overlap it end. Within a unit of work that looked for overlaps. */
export async function takeNamespace(
  deps: NamespaceDeps,
  work: NamespaceWork,
  taking: { readonly claim: Namespace; readonly proof: ProofWay | 'grant'; readonly actor: string },
): Promise<Namespace> {
  const { claim, proof, actor } = taking;
  const at = deps.clock.now();
  const taken: Namespace = { ...clearFailure(claim), state: 'proven', proof, provenAt: at, checkedAt: at };
  await work.namespaces.save(taken);
  await endOutdone(deps, work, taken);
  const owner = claim.owner && (await ownerName(work, claim.owner));
  const data = {
    ...journalData(claim, owner),
    proof,
    pattern: deps.rules[claim.ecosystem].pattern(claim.namespace),
  };
  work.journal.record({ kind: 'namespace-proven', actor, at, ecosystem: claim.ecosystem, data });
  const words = inWords(deps, claim);
  const how = proof === 'grant' ? 'An administrator granted it.' : 'It was proven.';
  const notice = { about: 'namespace-proven', actor, at };
  const never = 'Its names never come from an upstream any more, and nobody else names packages in it.';
  await tellNamespaceOwners(deps, work, claim, {
    ...notice,
    happened: `You own ${words} now. ${how} ${never}`,
  });
  await tellAdministrators(deps, work, {
    ...notice,
    happened: `${words.replace(/^the/, 'The')} is ${owner ?? 'nobody'}'s now. ${how} ${never}`,
  });
  return taken;
}

/** Whose claim ends hears that it does, not by whom. */
async function endOutdone(deps: NamespaceDeps, work: NamespaceWork, taken: Namespace): Promise<void> {
  const at = deps.clock.now();
  for (const other of await work.namespaces.open(taken.ecosystem)) {
    const isOwn = taken.owner !== undefined && isSameOwner(other.owner, taken.owner);
    if (isOwn || other.id === taken.id || !overlaps(deps.rules, other, taken)) continue;
    await work.namespaces.save({ ...other, state: 'ended', endedAt: at });
    const data = {
      ...journalData(other, other.owner && (await ownerName(work, other.owner))),
      why: 'outdone',
    } as const;
    work.journal.record({
      kind: 'namespace-ended',
      actor: 'gatehouse',
      at,
      ecosystem: other.ecosystem,
      data,
    });
    const happened = `Your claim of ${inWords(deps, other)} has ended: somebody else proved theirs, or was granted it.`;
    await tellNamespaceOwners(deps, work, other, {
      about: 'namespace-ended',
      happened,
      actor: 'gatehouse',
      at,
    });
  }
}

/** A look that a person asked for changes nothing but the memory of it. */
async function noteFailure(
  deps: NamespaceDeps,
  work: NamespaceWork,
  claim: Namespace,
  actor: string,
): Promise<Namespace> {
  const at = deps.clock.now();
  const data = {
    ...journalData(claim, claim.owner && (await ownerName(work, claim.owner))),
    failing: claim.state,
  };
  work.journal.record({ kind: 'namespace-unproven', actor, at, ecosystem: claim.ecosystem, data });
  return claim;
}

export function clearFailure({ failingSince: _since, warnings: _warnings, ...rest }: Namespace): Namespace {
  return rest;
}
