// Whether the server can do its work, and why not.

import type { Clock } from '../../kernel/clock.ts';
import { isGatehouseError, messageOf } from '../../kernel/errors.ts';
import type { Upstream } from '../../registry/upstreams.ts';
import type { FeedsAccess, OriginState } from '../api/deps.ts';
import { describeFeeds } from '../api/describe-feeds.ts';
import { describeUpstreams } from '../api/describe-upstreams.ts';
import { outsideWords } from '../outside-words.ts';

export interface ReadinessDeps {
  readonly clock: Clock;
  /** Asks the database something small. */
  readonly ping: () => Promise<unknown>;
  readonly feeds: FeedsAccess;
  /** Whether packages are refused until every feed was loaded. */
  readonly requireFeeds: boolean;
  readonly upstreams: readonly Upstream[];
  readonly health: () => readonly OriginState[];
}

/** What `/readyz` tells anyone: names and states, no addresses. */
export interface Readiness {
  readonly isReady: boolean;
  readonly reasons: readonly string[];
  readonly feeds: readonly { readonly name: string; readonly state: string; readonly lastGoodAt?: string }[];
  readonly upstreams: readonly { readonly name: string; readonly state: string }[];
}

const PING_MS = 2_000;

/** Never rejects. An upstream that is down is told, but does not make the server unready: what is cached serves on. */
export async function readReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const upstreams = describeUpstreams(deps.upstreams, deps.health()).map(({ ecosystem, name, state }) => ({
    name: `${ecosystem}:${name}`,
    state,
  }));
  try {
    await within(PING_MS, deps.ping());
    const feeds = (await describeFeeds(deps)).map(({ name, state, lastGoodAt }) => ({
      name,
      state,
      ...(lastGoodAt === undefined ? {} : { lastGoodAt }),
    }));
    const missing = feeds.filter(({ lastGoodAt }) => deps.requireFeeds && lastGoodAt === undefined);
    const reasons = missing.map(({ name }) => `feed ${name} was never loaded, and feeds are required`);
    return { isReady: reasons.length === 0, reasons, feeds, upstreams };
  } catch (error) {
    const reasons = [`the database does not answer: ${tellOutside(error)}`];
    return { isReady: false, reasons, feeds: [], upstreams };
  }
}

function tellOutside(error: unknown): string {
  return isGatehouseError(error) ? outsideWords(error) : messageOf(error);
}

async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
