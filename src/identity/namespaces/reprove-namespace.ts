// Proofs are looked for again, for as long as a namespace is owned: a domain can be lost, and is then somebody else's. One that is
// gone for two weeks has lapsed. Its names stay kept from everybody, and nothing is named in it before its owners prove it anew.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';

import { ownerName } from '../organisations/owned-packages.ts';
import { isWayOpen, mintChallenge } from './challenge.ts';
import { journalData } from './known-namespace.ts';
import { inWords, tellAdministrators, tellNamespaceOwners } from './namespace-notices.ts';
import type { Namespace, ProofLook } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';
import { clearFailure } from './prove-namespace.ts';

/** How often a proof is looked for again, and how often one that was not there. */
export const LOOK_AGAIN_MS = 7 * DAY_MS;
export const LOOK_AGAIN_FAILING_MS = DAY_MS;
/** How long it may be gone. */
export const GRACE_MS = 14 * DAY_MS;
/** What cannot be looked at says nothing; for this long. */
export const UNKNOWN_MS = 30 * DAY_MS;
/** When owners are told, after it was found gone. */
const WARN_AFTER_MS: readonly number[] = [0, 7 * DAY_MS, 13 * DAY_MS];

/** Whether it is time to look. */
export function isProofDue(
  { state, proof, place, checkedAt = 0, failingSince }: Namespace,
  now: Instant,
): boolean {
  if (state !== 'proven' || place === undefined || proof === undefined || proof === 'grant') return false;
  return now - checkedAt >= (failingSince === undefined ? LOOK_AGAIN_MS : LOOK_AGAIN_FAILING_MS);
}

/** Looks, and draws the consequence. Answers what was found. */
export async function proveAgain(deps: NamespaceDeps, namespace: Namespace): Promise<ProofLook> {
  const { place, proof, challenge } = namespace;
  const isOpen = place !== undefined && proof !== undefined && proof !== 'grant' && isWayOpen(place, proof);
  if (!isOpen) return { state: 'unknown', found: 'nothing is to be proven' };
  const look = await deps.looks.look({ way: proof, place, challenge });
  await deps.unit.transact(async (work) => {
    const present = await work.namespaces.find(namespace.id);
    const now = deps.clock.now();
    // It was proven in another way meanwhile, given up, or taken away.
    if (present === undefined || present.challenge !== challenge || !isProofDue(present, now)) return;
    if (look.state === 'shown') await noteShown(deps, work, present, now);
    else if (look.state === 'absent' || now - (present.provenAt ?? 0) >= UNKNOWN_MS) {
      await noteAbsent(deps, work, present, { now, found: look.found });
    } else await work.namespaces.save({ ...present, checkedAt: now - LOOK_AGAIN_MS + LOOK_AGAIN_FAILING_MS });
  });
  return look;
}

async function noteShown(
  { rules }: NamespaceDeps,
  work: NamespaceWork,
  present: Namespace,
  now: Instant,
): Promise<void> {
  await work.namespaces.save({ ...clearFailure(present), provenAt: now, checkedAt: now });
  if (present.failingSince === undefined) return;
  const { ecosystem, namespace, proof = 'dns' } = present;
  const owner = present.owner && (await ownerName(work, present.owner));
  const data = { ...journalData(present, owner), proof, pattern: rules[ecosystem].pattern(namespace) };
  work.journal.record({ kind: 'namespace-proven', actor: 'gatehouse', at: now, ecosystem, data });
}

interface Absence {
  readonly now: Instant;
  /** What was found instead; of outside, for people. */
  readonly found: string;
}

async function noteAbsent(
  deps: NamespaceDeps,
  work: NamespaceWork,
  present: Namespace,
  absence: Absence,
): Promise<void> {
  const { now, found } = absence;
  const { failingSince = now, warnings = 0 } = present;
  if (now - failingSince >= GRACE_MS) return lapse(deps, work, present, now);
  const isToldNow = now - failingSince >= (WARN_AFTER_MS[warnings] ?? Infinity);
  await work.namespaces.save({
    ...present,
    failingSince,
    checkedAt: now,
    warnings: isToldNow ? warnings + 1 : warnings,
  });
  if (!isToldNow) return;
  const owner = present.owner && (await ownerName(work, present.owner));
  const data = { ...journalData(present, owner), failing: 'proven' } as const;
  const entry = { actor: 'gatehouse', at: now, ecosystem: present.ecosystem };
  work.journal.record({ kind: 'namespace-unproven', ...entry, data });
  const days = Math.max(1, Math.ceil((failingSince + GRACE_MS - now) / DAY_MS));
  const happened =
    `The proof of ${inWords(deps, present)} was not found any more: ${found}. ` +
    `If it is not back within ${days} ${days === 1 ? 'day' : 'days'}, it lapses, and nothing new is named in it. ` +
    'What has to be shown stands in "gatehouse namespace list".';
  await tellNamespaceOwners(deps, work, present, { about: 'namespace-unproven', happened, ...entry });
}

/** Another challenge from now on: who has the domain next, or a zone that was brought back, proves nothing by what stood there. */
async function lapse(
  deps: NamespaceDeps,
  work: NamespaceWork,
  present: Namespace,
  now: Instant,
): Promise<void> {
  await work.namespaces.save({
    ...present,
    state: 'lapsed',
    challenge: mintChallenge(deps.random),
    checkedAt: now,
  });
  const owner = present.owner && (await ownerName(work, present.owner));
  const entry = { actor: 'gatehouse', at: now, ecosystem: present.ecosystem };
  work.journal.record({ kind: 'namespace-lapsed', ...entry, data: journalData(present, owner) });
  const words = inWords(deps, present);
  const notice = { about: 'namespace-lapsed', ...entry };
  const stays =
    'Its names are still kept from upstreams and from everybody else, and nothing new is named in it.';
  await tellNamespaceOwners(deps, work, present, {
    ...notice,
    happened: `The proof of ${words} has lapsed. ${stays} Prove it anew with what "gatehouse namespace list" shows: it is another line than before.`,
  });
  await tellAdministrators(deps, work, {
    ...notice,
    happened: `The proof of ${words}, which is ${owner ?? 'nobody'}'s, has lapsed. ${stays}`,
  });
}
