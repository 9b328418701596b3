// A package goes to another organisation or person: offered by an owner on one side, accepted by one on the other.

import { DAY_MS } from '../../kernel/clock.ts';
import { isEcosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { nameActor } from '../letters/name-actor.ts';
import { noticeAddress, postLetter } from '../letters/post-letter.ts';
import { endPublishersOf } from '../trusted-publishing/end-publisher.ts';
import { requireKeyOver, requireKeysOfReceiver } from '../high-impact/require-keys.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { requireThawed } from '../takeover/frozen.ts';
import { holdWords } from '../takeover/hold-words.ts';
import { tellPeopleOfOwner } from '../takeover/package-notices.ts';
import type { Account, OneTimeLink } from '../ports.ts';
import { hashSecret, isSecret, mintSecret } from '../secret.ts';
import { accountIdOf, findPersonByName, ownersOf } from './object-access.ts';
import { mayOn } from './object-rights.ts';
import { canonicalOrganisationName } from './organisation-name.ts';
import { tellOwners } from './organisation-notices.ts';
import type { OwnedPackage, Owner } from './organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';
import { ownerName, ownersToTell, requireOnPackage, rolesOnPackage } from './owned-packages.ts';

/** How long an offer can be accepted. */
export const TRANSFER_MS = 3 * DAY_MS;

export interface TransferWish extends PackageRef {
  /** Where it shall go: by name. */
  readonly to: { readonly kind: Owner['kind']; readonly name: string };
}

/** What a link of this purpose is about; it is read back with `parseOffer`. */
interface Offer extends PackageRef {
  readonly from: Owner;
  readonly to: Owner;
  /** The account that offered it, or `''` for an operator; it must be allowed still when it is accepted. */
  readonly offeredBy: string;
}

/**
 * Offers a package. Each owner on the other side gets a letter with a link of their own; the first to accept takes it.
 * Throws `conflict` when nobody there has a verified address, `not-found` for no such owner or package, access errors.
 */
export async function offerTransfer(
  deps: OrganisationDeps,
  principal: Principal,
  wish: TransferWish,
): Promise<void> {
  const { ecosystem, name } = wish;
  const now = deps.clock.now();
  requireAccess(principal, 'manage-organisations', { now });
  const actor = actorOf(principal);
  await deps.unit.transact(async (work) => {
    const owned = await requireOnPackage(work, principal, wish, 'transfer');
    await requireThawed(work, wish, 'hand over');
    await requireKeyOver(work, principal, { ...wish, pattern: name }, { act: `hand over ${name}`, at: now });
    const { owner: to, accounts } = await findReceivers(work, wish.to);
    if (to.kind === owned.owner.kind && to.id === owned.owner.id) {
      throw new GatehouseError('conflict', `Cannot transfer ${name}: it is there already`);
    }
    const reached = accounts.filter((account) => noticeAddress(account) !== undefined);
    if (reached.length === 0) {
      throw new GatehouseError(
        'conflict',
        `Cannot offer ${name}: nobody there has a verified address that a letter could go to`,
      );
    }
    const offeredBy = principal.kind === 'operator' ? '' : accountIdOf(principal);
    const offer: Offer = { ecosystem, name, from: owned.owner, to, offeredBy };
    for (const account of reached) await writeOffer(deps, work, { account, offer, actor, now });
    const data = { owner: await ownerName(work, owned.owner), to: await ownerName(work, to) };
    work.journal.record({ kind: 'package-transfer-offered', actor, at: now, ecosystem, name, data });
    const happened = `The ${ecosystem} package ${name} was offered to ${data.to}. Until it is accepted, it stays.`;
    const told = await ownersToTell(work, owned.owner);
    await tellOwners(deps, work, { ...told, about: 'transfer-offered', happened, actor, at: now });
  });
}

/**
 * The receiver takes it, by the link of the letter and signed in as whom it was sent to. All grants on it end, and its trusted publishers. Throws
 * `not-allowed` for a link that is unknown, used, over, another's, or whose offer does not hold any more.
 */
export async function acceptTransfer(
  deps: OrganisationDeps,
  principal: Principal,
  secret: string,
): Promise<PackageRef> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-organisations', { now });
  if (!isSecret(secret)) throw deadOffer();
  return deps.unit.transact(async (work) => {
    const link = await work.identity.findLink(hashSecret(secret));
    const accountId = accountIdOf(principal);
    if (link === undefined || !isOpenTo(link, accountId, now)) throw deadOffer();
    const offer = parseOffer(link);
    const owned = await findStillOffered(work, offer);
    if (owned === undefined || !(await mayReceive(work, offer.to, accountId))) throw deadOffer();
    await requireThawed(work, offer, 'take over');
    await requireKeysOfReceiver(work, principal, { ...owned, owner: offer.to }, now);
    await work.identity.takeLink(link.hash);
    await hand(deps, work, { owned, offer, actor: actorOf(principal), now });
    return { ecosystem: offer.ecosystem, name: offer.name };
  });
}

function isOpenTo(link: OneTimeLink, accountId: string, now: number): boolean {
  return link.purpose === 'package-transfer' && link.accountId === accountId && now < link.expiresAt;
}

