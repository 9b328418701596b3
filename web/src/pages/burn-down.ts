// How many applications a record was against, day by day: from the first that had it until none has it any more.

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';

const DAY_MS = 86_400_000;
/** Days that are drawn: of what goes on for longer, the last ones. */
export const MOST_DAYS = 365;

export interface BurnDay {
  /** 2026-11-28. */
  readonly day: string;
  /** Applications that have it at the end of the day. */
  readonly affected: number;
  /** Those that ever had it, up to that day, and have it no more. */
  readonly fixed: number;
}

interface Span {
  readonly from: number;
  /** Absent: it has it still. */
  readonly to?: number;
}

/** From the first day on which anybody had it until today. */
export function burnDown(items: readonly HeldFindingItem[], now: number): readonly BurnDay[] {
  const spans = spansOf(items);
  if (spans.length === 0) return [];
  const first = Math.min(...spans.map(({ from }) => Math.floor(from / DAY_MS)));
  const today = Math.floor(now / DAY_MS);
  const begin = Math.max(first, today - MOST_DAYS + 1);
  return Array.from({ length: Math.max(1, today - begin + 1) }, (_, at) => {
    const end = (begin + at + 1) * DAY_MS;
    const came = spans.filter(({ from }) => from < end);
    const fixed = came.filter(({ to }) => to !== undefined && to < end).length;
    return {
      day: new Date((begin + at) * DAY_MS).toISOString().slice(0, 10),
      affected: came.length - fixed,
      fixed,
    };
  });
}

/** An application with several versions has it until the last of them is gone. */
function spansOf(items: readonly HeldFindingItem[]): readonly Span[] {
  const byApplication = Map.groupBy(
    items,
    ({ application: { name, environment } }) => `${name}\n${environment}`,
  );
  return [...byApplication.values()].map((held) => {
    const from = Math.min(...held.map(({ firstSeenAt }) => Date.parse(firstSeenAt)));
    const ends = held.map(({ resolvedAt }) => (resolvedAt === undefined ? Infinity : Date.parse(resolvedAt)));
    const to = Math.max(...ends);
    return Number.isFinite(to) ? { from, to } : { from };
  });
}
