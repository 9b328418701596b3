// Keys of issuers: kept, and asked for anew when a token names one that is not known.

import { type Clock, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';

import type { FetchIssuerKeys, IssuerKey } from './trusted-publishing-ports.ts';

/** After this a set is asked for again, so that a key that was withdrawn is believed no longer. */
const FRESH_MS = HOUR_MS;
/** While its issuer cannot be asked, a set counts on for this long. */
const KEEP_MS = 12 * HOUR_MS;
/** An issuer is asked no more often than this, whatever tokens name. */
const ASK_AGAIN_MS = MINUTE_MS;
/** Issuers whose keys are at hand; the one that was asked for longest ago goes first. */
const MAX_ISSUERS = 200;

export interface IssuerKeys {
  /** The issuer's key of this id; undefined when it has none, or could not be asked. Never rejects. */
  find(issuer: string, kid: string): Promise<IssuerKey | undefined>;
}

interface Kept {
  keys: readonly IssuerKey[];
  keptAt: Instant;
  askedAt: Instant;
  asking: Promise<void> | undefined;
}

export function createIssuerKeys(
  { clock }: { readonly clock: Clock },
  fetchKeys: FetchIssuerKeys,
): IssuerKeys {
  const kept = new Map<string, Kept>();
  const keptOf = (issuer: string): Kept => {
    const known = kept.get(issuer) ?? { keys: [], keptAt: -Infinity, askedAt: -Infinity, asking: undefined };
    kept.delete(issuer);
    const [oldest] = kept.keys();
    if (kept.size >= MAX_ISSUERS && oldest !== undefined) kept.delete(oldest);
    kept.set(issuer, known);
    return known;
  };
  return {
    async find(issuer, kid) {
      const state = keptOf(issuer);
      const known = look(state, kid, clock.now());
      if (known !== undefined && clock.now() - state.keptAt < FRESH_MS) return known;
      await askAgain(issuer, state, clock, fetchKeys);
      return look(state, kid, clock.now());
    },
  };
}

function look({ keys, keptAt }: Kept, kid: string, now: Instant): IssuerKey | undefined {
  return now - keptAt < KEEP_MS ? keys.find((key) => key.kid === kid) : undefined;
}

/** Asks the issuer, unless that was done a moment ago; one question serves all who wait. */
async function askAgain(
  issuer: string,
  state: Kept,
  clock: Clock,
  fetchKeys: FetchIssuerKeys,
): Promise<void> {
  if (state.asking !== undefined) return state.asking;
  if (clock.now() - state.askedAt < ASK_AGAIN_MS) return;
  state.askedAt = clock.now();
  state.asking = take(issuer, state, clock, fetchKeys);
  await state.asking;
}

/** An empty set is a fault of the issuer's, not a word that all its keys are withdrawn: what was known goes on. */
async function take(issuer: string, state: Kept, clock: Clock, fetchKeys: FetchIssuerKeys): Promise<void> {
  try {
    const keys = await fetchKeys(issuer);
    if (keys.length === 0) return;
    state.keys = keys;
    state.keptAt = clock.now();
  } catch {
    // As if it had not been asked; it will be again. How its host fares stands in the status of the server.
  } finally {
    state.asking = undefined;
  }
}
