// How many tokens a network may report: nobody needs a thousand guesses at what cannot be guessed.

import { networkOf } from '../../kernel/address.ts';
import { type Clock, type Instant, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

const WINDOW_MS = 5 * MINUTE_MS;
const MAX_NETWORKS = 10_000;

export interface ReportBudget {
  /** Throws `too-many-requests` with `retryAfterSeconds` when the network of `address` reported its share. */
  spend(address: string, tokens: number): void;
}

/** Makes one that allows `perWindow` tokens in five minutes. */
export function createReportBudget(deps: { readonly clock: Clock }, perWindow = 1_000): ReportBudget {
  const spent = new Map<string, { endsAt: Instant; tokens: number }>();
  return {
    spend(address, tokens) {
      const now = deps.clock.now();
      const key = address.includes(':') ? networkOf(address, { v4: 24, v6: 64 }) : address;
      const known = spent.get(key);
      const count =
        known !== undefined && now < known.endsAt ? known : { endsAt: now + WINDOW_MS, tokens: 0 };
      if (count.tokens + tokens > perWindow && count.tokens > 0) throw tooMany(count.endsAt - now);
      count.tokens += tokens;
      spent.delete(key);
      const [oldest] = spent.keys();
      if (spent.size >= MAX_NETWORKS && oldest !== undefined) spent.delete(oldest);
      spent.set(key, count);
    },
  };
}

function tooMany(waitMs: number): GatehouseError {
  const retryAfterSeconds = Math.ceil(waitMs / SECOND_MS);
  return new GatehouseError(
    'too-many-requests',
    `Cannot take the report: too many came from this network, try again in ${retryAfterSeconds} seconds`,
    { facts: { retryAfterSeconds } },
  );
}
