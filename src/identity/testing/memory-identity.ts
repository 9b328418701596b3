// A house of identity in memory, for tests: serial units of work that roll back, a clock to hold, counted randomness.

import { createHash } from 'node:crypto';

import type { Change } from '../../journal/journal.ts';
import type { PostedLetter } from '../../journal/outbox.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { HOUR_MS, type Instant } from '../../kernel/clock.ts';
import type { DomainLooks } from '../accounts/domain-ports.ts';
import { createLetterLimits, type LetterLimits } from '../accounts/letter-limits.ts';
import { type AttemptLimit, createAttemptLimit } from '../sessions/attempt-limit.ts';
import type { FactorStores, SecretBox } from '../factors/factor-ports.ts';
import { CHALLENGE_LIMITS, createWindowLimit, FACTOR_LIMITS } from '../factors/window-limit.ts';
import { createFactorRows, createMemoryFactorStores, openBox, type FactorRows } from './memory-factors.ts';
import { createPasswordHasher, type PasswordHasher } from '../sessions/password.ts';
import type { SignUpWay } from '../accounts/sign-up-ways.ts';
import type { LetterHead } from '../letters/letter-text.ts';
import type { Account, IdentityStore, OneTimeLink, Session, Token } from '../ports.ts';
import type { RandomBytes } from '../secret.ts';
import type { AccountActivity, AccountRecovery } from '../takeover/takeover-ports.ts';
import type { PublisherToken } from '../tokens/publisher-token.ts';
import type { PublisherTokenStore } from '../trusted-publishing/trusted-publishing-ports.ts';
import type { IdentityWork } from '../unit.ts';

interface Rows {
  accounts: Map<string, Account>;
  sessions: Map<string, Session>;
  tokens: Map<string, Token>;
  links: Map<string, OneTimeLink>;
  publisherTokens: Map<string, PublisherToken>;
  letters: PostedLetter[];
  factorRows: FactorRows;
  recoveries: AccountRecovery[];
  activities: Map<string, AccountActivity>;
}

/** What its units of work may touch. */
interface MemoryWork extends IdentityWork {
  readonly publisherTokens: PublisherTokenStore;
}

/** Everything that identity's use cases ask for, with what they changed open to view. */
export interface MemoryIdentity {
  readonly identity: IdentityStore;
  readonly unit: UnitOfWork<MemoryWork>;
  readonly publisherTokens: PublisherTokenStore;
  readonly clock: { now(): Instant; advance(ms: number): void };
  readonly random: RandomBytes;
  readonly letterHead: LetterHead;
  readonly signUp: SignUpWay;
  readonly passwords: PasswordHasher;
  readonly limit: AttemptLimit;
  readonly letterLimits: LetterLimits;
  readonly factorStores: FactorStores;
  readonly box: SecretBox;
  readonly factorLimit: AttemptLimit;
  readonly challengeLimit: AttemptLimit;
  readonly domains: DomainLooks;
  /** Letters that were posted, oldest first. */
  readonly letters: readonly PostedLetter[];
  /** Committed changes, oldest first. */
  readonly journal: readonly Change[];
  /** Calls of the store so far, by method. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Hashes as the real one does, at a cost that tests can afford. */
export const CHEAP_ARGON2 = { memoryKib: 64, passes: 1, parallelism: 1 };

/** Makes an empty house; its clock stands at 2026-01-01. */
export function createMemoryIdentity(): MemoryIdentity {
  const rows: Rows = {
    accounts: new Map(),
    sessions: new Map(),
    tokens: new Map(),
    links: new Map(),
    publisherTokens: new Map(),
    letters: [],
    factorRows: createFactorRows(),
    recoveries: [],
    activities: new Map(),
  };
  const committed: Change[] = [];
  const calls = new Map<string, number>();
  let now = Date.UTC(2026, 0, 1);
  const clock = {
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
  };
  const random = countedRandom();
  return {
    identity: createStore(rows, calls),
    unit: createUnit(rows, committed, calls),
    publisherTokens: createPublisherTokens(rows),
    clock,
    random,
    letterHead: { publicUrl: 'https://gate.example', holdMs: 72 * HOUR_MS },
    signUp: 'invited',
    passwords: createPasswordHasher({ random }, CHEAP_ARGON2),
    limit: createAttemptLimit({ clock }),
    letterLimits: createLetterLimits({ clock }),
    factorStores: createMemoryFactorStores(() => rows.factorRows),
    box: openBox,
    factorLimit: createWindowLimit({ clock }, FACTOR_LIMITS),
    challengeLimit: createWindowLimit({ clock }, CHALLENGE_LIMITS),
    domains: { look: async () => 'unknown' },
    get letters() {
      return rows.letters;
    },
    journal: committed,
    calls,
  };
}

/** The same bytes in every run, and never twice in one. */
export function countedRandom(): RandomBytes {
  let count = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let start = 0; start < length; start += 32) {
      const block = createHash('sha256').update(`block ${count}`).digest();
      bytes.set(block.subarray(0, Math.min(32, length - start)), start);
      count += 1;
    }
    return bytes;
  };
}

