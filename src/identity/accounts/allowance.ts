// How often something may be done within a time: letters to one address, for instance.

import type { Clock } from '../../kernel/clock.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import { networkOf } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

/** Keeps count in memory. */
export interface Allowance {
  /** Whether it may be done once more for `key`; counted when it may. */
  take(key: string): boolean;
}

export interface AllowanceOptions {
  readonly most: number;
  readonly withinMs: number;
  /** Keys that are kept; the one that was asked for longest ago goes first. */
  readonly maxKeys?: number;
}

export function createAllowance(
  { clock }: { readonly clock: Clock },
  { most, withinMs, maxKeys = 10_000 }: AllowanceOptions,
): Allowance {
  const taken = new Map<string, readonly number[]>();
  return {
    take(key) {
      const now = clock.now();
      const lately = (taken.get(key) ?? []).filter((at) => at > now - withinMs);
      const isGranted = lately.length < most;
      taken.delete(key);
      if (taken.size >= maxKeys) {
        const oldest = taken.keys().next();
        if (oldest.done !== true) taken.delete(oldest.value);
      }
      taken.set(key, isGranted ? [...lately, now] : lately);
      return isGranted;
    },
  };
}

/** Who asks, as an allowance counts them: one machine commands a whole IPv6 /64. */
export function askerKey(address: string): string {
  return address.includes(':') ? networkOf(address, { v4: 24, v6: 64 }) : address;
}

/** Throws `too-many-requests` when there is nothing left for `key`. */
export function requireAllowance(allowance: Allowance, key: string, waitMs: number): void {
  if (allowance.take(key)) return;
  throw new GatehouseError('too-many-requests', 'Cannot send another letter: too many were asked for', {
    facts: { retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) },
  });
}
