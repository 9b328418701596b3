// An identity token is exchanged for one of ours: once, for minutes, to publish what its publisher may.

import { shortenAddress } from '../../kernel/address.ts';
import { type Instant, DAY_MS, MINUTE_MS } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageName } from '../../kernel/package-ref.ts';

import { askerKey, requireAllowance } from '../accounts/allowance.ts';
import type { TokenPackages, WriteAction } from '../tokens/token-actions.ts';
import { freezeMismatch } from '../takeover/freeze-mismatch.ts';
import { makePublisherToken, type PublisherToken } from '../tokens/publisher-token.ts';
import { audiencesAt, type ExchangeDoor } from './audience.ts';
import { findIssuer } from './find-issuer.ts';
import { assertFitForAny, matchPublishers, type Impostor, type Match } from './match-publishers.ts';
import { parseIdentityToken } from './parse-identity-token.ts';
import type { Owner } from '../organisations/organisation-ports.ts';
import { findNamespaceOf, findOwner, isNamespacePattern } from './publisher-owner.ts';
import { textOf } from './providers/provider-rules.ts';
import { rulesOf } from './providers/rules-of.ts';
import { subjectOf, warnOfImpostor } from './publisher-news.ts';
import { refusalOf, refuseExchange } from './refusal.ts';
import { reifyPending } from './reify-pending.ts';
import type { Publisher, PublisherRight } from './trusted-publishing-ports.ts';
import type { TrustedDeps, TrustedWork } from './trusted-unit.ts';
import { verifyIdentity, type VerifiedIdentity } from './verify-identity.ts';

export const EXCHANGES_WITHIN_MS = 5 * MINUTE_MS;

export interface ExchangeRequest {
  /** The identity token, from outside. */
  readonly identityToken: string;
  readonly ecosystem: Ecosystem;
  /** For this package alone; absent: for all that the identity publishes in the ecosystem. */
  readonly name?: PackageName;
  readonly door: ExchangeDoor;
  /** Normalized address of the client. */
  readonly address: string;
}

/** The only moment at which the token's text is known. */
export interface ExchangedToken {
  readonly text: string;
  readonly token: PublisherToken;
}

/**
 * Throws `not-allowed` with the fact `why` (refusal.ts) for a token that is not its issuer's, for us, of now, new, and of a
 * publisher here; `too-many-requests`. The token is used up, the package of a pending publisher made, and the new token kept in
 * one transaction. Every outcome for a token that is its issuer's is in the journal.
 */
export async function exchangeIdentity(deps: TrustedDeps, request: ExchangeRequest): Promise<ExchangedToken> {
  requireAllowance(deps.exchanges, askerKey(request.address), EXCHANGES_WITHIN_MS);
  const unverified = parseIdentityToken(request.identityToken);
  const issuer = findIssuer(deps.issuers, unverified.unverifiedIssuer);
  if (issuer === undefined) throw refuseExchange('invalid-payload', 'its issuer is not known here');
  // Nobody is asked for keys by whose word nothing is published.
  if (!(await deps.stores.publishers.hasIssuer(unverified.unverifiedIssuer))) {
    throw refuseExchange('invalid-publisher', 'nothing here is published by its issuer');
  }
  const audiences = await audiencesAt({ ...deps, instance: deps.stores.instance }, request.door, issuer);
  const now = deps.clock.now();
  const verified = await verifyIdentity(deps.keys, unverified, { issuer, audiences, now });
  const found: Impostor[] = [];
  try {
    return await deps.unit.transact((work) => mint(deps, work, { request, verified, found }));
  } catch (error) {
    await recordRefusal(deps, request, verified, { error, impostors: found });
    throw error;
  }
}

interface Scene {
  readonly request: ExchangeRequest;
  readonly verified: VerifiedIdentity;
  /** Filled with those that were refused for their ids. */
  readonly found: Impostor[];
}

async function mint(deps: TrustedDeps, work: TrustedWork, scene: Scene): Promise<ExchangedToken> {
  const now = deps.clock.now();
  const { request, verified } = scene;
  const matches = await findMatches(work, scene, now);
  if (!(await work.usedIdentities.take(verified.useKey, verified.keptUntil))) {
    throw refuseExchange('invalid-reuse-token', 'it was exchanged before, and works once');
  }
  const settled = await settle(deps, work, matches, now);
  const { text, token } = makePublisherToken(deps.random, now, grantOf(settled, request, verified));
  await work.publisherTokens.save(token);
  recordMinted(work, token, request);
  await work.usedIdentities.forgetOver(now);
  await work.publisherTokens.forgetOver(now - DAY_MS);
  return { text, token };
}

async function findMatches(
  work: TrustedWork,
  { request, verified, found }: Scene,
  now: Instant,
): Promise<readonly Match[]> {
  const { issuer, issuerUrl, claims } = verified;
  const locator = assertFitForAny({ issuer, claims });
  const { ecosystem, name } = request;
  const candidates = await work.publishers.candidates({ issuer: issuerUrl, locator, ecosystem });
  const { matches, impostors, mismatch } = matchPublishers(candidates, { issuer, claims, now, name });
  found.push(...impostors);
  if (matches.length > 0) return matches;
  const [impostor] = impostors;
  if (impostor !== undefined) {
    throw refuseExchange(
      'invalid-publisher',
      `its ${impostor.claim} is ${impostor.found}, which is another than the publisher was first used with`,
    );
  }
  throw refuseExchange('invalid-publisher', mismatch ?? 'no publisher here is of what it says');
}

