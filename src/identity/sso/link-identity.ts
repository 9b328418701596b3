// Which providers a person's account is linked to, as that person keeps it.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { postNotice } from '../letters/notices.ts';
import type { Account } from '../ports.ts';
import { isEnabled, type Person, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { mayUsePassword, type PasswordUse } from '../sessions/password-use.ts';
import type { IdentityWork } from '../unit.ts';
import { refuse } from './refusal.ts';
import type { SsoDeps, SsoIdentity, SsoProvider } from './sso-ports.ts';

/** An identity as its person sees it. */
export interface ListedSsoIdentity extends SsoIdentity {
  /** Absent where the provider is configured no more. */
  readonly provider?: SsoProvider;
}

/** Those of who asks. Throws access errors (`read-own-account`). */
export async function listIdentities(
  deps: Pick<SsoDeps, 'sso' | 'providers' | 'clock'>,
  principal: Principal,
): Promise<readonly ListedSsoIdentity[]> {
  requireAccess(principal, 'read-own-account', { now: deps.clock.now() });
  if (principal.kind !== 'person') return [];
  const identities = await deps.sso.ofAccount(principal.accountId);
  return identities.map((identity) => {
    const provider = deps.providers.find(({ issuer }) => issuer === identity.issuer);
    return provider === undefined ? identity : { ...identity, provider };
  });
}

/** Links (issuer, subject) to the person's account. Throws `conflict` where it is another's. */
export async function linkIdentity(
  deps: SsoDeps,
  person: Person,
  { provider, subject }: { readonly provider: SsoProvider; readonly subject: string },
): Promise<void> {
  await deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const account = await findOwn(work, person);
    const known = await work.sso.find(provider.issuer, subject);
    if (known !== undefined && known.accountId !== account.id) throw refuse('linked-elsewhere');
    if (known !== undefined) return;
    const id = mintId(deps.random);
    const { issuer } = provider;
    await work.sso.save({ id, issuer, subject, accountId: account.id, linkedAt: now });
    await tell(deps, work, { account, about: 'sso-linked', provider: provider.name, issuer, now });
  });
}

/**
 * Ends a link; sessions that it began go on. Throws `not-found` for one that is not the person's, `conflict` where nothing
 * would be left to sign in with, access errors (`manage-own-account`).
 */
export async function unlinkIdentity(deps: SsoDeps, principal: Principal, id: string): Promise<void> {
  requireAccess(principal, 'manage-own-account', { now: deps.clock.now() });
  await deps.unit.transact(async (work) => {
    const account = await findOwn(work, principal);
    const all = await work.sso.ofAccount(account.id);
    const leaving = all.find((identity) => identity.id === id);
    if (leaving === undefined) throw new GatehouseError('not-found', 'Cannot unlink: there is no such link');
    if (all.length === 1 && !maySignInOtherwise(deps, account)) {
      throw new GatehouseError(
        'conflict',
        'Cannot unlink: you could not sign in any more; add a passkey first, or ask an administrator for a link to choose a password where people sign in by one',
      );
    }
    await work.sso.remove(id);
    const { issuer } = leaving;
    const provider = deps.providers.find((one) => one.issuer === issuer)?.name ?? issuer;
    await tell(deps, work, { account, about: 'sso-unlinked', provider, issuer, now: deps.clock.now() });
  });
}

/** A passkey signs in by itself; a password where its person may use one; an authenticator beside a password alone. */
function maySignInOtherwise(deps: PasswordUse, account: Account): boolean {
  if (account.strongestFactor === 'passkey') return true;
  return account.passwordHash !== undefined && mayUsePassword(deps, account);
}

async function findOwn(work: IdentityWork, principal: Principal): Promise<Account> {
  const account =
    principal.kind === 'person' ? await work.identity.findAccount(principal.accountId) : undefined;
  if (account !== undefined && isEnabled(account)) return account;
  throw new GatehouseError('not-signed-in', 'Cannot link: sign in first');
}

async function tell(
  deps: Pick<SsoDeps, 'random' | 'letterHead'>,
  work: IdentityWork,
  {
    account,
    about,
    provider,
    issuer,
    now: at,
  }: {
    readonly account: Account;
    readonly about: 'sso-linked' | 'sso-unlinked';
    readonly provider: string;
    readonly issuer: string;
    readonly now: Instant;
  },
): Promise<void> {
  const actor = `account:${account.name}`;
  work.journal.record({ kind: about, actor, at, data: { accountId: account.id, provider, issuer } });
  await postNotice(deps, work, { account, about, actor, at, more: [`The provider is ${issuer}.`] });
}
