// A signed-in person proves themself again, before something that a stolen session or a script must not do.

import { shortenAddress } from '../../kernel/address.ts';
import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { PASSWORD_MAX_LENGTH } from './password.ts';
import { isEnabled, type Person } from '../principal.ts';
import type { SignInDeps } from './sign-in.ts';

/**
 * Checks the password and notes in the session that the person is there; answers the person with the new `confirmedAt`.
 * Throws `not-allowed` for a wrong password, `not-signed-in` when the session ended meanwhile, `too-many-requests`.
 */
export async function confirmPerson(
  deps: SignInDeps,
  person: Person,
  request: { readonly password: string; readonly address: string },
): Promise<Person> {
  // The same count as signing in: a stolen session is no second try at the password.
  const attempt = { account: person.accountName, address: request.address };
  deps.limit.admit(attempt);
  const account = await deps.identity.findAccount(person.accountId);
  const hash = account !== undefined && isEnabled(account) ? account.passwordHash : undefined;
  const matches =
    request.password.length <= PASSWORD_MAX_LENGTH && (await deps.passwords.verify(request.password, hash));
  if (!matches) return refuse(deps, person, request.address);
  const confirmedAt = await saveConfirmation(deps, person, request.address);
  deps.limit.succeed(attempt);
  return { ...person, confirmedAt };
}

async function saveConfirmation(deps: SignInDeps, person: Person, address: string): Promise<Instant> {
  return deps.unit.transact(async ({ identity, journal }) => {
    const now = deps.clock.now();
    const session = await identity.findSession(person.sessionHash);
    if (session === undefined || now >= session.expiresAt || session.accountId !== person.accountId) {
      throw new GatehouseError('not-signed-in', 'Cannot confirm: the session has ended, sign in again');
    }
    await identity.saveSession({ ...session, confirmedAt: now });
    journal.record({
      kind: 'person-confirmed',
      actor: `account:${person.accountName}`,
      at: now,
      data: { accountId: person.accountId, network: shortenAddress(address) },
    });
    return now;
  });
}

async function refuse(deps: SignInDeps, person: Person, address: string): Promise<never> {
  await deps.unit.transact(async ({ journal }) => {
    journal.record({
      kind: 'sign-in-failed',
      actor: `account:${person.accountName}`,
      at: deps.clock.now(),
      data: {
        during: 'confirmation',
        why: 'wrong-password',
        accountId: person.accountId,
        network: shortenAddress(address),
      },
    });
  });
  throw new GatehouseError('not-allowed', 'Cannot confirm: the password is wrong');
}
