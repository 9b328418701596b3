// The steps of a sign-in: what comes after a right password, and how a session begins when all is proven.

import { shortenAddress } from '../../kernel/address.ts';
import { type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import type { FactorMethod } from '../factors/prove-factor.ts';
import type { Account, SignInProof } from '../ports.ts';
import { hashSecret, mintSecret } from '../secret.ts';
import { noteUse } from '../takeover/activity.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { startSession, type CallerPlace, type StartedSession } from './session.ts';

/** How long the next step may take. */
export const TICKET_MS = 5 * MINUTE_MS;

/** What a sign-in has come to. */
export type SignInStep =
  | { readonly kind: 'session'; readonly started: StartedSession }
  /** The second factor is due; `ticket` says for whom, for five minutes. */
  | { readonly kind: 'factor'; readonly ticket: string; readonly methods: readonly FactorMethod[] }
  /** A letter has the link that confirms this browser; its secret goes into a cookie. */
  | { readonly kind: 'device'; readonly deviceSecret: string };

type Place = Pick<IdentityDeps, 'random'>;

/** A session, or where the account has a second factor a ticket to go on with. To be called within a unit of work. */
export async function afterPassword(
  deps: Place,
  work: IdentityWork,
  account: Account,
  { now, from }: { readonly now: Instant; readonly from: CallerPlace },
): Promise<SignInStep> {
  if (account.strongestFactor === undefined) {
    const started = await beginSession(deps, work, account, { now, from, proof: 'password' });
    return { kind: 'session', started };
  }
  const ticket = mintSecret(deps.random);
  await work.identity.forgetLinksOverBefore(now);
  await work.identity.saveLink({
    hash: hashSecret(ticket),
    purpose: 'sign-in-ticket',
    accountId: account.id,
    expiresAt: now + TICKET_MS,
    // Another password ends it.
    details: { password: passwordTag(account) },
  });
  work.journal.record({
    kind: 'link-issued',
    actor: `account:${account.name}`,
    at: now,
    data: { purpose: 'sign-in-ticket', accountId: account.id },
  });
  const kinds = new Set((await work.factors.factorsOf(account.id)).map(({ kind }) => kind));
  const hasCodes = (await work.recoveryCodes.countCodes(account.id)) > 0;
  const methods: readonly FactorMethod[] = [
    ...(kinds.has('passkey') ? (['passkey'] as const) : []),
    ...(kinds.has('totp') ? (['totp'] as const) : []),
    ...(hasCodes ? (['recovery-code'] as const) : []),
  ];
  return { kind: 'factor', ticket, methods };
}

/** Tells two passwords of an account apart, and nothing about either. */
export function passwordTag({ passwordHash = '' }: Account): string {
  return hashSecret(passwordHash).slice(0, 16);
}

/** Starts the session and journals it. To be called within a unit of work. */
export async function beginSession(
  deps: Place,
  work: IdentityWork,
  account: Account,
  { now, from, proof }: { readonly now: Instant; readonly from: CallerPlace; readonly proof: SignInProof },
): Promise<StartedSession> {
  await noteUse(work, account.id, now);
  work.journal.record({
    kind: 'signed-in',
    actor: `account:${account.name}`,
    at: now,
    data: { accountId: account.id, network: shortenAddress(from.address), proof },
  });
  return startSession(work.identity, account, { random: deps.random, now, proof, from });
}