interface Settled {
  readonly publisher: Publisher;
  /** Of a namespace's: whose packages they are that it publishes. */
  readonly owner?: Owner | undefined;
}

/** Publishers as they are from now on: used, pinned, none pending, and each namespace proven. */
async function settle(
  deps: TrustedDeps,
  work: TrustedWork,
  matches: readonly Match[],
  now: Instant,
): Promise<readonly Settled[]> {
  const settled: Settled[] = [];
  for (const { publisher, pins } of matches) {
    const used: Publisher = { ...publisher, pins, lastUsedAt: now };
    const { pending } = used;
    const active = pending === undefined ? used : await reifyPending(deps, work, { ...used, pending }, now);
    if (active === undefined) continue;
    const isWide = isNamespacePattern(active.pattern);
    const namespace = isWide ? await findNamespaceOf(deps.namespaceRules, work, active) : undefined;
    if (isWide && namespace?.state !== 'proven') continue;
    await work.publishers.save(active);
    recordPins(work, publisher, active, now);
    settled.push({ publisher: active, owner: namespace?.owner });
  }
  if (settled.length > 0) return settled;
  throw matches.some(({ publisher }) => publisher.pending !== undefined)
    ? refuseExchange('invalid-pending-publisher', "the name that it waited for is somebody else's by now")
    : refuseExchange('invalid-publisher', 'the proof of its namespace has lapsed');
}

const ACTIONS: Readonly<Record<PublisherRight, readonly WriteAction[]>> = {
  publish: ['publish', 'stage'],
  stage: ['stage'],
};

/** The least that any of its publishers may: where one only puts up for approval, the token does. */
function grantOf(
  settled: readonly Settled[],
  { ecosystem, name }: ExchangeRequest,
  { issuer, issuerUrl, claims }: VerifiedIdentity,
): Pick<PublisherToken, 'packages' | 'actions' | 'publisherIds' | 'run'> {
  const publishers = settled.map(({ publisher }) => publisher);
  const packages: readonly TokenPackages[] = settled.map(({ publisher: { pattern }, owner }) => ({
    ecosystem,
    pattern: name ?? pattern,
    ...given('owner', owner),
  }));
  const isStaged = publishers.some(({ right }) => right === 'stage');
  const told = Object.entries(rulesOf(issuer.provider).told).flatMap(([key, claim]) => {
    const text = textOf(claims, claim);
    return text === undefined ? [] : [[key, text] as const];
  });
  const [first] = publishers;
  return {
    packages,
    actions: ACTIONS[isStaged ? 'stage' : 'publish'],
    publisherIds: publishers.map(({ id }) => id),
    run: { publisherId: first?.id ?? '', issuer: issuerUrl, claims: Object.fromEntries(told) },
  };
}

function recordPins(work: TrustedWork, before: Publisher, after: Publisher, at: Instant): void {
  const added = Object.entries(after.pins).filter(([claim]) => !Object.hasOwn(before.pins, claim));
  if (added.length === 0) return;
  work.journal.record({
    kind: 'publisher-pinned',
    actor: `publisher:${after.id}`,
    at,
    ...subjectOf(after),
    data: { publisherId: after.id, pins: added.map(([claim, value]) => `${claim}=${value}`) },
  });
}

function recordMinted(work: TrustedWork, token: PublisherToken, { address }: ExchangeRequest): void {
  const { id, publisherIds, packages, actions, run, createdAt, expiresAt } = token;
  work.journal.record({
    kind: 'publisher-token-minted',
    actor: `publisher:${run.publisherId}`,
    at: createdAt,
    data: {
      tokenId: id,
      publisherIds,
      packages: packages.map(({ ecosystem, pattern }) => `${ecosystem}:${pattern}`),
      actions,
      issuer: run.issuer,
      claims: run.claims,
      network: shortenAddress(address),
      expiresAt,
    },
  });
}

/** An issuer's own word that somebody asked, and why they got nothing. What is no refusal is not recorded here. */
async function recordRefusal(
  deps: TrustedDeps,
  { ecosystem, name, address }: ExchangeRequest,
  { issuerUrl }: VerifiedIdentity,
  { error, impostors }: { readonly error: unknown; readonly impostors: readonly Impostor[] },
): Promise<void> {
  const why = refusalOf(error);
  if (why === undefined || !(error instanceof GatehouseError)) return;
  await deps.unit.transact(async (work) => {
    const at = deps.clock.now();
    const network = shortenAddress(address);
    const data = { issuer: issuerUrl, why, because: error.message, network };
    const about = { ecosystem, ...given('name', name) };
    work.journal.record({ kind: 'publisher-refused', actor: 'nobody', at, ...about, data });
    for (const { publisher, claim } of impostors) {
      const owner = await findOwner(deps.namespaceRules, work, publisher);
      // Whoever waits for a name has no package yet, and freezes nobody else's.
      if (publisher.pending === undefined) {
        const mismatch = { ...publisher, publisherId: publisher.id, claim, name, owner };
        await freezeMismatch(deps, work, mismatch, at);
      }
      if (!deps.warnings.take(publisher.id)) continue;
      await warnOfImpostor(deps, work, { publisher, owner, claim, actor: 'nobody', at });
    }
  });
}
