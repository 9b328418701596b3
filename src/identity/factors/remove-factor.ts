// Factors leave an account: by its person, who confirmed with one of them, or by an administrator when all of them are lost.

import { GatehouseError } from '../../kernel/errors.ts';
import { requireAccess } from '../access.ts';
import { postNotice } from '../letters/notices.ts';
import { SIGN_IN_PROOFS, type Account, type Session, type SignInProof } from '../ports.ts';
import { actorOf, type Person, type Principal } from '../principal.ts';
import { noteRecovery } from '../takeover/account-recovered.ts';
import type { IdentityWork } from '../unit.ts';
import { wordsOf } from './enrol.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { Factor, FactorStores } from './factor-ports.ts';

/** What an account can sign in with beside its password. */
export interface FactorOverview {
  readonly factors: readonly Factor[];
  readonly recoveryCodes: number;
}

export async function listFactors(
  { factorStores, clock }: Pick<FactorDeps, 'clock'> & { readonly factorStores: FactorStores },
  person: Person,
): Promise<FactorOverview> {
  requireAccess(person, 'read-own-account', { now: clock.now() });
  return {
    factors: await factorStores.factors.factorsOf(person.accountId),
    recoveryCodes: await factorStores.recoveryCodes.countCodes(person.accountId),
  };
}

/**
 * Removes one of the person's own, and ends the other sessions; this one is worth no more than what is left. A confirmation of an account with factors takes one of them, so
 * that neither a stolen session nor a stolen password gets here. Throws `not-found`, access errors (`manage-own-account`).
 */
export async function removeFactor(deps: FactorDeps, person: Person, factorId: string): Promise<void> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  await deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(person.accountId);
    const factors = await work.factors.factorsOf(person.accountId);
    const factor = factors.find(({ id }) => id === factorId);
    if (account === undefined || factor === undefined) {
      throw new GatehouseError('not-found', 'Cannot remove factor: your account has no such one');
    }
    const left = factors.filter(({ id }) => id !== factorId);
    if (left.length === 0) await work.factors.removeFactorsOf(account.id);
    else await work.factors.removeFactor(factorId);
    await keepStrongest(work, account, left);
    await endWaiting(work, account);
    for (const session of await work.identity.sessionsOf(account.id, deps.clock.now())) {
      if (session.idHash === person.sessionHash) await lowerProof(work, session, left);
      else await work.identity.endSession(session.idHash);
    }
    await tellRemoved(deps, work, { account, factors: [factor], actor: actorOf(person) });
  });
}

/**
 * Ends all factors of an account whose person lost them, and its sessions: for an administrator who knows by other means
 * who asks. Throws `not-found`, access errors (`reset-factors`).
 */
export async function resetFactors(deps: FactorDeps, principal: Principal, accountId: string): Promise<void> {
  requireAccess(principal, 'reset-factors', { now: deps.clock.now() });
  await deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(accountId);
    if (account === undefined) {
      throw new GatehouseError('not-found', 'Cannot reset factors: there is no such account');
    }
    const factors = await work.factors.factorsOf(accountId);
    await work.factors.removeFactorsOf(accountId);
    await keepStrongest(work, account, []);
    await endWaiting(work, account);
    await work.identity.endSessionsOf(accountId);
    const actor = actorOf(principal);
    await tellRemoved(deps, work, { account, factors, actor });
    if (factors.length === 0) return;
    await noteRecovery(deps, work, { account, how: 'factors', actor, at: deps.clock.now() });
  });
}

/** A browser that waits for its letter showed a factor that may be the one that is gone. */
function endWaiting({ identity }: IdentityWork, { id }: Account): Promise<void> {
  return identity.endLinksOf(id, 'confirm-device');
}

/** A session does not stand for a factor that is gone: whoever gave up the last one publishes nothing any more, at once. */
async function lowerProof(work: IdentityWork, session: Session, left: readonly Factor[]): Promise<void> {
  const most: SignInProof =
    left.length === 0 ? 'password' : left.some(({ kind }) => kind === 'passkey') ? 'passkey' : 'two-factor';
  if (SIGN_IN_PROOFS.indexOf(session.proof) <= SIGN_IN_PROOFS.indexOf(most)) return;
  await work.identity.saveSession({ ...session, proof: most });
}

async function keepStrongest(work: IdentityWork, account: Account, left: readonly Factor[]): Promise<void> {
  const { strongestFactor: _, ...rest } = account;
  if (left.length === 0) await work.identity.saveAccount(rest);
  else {
    const isPasskey = left.some(({ kind }) => kind === 'passkey');
    await work.identity.saveAccount({ ...rest, strongestFactor: isPasskey ? 'passkey' : 'totp' });
  }
}

async function tellRemoved(
  deps: FactorDeps,
  work: IdentityWork,
  { account, factors, actor }: { account: Account; factors: readonly Factor[]; actor: string },
): Promise<void> {
  const at = deps.clock.now();
  for (const factor of factors) {
    const data = { accountId: account.id, factorId: factor.id, factor: factor.kind };
    work.journal.record({ kind: 'factor-removed', actor, at, data });
    await postNotice(deps, work, { account, about: 'factor-removed', actor, at, more: [wordsOf(factor)] });
  }
}
