// Who stands behind a request, once proven.

import type { Instant } from '../kernel/clock.ts';

import type { Account, Role, Token } from './ports.ts';

/** Who fetches packages, as exposure names them. */
export type Reader =
  | { readonly kind: 'token'; readonly id: string }
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'address'; readonly address: string };

/** Somebody who presented nothing. */
export interface Nobody {
  readonly kind: 'nobody';
  readonly address: string;
}

/** A machine or client with a token. Its rights are those of `scope`, within its account's role. */
export interface TokenPrincipal {
  readonly kind: 'token';
  readonly tokenId: string;
  readonly tokenName: string;
  readonly scope: Token['scope'];
  /** The view that the token is bound to. */
  readonly view?: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly role: Role;
}

/** A signed-in person. */
export interface Person {
  readonly kind: 'person';
  readonly accountId: string;
  readonly accountName: string;
  readonly role: Role;
  /** The session's key in the store; not its secret. */
  readonly sessionHash: string;
  readonly expiresAt: Instant;
  /** When the person last proved themself. */
  readonly confirmedAt: Instant;
}

export type Principal = Nobody | TokenPrincipal | Person;

/** The reader that exposure records for a principal. */
export function readerOf(principal: Principal): Reader {
  if (principal.kind === 'nobody') return { kind: 'address', address: principal.address };
  if (principal.kind === 'token') return { kind: 'token', id: principal.tokenId };
  return { kind: 'user', id: principal.accountId };
}

/** The view that a principal is bound to; undefined: by network or the default. */
export function viewOf(principal: Principal): string | undefined {
  return principal.kind === 'token' ? principal.view : undefined;
}

/** The principal as the journal names who did it: `account:ada`, `token:<id>`, `nobody`. */
export function actorOf(principal: Principal): string {
  if (principal.kind === 'nobody') return 'nobody';
  return principal.kind === 'token' ? `token:${principal.tokenId}` : `account:${principal.accountName}`;
}

/** Whether an account may be used at all. */
export function isEnabled(account: Account): boolean {
  return account.disabledAt === undefined;
}
