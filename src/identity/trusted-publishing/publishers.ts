// Who may publish a package or all of a namespace by an issuer's word: added, listed and removed by who settles things there.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { accountIdOf } from '../organisations/object-access.ts';
import type { Visibility } from '../organisations/organisation-ports.ts';
import { noPackage } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { requireKeyOver } from '../high-impact/require-keys.ts';
import { requireThawedOf } from '../takeover/frozen.ts';
import { endPublisher } from './end-publisher.ts';
import type { AskedSettings } from './providers/provider-rules.ts';
import { rulesOf } from './providers/rules-of.ts';
import { remindOfEnd, tellAdded } from './publisher-news.ts';
import {
  findNamespaceOf,
  findOwner,
  isNamespacePattern,
  type PublisherSubject,
  requireFreeName,
  requireOnPublisher,
  requireOnSubject,
  requirePendingOwner,
} from './publisher-owner.ts';
import type { Issuer, Publisher, PublisherRight } from './trusted-publishing-ports.ts';
import type { TrustedDeps, TrustedWork } from './trusted-unit.ts';

/** How long a pending publisher waits for its first token. */
export const PENDING_MS = 30 * DAY_MS;
/** How long before its end its owners hear of that. */
const REMIND_MS = 5 * DAY_MS;
/** Of one package or namespace; nobody has use for more. */
const MAX_PUBLISHERS = 20;

export interface PublisherWish {
  readonly subject: PublisherSubject;
  /** By its name in the configuration: `github`. */
  readonly issuer: string;
  /** As the provider's rules read them; everything is from outside. */
  readonly settings: AskedSettings;
  readonly right: PublisherRight;
  /** Where there is no such package yet: whose it is to be, and who may know it. */
  readonly pending?: { readonly organisation?: string; readonly visibility: Visibility };
}

/**
 * Adds one. Told to every owner. Throws `invalid-request` for settings that its provider has no such of, `not-found` for an
 * issuer that is not configured and what the principal may not know, `conflict` for one that is there already, too many of
 * them, a pending name that is another's to give and a namespace without a proof, access errors.
 */
export async function addPublisher(
  deps: TrustedDeps,
  principal: Principal,
  wish: PublisherWish,
): Promise<Publisher> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-publishers', { now });
  const issuer = findByName(deps.issuers, wish.issuer);
  const read = rulesOf(issuer.provider).parse(wish.settings, issuer);
  return deps.unit.transact(async (work) => {
    const { ecosystem, pattern } = wish.subject;
    const pending = await requireSettling(deps, work, principal, wish, now);
    const publisher: Publisher = {
      id: await mintPublisherId(deps, work, ecosystem),
      ecosystem,
      pattern,
      provider: issuer.provider,
      issuer: read.issuer ?? issuer.url,
      locator: read.locator,
      settings: read.settings,
      pins: read.pins,
      right: wish.right,
      createdAt: now,
      createdBy: actorOf(principal),
      ...given('pending', pending),
    };
    await requireThawedOf(work, publisher, 'add a publisher to');
    await requireKeyOver(work, principal, publisher, { act: `add a publisher to ${pattern}`, at: now });
    await requireRoom(work, publisher);
    await work.publishers.save(publisher);
    const owner = await findOwner(deps.namespaceRules, work, publisher);
    await tellAdded(deps, work, { publisher, owner, actor: actorOf(principal), at: now });
    return publisher;
  });
}

/**
 * The publishers of a package or of a namespace, oldest first; of a name that is not there yet, the pending ones that the principal
 * may settle. Throws `not-found`, access errors.
 */
export async function listPublishers(
  { stores, clock, namespaceRules: rules }: Pick<TrustedDeps, 'stores' | 'clock' | 'namespaceRules'>,
  principal: Principal,
  subject: PublisherSubject,
): Promise<readonly Publisher[]> {
  requireAccess(principal, 'read-publishers', { now: clock.now() });
  const { ecosystem, pattern } = subject;
  const isThere =
    isNamespacePattern(pattern) ||
    (await stores.ownership.find(ecosystem, asPackageName(pattern))) !== undefined;
  if (isThere) await requireOnSubject(rules, stores, principal, subject, 'see');
  const found: Publisher[] = [];
  for (const publisher of await stores.publishers.ofPatterns(ecosystem, [pattern])) {
    if (isThere || (await maySee(rules, stores, principal, publisher))) found.push(publisher);
  }
  if (!isThere && found.length === 0) throw noPackage();
  return found;
}

/**
 * The publishers of all packages of an ecosystem that are somebody's own, and that `covers` names; not of their organisations'.
 * Throws access errors.
 */
export async function listOwnPublishers(
  { stores, clock }: Pick<TrustedDeps, 'stores' | 'clock'>,
  principal: Principal,
  ecosystem: Ecosystem,
  covers: (name: PackageName) => boolean,
): Promise<readonly Publisher[]> {
  requireAccess(principal, 'read-publishers', { now: clock.now() });
  const owned = await stores.ownership.of({ kind: 'account', id: accountIdOf(principal) });
  const names = owned
    .filter((one) => one.ecosystem === ecosystem && covers(one.name))
    .map(({ name }) => name);
  const found = await stores.publishers.ofPatterns(ecosystem, names);
  // One that waited for the name before it was there may be another's.
  return found.filter(({ pending }) => pending === undefined);
}

