// Sessions of people: twelve hours from the sign-in, known by a cookie's secret.

import { shortenAddress } from '../../kernel/address.ts';
import { type Clock, HOUR_MS, type Instant } from '../../kernel/clock.ts';

import { given } from '../../kernel/given.ts';

import type { Account, IdentityStore, Session, SignInProof } from '../ports.ts';
import { isEnabled, type Person } from '../principal.ts';
import { hashSecret, isSecret, mintSecret, type RandomBytes } from '../secret.ts';

/** A session ends this long after it began, used or not. */
export const SESSION_MS = 12 * HOUR_MS;

const MAX_AGENT_LENGTH = 200;

/** Where a request comes from. */
export interface CallerPlace {
  /** Normalized address of the client. */
  readonly address: string;
  /** Its User-Agent. */
  readonly agent?: string;
}

/** How a session begins. */
export interface SessionStart {
  readonly random: RandomBytes;
  readonly now: Instant;
  readonly proof: SignInProof;
  readonly from: CallerPlace;
  /** When the person proved themself, where that was not just now. */
  readonly confirmedAt?: Instant;
}

/** A session that just began. The secret exists here and in the cookie, nowhere else. */
export interface StartedSession {
  readonly secret: string;
  readonly person: Person;
}

/** Saves a new session of `account`; starting one is a proof of the person. To be called within a unit of work. */
export async function startSession(
  store: IdentityStore,
  account: Account,
  context: SessionStart,
): Promise<StartedSession> {
  const secret = mintSecret(context.random);
  const session: Session = {
    idHash: hashSecret(secret),
    accountId: account.id,
    createdAt: context.now,
    expiresAt: context.now + SESSION_MS,
    confirmedAt: context.confirmedAt ?? context.now,
    proof: context.proof,
    network: shortenAddress(context.from.address),
    ...given('agent', parseAgent(context.from.agent)),
  };
  await store.saveSession(session);
  return { secret, person: personOf(account, session) };
}

/** The person whose session the cookie's `secret` opens; undefined when it opens none, is over, or the account is disabled. */
export async function findPerson(
  deps: { readonly identity: Pick<IdentityStore, 'findSession' | 'findAccount'>; readonly clock: Clock },
  secret: string,
): Promise<Person | undefined> {
  if (!isSecret(secret)) return undefined;
  const session = await deps.identity.findSession(hashSecret(secret));
  if (session === undefined || deps.clock.now() >= session.expiresAt) return undefined;
  const account = await deps.identity.findAccount(session.accountId);
  return account === undefined || !isEnabled(account) ? undefined : personOf(account, session);
}

function personOf(account: Account, session: Session): Person {
  return {
    kind: 'person',
    accountId: account.id,
    accountName: account.name,
    role: account.role,
    sessionHash: session.idHash,
    expiresAt: session.expiresAt,
    confirmedAt: session.confirmedAt,
    proof: session.proof,
    ...(account.passwordLeakedAt === undefined ? {} : { mustChangePassword: true }),
    ...given('strongestFactor', account.strongestFactor),
  };
}

/** What a browser calls itself, fit to be shown: one line of at most 200 characters. */
function parseAgent(raw: string | undefined): string | undefined {
  const agent = raw
    ?.slice(0, MAX_AGENT_LENGTH)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .trim();
  return agent === '' ? undefined : agent;
}
