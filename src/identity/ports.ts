// What the identity room needs from storage. Secrets arrive hashed.

import type { Instant } from '../kernel/clock.ts';

import type { TokenPackages, WriteAction } from './tokens/token-actions.ts';

export const ROLES = ['administrator', 'reviewer', 'auditor', 'reader'] as const;

export type Role = (typeof ROLES)[number];

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** argon2id in PHC string form; absent until the person chose one. */
  readonly passwordHash?: string;
  /** Since when its password is known from leaks: until another is chosen, its sessions do nothing else. */
  readonly passwordLeakedAt?: Instant;
  readonly createdAt: Instant;
  readonly disabledAt?: Instant;
  /** When its person left: then it is disabled, and what is left is its name, which nobody gets again. */
  readonly deletedAt?: Instant;
  /** Where letters go; accounts of before may have none. */
  readonly email?: EmailAddress;
  /** The strongest second factor that its person enrolled; absent: none, and then it publishes nothing. */
  readonly strongestFactor?: 'totp' | 'passkey';
}

/** An account's address. Only one that is verified and has not lapsed recovers anything. */
export interface EmailAddress {
  /** As it was given. */
  readonly address: string;
  /** When its reader followed the link in a letter. */
  readonly verifiedAt?: Instant;
  /** Since when its domain may be somebody else's; until the signed-in person verifies an address anew. */
  readonly lapsedAt?: Instant;
  /** When its domain was last looked at. */
  readonly checkedAt?: Instant;
}

/** How a session was begun, weakest first. A passkey is phishing-resistant: it answers to this server's origin alone. */
export const SIGN_IN_PROOFS = ['password', 'two-factor', 'passkey'] as const;

export type SignInProof = (typeof SIGN_IN_PROOFS)[number];

export interface Session {
  /** SHA-256 of the cookie's secret. */
  readonly idHash: string;
  readonly accountId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** When the person last proved themself. */
  readonly confirmedAt: Instant;
  readonly proof: SignInProof;
  /** The shortened address that it was begun from. */
  readonly network?: string;
  /** What the browser called itself; shortened, from outside. */
  readonly agent?: string;
}

/** What tokens are for: read packages, act with their account's role through the API, or change packages. */
export const TOKEN_SCOPES = ['read', 'api', 'write'] as const;

export interface Token {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the whole token. */
  readonly hash: string;
  readonly accountId: string;
  readonly scope: (typeof TOKEN_SCOPES)[number];
  /** What a write token may do with its packages. */
  readonly actions?: readonly WriteAction[];
  /** What it may be used for; absent: any package. A write token names some. */
  readonly packages?: readonly TokenPackages[];
  /** Where it may be used from, as addresses and CIDR blocks; absent: from anywhere. */
  readonly networks?: readonly string[];
  /** Whether each change that it makes takes a one-time proof of its person. */
  readonly asksProof?: true;
  /** The view that its reader gets; absent: by network or default. */
  readonly view?: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
  /** The shortened address that it was last used from. */
  readonly lastUsedNetwork?: string;
}

/** That a token was used. */
export interface TokenUse {
  readonly id: string;
  readonly at: Instant;
  /** A shortened address. */
  readonly network: string;
}

/** What a link is for. */
export type LinkPurpose =
  | 'first-administrator'
  | 'set-password'
  | 'verify-email'
  | 'sign-up'
  | 'recovery'
  | 'package-transfer'
  | 'sso-sign-in'
  /** Between the steps of a sign-in. */
  | 'sign-in-ticket'
  | 'confirm-device'
  | 'passkey-challenge'
  | 'totp-offer'
  /** A client on the command line waits for its person, and for what they said. */
  | 'client-login'
  | 'client-login-done'
  /** A client waits for its person's yes to one request, and for the code that came of it. */
  | 'page-proof'
  | 'page-proof-done'
  | 'one-time-code'
  /** A client's person is not asked again for some minutes. */
  | 'proof-spared';

/** A link that works once. */
export interface OneTimeLink {
  readonly hash: string;
  readonly purpose: LinkPurpose;
  readonly accountId?: string;
  readonly expiresAt: Instant;
  /** What else the link is about, as its purpose says. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface IdentityStore {
  /** Everyone, by name: for those who keep accounts. */
  accounts(): Promise<readonly Account[]>;
  findAccount(id: string): Promise<Account | undefined>;
  /** By the canonical spelling of its name. */
  findAccountByName(name: string): Promise<Account | undefined>;
  /** Those whose address this is, verified or not, whatever its case. */
  accountsWithEmail(address: string): Promise<readonly Account[]>;
  /** Accounts with the role, enabled or not. */
  accountsWithRole(role: Role): Promise<readonly Account[]>;
  saveAccount(account: Account): Promise<void>;
  /** Those that are not over, newest first. */
  sessionsOf(accountId: string, now: Instant): Promise<readonly Session[]>;
  findSession(idHash: string): Promise<Session | undefined>;
  saveSession(session: Session): Promise<void>;
  endSession(idHash: string): Promise<void>;
  /** All of an account, but the one that is named. */
  endSessionsOf(accountId: string, except?: string): Promise<void>;
  /** Everyone's, oldest first. */
  tokens(): Promise<readonly Token[]>;
  tokensOf(accountId: string): Promise<readonly Token[]>;
  findTokenById(id: string): Promise<Token | undefined>;
  findToken(hash: string): Promise<Token | undefined>;
  saveToken(token: Token): Promise<void>;
  touchTokens(uses: readonly TokenUse[]): Promise<void>;
  saveLink(link: OneTimeLink): Promise<void>;
  findLink(hash: string): Promise<OneTimeLink | undefined>;
  /** Forgets the links that were over before `now`. */
  forgetLinksOverBefore(now: Instant): Promise<void>;
  /** Ends an account's links of a purpose, or all of them. */
  endLinksOf(accountId: string, purpose?: LinkPurpose): Promise<void>;
  /** Removes and returns the link; a second call finds none. */
  takeLink(hash: string): Promise<OneTimeLink | undefined>;
}

export interface IdentityStores {
  readonly identity: IdentityStore;
}
