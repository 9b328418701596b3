// Who a request is from: its credentials, proven.

import type { Clock } from '../../kernel/clock.ts';
import { type ErrorFacts, GatehouseError } from '../../kernel/errors.ts';

import { parseCredentials, type RequestHeaders } from './credentials.ts';
import type { IdentityStore } from '../ports.ts';
import type { Principal } from '../principal.ts';
import { findPerson } from './session.ts';
import type { TokenFault, TokenVerifier } from '../tokens/token-verifier.ts';

export interface IdentifyDeps {
  readonly identity: Pick<IdentityStore, 'findSession' | 'findAccount'>;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
}

/** What is known of a request before it is identified. */
export interface IdentifyRequest {
  readonly headers: RequestHeaders;
  /** Normalized address of the client, after trusted proxies. */
  readonly address: string;
}

/**
 * The principal behind a request; synchronous for nobody and for tokens in memory. Throws (or rejects with)
 * `not-signed-in`, saying what is wrong, for an `Authorization` that is not in force: whoever presents one must not
 * silently be somebody else. A session cookie that opens nothing is as good as none.
 */
export function identify(deps: IdentifyDeps, request: IdentifyRequest): Principal | Promise<Principal> {
  const credentials = parseCredentials(request.headers);
  const nobody: Principal = { kind: 'nobody', address: request.address };
  if (credentials.kind === 'none') return nobody;
  if (credentials.kind === 'unreadable') throw notSignedIn(credentials.why);
  if (credentials.kind === 'token') return identifyToken(deps.tokens, credentials.presented, request.address);
  return findPerson(deps, credentials.secret).then((person) => person ?? nobody);
}

function identifyToken(
  tokens: TokenVerifier,
  presented: string,
  address: string,
): Principal | Promise<Principal> {
  const verified = tokens.verify(presented, address);
  if (verified === undefined) return refuseToken(tokens, presented, address);
  if (!(verified instanceof Promise)) return verified;
  return verified.then((loaded) => loaded ?? refuseToken(tokens, presented, address));
}

const FAULTS: Readonly<Record<TokenFault, string>> = {
  foreign: 'what was presented is no token of this server',
  mistyped: 'the token is mistyped or cut off',
  unknown: 'the token is unknown here',
  expired: 'the token has expired',
  revoked: 'the token was revoked',
  disabled: 'the account of the token is disabled',
  elsewhere: 'the token is bound to other networks than the one that it is used from',
  'without-factor': 'the token writes, and its account has no second factor any more',
};

async function refuseToken(tokens: TokenVerifier, presented: string, address: string): Promise<never> {
  const fault = (await tokens.explain(presented, address)) ?? 'unknown';
  throw notSignedIn(FAULTS[fault], { fault });
}

function notSignedIn(why: string, facts: ErrorFacts = {}): GatehouseError {
  return new GatehouseError('not-signed-in', `Cannot accept credentials: ${why}`, { facts });
}