function createUnit(rows: Rows, committed: Change[], calls: Map<string, number>): UnitOfWork<MemoryWork> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    transact(work) {
      const turn = last.then(async () => {
        const draft: Rows = {
          accounts: new Map(rows.accounts),
          sessions: new Map(rows.sessions),
          tokens: new Map(rows.tokens),
          links: new Map(rows.links),
          publisherTokens: new Map(rows.publisherTokens),
          letters: [...rows.letters],
          factorRows: createFactorRows(rows.factorRows),
          recoveries: [...rows.recoveries],
          activities: new Map(rows.activities),
        };
        const changes: Change[] = [];
        const result = await work({
          identity: createStore(draft, calls),
          publisherTokens: createPublisherTokens(draft),
          ...createMemoryFactorStores(() => draft.factorRows),
          ...createMemoryTakeover(draft.recoveries, draft.activities),
          outbox: { post: async (letter) => void draft.letters.push(letter) },
          journal: { record: (change) => void changes.push(change) },
        });
        Object.assign(rows, draft);
        committed.push(...changes);
        return result;
      });
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Nobody here belongs to an organisation. */
function createMemoryTakeover(
  rows: AccountRecovery[],
  activities: Map<string, AccountActivity>,
): Pick<IdentityWork, 'recoveries' | 'activities' | 'organisations' | 'teams' | 'grants'> {
  const alone = { membershipsOf: async () => [] };
  return {
    recoveries: {
      last: async (accountId) => rows.findLast((one) => one.accountId === accountId),
      add: async (recovery) => void rows.push(recovery),
    },
    activities: {
      find: async (accountId) => activities.get(accountId),
      save: async (activity) => void activities.set(activity.accountId, activity),
    },
    organisations: alone as unknown as IdentityWork['organisations'],
    teams: {} as IdentityWork['teams'],
    grants: {} as IdentityWork['grants'],
  };
}

function createPublisherTokens(rows: Rows): PublisherTokenStore {
  const all = () => [...rows.publisherTokens.values()];
  return {
    save: async (token) => void rows.publisherTokens.set(token.id, token),
    find: async (id) => rows.publisherTokens.get(id),
    findByHash: async (hash) => all().find((token) => token.hash === hash),
    live: async (now) => all().filter(({ expiresAt }) => expiresAt > now),
    forgetOver: async (before) => {
      for (const { id, expiresAt } of all()) if (expiresAt <= before) rows.publisherTokens.delete(id);
    },
  };
}

function createStore(rows: Rows, calls: Map<string, number>): IdentityStore {
  const count = (method: string): void => void calls.set(method, (calls.get(method) ?? 0) + 1);
  return {
    accounts: async () => {
      count('accounts');
      return [...rows.accounts.values()];
    },
    findAccount: async (id) => {
      count('findAccount');
      return rows.accounts.get(id);
    },
    findAccountByName: async (name) => [...rows.accounts.values()].find((account) => account.name === name),
    accountsWithRole: async (role) => [...rows.accounts.values()].filter((account) => account.role === role),
    accountsWithEmail: async (address) =>
      [...rows.accounts.values()].filter(
        ({ email }) => email?.address.toLowerCase() === address.toLowerCase(),
      ),
    saveAccount: async (account) => void rows.accounts.set(account.id, account),
    sessionsOf: async (accountId, now) =>
      [...rows.sessions.values()]
        .filter((session) => session.accountId === accountId && session.expiresAt > now)
        .sort((a, b) => b.createdAt - a.createdAt),
    findSession: async (idHash) => rows.sessions.get(idHash),
    saveSession: async (session) => void rows.sessions.set(session.idHash, session),
    endSession: async (idHash) => void rows.sessions.delete(idHash),
    endSessionsOf: async (accountId, except) => {
      for (const session of rows.sessions.values()) {
        if (session.accountId === accountId && session.idHash !== except)
          rows.sessions.delete(session.idHash);
      }
    },
    tokens: async () => [...rows.tokens.values()],
    tokensOf: async (accountId) => [...rows.tokens.values()].filter((token) => token.accountId === accountId),
    findTokenById: async (id) => rows.tokens.get(id),
    findToken: async (hash) => {
      count('findToken');
      return [...rows.tokens.values()].find((token) => token.hash === hash);
    },
    saveToken: async (token) => void rows.tokens.set(token.id, token),
    touchTokens: async (uses) => {
      count('touchTokens');
      for (const { id, at, network } of uses) {
        const token = rows.tokens.get(id);
        if (token !== undefined) rows.tokens.set(id, { ...token, lastUsedAt: at, lastUsedNetwork: network });
      }
    },
    findLink: async (hash) => rows.links.get(hash),
    forgetLinksOverBefore: async (now) => {
      for (const [hash, link] of rows.links) if (link.expiresAt < now) rows.links.delete(hash);
    },
    endLinksOf: async (accountId, purpose) => {
      for (const [hash, link] of rows.links) {
        if (link.accountId === accountId && (purpose ?? link.purpose) === link.purpose)
          rows.links.delete(hash);
      }
    },
    saveLink: async (link) => void rows.links.set(link.hash, link),
    takeLink: async (hash) => {
      const link = rows.links.get(hash);
      rows.links.delete(hash);
      return link;
    },
  };
}
