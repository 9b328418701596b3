// What signing in by another's word takes: the providers of the configuration, who they know here, and the protocol.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Instant } from '../../kernel/clock.ts';

import type { Role } from '../ports.ts';
import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import type { PasswordUse } from '../sessions/password-use.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import type { ClaimRule } from './claim-rule.ts';

/** An OpenID provider, as far as it matters who may sign in by it and as what. */
export interface SsoProvider {
  readonly name: string;
  /** What people know it by: `Sign in with …`. */
  readonly label: string;
  readonly issuer: string;
  /** Whether somebody who signs in for the first time gets an account. */
  readonly createsAccounts: boolean;
  /** The claim that new accounts are named after. */
  readonly nameClaim: string;
  /** In lower case. Empty: any, and none as well. */
  readonly emailDomains: readonly string[];
  readonly groupsClaim: string;
  /** Groups by the role that they give; absent: roles are given here. */
  readonly roles?: Readonly<Partial<Record<Role, readonly string[]>>>;
  readonly twoFactorClaims: readonly ClaimRule[];
  readonly passkeyClaims: readonly ClaimRule[];
}

/** That the person whom `issuer` calls `subject` is the one of an account here. Nothing else links the two. */
export interface SsoIdentity {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly accountId: string;
  readonly linkedAt: Instant;
  /** When it last signed somebody in. */
  readonly usedAt?: Instant;
}

export interface SsoStore {
  find(issuer: string, subject: string): Promise<SsoIdentity | undefined>;
  /** In the order in which they were linked. */
  ofAccount(accountId: string): Promise<readonly SsoIdentity[]>;
  /** One of (issuer, subject) is there at most once: saving another fails. */
  save(identity: SsoIdentity): Promise<void>;
  remove(id: string): Promise<void>;
  /** Forgets sign-ins that were begun and never came back. */
  forgetBegun(before: Instant): Promise<void>;
}

export interface SsoStores {
  readonly sso: SsoStore;
}

/** What is asked of a provider. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Whether the person must prove themself to the provider now, whatever it remembers of them. */
  readonly isFresh: boolean;
}

/** What came back by the browser, and what it is held against. */
export interface AuthorizationAnswer extends Omit<AuthorizationRequest, 'isFresh'> {
  /** The query as it came: code, state and the like, or an error. */
  readonly query: string;
}

/** The claims of an ID token whose signature, issuer, audience, nonce and times were verified. Names and values are the provider's. */
export type IdTokenClaims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** The protocol, spoken with the configured providers by name. */
export interface OpenIdClient {
  /** Where the browser goes. Throws what fetching throws, and `upstream-invalid` for a provider whose own description cannot be used. */
  authorizationUrl(provider: string, request: AuthorizationRequest): Promise<string>;
  /**
   * Turns the code into claims. Throws `not-signed-in` (fact `why`: `refused` by the provider, or `unproven`), and what
   * fetching throws.
   */
  redeem(provider: string, answer: AuthorizationAnswer): Promise<IdTokenClaims>;
}

export interface SsoDeps extends Omit<IdentityDeps, 'unit'>, PasswordUse {
  readonly unit: UnitOfWork<IdentityWork & SsoStores>;
  readonly sso: SsoStore;
  readonly providers: readonly SsoProvider[];
  readonly client: OpenIdClient;
  /** Of its own: whole offices begin to sign in at nine from one address. */
  readonly ssoLimit: AttemptLimit;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
}
