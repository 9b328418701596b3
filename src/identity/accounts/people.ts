// Accounts of other people, as an administrator keeps them.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { parseAccountName } from './account-name.ts';
import { isActiveAdministrator } from './first-administrator.ts';
import { postNotice } from '../letters/notices.ts';
import type { Account, IdentityStore, Role } from '../ports.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { hashSecret, mintId, mintSecret } from '../secret.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';

/** How long a link to set a password works. */
export const PASSWORD_LINK_MS = 3 * DAY_MS;

/** An account as lists show it. */
export interface ListedPerson extends Omit<Account, 'passwordHash'> {
  /** Whether a password was chosen. */
  readonly hasPassword: boolean;
}

/** A person and the secret of the link by which they choose a password; known only at this moment. */
export interface InvitedPerson {
  readonly person: ListedPerson;
  readonly secret: string;
}

/** Everyone, by name. Throws access errors (`read-people`). */
export async function listPeople(
  deps: { readonly identity: Pick<IdentityStore, 'accounts'> } & Pick<IdentityDeps, 'clock'>,
  principal: Principal,
): Promise<readonly ListedPerson[]> {
  requireAccess(principal, 'read-people', { now: deps.clock.now() });
  const accounts = await deps.identity.accounts();
  return accounts.map(listed).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Adds an account and a link for its password. Throws `invalid-request`, `conflict` for a taken name, access errors. */
export async function addPerson(
  deps: IdentityDeps,
  principal: Principal,
  request: { readonly name: string; readonly role: Role },
): Promise<InvitedPerson> {
  const now = requireManaging(deps, principal);
  const name = parseAccountName(request.name);
  return deps.unit.transact(async (work) => {
    if ((await work.identity.findAccountByName(name)) !== undefined) {
      throw new GatehouseError('conflict', `Cannot add person: the name ${name} is taken`, {
        facts: { field: 'name' },
      });
    }
    const account: Account = { id: mintId(deps.random), name, role: request.role, createdAt: now };
    await work.identity.saveAccount(account);
    const data = { accountId: account.id, name, role: account.role };
    work.journal.record({ kind: 'account-created', actor: actorOf(principal), at: now, data });
    return invite(deps, work, principal, account, now);
  });
}

/** A link by which the person chooses a new password; the old one holds until then. Throws `not-found`, access errors. */
export async function offerPasswordLink(
  deps: IdentityDeps,
  principal: Principal,
  accountId: string,
): Promise<InvitedPerson> {
  const now = requireManaging(deps, principal);
  return deps.unit.transact(async (work) => {
    const account = await findEnabled(work, accountId);
    return invite(deps, work, principal, account, now);
  });
}

/** Gives an account another role. Throws `conflict` for the last administrator, `not-found`, access errors. */
export async function changeRole(
  deps: IdentityDeps,
  principal: Principal,
  request: { readonly accountId: string; readonly role: Role },
): Promise<void> {
  const now = requireManaging(deps, principal);
  await deps.unit.transact(async (work) => {
    const account = await findEnabled(work, request.accountId);
    if (account.role === request.role) return;
    if (request.role !== 'administrator') await keepAnAdministrator(work, account);
    await work.identity.saveAccount({ ...account, role: request.role });
    const data = { accountId: account.id, name: account.name, role: request.role };
    const actor = actorOf(principal);
    work.journal.record({ kind: 'account-role-changed', actor, at: now, data });
    const more = [`It was ${account.role}, and is ${request.role} now.`];
    await postNotice(deps, work, { account, about: 'role-changed', actor, at: now, more });
  });
}

/**
 * Ends an account's sessions, and the force of its tokens, for good. Throws `conflict` for the last administrator,
 * `not-found`, access errors.
 */
export async function disablePerson(
  deps: IdentityDeps,
  principal: Principal,
  accountId: string,
): Promise<void> {
  const now = requireManaging(deps, principal);
  await deps.unit.transact(async (work) => {
    const account = await findEnabled(work, accountId);
    await keepAnAdministrator(work, account);
    await work.identity.saveAccount({ ...account, disabledAt: now });
    await work.identity.endSessionsOf(account.id);
    const data = { accountId: account.id, name: account.name };
    const actor = actorOf(principal);
    work.journal.record({ kind: 'account-disabled', actor, at: now, data });
    await postNotice(deps, work, { account, about: 'account-disabled', actor, at: now });
  });
}

function requireManaging(deps: Pick<IdentityDeps, 'clock'>, principal: Principal): Instant {
  const now = deps.clock.now();
  requireAccess(principal, 'manage-people', { now });
  return now;
}

async function findEnabled(work: IdentityWork, accountId: string): Promise<Account> {
  const account = await work.identity.findAccount(accountId);
  if (account !== undefined && isEnabled(account)) return account;
  throw new GatehouseError('not-found', 'Cannot change person: there is no such account');
}

/** A server without an administrator could only be reopened from its console. */
async function keepAnAdministrator(work: IdentityWork, leaving: Account): Promise<void> {
  const others = (await work.identity.accountsWithRole('administrator')).filter(
    (account) => account.id !== leaving.id && isActiveAdministrator(account),
  );
  if (others.length > 0 || !isActiveAdministrator(leaving)) return;
  throw new GatehouseError('conflict', `Cannot change person: ${leaving.name} is the last administrator`);
}

async function invite(
  deps: IdentityDeps,
  work: IdentityWork,
  principal: Principal,
  account: Account,
  now: Instant,
): Promise<InvitedPerson> {
  const secret = mintSecret(deps.random);
  await work.identity.saveLink({
    hash: hashSecret(secret),
    purpose: 'set-password',
    accountId: account.id,
    expiresAt: now + PASSWORD_LINK_MS,
  });
  work.journal.record({
    kind: 'link-issued',
    actor: actorOf(principal),
    at: now,
    data: { purpose: 'set-password', accountId: account.id },
  });
  return { person: listed(account), secret };
}

function listed(account: Account): ListedPerson {
  const { passwordHash, ...shown } = account;
  return { ...shown, hasPassword: passwordHash !== undefined };
}
