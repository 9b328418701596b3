// A person signs in with name and password.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { canonicalAccountName } from '../accounts/account-name.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { PASSWORD_MAX_LENGTH, type PasswordHasher } from './password.ts';
import type { Account, IdentityStore } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { startSession, type CallerPlace, type StartedSession } from './session.ts';
import type { IdentityDeps } from '../unit.ts';

export interface SignInDeps extends IdentityDeps {
  readonly identity: Pick<IdentityStore, 'findAccount' | 'findAccountByName'>;
  readonly passwords: PasswordHasher;
  readonly limit: AttemptLimit;
}

export interface SignInRequest extends CallerPlace {
  readonly name: string;
  readonly password: string;
}

type Failure = 'unknown-name' | 'wrong-password' | 'disabled' | 'no-password';

/**
 * Starts a session. Throws `not-signed-in` for a wrong name or password, in the same words and time whichever it was, and
 * `too-many-requests` after repeated failures. Both outcomes are in the journal.
 */
export async function signIn(deps: SignInDeps, request: SignInRequest): Promise<StartedSession> {
  const name = canonicalAccountName(request.name);
  const attempt = { account: name, address: request.address };
  deps.limit.admit(attempt);
  const account = await deps.identity.findAccountByName(name);
  const failure = await findFailure(deps, account, request.password);
  if (failure !== undefined || account === undefined) {
    return refuse(deps, account, failure ?? 'unknown-name', request.address);
  }
  const started = await deps.unit.transact(async ({ identity, journal }) => {
    const current = await identity.findAccount(account.id);
    // Disabled, or given another password, while this one was being compared.
    if (current === undefined || !isEnabled(current) || current.passwordHash !== account.passwordHash) {
      throw wrongCredentials();
    }
    const now = deps.clock.now();
    journal.record({
      kind: 'signed-in',
      actor: `account:${current.name}`,
      at: now,
      data: { accountId: current.id, network: shortenAddress(request.address) },
    });
    return startSession(identity, current, { random: deps.random, now, proof: 'password', from: request });
  });
  deps.limit.succeed(attempt);
  return started;
}

async function findFailure(
  deps: SignInDeps,
  account: Account | undefined,
  password: string,
): Promise<Failure | undefined> {
  const matches =
    password.length <= PASSWORD_MAX_LENGTH && (await deps.passwords.verify(password, account?.passwordHash));
  if (account === undefined) return 'unknown-name';
  if (account.passwordHash === undefined) return 'no-password';
  if (!matches) return 'wrong-password';
  return isEnabled(account) ? undefined : 'disabled';
}

async function refuse(
  deps: SignInDeps,
  account: Account | undefined,
  why: Failure,
  address: string,
): Promise<never> {
  await deps.unit.transact(async ({ journal }) => {
    journal.record({
      kind: 'sign-in-failed',
      actor: 'nobody',
      at: deps.clock.now(),
      data: {
        during: 'sign-in',
        why,
        network: shortenAddress(address),
        ...(account === undefined ? {} : { accountId: account.id }),
      },
    });
  });
  throw wrongCredentials();
}

function wrongCredentials(): GatehouseError {
  return new GatehouseError('not-signed-in', 'Cannot sign in: the name or the password is wrong');
}
