// A signed-in person proves themself again, before something that a stolen session or a script must not do.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { PASSWORD_MAX_LENGTH } from './password.ts';
import { proveFactor, type FactorAnswer } from '../factors/prove-factor.ts';
import { SIGN_IN_PROOFS, type SignInProof } from '../ports.ts';
import { isEnabled, type Person } from '../principal.ts';
import type { IdentityWork } from '../unit.ts';
import type { SignInDeps } from './sign-in.ts';

/** A password, or an answer of a second factor. */
export interface ConfirmRequest extends FactorAnswer {
  readonly password?: string | undefined;
  readonly address: string;
}

/**
 * Checks the password, or a second factor of whoever has one, and notes in the session that the person is there; answers the
 * person as they stand now. Throws `not-allowed` for a wrong answer, and for a password where it takes a second factor (fact
 * `secondFactor`), `not-signed-in` when the session ended meanwhile, `too-many-requests`.
 */
export async function confirmPerson(
  deps: SignInDeps,
  person: Person,
  request: ConfirmRequest,
): Promise<Person> {
  const account = await deps.identity.findAccount(person.accountId);
  if (account?.strongestFactor === undefined) return confirmByPassword(deps, person, request);
  if (request.password !== undefined) throw takesFactor();
  const { address } = request;
  return proveFactor(deps, { account, answer: request, address, use: 'confirm' }, (work, { proof }) =>
    saveConfirmation(deps, work, { person, address, proof }),
  );
}

async function confirmByPassword(
  deps: SignInDeps,
  person: Person,
  { password = '', address }: ConfirmRequest,
): Promise<Person> {
  // The same count as signing in: a stolen session is no second try at the password.
  const attempt = { account: person.accountName, address };
  deps.limit.admit(attempt);
  const account = await deps.identity.findAccount(person.accountId);
  const hash = account !== undefined && isEnabled(account) ? account.passwordHash : undefined;
  const matches = password.length <= PASSWORD_MAX_LENGTH && (await deps.passwords.verify(password, hash));
  if (!matches) return refuse(deps, person, address);
  const confirmed = await deps.unit.transact((work) =>
    saveConfirmation(deps, work, { person, address, proof: undefined }),
  );
  deps.limit.succeed(attempt);
  return confirmed;
}

/** A factor that was shown raises a session that was begun without. */
async function saveConfirmation(
  deps: SignInDeps,
  { identity, journal }: IdentityWork,
  how: { readonly person: Person; readonly address: string; readonly proof: SignInProof | undefined },
): Promise<Person> {
  const { person, address } = how;
  const now = deps.clock.now();
  const session = await identity.findSession(person.sessionHash);
  if (session === undefined || now >= session.expiresAt || session.accountId !== person.accountId) {
    throw new GatehouseError('not-signed-in', 'Cannot confirm: the session has ended, sign in again');
  }
  const proof = strongerOf(session.proof, how.proof ?? session.proof);
  await identity.saveSession({ ...session, confirmedAt: now, proof });
  journal.record({
    kind: 'person-confirmed',
    actor: `account:${person.accountName}`,
    at: now,
    data: { accountId: person.accountId, network: shortenAddress(address) },
  });
  return { ...person, confirmedAt: now, proof };
}

function strongerOf(a: SignInProof, b: SignInProof): SignInProof {
  return SIGN_IN_PROOFS.indexOf(a) < SIGN_IN_PROOFS.indexOf(b) ? b : a;
}

function takesFactor(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot confirm: your account has a second factor, and a password alone does not stand for it; confirm with that',
    { facts: { secondFactor: 'confirm' } },
  );
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
