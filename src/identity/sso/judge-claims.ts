// What a provider's verified claims mean here: who it is, as what, how they proved it, and when.

import { type Instant, SECOND_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { domainOf, parseEmailAddress } from '../accounts/email-address.ts';
import { ROLES, type Role, type SignInProof } from '../ports.ts';
import { holds, textsOf } from './claim-rule.ts';
import type { IdTokenClaims, SsoProvider } from './sso-ports.ts';

/** Who signed in, in our words. */
export interface SsoPerson {
  readonly subject: string;
  /** What a new account would be called; not proven to be a name. */
  readonly rawName?: string;
  /** An address that the provider says it verified. */
  readonly email?: string;
  /** What the groups give; absent where roles are given here. */
  readonly role?: Role;
  readonly proof: SignInProof;
  /** When they proved themself to the provider; absent: it does not say, and it may have been days ago. */
  readonly provenAt?: Instant;
}

/** Clocks differ by this much. */
const SKEW_MS = 60 * SECOND_MS;

export function judgeClaims(provider: SsoProvider, claims: IdTokenClaims, now: Instant): SsoPerson {
  return {
    subject: claims.sub,
    ...given('rawName', nameOf(provider, claims)),
    ...given('email', verifiedAddressOf(claims)),
    ...given('role', roleOf(provider, claims)),
    proof: proofOf(provider, claims),
    ...given('provenAt', provenAtOf(claims, now)),
  };
}

/** Whether the provider's people of these addresses may come in. */
export function isOfItsDomains(provider: SsoProvider, { email }: SsoPerson): boolean {
  if (provider.emailDomains.length === 0) return true;
  return email !== undefined && provider.emailDomains.includes(domainOf(email));
}

/** Names that are addresses, as some providers give them, are taken up to the @: who it is depends on the subject alone. */
function nameOf({ nameClaim }: SsoProvider, claims: IdTokenClaims): string | undefined {
  const name = Object.hasOwn(claims, nameClaim) ? claims[nameClaim] : undefined;
  return typeof name === 'string' ? name.slice(0, 256).split('@', 1)[0] : undefined;
}

/** Only `true` says verified: the text "true", or nothing, may stand for an address that somebody typed. */
function verifiedAddressOf({ email, email_verified: isVerified }: IdTokenClaims): string | undefined {
  if (typeof email !== 'string' || isVerified !== true) return undefined;
  try {
    return parseEmailAddress(email);
  } catch (error) {
    if (isGatehouseError(error, 'invalid-request')) return undefined;
    throw error;
  }
}

/** The strongest role that a group gives, each compared whole; in none: reader. */
function roleOf({ roles, groupsClaim }: SsoProvider, claims: IdTokenClaims): Role | undefined {
  if (roles === undefined) return undefined;
  const groups = new Set(textsOf(claims, groupsClaim));
  // Strongest first.
  return ROLES.find((role) => roles[role]?.some((group) => groups.has(group))) ?? 'reader';
}

function proofOf({ passkeyClaims, twoFactorClaims }: SsoProvider, claims: IdTokenClaims): SignInProof {
  if (passkeyClaims.some((rule) => holds(rule, claims))) return 'passkey';
  return twoFactorClaims.some((rule) => holds(rule, claims)) ? 'two-factor' : 'password';
}

function provenAtOf({ auth_time: seconds }: IdTokenClaims, now: Instant): Instant | undefined {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  const at = seconds * SECOND_MS;
  return at > now + SKEW_MS ? undefined : Math.min(at, now);
}
