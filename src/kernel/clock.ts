// Time as a value: milliseconds since the epoch, read from a clock that a test can hold.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Where the present comes from. */
export interface Clock {
  now(): Instant;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** What can be written with a year of four digits (RFC 3339 section 1). */
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Parses an RFC 3339 or ISO 8601 timestamp; undefined when it is none, and when its zone takes it out of the years 0 to
 * 9999, so that `formatInstant` can write what was read. A timestamp without a zone is UTC.
 */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const zoned = /[Tt ]/.test(text) && !/([Zz]|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const value = Date.parse(zoned.replace(' ', 'T'));
  return value >= FIRST_INSTANT && value <= LAST_INSTANT ? value : undefined;
}

/** Formats an instant as `2026-01-31T23:59:59Z`, without milliseconds. */
export function formatInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The same with milliseconds, where a format has them: `2026-01-31T23:59:59.123Z`. */
export function preciseTime(at: Instant): string {
  return new Date(at).toISOString();
}

const DURATION_UNITS = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS } as const;

/** Parses `90s`, `15m`, `72h`, `14d` or `2w` into milliseconds; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * DURATION_UNITS[match[2] as keyof typeof DURATION_UNITS];
}

/** Formats milliseconds for people: `72 hours`, `14 days`, `1 minute`. */
export function describeDuration(durationMs: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['day', DAY_MS],
    ['hour', HOUR_MS],
    ['minute', MINUTE_MS],
    ['second', SECOND_MS],
  ];
  const [unit, size] = units.find(([, size]) => durationMs >= 2 * size) ?? ['second', SECOND_MS];
  const count = Math.round(durationMs / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
