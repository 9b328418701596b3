// Sizes and counts as people read them.

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1.4 GB` */
export function describeBytes(bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** step;
  return `${step > 0 && value < 100 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}

/** `12,345` */
export function describeCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 row`, `12 rows` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${describeCount(count)} ${count === 1 ? one : many}`;
}
