// What every answer from a registry says while feeds are missing or stale, so that silence is not taken for safety.

import { formatInstant, type Clock } from '../kernel/clock.ts';
import type { FeedHealth } from '../kernel/evidence.ts';

/** The header in which it stands. */
export const FEED_WARNING_HEADER = 'gatehouse-warning';

/** How long the text is believed: health changes with time alone, and asking for it costs more than a header may. */
const BELIEVED_MS = 1_000;
/** Feeds that are named; of more, only the number is told. */
const MAX_NAMED = 10;

/**
 * Answers the header's text (printable ASCII, as feeds' names are), undefined while all is well. At most a second behind
 * `health`, and cheap enough to be asked for each request.
 */
export function createFeedWarning(health: () => FeedHealth, clock: Clock): () => string | undefined {
  let text: string | undefined;
  let madeAt: number | undefined;
  return () => {
    const now = clock.now();
    if (madeAt === undefined || Math.abs(now - madeAt) >= BELIEVED_MS) {
      text = describeFeedHealth(health());
      madeAt = now;
    }
    return text;
  };
}

/** Missing and stale feeds in words; undefined when there are none. */
export function describeFeedHealth({ missing, stale }: FeedHealth): string | undefined {
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`feeds never loaded: ${nameSome(missing)}`);
  if (stale.length > 0) {
    const aged = stale.map(({ name, since }) => `${name} (last loaded ${formatInstant(since)})`);
    parts.push(`feeds stale: ${nameSome(aged)}`);
  }
  return parts.length === 0 ? undefined : parts.join('; ');
}

function nameSome(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
