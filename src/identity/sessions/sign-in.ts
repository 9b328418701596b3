// A person signs in with name and password, the first step of two where the account has a second factor.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { canonicalAccountName } from '../accounts/account-name.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { mayUsePassword, passwordsClosed, type PasswordUse } from './password-use.ts';
import { PASSWORD_MAX_LENGTH, type PasswordHasher } from './password.ts';
import { postNotice } from '../letters/notices.ts';
import type { IdentityWork } from '../unit.ts';
import type { Account } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { afterPassword, type SignInStep } from './begin-session.ts';
import type { StepDeps } from './second-step.ts';
import type { CallerPlace } from './session.ts';

export interface SignInDeps extends StepDeps, PasswordUse {
  readonly passwords: PasswordHasher;
  readonly limit: AttemptLimit;
}

export interface SignInRequest extends CallerPlace {
  readonly name: string;
  readonly password: string;
}

type Failure = 'unknown-name' | 'wrong-password' | 'disabled' | 'no-password' | 'closed';

/**
 * Starts a session, or answers the ticket for the second factor. Throws `not-allowed` where people sign in by a provider, `not-signed-in` for a wrong name or password, in the same words and time whichever it was, and
 * `too-many-requests` after repeated failures. Both outcomes are in the journal.
 */
export async function signIn(deps: SignInDeps, request: SignInRequest): Promise<SignInStep> {
  const name = canonicalAccountName(request.name);
  const attempt = { account: name, address: request.address };
  deps.limit.admit(attempt);
  const account = await deps.identity.findAccountByName(name);
  const failure = await findFailure(deps, account, request.password);
  if (failure !== undefined || account === undefined) {
    return refuse(deps, account, failure ?? 'unknown-name', request.address);
  }
  const isLeaked = await isKnownFromLeaks(deps, request.password);
  const step = await deps.unit.transact(async (work) => {
    const current = await work.identity.findAccount(account.id);
    // Disabled, or given another password, while this one was being compared.
    if (current === undefined || !isEnabled(current) || current.passwordHash !== account.passwordHash) {
      throw wrongCredentials();
    }
    const signedIn = isLeaked ? await markLeaked(deps, work, current) : current;
    return afterPassword(deps, work, signedIn, { now: deps.clock.now(), from: request });
  });
  deps.limit.succeed(attempt);
  return step;
}

/**
 * The account whose name and password these are, for what begins no session. Throws as `signIn`, and `not-allowed` for a password
 * that is known from leaks: another is chosen on a page.
 */
export async function requirePassword(
  deps: SignInDeps,
  request: { readonly name: string; readonly password: string; readonly address: string },
): Promise<Account> {
  const name = canonicalAccountName(request.name);
  const attempt = { account: name, address: request.address };
  deps.limit.admit(attempt);
  const account = await deps.identity.findAccountByName(name);
  const failure = await findFailure(deps, account, request.password);
  if (failure !== undefined || account === undefined) {
    return refuse(deps, account, failure ?? 'unknown-name', request.address);
  }
  const isLeaked = account.passwordLeakedAt !== undefined || (await isKnownFromLeaks(deps, request.password));
  if (isLeaked) {
    await deps.unit.transact((work) => markLeaked(deps, work, account));
    throw new GatehouseError(
      'not-allowed',
      `Cannot sign in: your password is known from leaks of other places; choose another at ${deps.letterHead.publicUrl}`,
    );
  }
  deps.limit.succeed(attempt);
  return account;
}

/** A list that cannot be read keeps nobody out; choosing a password says that it is damaged. */
async function isKnownFromLeaks({ passwords }: SignInDeps, password: string): Promise<boolean> {
  try {
    return await passwords.isLeaked(password);
  } catch {
    return false;
  }
}

/** The person is let in to choose another, and to nothing else; told once, however often they sign in. */
async function markLeaked(deps: SignInDeps, work: IdentityWork, account: Account): Promise<Account> {
  if (account.passwordLeakedAt !== undefined) return account;
  const at = deps.clock.now();
  const data = { accountId: account.id };
  const marked: Account = { ...account, passwordLeakedAt: at };
  await work.identity.saveAccount(marked);
  work.journal.record({ kind: 'password-found-leaked', actor: 'gatehouse', at, data });
  await postNotice(deps, work, { account, about: 'password-leaked', actor: 'gatehouse', at });
  return marked;
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
  if (!isEnabled(account)) return 'disabled';
  return mayUsePassword(deps, account) ? undefined : 'closed';
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
  throw why === 'closed' ? passwordsClosed() : wrongCredentials();
}

function wrongCredentials(): GatehouseError {
  return new GatehouseError('not-signed-in', 'Cannot sign in: the name or the password is wrong');
}
