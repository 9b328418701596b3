// The keys of those who report leaked tokens: kept, and asked for anew when somebody signs with one that is not known.

import { type Clock, HOUR_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';

import type { ScanningKey, ScanningSource } from './scanning-ports.ts';

/** A withdrawn key is believed no longer than this. */
const KEEP_MS = HOUR_MS;
/** An identifier that nobody knows makes us ask again no more often than this, whoever sends it. */
const ASK_AGAIN_MS = MINUTE_MS;

export interface FoundKey {
  /** Whose it is. */
  readonly source: string;
  readonly pem: string;
}

export interface ScanningKeys {
  /** The key of an identifier; undefined when no source has it, or none that can be reached. Never rejects. */
  find(identifier: string): Promise<FoundKey | undefined>;
}

interface Kept {
  keys: readonly ScanningKey[];
  keptAt: Instant;
  askedAt: Instant;
  asking: Promise<void> | undefined;
}

export function createScanningKeys(
  { clock }: { readonly clock: Clock },
  sources: readonly ScanningSource[],
): ScanningKeys {
  const kept = sources.map((source) => ({
    source,
    state: { keys: [], keptAt: 0, askedAt: 0, asking: undefined } as Kept,
  }));
  const look = (identifier: string): FoundKey | undefined => {
    const now = clock.now();
    for (const { source, state } of kept) {
      const key = state.keys.find((one) => one.identifier === identifier);
      if (key !== undefined && now - state.keptAt < KEEP_MS) return { source: source.name, pem: key.pem };
    }
    return undefined;
  };
  return {
    async find(identifier) {
      const known = look(identifier);
      if (known !== undefined) return known;
      await Promise.all(kept.map(({ source, state }) => askAgain(source, state, clock)));
      return look(identifier);
    },
  };
}

/** Asks a source, unless that was done a moment ago; one question serves all who wait. */
async function askAgain(source: ScanningSource, state: Kept, clock: Clock): Promise<void> {
  if (state.asking !== undefined) return state.asking;
  if (clock.now() - state.askedAt < ASK_AGAIN_MS) return;
  state.askedAt = clock.now();
  state.asking = take(source, state, clock);
  await state.asking;
}

/** What was known before goes on being known for its hour when the source cannot be asked. */
async function take(source: ScanningSource, state: Kept, clock: Clock): Promise<void> {
  try {
    state.keys = await source.keys();
    state.keptAt = clock.now();
  } catch {
    // As if it had not been asked; it will be again.
  } finally {
    state.asking = undefined;
  }
}
