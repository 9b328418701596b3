// Holds back guessing at second factors: so many attempts within so long, for an account and for a network.

import { type Clock, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { networkOf } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import type { AttemptLimit } from '../sessions/attempt-limit.ts';

export interface Window {
  readonly ms: number;
  /** Attempts within `ms` of which none succeeded. */
  readonly max: number;
}

export interface WindowLimitOptions {
  readonly account: readonly Window[];
  readonly network: readonly Window[];
  /** What is refused, as in "Cannot check code". */
  readonly act: string;
  readonly maxEntries?: number;
}

/** Six digits and three steps: fifty a day are one chance in 6,600. Offices share a network. */
export const FACTOR_LIMITS: WindowLimitOptions = {
  act: 'check the second factor',
  account: [
    { ms: 5 * MINUTE_MS, max: 5 },
    { ms: HOUR_MS, max: 20 },
    { ms: DAY_MS, max: 50 },
  ],
  network: [{ ms: HOUR_MS, max: 50 }],
};

/** Challenges are rows that anybody may have made; none is worth anything, but there are to be only so many. */
export const CHALLENGE_LIMITS: WindowLimitOptions = {
  act: 'begin a sign-in',
  account: [],
  network: [{ ms: 5 * MINUTE_MS, max: 60 }],
};

/** Keeps the moments of attempts in memory. Success takes back that one attempt, so that nobody's success wipes out the others' failures. */
export function createWindowLimit(
  deps: { readonly clock: Clock },
  { account, network, act, maxEntries = 10_000 }: WindowLimitOptions,
): AttemptLimit {
  const accounts = new Map<string, Instant[]>();
  const networks = new Map<string, Instant[]>();
  return {
    admit(attempt) {
      const now = deps.clock.now();
      const own = momentsOf(accounts, attempt.account);
      const shared = momentsOf(networks, networkKey(attempt.address));
      const until = Math.max(openAt(own, account, now), openAt(shared, network, now));
      if (until > now) throw tooMany(act, until - now);
      note(accounts, attempt.account, own, { now, windows: account, maxEntries });
      note(networks, networkKey(attempt.address), shared, { now, windows: network, maxEntries });
    },
    succeed(attempt) {
      momentsOf(accounts, attempt.account).pop();
      momentsOf(networks, networkKey(attempt.address)).pop();
    },
  };
}

function momentsOf(all: ReadonlyMap<string, Instant[]>, key: string): Instant[] {
  return all.get(key) ?? [];
}

/** From when on another attempt is within all windows. */
function openAt(moments: readonly Instant[], windows: readonly Window[], now: Instant): Instant {
  let until = now;
  for (const { ms, max } of windows) {
    const within = moments.filter((moment) => moment > now - ms);
    const oldest = within[within.length - max];
    if (within.length >= max && oldest !== undefined) until = Math.max(until, oldest + ms);
  }
  return until;
}

function note(
  all: Map<string, Instant[]>,
  key: string,
  moments: readonly Instant[],
  how: { readonly now: Instant; readonly windows: readonly Window[]; readonly maxEntries: number },
): void {
  if (how.windows.length === 0) return;
  const longest = Math.max(...how.windows.map(({ ms }) => ms));
  all.delete(key);
  if (all.size >= how.maxEntries) evict(all);
  all.set(key, [...moments.filter((moment) => moment > how.now - longest), how.now]);
}

const EVICTION_SAMPLE = 32;

/** Drops the one with the fewest attempts among the oldest, so that a flood does not free a guesser. */
function evict(all: Map<string, Instant[]>): void {
  const sample = [...all.keys()].slice(0, EVICTION_SAMPLE);
  sample.sort((a, b) => momentsOf(all, a).length - momentsOf(all, b).length);
  if (sample[0] !== undefined) all.delete(sample[0]);
}

/** One machine commands a whole IPv6 /64. */
function networkKey(address: string): string {
  return address.includes(':') ? networkOf(address, { v4: 24, v6: 64 }) : address;
}

function tooMany(act: string, waitMs: number): GatehouseError {
  const retryAfterSeconds = Math.ceil(waitMs / SECOND_MS);
  return new GatehouseError(
    'too-many-requests',
    `Cannot ${act}: too many attempts, try again in ${retryAfterSeconds} seconds`,
    { facts: { retryAfterSeconds } },
  );
}
