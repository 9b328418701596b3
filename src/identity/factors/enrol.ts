// A signed-in person enrols a second factor. The first one ends the other sessions, which were begun without it, and brings
// recovery codes.

import { MINUTE_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { requireAccess } from '../access.ts';
import { postNotice } from '../letters/notices.ts';
import type { Account } from '../ports.ts';
import { actorOf, isEnabled, type Person } from '../principal.ts';
import { hashSecret, isSecret, mintId, mintSecret } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';
import { mintChallenge, takeChallenge } from './challenge.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { Factor, PasskeyFactor } from './factor-ports.ts';
import {
  registrationOptions,
  verifyRegistration,
  type PasskeyRegistration,
  type RegistrationOptions,
} from './passkey.ts';
import { sealedFor } from './prove-factor.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';
import { relyingPartyOf } from './relying-party.ts';
import { formatBase32, matchTotp, otpauthUri, parseTotpCode, TOTP_SECRET_BYTES } from './totp.ts';

/** How long a person may take to set the authenticator up. */
const TOTP_OFFER_MS = 15 * MINUTE_MS;
const MAX_FACTORS = 20;
const MAX_NAME_LENGTH = 60;

export interface EnrolledFactor {
  readonly factor: Factor;
  /** A first factor's; told once. */
  readonly recoveryCodes?: readonly string[];
}

/** What an application needs to make codes; nothing is enrolled until one of them is shown. */
export interface TotpOffer {
  /** To be brought with the code. */
  readonly ticket: string;
  /** base32. */
  readonly secret: string;
  readonly uri: string;
}

/** Throws `conflict` for an account that has one, access errors (`manage-own-account`). */
export async function offerTotp(deps: FactorDeps, person: Person): Promise<TotpOffer> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  const secret = deps.random(TOTP_SECRET_BYTES);
  const sealedSecret = await deps.box.seal(secret, sealedFor(person.accountId));
  const ticket = mintSecret(deps.random);
  await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    await assertRoom(work, person.accountId, 'totp');
    await work.identity.endLinksOf(person.accountId, 'totp-offer');
    await work.identity.saveLink({
      hash: hashSecret(ticket),
      purpose: 'totp-offer',
      accountId: person.accountId,
      expiresAt: now + TOTP_OFFER_MS,
      details: { sealedSecret },
    });
  });
  const issuer = `Gatehouse ${new URL(deps.letterHead.publicUrl).host}`;
  return {
    ticket,
    secret: formatBase32(secret),
    uri: otpauthUri(secret, { issuer, account: person.accountName }),
  };
}

/** Throws `invalid-request` for a wrong code (the offer stays good), `not-allowed` for an offer that is over, `too-many-requests`. */
export async function enrolTotp(
  deps: FactorDeps,
  person: Person,
  request: {
    readonly ticket: string;
    readonly code: string;
    readonly name: string;
    readonly address: string;
  },
): Promise<EnrolledFactor> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  const name = parseFactorName(request.name);
  const attempt = { account: person.accountId, address: request.address };
  deps.factorLimit.admit(attempt);
  const enrolled = await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const hash = isSecret(request.ticket) ? hashSecret(request.ticket) : '';
    const link = await work.identity.findLink(hash);
    const sealedSecret = link?.details?.['sealedSecret'];
    const isGood =
      link?.purpose === 'totp-offer' && link.accountId === person.accountId && now < link.expiresAt;
    if (!isGood || typeof sealedSecret !== 'string') throw offerOver();
    const counter = await checkCode(deps, sealedSecret, { person, typed: request.code, now });
    if ((await work.identity.takeLink(hash)) === undefined) throw offerOver();
    await assertRoom(work, person.accountId, 'totp');
    const base = { id: mintId(deps.random), accountId: person.accountId, name, createdAt: now };
    return addFactor(deps, work, person, { ...base, kind: 'totp', sealedSecret, counter });
  });
  deps.factorLimit.succeed(attempt);
  return enrolled;
}

async function checkCode(
  deps: FactorDeps,
  sealedSecret: string,
  { person, typed, now }: { readonly person: Person; readonly typed: string; readonly now: Instant },
): Promise<number> {
  const code = parseTotpCode(typed);
  const secret = await deps.box.open(sealedSecret, sealedFor(person.accountId));
  const match =
    code === undefined ? { kind: 'wrong' as const } : matchTotp(secret, code, { now, lastStep: 0 });
  if (match.kind === 'accepted') return match.step;
  const why =
    match.kind === 'clock-off'
      ? 'it is of another moment: the clock of your authenticator is off, set it by the network'
      : 'it is wrong; expected the six digits that your authenticator shows now';
  throw new GatehouseError('invalid-request', `Cannot use code: ${why}`, { facts: { field: 'code' } });
}

/** Throws `unsupported` where browsers make no passkeys, access errors (`manage-own-account`). */
export async function offerPasskey(deps: FactorDeps, person: Person): Promise<RegistrationOptions> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  const party = relyingPartyOf(deps.letterHead.publicUrl);
  const account = { id: person.accountId, name: person.accountName };
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const known = await assertRoom(work, person.accountId, 'passkey');
    const challenge = await mintChallenge(work, deps.random, {
      use: 'enrol',
      accountId: person.accountId,
      now,
    });
    const passkeys = known.filter((factor): factor is PasskeyFactor => factor.kind === 'passkey');
    return registrationOptions(party, challenge, account, passkeys);
  });
}

