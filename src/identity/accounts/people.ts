// Accounts of other people, as an administrator keeps them.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { requireAccess } from '../access.ts';
import { parseAccountName } from './account-name.ts';
import { parseEmailAddress } from './email-address.ts';
import { isActiveAdministrator } from './first-administrator.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { nameActor } from '../letters/name-actor.ts';
import { postNotice } from '../letters/notices.ts';
import { postLetter } from '../letters/post-letter.ts';
import type { Account, IdentityStore, Role } from '../ports.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { hashSecret, mintId, mintSecret } from '../secret.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { isTakenAddress } from './verified-address.ts';

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

/** A person who was added. */
export interface AddedPerson extends InvitedPerson {
  /**
   * Where the link went by letter. It is shown to nobody else then: whoever follows it shows that they read what comes to
   * the address.
   */
  readonly sentTo?: string;
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

/**
 * Adds an account and a link for its password, by letter where an address is given. Throws `invalid-request`, `conflict`
 * for a name that is taken or an address that is another's, access errors.
 */
export async function addPerson(
  deps: IdentityDeps,
  principal: Principal,
  request: { readonly name: string; readonly role: Role; readonly email?: string },
): Promise<AddedPerson> {
  const now = requireManaging(deps, principal);
  const name = parseAccountName(request.name);
  const email = request.email === undefined ? undefined : parseEmailAddress(request.email);
  return deps.unit.transact(async (work) => {
    if ((await work.identity.findAccountByName(name)) !== undefined) {
      throw new GatehouseError('conflict', `Cannot add person: the name ${name} is taken`, {
        facts: { field: 'name' },
      });
    }
    if (email !== undefined && (await isTakenAddress(work, email))) {
      throw new GatehouseError('conflict', "Cannot add person: the address is another account's", {
        facts: { field: 'email' },
      });
    }
    const account: Account = {
      id: mintId(deps.random),
      name,
      role: request.role,
      createdAt: now,
      ...(email === undefined ? {} : { email: { address: email } }),
    };
    await work.identity.saveAccount(account);
    const data = { accountId: account.id, name, role: account.role };
    work.journal.record({ kind: 'account-created', actor: actorOf(principal), at: now, data });
    const invited = await invite(deps, work, { principal, account, now, ...given('address', email) });
    if (email === undefined) return invited;
    await postInvitation(deps, work, { account, secret: invited.secret, to: email, by: principal, now });
    return { ...invited, sentTo: email };
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
    return invite(deps, work, { principal, account, now });
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

/** A server without an administrator could only be reopened from its console. Throws `conflict`; `act`: "delete account". */
export async function keepAnAdministrator(
  work: Pick<IdentityWork, 'identity'>,
  leaving: Account,
  act = 'change person',
): Promise<void> {
  const others = (await work.identity.accountsWithRole('administrator')).filter(
    (account) => account.id !== leaving.id && isActiveAdministrator(account),
  );
  if (others.length > 0 || !isActiveAdministrator(leaving)) return;
  throw new GatehouseError('conflict', `Cannot ${act}: ${leaving.name} is the last administrator`);
}

interface Invitation {
  readonly principal: Principal;
  readonly account: Account;
  readonly now: Instant;
  /** Where the link goes, and nowhere else: following it verifies the address. */
  readonly address?: string;
}

async function invite(
  deps: IdentityDeps,
  work: IdentityWork,
  { principal, account, now, address }: Invitation,
): Promise<InvitedPerson> {
  const secret = mintSecret(deps.random);
  await work.identity.saveLink({
    hash: hashSecret(secret),
    purpose: 'set-password',
    accountId: account.id,
    expiresAt: now + PASSWORD_LINK_MS,
    ...(address === undefined ? {} : { details: { address } }),
  });
  work.journal.record({
    kind: 'link-issued',
    actor: actorOf(principal),
    at: now,
    data: { purpose: 'set-password', accountId: account.id },
  });
  return { person: listed(account), secret };
}

async function postInvitation(
  deps: IdentityDeps,
  work: IdentityWork,
  invitation: {
    readonly account: Account;
    readonly secret: string;
    readonly to: string;
    readonly by: Principal;
    readonly now: Instant;
  },
): Promise<void> {
  const { account, secret, to, by, now } = invitation;
  const actor = actorOf(by);
  const letter = layOutLetter(deps.letterHead, account, {
    subject: 'You have an account here',
    paragraphs: [
      `An account ${account.name} was made for you, as ${account.role}, by ${nameActor(actor)}. To choose its password, open this link within three days:`,
      `${deps.letterHead.publicUrl}/setup#${secret}`,
      'By following it you also show that you read what comes to this address, and letters about your account go here.',
    ],
  });
  await postLetter(work, deps.random, { account, about: 'invitation', letter, actor, at: now, to });
}

function listed(account: Account): ListedPerson {
  const { passwordHash, ...shown } = account;
  return { ...shown, hasPassword: passwordHash !== undefined };
}
