// What the identity room needs from storage. Secrets arrive hashed.

import type { Instant } from '../kernel/clock.ts';

export const ROLES = ['administrator', 'reviewer', 'auditor', 'reader'] as const;

export type Role = (typeof ROLES)[number];

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** argon2id in PHC string form; absent until the person chose one. */
  readonly passwordHash?: string;
  readonly createdAt: Instant;
  readonly disabledAt?: Instant;
}

export interface Session {
  /** SHA-256 of the cookie's secret. */
  readonly idHash: string;
  readonly accountId: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** When the person last proved themself (password). */
  readonly confirmedAt: Instant;
}

export interface Token {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the whole token. */
  readonly hash: string;
  readonly accountId: string;
  /** What it may do: read packages, or act with its account's role through the API. */
  readonly scope: 'read' | 'api';
  /** The view that its reader gets; absent: by network or default. */
  readonly view?: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly revokedAt?: Instant;
  readonly lastUsedAt?: Instant;
}

/** A link that works once. */
export interface OneTimeLink {
  readonly hash: string;
  readonly purpose: 'first-administrator' | 'set-password';
  readonly accountId?: string;
  readonly expiresAt: Instant;
}

export interface IdentityStore {
  /** Everyone, by name: for those who keep accounts. */
  accounts(): Promise<readonly Account[]>;
  findAccount(id: string): Promise<Account | undefined>;
  /** By the canonical spelling of its name. */
  findAccountByName(name: string): Promise<Account | undefined>;
  /** Accounts with the role, enabled or not. */
  accountsWithRole(role: Role): Promise<readonly Account[]>;
  saveAccount(account: Account): Promise<void>;
  findSession(idHash: string): Promise<Session | undefined>;
  saveSession(session: Session): Promise<void>;
  endSession(idHash: string): Promise<void>;
  endSessionsOf(accountId: string): Promise<void>;
  /** Everyone's, oldest first. */
  tokens(): Promise<readonly Token[]>;
  tokensOf(accountId: string): Promise<readonly Token[]>;
  findTokenById(id: string): Promise<Token | undefined>;
  findToken(hash: string): Promise<Token | undefined>;
  saveToken(token: Token): Promise<void>;
  touchTokens(uses: readonly { readonly id: string; readonly at: Instant }[]): Promise<void>;
  saveLink(link: OneTimeLink): Promise<void>;
  /** Removes and returns the link; a second call finds none. */
  takeLink(hash: string): Promise<OneTimeLink | undefined>;
}

export interface IdentityStores {
  readonly identity: IdentityStore;
}
