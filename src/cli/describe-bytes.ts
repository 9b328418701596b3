// Sizes in words.

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1.2 GB`, in powers of a thousand. */
export function describeBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
