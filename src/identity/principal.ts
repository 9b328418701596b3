// Who stands behind a request, once proven.

import type { Instant } from '../kernel/clock.ts';

import type { Account, Role, SignInProof, Token } from './ports.ts';
import type { PublisherRun } from './tokens/publisher-token.ts';
import type { TokenKind } from './tokens/token-text.ts';

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
  readonly scope: TokenKind;
  /** What it may do with its packages, when it writes. */
  readonly actions?: Token['actions'] & object;
  /** The packages that it is bound to; absent: none in particular. */
  readonly packages?: Token['packages'] & object;
  /** Whether an address lies in the networks that it is bound to; absent: it is bound to none. */
  readonly isWithin?: (address: string) => boolean;
  /** The view that the token is bound to. */
  readonly view?: string;
  /** Whether each change that it makes takes a one-time proof of its person. */
  readonly asksProof?: true;
  /** Of a trusted publisher: by whose word it publishes. */
  readonly run?: PublisherRun;
  /** Of a trusted publisher: every one by which it may what it may. */
  readonly publisherIds?: readonly string[];
  /** Empty: a trusted publisher's, which is no account's. */
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
  /** How they signed in. */
  readonly proof: SignInProof;
  /** Whether their password is known from leaks, so that they may do nothing before they chose another. */
  readonly mustChangePassword?: true;
  /** The strongest factor that they could have signed in with. */
  readonly strongestFactor?: NonNullable<Account['strongestFactor']>;
}

/**
 * Somebody who may write the data folder, at work on it while no server runs: whoever can do that needs nobody's leave,
 * but is named. Never made from a request.
 */
export interface Operator {
  readonly kind: 'operator';
  /** No account's: what belongs to an account cannot be done as operator. */
  readonly accountId: '';
  /** Of the operating system. */
  readonly accountName: string;
  readonly role: 'administrator';
}

export type Principal = Nobody | TokenPrincipal | Person | Operator;

/** The reader that exposure records for a principal. */
export function readerOf(principal: Principal): Reader {
  if (principal.kind === 'nobody') return { kind: 'address', address: principal.address };
  if (principal.kind === 'token') return { kind: 'token', id: principal.tokenId };
  if (principal.kind === 'operator') return { kind: 'user', id: actorOf(principal) };
  return { kind: 'user', id: principal.accountId };
}

/** The view that a principal is bound to; undefined: by network or the default. */
export function viewOf(principal: Principal): string | undefined {
  return principal.kind === 'token' ? principal.view : undefined;
}

/** The principal as the journal names who did it: `account:ada`, `token:<id>`, `publisher:<id>`, `local:<user>`, `nobody`. */
export function actorOf(principal: Principal): string {
  if (principal.kind === 'nobody') return 'nobody';
  if (principal.kind === 'operator') return `local:${principal.accountName}`;
  if (principal.kind !== 'token') return `account:${principal.accountName}`;
  const { run, tokenId } = principal;
  return run === undefined ? `token:${tokenId}` : `publisher:${run.publisherId}`;
}

/** Whether an account may be used at all. */
export function isEnabled(account: Account): boolean {
  return account.disabledAt === undefined;
}
