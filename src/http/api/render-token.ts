// A token, as the API tells it: without its text, which nobody has.

import type { ListedToken } from '../../identity/tokens/tokens.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { TokenItem } from './identity-contract.ts';
import { timeField } from './render-verdict.ts';

export function renderToken(token: ListedToken): TokenItem {
  const { id, name, accountName, scope, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return {
    id,
    name,
    account: accountName,
    scope,
    ...given('actions', token.actions && [...token.actions]),
    ...given('packages', token.packages && [...token.packages]),
    ...given('networks', token.networks && [...token.networks]),
    ...given('view', token.view),
    ...given('asksProof', token.asksProof),
    createdAt: formatInstant(createdAt),
    ...timeField('expiresAt', expiresAt),
    ...timeField('revokedAt', revokedAt),
    ...timeField('lastUsedAt', lastUsedAt),
    ...given('lastUsedNetwork', token.lastUsedNetwork),
  };
}
