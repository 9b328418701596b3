// The second step of a sign-in: with the ticket of the first, a second factor; then a session, or a letter to confirm the browser.

import { GatehouseError } from '../../kernel/errors.ts';
import { mintChallenge } from '../factors/challenge.ts';
import type { FactorDeps } from '../factors/factor-deps.ts';
import type { PasskeyFactor } from '../factors/factor-ports.ts';
import { assertionOptions, type AssertionOptions } from '../factors/passkey.ts';
import { proveFactor, type FactorAnswer } from '../factors/prove-factor.ts';
import { relyingPartyOf } from '../factors/relying-party.ts';
import type { Account, IdentityStore } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { hashSecret, isSecret } from '../secret.ts';
import { beginSession, passwordTag, type SignInStep } from './begin-session.ts';
import { isKnownDevice, postDeviceLetter } from './known-device.ts';
import type { CallerPlace } from './session.ts';

export interface StepDeps extends FactorDeps {
  readonly identity: Pick<IdentityStore, 'findAccount' | 'findAccountByName' | 'findLink'>;
}

export interface SecondStep extends CallerPlace {
  readonly ticket: string;
  readonly answer: FactorAnswer;
  /** The secret of the browser's own cookie. */
  readonly device?: string;
}

/** What the browser asks the passkey. Throws `not-signed-in` for a ticket that is over, `not-found` without a passkey. */
export async function secondStepOptions(
  deps: StepDeps,
  request: { readonly ticket: string; readonly address: string },
): Promise<AssertionOptions> {
  const account = await accountOf(deps, request.ticket);
  deps.challengeLimit.admit({ account: account.id, address: request.address });
  return askPasskey(deps, account.id, 'second-factor');
}

/** Options for one of the account's passkeys. Throws `not-found` when it has none, `unsupported`. */
export async function askPasskey(
  deps: FactorDeps,
  accountId: string,
  use: 'second-factor' | 'confirm',
): Promise<AssertionOptions> {
  const party = relyingPartyOf(deps.letterHead.publicUrl);
  return deps.unit.transact(async (work) => {
    const passkeys = (await work.factors.factorsOf(accountId)).filter(
      (factor): factor is PasskeyFactor => factor.kind === 'passkey',
    );
    if (passkeys.length === 0) {
      throw new GatehouseError('not-found', 'Cannot ask for a passkey: your account has none');
    }
    const now = deps.clock.now();
    return assertionOptions(party, await mintChallenge(work, deps.random, { use, accountId, now }), passkeys);
  });
}

/**
 * Throws `not-signed-in` for a ticket that is over or a wrong factor (the ticket stays good), `too-many-requests`. A code
 * can be had out of a person by a page that looks like ours; a passkey cannot. So a code from a browser that was not seen
 * before is not enough, where a letter can ask.
 */
export async function passSecondStep(deps: StepDeps, request: SecondStep): Promise<SignInStep> {
  const account = await accountOf(deps, request.ticket);
  const { answer, address } = request;
  return proveFactor(deps, { account, answer, address, use: 'second-factor' }, async (work, proven, now) => {
    const link = await work.identity.takeLink(hashSecret(request.ticket));
    const current = await work.identity.findAccount(account.id);
    if (link === undefined || current === undefined || !isFor(link.details, current)) throw ticketOver();
    const isSure = proven.method === 'passkey' || (await isKnownDevice(work, current, request.device, now));
    if (!isSure) {
      const deviceSecret = await postDeviceLetter(deps, work, current, { now, from: request });
      if (deviceSecret !== undefined) return { kind: 'device', deviceSecret };
    }
    const started = await beginSession(deps, work, current, { now, from: request, proof: proven.proof });
    return { kind: 'session', started };
  });
}

/** Whose ticket it is. Looking uses nothing up. */
async function accountOf(deps: StepDeps, ticket: string): Promise<Account> {
  const link = isSecret(ticket) ? await deps.identity.findLink(hashSecret(ticket)) : undefined;
  const isGood = link?.purpose === 'sign-in-ticket' && deps.clock.now() < link.expiresAt;
  const account =
    isGood && link.accountId !== undefined ? await deps.identity.findAccount(link.accountId) : undefined;
  if (account === undefined || !isFor(link?.details, account)) throw ticketOver();
  return account;
}

function isFor(details: Readonly<Record<string, unknown>> | undefined, account: Account): boolean {
  return isEnabled(account) && details?.['password'] === passwordTag(account);
}

function ticketOver(): GatehouseError {
  return new GatehouseError(
    'not-signed-in',
    'Cannot sign in: the time for the second factor is over; sign in again from the start',
    { facts: { ticketOver: true } },
  );
}
