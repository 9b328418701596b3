// The Prometheus text exposition format, version 0.0.4.

/** One number with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Stands behind the metric's name: `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
}

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** From one millisecond to half a minute, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A metric with all its samples; nothing when there are none yet. */
export function writeSamples(
  name: string,
  help: string,
  type: 'counter' | 'gauge' | 'histogram',
  samples: readonly Sample[],
): string {
  if (samples.length === 0) return '';
  const lines = samples.map(
    ({ labels, value, suffix = '' }) => `${name}${suffix}${writeLabels(labels)} ${writeNumber(value)}`,
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

/** Durations in seconds, counted by bucket. */
export class Histogram {
  readonly #counts = new Float64Array(BOUNDS.length + 1);
  #sum = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Cumulative buckets, sum and count. */
  samples(labels: Readonly<Record<string, string>>): readonly Sample[] {
    let total = 0;
    const buckets = Array.from(this.#counts, (own, index): Sample => {
      total += own;
      const le = BOUNDS[index];
      return {
        suffix: '_bucket',
        labels: { ...labels, le: le === undefined ? '+Inf' : String(le) },
        value: total,
      };
    });
    return [
      ...buckets,
      { suffix: '_sum', labels, value: this.#sum },
      { suffix: '_count', labels, value: total },
    ];
  }
}

function writeLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function writeNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return Number.isNaN(value) ? 'NaN' : String(value);
}
