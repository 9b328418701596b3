// The first administrator: at a start without one, a link that works once.

import { HOUR_MS } from '../../kernel/clock.ts';

import type { Account, IdentityStore } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { hashSecret, mintSecret } from '../secret.ts';
import type { IdentityDeps } from '../unit.ts';

/** How long the link works. */
export const FIRST_ADMINISTRATOR_LINK_MS = 24 * HOUR_MS;

/**
 * To be called at each start: while there is no administrator, mints a link and answers its secret, else undefined.
 * Only the secret's hash is kept; links of earlier starts work until theirs end or an administrator exists.
 */
export async function offerFirstAdministrator(deps: IdentityDeps): Promise<string | undefined> {
  return deps.unit.transact(async ({ identity, journal }) => {
    if (await hasAdministrator(identity)) return undefined;
    const secret = mintSecret(deps.random);
    const now = deps.clock.now();
    await identity.saveLink({
      hash: hashSecret(secret),
      purpose: 'first-administrator',
      expiresAt: now + FIRST_ADMINISTRATOR_LINK_MS,
    });
    journal.record({
      kind: 'link-issued',
      actor: 'gatehouse',
      at: now,
      data: { purpose: 'first-administrator' },
    });
    return secret;
  });
}

/** Whether somebody can administer this server: an enabled administrator with a password. */
export async function hasAdministrator(identity: Pick<IdentityStore, 'accountsWithRole'>): Promise<boolean> {
  return (await identity.accountsWithRole('administrator')).some(isActiveAdministrator);
}

/** Whether `account` is an administrator who can sign in. */
export function isActiveAdministrator(account: Account): boolean {
  return account.role === 'administrator' && isEnabled(account) && account.passwordHash !== undefined;
}