/** Throws `not-allowed` for what does not answer an offer, `conflict` for a credential that somebody has, access errors. */
export async function enrolPasskey(
  deps: FactorDeps,
  person: Person,
  request: { readonly name: string; readonly passkey: PasskeyRegistration },
): Promise<EnrolledFactor> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  const name = parseFactorName(request.name);
  const party = relyingPartyOf(deps.letterHead.publicUrl);
  const { accountId } = person;
  const challenge = await deps.unit.transact((work) =>
    takeChallenge(work, request.passkey.response.clientDataJSON, {
      use: 'enrol',
      accountId,
      now: deps.clock.now(),
    }),
  );
  const proven =
    challenge === undefined ? undefined : await verifyRegistration(party, challenge, request.passkey);
  if (proven === undefined) {
    throw new GatehouseError(
      'not-allowed',
      `Cannot enrol passkey: what the browser sent does not answer the question of ${party.origin}; try again`,
    );
  }
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    await assertRoom(work, accountId, 'passkey');
    const base = { id: mintId(deps.random), accountId, name, createdAt: now };
    return addFactor(deps, work, person, { ...base, kind: 'passkey', ...proven });
  });
}

/** Keeps the factor, and all that follows from having it. */
async function addFactor(
  deps: FactorDeps,
  work: IdentityWork,
  person: Person,
  factor: Factor,
): Promise<EnrolledFactor> {
  const account = await work.identity.findAccount(person.accountId);
  if (account === undefined || !isEnabled(account)) throw signedOut();
  await work.factors.saveFactor(factor);
  await keepSession(work, person, factor);
  const strongestFactor = factor.kind === 'passkey' ? 'passkey' : (account.strongestFactor ?? 'totp');
  await work.identity.saveAccount({ ...account, strongestFactor });
  const actor = actorOf(person);
  const data = { accountId: account.id, factorId: factor.id, factor: factor.kind };
  const at = factor.createdAt;
  work.journal.record({ kind: 'factor-enrolled', actor, at, data });
  await postNotice(deps, work, { account, about: 'factor-enrolled', actor, at, more: [wordsOf(factor)] });
  if ((await work.recoveryCodes.countCodes(account.id)) > 0) return { factor };
  return { factor, recoveryCodes: await makeCodes(deps, work, { account, actor, at }) };
}

/** The session in which it was enrolled has just shown it; those that were begun without any end. */
async function keepSession(work: IdentityWork, person: Person, factor: Factor): Promise<void> {
  const session = await work.identity.findSession(person.sessionHash);
  if (session === undefined) throw signedOut();
  for (const { idHash, proof } of await work.identity.sessionsOf(person.accountId, factor.createdAt)) {
    if (proof === 'password' && idHash !== session.idHash) await work.identity.endSession(idHash);
  }
  const proof = factor.kind === 'passkey' ? 'passkey' : 'two-factor';
  await work.identity.saveSession({ ...session, proof });
}

/** A new set of recovery codes; those of before end. Throws `conflict` without a factor, access errors (`manage-own-account`). */
export async function renewCodes(deps: FactorDeps, person: Person): Promise<readonly string[]> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  return deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(person.accountId);
    if (account?.strongestFactor === undefined) {
      throw new GatehouseError(
        'conflict',
        'Cannot make recovery codes: they stand in for a second factor, and your account has none',
      );
    }
    const [actor, at] = [actorOf(person), deps.clock.now()];
    await postNotice(deps, work, { account, about: 'recovery-codes-made', actor, at });
    return makeCodes(deps, work, { account, actor, at });
  });
}

async function makeCodes(
  deps: FactorDeps,
  work: IdentityWork,
  { account, actor, at }: { readonly account: Account; readonly actor: string; readonly at: Instant },
): Promise<readonly string[]> {
  const codes = await renewRecoveryCodes(work, deps.random, account);
  work.journal.record({ kind: 'recovery-codes-made', actor, at, data: { accountId: account.id } });
  return codes;
}

async function assertRoom(
  work: IdentityWork,
  accountId: string,
  kind: Factor['kind'],
): Promise<readonly Factor[]> {
  const known = await work.factors.factorsOf(accountId);
  if (kind === 'totp' && known.some((factor) => factor.kind === 'totp')) {
    throw new GatehouseError('conflict', 'Cannot enrol authenticator: you have one; remove it first');
  }
  if (known.length >= MAX_FACTORS) {
    throw new GatehouseError('conflict', `Cannot enrol: found ${known.length} factors, expected at most 20`);
  }
  return known;
}

/** What a person calls a factor. Throws `invalid-request`. */
export function parseFactorName(raw: string): string {
  const name = raw.trim();
  if (name !== '' && name.length <= MAX_NAME_LENGTH && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return name;
  throw new GatehouseError(
    'invalid-request',
    `Cannot use name: expected 1 to ${MAX_NAME_LENGTH} characters on one line`,
    { facts: { field: 'name' } },
  );
}

/** In a letter: what it is called. */
export function wordsOf({ kind, name }: Factor): string {
  return `${kind === 'passkey' ? 'The passkey' : 'The authenticator'} is called “${name}”.`;
}

function offerOver(): GatehouseError {
  return new GatehouseError('not-allowed', 'Cannot enrol authenticator: the offer is over; begin again');
}

function signedOut(): GatehouseError {
  return new GatehouseError('not-signed-in', 'Cannot enrol: the session has ended, sign in again');
}
