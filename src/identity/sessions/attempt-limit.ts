// Holds back guessing: attempts count per account and per address, and the wait doubles with each failure.

import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { networkOf } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

/** Who tries what. */
export interface Attempt {
  /** What is being guessed at: an account's name, or the id of a session's account. */
  readonly account: string;
  /** Normalized address of the one who tries. */
  readonly address: string;
}

/** Keeps count in memory. */
export interface AttemptLimit {
  /**
   * Counts an attempt as failed until `succeed` says otherwise, so that attempts side by side gain nothing.
   * Throws `too-many-requests` with `retryAfterSeconds` while the account or the address has to wait.
   */
  admit(attempt: Attempt): void;
  /** Forgets the account's failures and this attempt of the address, and notes that this address may go on while others guess at the account. */
  succeed(attempt: Attempt): void;
}

export interface AttemptLimitOptions {
  /** Failures before an account has to wait. */
  readonly freePerAccount?: number;
  /** Failures before an address has to wait; offices share one. */
  readonly freePerAddress?: number;
  /** Entries kept of each kind. */
  readonly maxEntries?: number;
}

const MAX_WAIT_MS = 15 * MINUTE_MS;
/** After this long without an attempt, an entry starts anew. */
const FORGET_MS = HOUR_MS;
/** How many of the oldest entries compete when one must go. */
const EVICTION_SAMPLE = 32;

interface Count {
  failures: number;
  blockedUntil: number;
  lastAt: number;
}

/** Makes the limit. Bounded: when full, the least guilty of the oldest entries goes. */
export function createAttemptLimit(
  deps: { readonly clock: Clock },
  options: AttemptLimitOptions = {},
): AttemptLimit {
  const { freePerAccount = 5, freePerAddress = 20, maxEntries = 10_000 } = options;
  const accounts = new Map<string, Count>();
  const addresses = new Map<string, Count>();
  const proven = new Map<string, Count>();
  return {
    admit(attempt) {
      const now = deps.clock.now();
      const pair = pairKey(attempt);
      // Whoever signed in from an address before is not locked out there by a stranger's guesses elsewhere.
      const own = proven.has(pair) ? countOf(proven, pair, now) : countOf(accounts, attempt.account, now);
      const address = countOf(addresses, networkKey(attempt.address), now);
      const blockedUntil = Math.max(own.blockedUntil, address.blockedUntil);
      if (now < blockedUntil) refuse(blockedUntil - now);
      fail(own, freePerAccount, now);
      fail(address, freePerAddress, now);
      if (!proven.has(pair)) keep(accounts, attempt.account, own, maxEntries);
      keep(addresses, networkKey(attempt.address), address, maxEntries);
    },
    succeed(attempt) {
      const now = deps.clock.now();
      accounts.delete(attempt.account);
      // Only this attempt: else an attacker's own account would wipe the address clean between guesses at others.
      forgiveOne(addresses, networkKey(attempt.address), freePerAddress);
      keep(proven, pairKey(attempt), { failures: 0, blockedUntil: 0, lastAt: now }, maxEntries);
    },
  };
}

function countOf(counts: ReadonlyMap<string, Count>, key: string, now: number): Count {
  const known = counts.get(key);
  if (known === undefined) return { failures: 0, blockedUntil: 0, lastAt: now };
  if (now - known.lastAt > FORGET_MS) {
    known.failures = 0;
    known.blockedUntil = 0;
  }
  return known;
}

function fail(count: Count, free: number, now: number): void {
  count.failures += 1;
  count.lastAt = now;
  const excess = count.failures - free;
  if (excess < 0) return;
  count.blockedUntil = now + Math.min(MAX_WAIT_MS, SECOND_MS * 2 ** Math.min(excess, 20));
}

function forgiveOne(counts: Map<string, Count>, key: string, free: number): void {
  const count = counts.get(key);
  if (count === undefined) return;
  count.failures -= 1;
  if (count.failures < free) count.blockedUntil = 0;
  if (count.failures <= 0) counts.delete(key);
}

function keep(counts: Map<string, Count>, key: string, count: Count, maxEntries: number): void {
  counts.delete(key);
  if (counts.size >= maxEntries) evict(counts);
  counts.set(key, count);
}

/** Drops the entry with the fewest failures among the oldest, so that a flood of names does not free a guesser. */
function evict(counts: Map<string, Count>): void {
  let least: { readonly key: string; readonly failures: number } | undefined;
  let seen = 0;
  for (const [key, { failures }] of counts) {
    if (least === undefined || failures < least.failures) least = { key, failures };
    seen += 1;
    if (seen >= EVICTION_SAMPLE) break;
  }
  if (least !== undefined) counts.delete(least.key);
}

function pairKey(attempt: Attempt): string {
  return `${networkKey(attempt.address)} ${attempt.account}`;
}

/** One machine commands a whole IPv6 /64. */
function networkKey(address: string): string {
  return address.includes(':') ? networkOf(address, { v4: 24, v6: 64 }) : address;
}

function refuse(waitMs: number): never {
  const retryAfterSeconds = Math.ceil(waitMs / SECOND_MS);
  throw new GatehouseError(
    'too-many-requests',
    `Cannot check password: too many attempts, try again in ${retryAfterSeconds} seconds`,
    { facts: { retryAfterSeconds } },
  );
}
