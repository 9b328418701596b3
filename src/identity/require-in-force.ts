// Whether what a request began with is still in force where it ends: sending a version takes minutes, in which a stolen token is
// revoked, a session ended, an account disabled.

import { GatehouseError } from '../kernel/errors.ts';

import type { IdentityStores } from './ports.ts';
import { isEnabled, type Person, type Principal, type TokenPrincipal } from './principal.ts';
import type { TrustedPublishingStores } from './trusted-publishing/trusted-publishing-ports.ts';

type InForceStores = IdentityStores & Pick<TrustedPublishingStores, 'publisherTokens'>;

/**
 * To be asked in the unit of work that makes something visible. What is over by its own time counts as it stood when the request
 * came. Throws `not-signed-in` for what somebody ended meanwhile.
 */
export async function requireInForce(stores: InForceStores, principal: Principal): Promise<void> {
  const isOver =
    (principal.kind === 'person' && (await hasEnded(stores, principal))) ||
    (principal.kind === 'token' && (await isRevoked(stores, principal)));
  if (!isOver) return;
  throw new GatehouseError(
    'not-signed-in',
    'Cannot go on: the credential that this request began with was ended before it was done; nothing was changed',
  );
}

async function hasEnded({ identity }: InForceStores, { sessionHash, accountId }: Person): Promise<boolean> {
  const session = await identity.findSession(sessionHash);
  return session?.accountId !== accountId || !(await isThere({ identity }, accountId));
}

async function isRevoked(
  { identity, publisherTokens }: InForceStores,
  { scope, tokenId, accountId }: TokenPrincipal,
): Promise<boolean> {
  const isPublishers = scope === 'publisher';
  const token = await (isPublishers ? publisherTokens.find(tokenId) : identity.findTokenById(tokenId));
  if (token === undefined || token.revokedAt !== undefined) return true;
  return !isPublishers && !(await isThere({ identity }, accountId));
}

async function isThere({ identity }: IdentityStores, accountId: string): Promise<boolean> {
  const account = await identity.findAccount(accountId);
  return account !== undefined && isEnabled(account);
}
