// Reads again what a page shows when the server says that it changed.

import { useEffect, useRef } from 'preact/hooks';

import { useEvents } from './use-events.ts';

/** Changes come in bursts: a push opens hundreds of findings. */
const SETTLE_MS = 400;
/** A burst that does not end is not waited for longer. */
const MOST_MS = 3_000;

/** Calls `reload` soon after changes of these kinds. */
export function useReloadOn(kinds: readonly string[], reload: () => void): void {
  const timer = useRef<number>(undefined);
  const since = useRef<number>(undefined);
  const work = useRef(reload);
  work.current = reload;
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEvents('change', true, ({ kind }) => {
    if (!kinds.includes(kind)) return;
    const now = performance.now();
    since.current ??= now;
    window.clearTimeout(timer.current);
    const wait = Math.max(0, Math.min(SETTLE_MS, since.current + MOST_MS - now));
    timer.current = window.setTimeout(() => {
      since.current = undefined;
      work.current();
    }, wait);
  });
}

/** What changes findings. */
export const FINDING_CHANGES = [
  'finding-opened',
  'finding-resolved',
  'finding-decided',
  'snapshot-pushed',
  'application-renamed',
  'application-removed',
] as const;