async function hand(
  deps: OrganisationDeps,
  work: OrganisationWork,
  what: {
    readonly owned: OwnedPackage;
    readonly offer: Offer;
    readonly actor: string;
    readonly now: number;
  },
): Promise<void> {
  const { owned, offer, actor, now } = what;
  const { ecosystem, name, from, to } = offer;
  if (from.kind === 'organisation') {
    await work.grants.endForPackage(from.id, { ecosystem, pattern: name });
  }
  await endPublishersOf(
    deps,
    work,
    { ecosystem: offer.ecosystem, pattern: offer.name },
    { because: 'transferred', owner: from, actor, now },
  );
  await work.ownership.save({ ...owned, owner: to, since: now, from });
  const [wasOf, isOf] = [await ownerName(work, from), await ownerName(work, to)];
  const data = { from: wasOf, to: isOf };
  work.journal.record({ kind: 'package-transferred', actor, at: now, ecosystem, name, data });
  const words = holdWords(deps.letterHead, {
    who: 'who had no right to it before',
    at: now,
    freeze: `${ecosystem} ${name}`,
  });
  const happened = `The ${ecosystem} package ${name} went from ${wasOf} to ${isOf}. What was granted on it has ended, and so have its trusted publishers.${words}`;
  for (const side of [from, to]) {
    await tellPeopleOfOwner(deps, work, side, { about: 'package-transferred', happened, actor, at: now });
  }
}

/** The package, if it is where it was, and who offered it may offer it still. */
async function findStillOffered(
  work: OrganisationWork,
  { ecosystem, name, from, offeredBy }: Offer,
): Promise<OwnedPackage | undefined> {
  const owned = await work.ownership.find(ecosystem, name);
  if (owned === undefined || owned.owner.kind !== from.kind || owned.owner.id !== from.id) return undefined;
  if (offeredBy === '') return owned;
  const account = await work.identity.findAccount(offeredBy);
  if (account === undefined || !isEnabled(account)) return undefined;
  const roles = await rolesOnPackage(work, asPrincipal(account), owned);
  return mayOn(roles, 'transfer') ? owned : undefined;
}

/** For questions about roles alone; it is nobody's request. */
function asPrincipal({ id, name, role }: Account): Principal {
  return {
    kind: 'token',
    tokenId: '',
    tokenName: '',
    scope: 'read',
    accountId: id,
    accountName: name,
    role,
  };
}

async function mayReceive(work: OrganisationWork, to: Owner, accountId: string): Promise<boolean> {
  if (to.kind === 'account') return to.id === accountId;
  const organisation = await work.organisations.find(to.id);
  if (organisation === undefined || organisation.deletedAt !== undefined) return false;
  return (await work.organisations.findMember(to.id, accountId))?.role === 'owner';
}

async function findReceivers(
  work: OrganisationWork,
  { kind, name }: TransferWish['to'],
): Promise<{ readonly owner: Owner; readonly accounts: readonly Account[] }> {
  if (kind === 'account') {
    const account = await findPersonByName(work, name);
    return { owner: { kind, id: account.id }, accounts: [account] };
  }
  const organisation = await work.organisations.findByName(canonicalOrganisationName(name));
  if (organisation === undefined || organisation.deletedAt !== undefined) {
    throw new GatehouseError('not-found', 'Cannot find the organisation that it shall go to');
  }
  return { owner: { kind, id: organisation.id }, accounts: await ownersOf(work, organisation.id) };
}

async function writeOffer(
  deps: OrganisationDeps,
  work: OrganisationWork,
  wish: { readonly account: Account; readonly offer: Offer; readonly actor: string; readonly now: number },
): Promise<void> {
  const { account, offer, actor, now } = wish;
  const secret = mintSecret(deps.random);
  await work.identity.saveLink({
    hash: hashSecret(secret),
    purpose: 'package-transfer',
    accountId: account.id,
    expiresAt: now + TRANSFER_MS,
    details: { ...offer },
  });
  work.journal.record({
    kind: 'link-issued',
    actor,
    at: now,
    data: { purpose: 'package-transfer', accountId: account.id },
  });
  const paragraphs = [
    `The ${offer.ecosystem} package ${offer.name} is offered to ${await ownerName(work, offer.to)}, where you decide. By ${nameActor(actor)}.`,
    'Whoever owns it answers for it. Nothing happens unless you accept within three days, signed in to your own account, with a second factor:',
    `${deps.letterHead.publicUrl}/transfer#${secret}`,
    'On the command line, where --server names this server:',
    `gatehouse transfer accept ${secret}`,
  ];
  const letter = layOutLetter(deps.letterHead, account, {
    subject: `A package is offered to you`,
    paragraphs,
  });
  await postLetter(work, deps.random, { account, about: 'transfer-offered', letter, actor, at: now });
}

/** What `writeOffer` wrote. Throws `storage-failed` for anything else. */
function parseOffer({ details }: OneTimeLink): Offer {
  const { ecosystem, name, from, to, offeredBy } = details ?? {};
  if (
    typeof ecosystem === 'string' &&
    isEcosystem(ecosystem) &&
    typeof name === 'string' &&
    typeof offeredBy === 'string' &&
    isOwner(from) &&
    isOwner(to)
  ) {
    return { ecosystem, name: asPackageName(name), from, to, offeredBy };
  }
  throw new GatehouseError('storage-failed', 'Cannot read the offer of a transfer: found other details');
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return false;
  return (value.kind === 'account' || value.kind === 'organisation') && typeof value.id === 'string';
}

function deadOffer(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot accept the transfer: the link is unknown, used, over, for somebody else, or its offer does not hold any more',
  );
}
