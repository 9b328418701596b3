// Whether an identity token is its issuer's, for this server, and of now. The signature is checked by `jose`.

import { DAY_MS, type Instant, SECOND_MS } from '../../kernel/clock.ts';

import { hashSecret } from '../secret.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { UnverifiedIdentity } from './parse-identity-token.ts';
import { rulesOf } from './providers/rules-of.ts';
import { refuseExchange } from './refusal.ts';
import type { Claims, Issuer } from './trusted-publishing-ports.ts';

/** Clocks differ by this much. */
const LEEWAY_MS = 30 * SECOND_MS;
/** A token is remembered after it can no longer be taken, by more than any rounding. */
const REMEMBERED_LONGER_MS = LEEWAY_MS + 5 * SECOND_MS;
/** One that is good for longer would have to be remembered for longer, and could be stolen for longer. */
const MAX_LIFETIME_MS = DAY_MS;
const MAX_JTI = 1_000;

/** Proven to be its issuer's. */
export interface VerifiedIdentity {
  readonly issuer: Issuer;
  /** The issuer as its tokens call it. */
  readonly issuerUrl: string;
  readonly claims: Claims;
  /** What is used up with it, and until when that must be remembered. */
  readonly useKey: string;
  readonly keptUntil: Instant;
}

/** Throws `not-allowed` with why `invalid-token`. `audiences`: any one of them, alone. */
export async function verifyIdentity(
  keys: IssuerKeys,
  unverified: UnverifiedIdentity,
  {
    issuer,
    audiences,
    now,
  }: { readonly issuer: Issuer; readonly audiences: readonly string[]; readonly now: Instant },
): Promise<VerifiedIdentity> {
  const { alg, kid, unverifiedIssuer } = unverified;
  if (!issuer.algorithms.includes(alg)) {
    throw refuseExchange(
      'invalid-token',
      `it is signed by another algorithm than ${issuer.algorithms.join(', ')}`,
    );
  }
  const key = await keys.find(unverifiedIssuer, kid);
  if (key === undefined) {
    throw refuseExchange('invalid-token', 'its issuer has no such key, or cannot be asked now');
  }
  const claims = await verifySignature(unverified, key.jwk);
  const { exp, iss } = claims;
  // What was read before is what was signed; said once more, since everything rests on it.
  if (iss !== unverifiedIssuer) throw refuseExchange('invalid-token', 'its issuer is another');
  requireAudience(claims, audiences);
  requireTimes(claims, now);
  const keptUntil = Number(exp) * SECOND_MS + REMEMBERED_LONGER_MS;
  return { issuer, issuerUrl: iss, claims, useKey: useKeyOf(unverified, claims, issuer), keptUntil };
}

async function verifySignature(
  { text, alg }: UnverifiedIdentity,
  jwk: Readonly<Record<string, unknown>>,
): Promise<Claims> {
  const { compactVerify, importJWK } = await import('jose');
  try {
    // A key that says what it is for is used for nothing else; the token chooses nothing.
    if (jwk['alg'] !== undefined && jwk['alg'] !== alg)
      throw new TypeError('the key is for another algorithm');
    const key = await importJWK(jwk, alg);
    const { payload } = await compactVerify(text, key, { algorithms: [alg] });
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Claims;
  } catch (cause) {
    throw refuseExchange('invalid-token', "its signature is not its issuer's", cause);
  }
}

/** Of one audience, and that is us: a token for several would be good elsewhere too. */
function requireAudience({ aud }: Claims, audiences: readonly string[]): void {
  if (typeof aud === 'string' && audiences.includes(aud)) return;
  const found = typeof aud === 'string' ? 'another audience' : 'a list of audiences';
  throw refuseExchange('invalid-token', `it is for ${found}, expected ${audiences[0] ?? ''}`);
}

function requireTimes({ exp, iat, nbf }: Claims, now: Instant): void {
  const [end, begin] = [instantOf(exp), instantOf(iat)];
  if (end === undefined || begin === undefined) {
    throw refuseExchange('invalid-token', 'it does not say from when until when it is good');
  }
  if (now >= end + LEEWAY_MS) throw refuseExchange('invalid-token', 'it has expired');
  const from = nbf === undefined ? begin : instantOf(nbf);
  if (from === undefined || Math.max(from, begin) > now + LEEWAY_MS) {
    throw refuseExchange('invalid-token', 'it is not good yet');
  }
  if (end - begin > MAX_LIFETIME_MS) {
    throw refuseExchange('invalid-token', 'it is good for more than a day');
  }
}

function instantOf(seconds: unknown): Instant | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 && seconds < 1e11
    ? seconds * SECOND_MS
    : undefined;
}

/** A token without an id of its own is known by what was signed; the signature itself may be written in several ways. */
function useKeyOf({ signed }: UnverifiedIdentity, { jti, iss }: Claims, issuer: Issuer): string {
  const hasJti = typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI;
  if (hasJti) return hashSecret(JSON.stringify(['jti', iss, jti]));
  if (jti === undefined && !rulesOf(issuer.provider).hasJti)
    return hashSecret(JSON.stringify(['text', signed]));
  throw refuseExchange('invalid-token', 'it has no id of its own (jti), by which it would work once');
}
