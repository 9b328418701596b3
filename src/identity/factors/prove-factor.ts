// A person answers with a second factor: is it right, fresh, and theirs?

import { shortenAddress } from '../../kernel/address.ts';
import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { postNotice } from '../letters/notices.ts';
import type { Account, SignInProof } from '../ports.ts';
import { noteRecovery } from '../takeover/account-recovered.ts';
import type { IdentityWork } from '../unit.ts';
import { takeChallenge, type ChallengeUse } from './challenge.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { PasskeyFactor, TotpFactor } from './factor-ports.ts';
import { verifyAssertion, type PasskeyAssertion } from './passkey.ts';
import { hashRecoveryCode, parseRecoveryCode } from './recovery-codes.ts';
import { relyingPartyOf } from './relying-party.ts';
import { matchTotp, parseTotpCode } from './totp.ts';

/** One of these. */
export interface FactorAnswer {
  /** Of an authenticator. */
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
  readonly passkey?: PasskeyAssertion | undefined;
}

export type FactorMethod = 'totp' | 'passkey' | 'recovery-code';

/** What was proven. A passkey is phishing-resistant beside a password, too. */
export interface ProvenFactor {
  readonly method: FactorMethod;
  readonly proof: Exclude<SignInProof, 'password'>;
}

type Fault =
  | 'no-factor'
  | 'wrong-code'
  | 'replayed-code'
  | 'clock-off'
  | 'wrong-passkey'
  | 'copied-passkey'
  | 'wrong-recovery-code'
  | 'wrong-one-time-code';

export interface FactorAttempt {
  readonly account: Account;
  readonly answer: FactorAnswer;
  readonly address: string;
  readonly use: Extract<ChallengeUse, 'second-factor' | 'confirm'>;
}

/**
 * Takes the answer and does `andThen`, in one unit of work. Throws `not-signed-in` (of a sign-in) or `not-allowed` (of a
 * confirmation) for a wrong answer, with a hint where the clock of the authenticator is off; `too-many-requests`. Both
 * outcomes count; the bad one is in the journal.
 */
export async function proveFactor<T>(
  deps: FactorDeps,
  attempt: FactorAttempt,
  andThen: (work: IdentityWork, proven: ProvenFactor, now: Instant) => Promise<T>,
): Promise<T> {
  const counted = { account: attempt.account.id, address: attempt.address };
  deps.factorLimit.admit(counted);
  const { result, fault } = await tryAnswer(deps, attempt, andThen);
  if (fault !== undefined) throw await refuseFactor(deps, attempt, fault);
  deps.factorLimit.succeed(counted);
  return result as T;
}

interface Outcome<T> {
  readonly result?: T;
  readonly fault?: Fault;
}

async function tryAnswer<T>(
  deps: FactorDeps,
  { account, answer, use }: FactorAttempt,
  andThen: (work: IdentityWork, proven: ProvenFactor, now: Instant) => Promise<T>,
): Promise<Outcome<T>> {
  if (answer.passkey !== undefined) {
    const taken = await takePasskey(deps, answer.passkey, { use, accountId: account.id });
    if (typeof taken === 'string') return { fault: taken };
    const proven = { method: 'passkey', proof: 'passkey' } as const;
    return usingFactor(deps, taken, {
      fault: 'copied-passkey',
      andThen: (work, now) => andThen(work, proven, now),
    });
  }
  if (answer.code !== undefined) {
    const taken = await takeTotp(deps, account, answer.code);
    if (typeof taken === 'string') return { fault: taken };
    const proven = { method: 'totp', proof: 'two-factor' } as const;
    return usingFactor(deps, taken, {
      fault: 'replayed-code',
      andThen: (work, now) => andThen(work, proven, now),
    });
  }
  return takeRecoveryCode(deps, account, { typed: answer.recoveryCode ?? '', andThen });
}

/** A factor whose answer is right, and the counter that it brought. */
export interface TakenFactor {
  readonly factor: PasskeyFactor | TotpFactor;
  readonly counter: number;
}

/** Of two that bring the same counter, one is taken. */
export async function usingFactor<T, F extends string>(
  deps: Pick<FactorDeps, 'unit' | 'clock'>,
  { factor, counter }: TakenFactor,
  {
    fault,
    andThen,
  }: { readonly fault: F; readonly andThen: (work: IdentityWork, now: Instant) => Promise<T> },
): Promise<{ readonly result?: T; readonly fault?: F }> {
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    if (!(await work.factors.useFactor(factor.id, counter, now))) return { fault };
    return { result: await andThen(work, now) };
  });
}

/**
 * The passkey of an assertion that is signed by it, for a challenge that was made for this use. A challenge that was answered
 * is used up, well or badly. Without an account it is a sign-in without a password, and the authenticator must know its person.
 */
