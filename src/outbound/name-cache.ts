// Look-ups shared and kept for moments: a burst of new connections asks the name service once, and a lost answer
// (which stalls a resolver for seconds) holds up nobody who could go on with what was known.

import { MINUTE_MS, SECOND_MS, type Clock, type Instant } from '../kernel/clock.ts';
import type { ResolveAddresses } from './resolve-addresses.ts';

/** An answer younger than this is used as it stands; an older one is used too, while a new one is fetched. */
const FRESH_MS = 10 * SECOND_MS;
/** An answer older than this is not used. */
const STALE_MS = 5 * MINUTE_MS;
const MAX_NAMES = 500;

type Addresses = Awaited<ReturnType<ResolveAddresses>>;

interface Entry {
  known?: { readonly addresses: Addresses; readonly at: Instant };
  pending?: Promise<Addresses>;
}

/** The same answers as `resolve`, up to five minutes old when it is slow or down. Failures are never kept. */
export function cacheNames(deps: {
  readonly clock: Clock;
  readonly resolve: ResolveAddresses;
}): ResolveAddresses {
  const entries = new Map<string, Entry>();

  function refresh(hostname: string, entry: Entry): Promise<Addresses> {
    entry.pending ??= deps
      .resolve(hostname)
      .then((addresses) => {
        if (addresses.length > 0) entry.known = { addresses, at: deps.clock.now() };
        return addresses;
      })
      .finally(() => {
        delete entry.pending;
        if (entry.known === undefined) entries.delete(hostname);
      });
    return entry.pending;
  }

  return async (hostname) => {
    const entry = entries.get(hostname) ?? {};
    entries.delete(hostname);
    entries.set(hostname, entry);
    if (entries.size > MAX_NAMES) entries.delete(entries.keys().next().value ?? hostname);
    const ageMs = entry.known === undefined ? Infinity : deps.clock.now() - entry.known.at;
    if (entry.known === undefined || ageMs > STALE_MS) return refresh(hostname, entry);
    if (ageMs > FRESH_MS) {
      refresh(hostname, entry).catch(() => {
        // What is known goes on being used until it is too old; then the failure is seen.
      });
    }
    return entry.known.addresses;
  };
}
