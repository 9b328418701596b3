// Numbers for Prometheus: counters in plain maps, cheap to raise; written as text when somebody asks.

import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Histogram, writeSamples, type Sample } from './prometheus-text.ts';

/** Reads gauges when somebody asks. */
export type GaugeReader = () => readonly Sample[] | Promise<readonly Sample[]>;

/** What is counted, and by whom: the front, the way out, the policy's refusals. All synchronous and without IO. */
export interface Metrics {
  /** An answer went out: `part` is an ecosystem or `api`, `kind` what was asked for (`index`, `artifact`, …). */
  answered(part: string, kind: string, status: number, durationMs: number): void;
  /** An upstream was asked; `outcome` in words: `ok`, `not-modified`, `missing`, `refused`, `failed`. */
  fetched(upstream: string, outcome: string, durationMs: number): void;
  /** Policy kept something out. */
  refused(ecosystem: string, rule: string, action: string): void;
  /** Adds a gauge (or a counter that is kept elsewhere), read whenever the numbers are asked for. */
  gauge(name: string, help: string, read: GaugeReader, type?: 'gauge' | 'counter'): void;
  /** The text exposition format 0.0.4. A gauge that cannot be read is left out, and counted as such. */
  render(): Promise<string>;
  close(): void;
}

/** Series of one metric; what comes beyond is not told apart, so that outside strings cannot fill the memory. */
const MAX_SERIES = 2_000;
const OTHER = 'other';

/** Makes the metrics, with the process's own gauges. */
export function createMetrics(): Metrics {
  return new Registry();
}

class Registry implements Metrics {
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, Histogram>();
  readonly #fetches = new Map<string, number>();
  readonly #fetchDurations = new Map<string, Histogram>();
  readonly #refusals = new Map<string, number>();
  readonly #gauges: { name: string; help: string; type: 'gauge' | 'counter'; read: GaugeReader }[] = [];
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  #unreadable = 0;

  constructor() {
    this.#delay = monitorEventLoopDelay({ resolution: 10 });
    this.#delay.enable();
    this.#addOwnGauges();
  }

  answered(part: string, kind: string, status: number, durationMs: number): void {
    count(this.#requests, `${part}\n${kind}\n${status}`, `${OTHER}\n${OTHER}\n${status}`);
    observe(this.#durations, `${part}\n${kind}`, `${OTHER}\n${OTHER}`, durationMs);
  }

  fetched(upstream: string, outcome: string, durationMs: number): void {
    count(this.#fetches, `${upstream}\n${outcome}`, `${OTHER}\n${outcome}`);
    observe(this.#fetchDurations, upstream, OTHER, durationMs);
  }

  refused(ecosystem: string, rule: string, action: string): void {
    count(this.#refusals, `${ecosystem}\n${rule}\n${action}`, `${ecosystem}\n${OTHER}\n${action}`);
  }

  gauge(name: string, help: string, read: GaugeReader, type: 'gauge' | 'counter' = 'gauge'): void {
    this.#gauges.push({ name, help, type, read });
  }

  async render(): Promise<string> {
    const gauges: string[] = [];
    for (const { name, help, type, read } of this.#gauges) {
      try {
        gauges.push(writeSamples(name, help, type, await read()));
      } catch {
        // A number that is missing is seen by its absence and by the counter; the others still go out.
        this.#unreadable += 1;
      }
    }
    return [...this.#ownText(), ...gauges].join('');
  }

  close(): void {
    this.#delay.disable();
  }

  #ownText(): readonly string[] {
    return [
      writeSamples(
        'gatehouse_requests_total',
        'Answered requests.',
        'counter',
        samplesOf(this.#requests, ['part', 'kind', 'status']),
      ),
      writeHistograms('gatehouse_request_seconds', 'Time until an answer was sent.', this.#durations, [
        'part',
        'kind',
      ]),
      writeSamples(
        'gatehouse_upstream_requests_total',
        'Requests to upstreams.',
        'counter',
        samplesOf(this.#fetches, ['upstream', 'outcome']),
      ),
      writeHistograms(
        'gatehouse_upstream_seconds',
        'Time until an upstream answered.',
        this.#fetchDurations,
        ['upstream'],
      ),
      writeSamples(
        'gatehouse_refusals_total',
        'What policy kept out, by the leading rule.',
        'counter',
        samplesOf(this.#refusals, ['ecosystem', 'rule', 'action']),
      ),
      writeSamples('gatehouse_unreadable_gauges_total', 'Gauges that could not be read.', 'counter', [
        { value: this.#unreadable },
      ]),
    ];
  }

  #addOwnGauges(): void {
    this.gauge(
      'gatehouse_event_loop_delay_p99_seconds',
      'Delay of the event loop since the last scrape.',
      () => {
        const value = this.#delay.percentile(99) / 1e9;
        this.#delay.reset();
        return [{ value: Number.isFinite(value) ? value : 0 }];
      },
    );
    this.gauge('process_resident_memory_bytes', 'Resident memory.', () => [
      { value: process.memoryUsage.rss() },
    ]);
    this.gauge('gatehouse_heap_bytes', 'Memory by use.', () => {
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      return [
        { labels: { use: 'heap' }, value: heapUsed },
        { labels: { use: 'external' }, value: external },
        { labels: { use: 'buffers' }, value: arrayBuffers },
      ];
    });
    this.gauge(
      'process_cpu_seconds_total',
      'Processor time.',
      () => [{ value: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 }],
      'counter',
    );
    this.gauge('process_start_time_seconds', 'When the process began.', () => [
      { value: Math.round(performance.timeOrigin / 1000) },
    ]);
  }
}

function count(counts: Map<string, number>, key: string, overflow: string): void {
  const known = counts.get(key);
  if (known !== undefined) counts.set(key, known + 1);
  else if (counts.size < MAX_SERIES) counts.set(key, 1);
  else counts.set(overflow, (counts.get(overflow) ?? 0) + 1);
}

function observe(
  histograms: Map<string, Histogram>,
  key: string,
  overflow: string,
  durationMs: number,
): void {
  const chosen = histograms.has(key) || histograms.size < MAX_SERIES ? key : overflow;
  let histogram = histograms.get(chosen);
  if (histogram === undefined) {
    histogram = new Histogram();
    histograms.set(chosen, histogram);
  }
  histogram.observe(durationMs / 1000);
}

function samplesOf(counts: ReadonlyMap<string, number>, names: readonly string[]): readonly Sample[] {
  return [...counts].map(([key, value]) => ({ labels: labelsOf(key, names), value }));
}

function writeHistograms(
  name: string,
  help: string,
  histograms: ReadonlyMap<string, Histogram>,
  names: readonly string[],
): string {
  const samples = [...histograms].flatMap(([key, histogram]) => histogram.samples(labelsOf(key, names)));
  return writeSamples(name, help, 'histogram', samples);
}

function labelsOf(key: string, names: readonly string[]): Readonly<Record<string, string>> {
  const values = key.split('\n');
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}
