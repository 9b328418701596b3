// Times of the mock, told from now.

const DAY_MS = 86_400_000;

/** `days` before `now`, as the API writes it. */
export function daysAgo(now: number, days: number): string {
  return `${new Date(now - days * DAY_MS).toISOString().slice(0, 19)}Z`;
}