/** Its tokens end with it. Throws `not-found` for one that is not there or that the principal may not know, access errors. */
export async function removePublisher(deps: TrustedDeps, principal: Principal, id: string): Promise<void> {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-publishers', { now });
  await deps.unit.transact(async (work) => {
    const publisher = await work.publishers.find(id);
    if (publisher === undefined) throw noPackage();
    const { namespaceRules: rules } = deps;
    const owner = await requireOnPublisher(rules, work, principal, publisher, 'manage-settings');
    await endPublisher(deps, work, publisher, {
      because: 'removed',
      owner,
      actor: actorOf(principal),
      now,
    });
  });
}

/**
 * Ends the pending ones that waited for thirty days, and tells who made them wait; five days before, once, that they will end. To
 * be called every hour.
 */
export async function endOverdue(
  deps: Pick<TrustedDeps, 'clock' | 'random' | 'letterHead' | 'unit'> & {
    readonly stores: Pick<TrustedDeps['stores'], 'publishers'>;
  },
): Promise<void> {
  const now = deps.clock.now();
  for (const { id, pending } of await deps.stores.publishers.pendingOver(now + REMIND_MS)) {
    if (pending?.isReminded === true && now < pending.expiresAt) continue;
    await deps.unit.transact(async (work) => {
      const publisher = await work.publishers.find(id);
      // It may have got its token meanwhile.
      if (publisher?.pending === undefined) return;
      const { owner, expiresAt } = publisher.pending;
      if (now >= expiresAt) {
        await endPublisher(deps, work, publisher, { because: 'over', owner, actor: 'gatehouse', now });
        return;
      }
      await work.publishers.save({ ...publisher, pending: { ...publisher.pending, isReminded: true } });
      await remindOfEnd(deps, work, { publisher, owner, actor: 'gatehouse', at: now });
    });
  }
}

function findByName(issuers: readonly Issuer[], name: string): Issuer {
  const issuer = issuers.find((one) => one.name === name);
  if (issuer !== undefined) return issuer;
  throw new GatehouseError(
    'not-found',
    `Cannot make the publisher: found no such issuer, expected ${issuers.map((one) => one.name).join(', ')}`,
    { facts: { field: 'issuer' } },
  );
}

/** Cargo's clients read an id as a whole number of 31 bits. */
async function mintPublisherId(
  { random }: Pick<TrustedDeps, 'random'>,
  work: Pick<TrustedWork, 'publishers'>,
  ecosystem: Ecosystem,
): Promise<string> {
  if (ecosystem !== 'cargo') return mintId(random);
  for (;;) {
    const id = String(Buffer.from(random(4)).readUInt32BE(0) >>> 1);
    if ((await work.publishers.find(id)) === undefined) return id;
  }
}

async function requireSettling(
  deps: TrustedDeps,
  work: TrustedWork,
  principal: Principal,
  { subject, pending }: PublisherWish,
  now: Instant,
): Promise<Publisher['pending']> {
  const { ecosystem, pattern } = subject;
  if (pending === undefined) {
    await requireOnSubject(deps.namespaceRules, work, principal, subject, 'manage-settings');
    if (isNamespacePattern(pattern)) await requireProven(deps, work, subject);
    return undefined;
  }
  if (isNamespacePattern(pattern)) {
    throw new GatehouseError(
      'invalid-request',
      'Cannot wait for a namespace: names in it need not be there',
      {
        facts: { field: 'pending' },
      },
    );
  }
  const owner = await requirePendingOwner(work, principal, pending, now);
  await requireFreeName(deps, work, { ecosystem, name: asPackageName(pattern) }, owner);
  return { owner, visibility: pending.visibility, expiresAt: now + PENDING_MS };
}

async function requireRoom(work: TrustedWork, publisher: Publisher): Promise<void> {
  const { ecosystem, pattern, issuer, settings } = publisher;
  const all = await work.publishers.ofPatterns(ecosystem, [pattern]);
  const text = JSON.stringify(settings);
  if (all.some((one) => one.issuer === issuer && JSON.stringify(one.settings) === text)) {
    throw new GatehouseError('conflict', 'Cannot make the publisher: there is one of exactly these settings');
  }
  if (all.length < MAX_PUBLISHERS) return;
  throw new GatehouseError(
    'conflict',
    `Cannot make the publisher: ${pattern} has ${MAX_PUBLISHERS} already, remove some`,
  );
}

/** Whose proof is gone may be somebody else's domain by now. */
async function requireProven(
  { namespaceRules }: Pick<TrustedDeps, 'namespaceRules'>,
  work: TrustedWork,
  subject: PublisherSubject,
): Promise<void> {
  const namespace = await findNamespaceOf(namespaceRules, work, subject);
  if (namespace?.state === 'proven') return;
  throw new GatehouseError(
    'conflict',
    `Cannot make the publisher: the proof of ${subject.pattern} has lapsed; prove it anew with "gatehouse namespace prove"`,
  );
}

async function maySee(
  rules: TrustedDeps['namespaceRules'],
  stores: TrustedDeps['stores'],
  principal: Principal,
  publisher: Publisher,
): Promise<boolean> {
  try {
    await requireOnPublisher(rules, stores, principal, publisher, 'see');
    return true;
  } catch (error) {
    if (error instanceof GatehouseError) return false;
    throw error;
  }
}