export async function takePasskey(
  deps: FactorDeps,
  response: PasskeyAssertion,
  about: { readonly use: Exclude<ChallengeUse, 'enrol'>; readonly accountId?: string },
): Promise<(TakenFactor & { readonly factor: PasskeyFactor }) | 'wrong-passkey'> {
  const party = relyingPartyOf(deps.letterHead.publicUrl);
  const challenge = await deps.unit.transact((work) =>
    takeChallenge(work, response.response.clientDataJSON, { ...about, now: deps.clock.now() }),
  );
  const factor = await deps.factorStores.factors.findPasskey(response.id);
  const isOurs = about.accountId === undefined || factor?.accountId === about.accountId;
  if (challenge === undefined || factor === undefined || !isOurs) return 'wrong-passkey';
  const mustKnowPerson = about.accountId === undefined;
  const counter = await verifyAssertion(party, factor, challenge, { response, mustKnowPerson });
  return counter === undefined ? 'wrong-passkey' : { factor, counter };
}

async function takeTotp(deps: FactorDeps, account: Account, typed: string): Promise<TakenFactor | Fault> {
  const code = parseTotpCode(typed);
  const factors = await deps.factorStores.factors.factorsOf(account.id);
  const factor = factors.find((one): one is TotpFactor => one.kind === 'totp');
  if (factor === undefined) return 'no-factor';
  if (code === undefined) return 'wrong-code';
  const secret = await deps.box.open(factor.sealedSecret, sealedFor(account.id));
  const match = matchTotp(secret, code, { now: deps.clock.now(), lastStep: factor.counter });
  if (match.kind === 'accepted') return { factor, counter: match.step };
  if (match.kind === 'replayed') return 'replayed-code';
  return match.kind === 'clock-off' ? 'clock-off' : 'wrong-code';
}

/** What an authenticator's secret is sealed with. */
export function sealedFor(accountId: string): string {
  return `totp of ${accountId}`;
}

async function takeRecoveryCode<T>(
  deps: FactorDeps,
  account: Account,
  how: {
    readonly typed: string;
    readonly andThen: (work: IdentityWork, proven: ProvenFactor, now: Instant) => Promise<T>;
  },
): Promise<Outcome<T>> {
  const digits = parseRecoveryCode(how.typed);
  if (digits === undefined) return { fault: 'wrong-recovery-code' };
  return deps.unit.transact(async (work) => {
    const isTaken = await work.recoveryCodes.takeCode(account.id, hashRecoveryCode(account.id, digits));
    if (!isTaken) return { fault: 'wrong-recovery-code' };
    const now = deps.clock.now();
    const left = await work.recoveryCodes.countCodes(account.id);
    const actor = `account:${account.name}`;
    work.journal.record({
      kind: 'recovery-code-used',
      actor,
      at: now,
      data: { accountId: account.id, left },
    });
    await postNotice(deps, work, {
      account,
      about: 'recovery-code-used',
      actor,
      at: now,
      more: [`${left} of them are left.`],
    });
    await noteRecovery(deps, work, { account, how: 'recovery-code', actor, at: now });
    return { result: await how.andThen(work, { method: 'recovery-code', proof: 'two-factor' }, now) };
  });
}

const WORDS: Readonly<Record<Fault, string>> = {
  'no-factor': 'your account has no authenticator',
  'wrong-code': 'the code is wrong; expected the six digits that your authenticator shows now',
  'replayed-code': 'the code was used before; wait for the next one',
  'clock-off': 'the code is of another moment: the clock of your authenticator is off, set it by the network',
  'wrong-passkey': 'the passkey did not answer this question; try again',
  'copied-passkey':
    'the passkey answered as it did before, as a copy of it would; use another factor, and remove it',
  'wrong-recovery-code': 'the recovery code is wrong or used',
  'wrong-one-time-code':
    'the code is for another request or another token, was used before, or is older than five minutes',
};

/** The error to throw. What looks like a copied authenticator is told to its person. */
export async function refuseFactor(
  deps: FactorDeps,
  { account, address, use }: Omit<FactorAttempt, 'answer'>,
  why: Fault,
): Promise<GatehouseError> {
  const isSignIn = use === 'second-factor';
  await deps.unit.transact(async (work) => {
    const at = deps.clock.now();
    const actor = isSignIn ? 'nobody' : `account:${account.name}`;
    work.journal.record({
      kind: 'sign-in-failed',
      actor,
      at,
      data: {
        during: isSignIn ? 'second-factor' : 'confirmation',
        why,
        accountId: account.id,
        network: shortenAddress(address),
      },
    });
    if (why === 'copied-passkey')
      await postNotice(deps, work, { account, about: 'passkey-copied', actor, at });
  });
  return new GatehouseError(
    isSignIn ? 'not-signed-in' : 'not-allowed',
    `Cannot ${isSignIn ? 'sign in' : 'confirm'}: ${WORDS[why]}`,
  );
}
