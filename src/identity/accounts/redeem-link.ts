// A person follows a link that works once and chooses a password.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { parseAccountName } from './account-name.ts';
import { withPassword } from './change-password.ts';
import { isSameAddress } from './email-address.ts';
import { addressOf, verifyAddress } from './verified-address.ts';
import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import { hasAdministrator } from './first-administrator.ts';
import { mayUsePassword, passwordsClosed, type PasswordUse } from '../sessions/password-use.ts';
import { checkNewPassword, type PasswordHasher } from '../sessions/password.ts';
import { postNotice } from '../letters/notices.ts';
import { noticeAddress } from '../letters/post-letter.ts';
import type { Account, IdentityStore, LinkPurpose, OneTimeLink } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { hashSecret, isSecret, mintId } from '../secret.ts';
import { afterPassword, type SignInStep } from '../sessions/begin-session.ts';
import type { CallerPlace } from '../sessions/session.ts';
import { noteRecovery } from '../takeover/account-recovered.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';

export interface RedeemDeps extends IdentityDeps, PasswordUse {
  readonly passwords: PasswordHasher;
  readonly limit: AttemptLimit;
}

export interface RedeemRequest extends CallerPlace {
  readonly secret: string;
  /** The name that the first administrator chooses; others were named when they were added. */
  readonly name: string;
  readonly password: string;
}

/**
 * Makes the first administrator, or sets the password of the account that the link was made for (ending its other
 * sessions), and starts a session, or goes on to the second factor of whoever has one. Throws `invalid-request` for a bad
 * name or password (the link stays good), `not-allowed` when the link is unknown, used or over, `conflict` for a name that is taken, `too-many-requests`.
 */
export async function redeemLink(deps: RedeemDeps, request: RedeemRequest): Promise<SignInStep> {
  const name = parseAccountName(request.name);
  checkNewPassword(request.password, name);
  // A secret of 256 bits needs no count of its own; the address has one so that hashing cannot be had for nothing.
  const attempt = { account: `link from ${request.address}`, address: request.address };
  deps.limit.admit(attempt);
  if (!isSecret(request.secret)) throw deadLink();
  // Before the unit of work, which must not wait for a slow hash.
  const passwordHash = await deps.passwords.hash(request.password);
  const step = await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const link = await takeLink(work.identity, request.secret, now);
    const account =
      link.purpose === 'first-administrator'
        ? await createAdministrator(work, { id: mintId(deps.random), name, passwordHash, now })
        : await setPassword(deps, work, { link, name, passwordHash, now });
    return afterPassword(deps, work, account, { now, from: request });
  });
  deps.limit.succeed(attempt);
  return step;
}

/** Links for other doors set no password. */
const REDEEMED: ReadonlySet<LinkPurpose> = new Set(['first-administrator', 'set-password', 'recovery']);

async function takeLink(identity: IdentityStore, secret: string, now: Instant): Promise<OneTimeLink> {
  const link = await identity.takeLink(hashSecret(secret));
  if (link === undefined || now >= link.expiresAt || !REDEEMED.has(link.purpose)) throw deadLink();
  if (link.purpose === 'first-administrator' && (await hasAdministrator(identity))) throw deadLink();
  return link;
}

async function createAdministrator(
  work: IdentityWork,
  chosen: {
    readonly id: string;
    readonly name: string;
    readonly passwordHash: string;
    readonly now: Instant;
  },
): Promise<Account> {
  const { id, name, passwordHash, now } = chosen;
  if ((await work.identity.findAccountByName(name)) !== undefined) {
    throw new GatehouseError('conflict', `Cannot create account: the name ${name} is taken`, {
      facts: { field: 'name' },
    });
  }
  const account: Account = { id, name, role: 'administrator', passwordHash, createdAt: now };
  await work.identity.saveAccount(account);
  work.journal.record({
    kind: 'account-created',
    actor: 'gatehouse',
    at: now,
    data: { accountId: id, name, role: account.role },
  });
  return account;
}

async function setPassword(
  deps: RedeemDeps,
  work: IdentityWork,
  chosen: {
    readonly link: OneTimeLink;
    readonly name: string;
    readonly passwordHash: string;
    readonly now: Instant;
  },
): Promise<Account> {
  const { link, now } = chosen;
  const account = link.accountId === undefined ? undefined : await work.identity.findAccount(link.accountId);
  // The name is asked for so that the password can be held against it, and as a check that the right person reads this.
  if (account === undefined || !isEnabled(account) || account.name !== chosen.name) throw deadLink();
  if (link.purpose === 'recovery' && !isForAddress(link, account)) throw deadLink();
  if (!mayUsePassword(deps, account)) throw passwordsClosed();
  const changed = withPassword(account, chosen.passwordHash);
  await work.identity.saveAccount(changed);
  await work.identity.endSessionsOf(account.id);
  for (const purpose of ['set-password', 'recovery'] as const)
    await work.identity.endLinksOf(account.id, purpose);
  work.journal.record({
    kind: 'password-set',
    actor: `account:${account.name}`,
    at: now,
    data: { accountId: account.id },
  });
  await postNotice(deps, work, {
    account,
    about: 'password-set',
    actor: `account:${account.name}`,
    at: now,
  });
  // Whoever had none before is no other person than the one who was invited.
  if (account.passwordHash !== undefined) {
    const actor = `account:${account.name}`;
    await noteRecovery(deps, work, { account: changed, how: 'password', actor, at: now });
  }
  const invitedAt = link.purpose === 'set-password' ? addressOf(link) : undefined;
  if (invitedAt === undefined) return changed;
  // One that became another's meanwhile is not this account's; the password is chosen all the same.
  return (await verifyAddress(deps, work, { account: changed, address: invitedAt, now })) ?? changed;
}

/** Whether letters still go where the link went: a mailbox of before recovers nothing. */
function isForAddress(link: OneTimeLink, account: Account): boolean {
  const address = addressOf(link);
  const current = noticeAddress(account);
  return address !== undefined && current !== undefined && isSameAddress(address, current);
}

function deadLink(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot use link: it is unknown, used, over or for another name; a restart without an administrator, or an administrator, gives another',
  );
}
