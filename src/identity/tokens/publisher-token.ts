// The token that a trusted publisher gets for its identity: to publish some packages, for minutes.

import { type Instant, MINUTE_MS } from '../../kernel/clock.ts';

import type { TokenPrincipal } from '../principal.ts';
import { hashSecret, mintId, type RandomBytes } from '../secret.ts';
import type { TokenPackages, WriteAction } from './token-actions.ts';
import { mintTokenText } from './token-text.ts';

/** PEP 807 asks for at least this long; nobody needs more to publish what was built. */
export const PUBLISHER_TOKEN_MS = 15 * MINUTE_MS;

/** By whose word a token was given, and what that said of the run: it stands beside each version that it publishes. */
export interface PublisherRun {
  readonly publisherId: string;
  readonly issuer: string;
  /** Some of the identity token's claims: `repository`, `ref`, `sha`, `run_id`. */
  readonly claims: Readonly<Record<string, string>>;
}

export interface PublisherToken {
  readonly id: string;
  /** SHA-256 of the whole token. */
  readonly hash: string;
  readonly packages: readonly TokenPackages[];
  readonly actions: readonly WriteAction[];
  /** Every publisher by which it may what it may; when one ends, it does. */
  readonly publisherIds: readonly string[];
  readonly run: PublisherRun;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt?: Instant;
}

/** A new one with its text, which is known at no other moment. */
export function makePublisherToken(
  random: RandomBytes,
  now: Instant,
  grant: Pick<PublisherToken, 'packages' | 'actions' | 'publisherIds' | 'run'>,
): { readonly text: string; readonly token: PublisherToken } {
  const text = mintTokenText('publisher', random);
  const token = {
    ...grant,
    id: mintId(random),
    hash: hashSecret(text),
    createdAt: now,
    expiresAt: now + PUBLISHER_TOKEN_MS,
  };
  return { text, token };
}

/** Who presents it: no account's, so that nothing which hangs on one is open to it. */
export function asPublisherPrincipal({
  id,
  packages,
  actions,
  run,
  publisherIds,
}: PublisherToken): TokenPrincipal {
  return {
    kind: 'token',
    tokenId: id,
    tokenName: 'trusted publisher',
    scope: 'publisher',
    packages,
    actions,
    accountId: '',
    accountName: `publisher ${run.publisherId}`,
    role: 'reader',
    run,
    publisherIds,
  };
}
