// What is remembered about each origin: how it fares, and whether asking it is pointless for a moment.

import { messageOf } from '../kernel/errors.ts';
import type { Clock, Instant } from '../kernel/clock.ts';

/** How one origin fares, for `/readyz` and `doctor`. */
export interface OriginHealth {
  readonly origin: string;
  /** `up`: answered last time; `failing`: did not; `open`: not asked until `retryAt`. */
  readonly state: 'up' | 'failing' | 'open';
  readonly consecutiveFailures: number;
  readonly lastSuccessAt?: Instant;
  readonly lastFailureAt?: Instant;
  /** The last failure in words; kept after a success. */
  readonly lastError?: string;
  /** Moving average over answered requests, from asking to headers. */
  readonly averageLatencyMs?: number;
  readonly retryAt?: Instant;
}

/** Why an origin is not asked now. */
export interface OpenCircuit {
  readonly retryAt: Instant;
  readonly lastError: string;
}

export interface UpstreamHealth {
  /** Undefined when the origin may be asked; then exactly one of `succeeded`, `failed`, `released` must follow. */
  admit(origin: string): OpenCircuit | undefined;
  /** It answered, with whatever status. */
  succeeded(origin: string, latencyMs: number): void;
  /** It did not answer. */
  failed(origin: string, error: unknown): void;
  /** The request was given up for a reason that says nothing about the origin. */
  released(origin: string): void;
  /** Every origin that is remembered, the latest used last. */
  health(): readonly OriginHealth[];
}

export interface HealthOptions {
  /** Consecutive failures after which an origin is left alone. */
  readonly failuresToOpen?: number;
  readonly firstBackoffMs?: number;
  readonly longestBackoffMs?: number;
  /** Origins remembered; the longest unused is forgotten. */
  readonly maxOrigins?: number;
}

interface Entry {
  failures: number;
  probes: number;
  lastSuccessAt?: Instant;
  lastFailureAt?: Instant;
  lastError?: string;
  averageLatencyMs?: number;
  retryAt?: Instant;
}

/** After a back-off, this many requests at once may try: one hopeless address must not stand for its whole origin. */
const MAX_PROBES = 3;

/** Weight of the newest latency in the average. */
const LATENCY_WEIGHT = 0.2;

/** A memory of origins, empty. Defaults: 3 failures, back-off 2 s doubling to 60 s, 500 origins. */
export function createUpstreamHealth(
  deps: { readonly clock: Clock },
  options: HealthOptions = {},
): UpstreamHealth {
  const { failuresToOpen = 3, firstBackoffMs = 2_000, longestBackoffMs = 60_000, maxOrigins = 500 } = options;
  const entries = new Map<string, Entry>();

  function touch(origin: string): Entry {
    const entry = entries.get(origin) ?? { failures: 0, probes: 0 };
    entries.delete(origin);
    entries.set(origin, entry);
    if (entries.size > maxOrigins) entries.delete(entries.keys().next().value ?? origin);
    return entry;
  }

  return {
    admit(origin) {
      const entry = touch(origin);
      if (entry.retryAt === undefined) return undefined;
      if (deps.clock.now() >= entry.retryAt && entry.probes < MAX_PROBES) {
        entry.probes += 1;
        return undefined;
      }
      return { retryAt: entry.retryAt, lastError: entry.lastError ?? '' };
    },
    succeeded(origin, latencyMs) {
      const entry = touch(origin);
      const before = entry.averageLatencyMs ?? latencyMs;
      entry.averageLatencyMs = before + (latencyMs - before) * LATENCY_WEIGHT;
      entry.lastSuccessAt = deps.clock.now();
      entry.failures = 0;
      entry.probes = 0;
      delete entry.retryAt;
    },
    failed(origin, error) {
      const entry = touch(origin);
      const now = deps.clock.now();
      entry.lastFailureAt = now;
      entry.lastError = messageOf(error);
      entry.probes = Math.max(0, entry.probes - 1);
      // Requests that were under way when the circuit opened tell nothing new.
      if (entry.retryAt !== undefined && now < entry.retryAt) return;
      entry.failures += 1;
      if (entry.failures < failuresToOpen) return;
      const doublings = Math.min(entry.failures - failuresToOpen, 30);
      entry.retryAt = now + Math.min(firstBackoffMs * 2 ** doublings, longestBackoffMs);
    },
    released(origin) {
      const entry = touch(origin);
      entry.probes = Math.max(0, entry.probes - 1);
    },
    health: () => [...entries].map(([origin, entry]) => describeEntry(origin, entry, deps.clock.now())),
  };
}

function describeEntry(origin: string, entry: Entry, now: Instant): OriginHealth {
  const { failures, probes: _probes, retryAt, ...rest } = entry;
  const isOpen = retryAt !== undefined && now < retryAt;
  return {
    origin,
    state: isOpen ? 'open' : failures > 0 ? 'failing' : 'up',
    consecutiveFailures: failures,
    ...rest,
    ...(isOpen ? { retryAt } : {}),
  };
}
