// A person leaves for good. Whatever could act for them ends; what is left is a name that nobody gets again, and the journal.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess, requireRule } from '../access.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import { leaveAll, mayLeave } from '../organisations/members.ts';
import type { OrganisationDeps, OrganisationWork } from '../organisations/organisation-unit.ts';
import type { Account } from '../ports.ts';
import { actorOf, isEnabled, type Person } from '../principal.ts';
import type { SsoStores } from '../sso/sso-ports.ts';
import { canonicalAccountName } from './account-name.ts';
import { keepAnAdministrator } from './people.ts';

/** What a unit of work about somebody who leaves may touch. */
export type LeavingWork = OrganisationWork & SsoStores;

export interface LeavingDeps extends Omit<OrganisationDeps, 'unit' | 'stores'> {
  readonly unit: UnitOfWork<LeavingWork>;
}

/**
 * Deletes the person's account: sessions, tokens, links, factors, providers, memberships and grants end; password and address
 * are erased; the name stays taken. Takes the name, typed. Throws `invalid-request` for another one; `conflict` for the last
 * administrator and, with what is to be passed on first (`mayLeave`), for the last owner of something; access errors
 * (`delete-own-account`, and the second factor of whoever has one).
 */
export async function deleteAccount(deps: LeavingDeps, person: Person, typedName: string): Promise<void> {
  const now = deps.clock.now();
  requireAccess(person, 'delete-own-account', { now });
  await deps.unit.transact(async (work) => {
    const account = await findOwn(work, person);
    requireOwnFactor(person, account, now);
    requireName(account, typedName);
    await keepAnAdministrator(work, account, 'delete account');
    await mayLeave(work, account.id);
    await leaveAll(deps, work, { account, now });
    for (const { id } of await work.invitations.toAccount(account.id, now)) await work.invitations.take(id);
    for (const { id } of await work.sso.ofAccount(account.id)) await work.sso.remove(id);
    const tokens = await endTokens(work, account.id, now);
    await work.factors.removeFactorsOf(account.id);
    await work.identity.endLinksOf(account.id);
    await work.identity.endSessionsOf(account.id);
    await work.identity.saveAccount(whatIsLeft(account, now));
    const [actor, data] = [actorOf(person), { accountId: account.id, name: account.name, tokens }];
    work.journal.record({ kind: 'account-deleted', actor, at: now, data });
    const letter = layOutFarewell(deps, account);
    await postLetter(work, deps.random, { account, about: 'account-deleted', letter, actor, at: now });
  });
}

async function findOwn(work: LeavingWork, { accountId, sessionHash }: Person): Promise<Account> {
  const account = await work.identity.findAccount(accountId);
  // The session may have been ended, by whoever it belongs to, while this one waited.
  const session = await work.identity.findSession(sessionHash);
  if (account !== undefined && isEnabled(account) && session !== undefined) return account;
  throw new GatehouseError('not-signed-in', 'Cannot delete account: the session has ended');
}

/** A session that a password alone began may be older than the factor, and a stolen one. */
function requireOwnFactor(person: Person, { strongestFactor }: Account, now: Instant): void {
  if (strongestFactor === undefined) return;
  const rule = { proof: 'confirmed-mfa-person', role: 'reader' } as const;
  requireRule({ ...person, strongestFactor }, rule, { action: 'delete-own-account', now });
}

function requireName({ name }: Account, typed: string): void {
  if (canonicalAccountName(typed) === name) return;
  throw new GatehouseError(
    'invalid-request',
    'Cannot delete account: found another name, expected the name of your account',
    { facts: { field: 'name' } },
  );
}

/** They stay, revoked, since the journal names them by their ids; where they were used from does not. Answers how many ended. */
async function endTokens({ identity }: LeavingWork, accountId: string, now: Instant): Promise<number> {
  let ended = 0;
  for (const token of await identity.tokensOf(accountId)) {
    const { lastUsedNetwork: _, networks: __, ...rest } = token;
    const isInForce = token.revokedAt === undefined && (token.expiresAt ?? Infinity) > now;
    if (isInForce) ended += 1;
    await identity.saveToken({ ...rest, revokedAt: token.revokedAt ?? now });
  }
  return ended;
}

/** The weakest role, so that nobody counts it among those who may something. */
function whatIsLeft({ id, name, createdAt }: Account, now: Instant): Account {
  return { id, name, role: 'reader', createdAt, disabledAt: now, deletedAt: now };
}

function layOutFarewell({ letterHead }: LeavingDeps, account: Account) {
  return layOutLetter(letterHead, account, {
    subject: 'Your account was deleted',
    paragraphs: [
      `Your account ${account.name} was deleted, by you or by somebody in your name. Its sessions have ended, its tokens do nothing any more, and its password, address, second factors and memberships are erased. The name stays taken, and the journal keeps what was done under it.`,
      'It cannot be brought back. If this should not have happened, speak to an administrator of this server at once: somebody had a session of yours, and what proves you.',
    ],
  });
}
