// Times as people read them: how long ago, and exactly when.

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** `3 hours ago`, `in 2 days`, `just now` */
export function describeAge(at: number, now: number): string {
  const distance = at - now;
  const [unit, size] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? ['second', 1_000];
  if (unit === 'second') return distance > 0 ? 'in a moment' : 'just now';
  return relative.format(Math.trunc(distance / size), unit);
}

/** `2026-01-31 23:59 UTC`; the text itself when it is no time. */
export function describeMoment(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2026-01-31` */
export function describeDay(text: string): string {
  return text.slice(0, 10);
}
