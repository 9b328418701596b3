// Spans of time and shares as people read them.

const YEAR_DAYS = 365.25;

/** `2.4 years`, `5 months`, `12 days`, `less than a day` */
export function describeDays(days: number): string {
  if (days >= YEAR_DAYS) return `${(days / YEAR_DAYS).toFixed(1)} years`;
  if (days >= 60) return `${Math.round(days / (YEAR_DAYS / 12))} months`;
  const whole = Math.round(days);
  return whole < 1 ? 'less than a day' : `${whole} ${whole === 1 ? 'day' : 'days'}`;
}

/** `41 %`; a share that is not quite none or all is not told as such. */
export function describeShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 1) return 'under 1 %';
  if (part < whole && percent > 99) return 'over 99 %';
  return `${Math.round(percent)} %`;
}
