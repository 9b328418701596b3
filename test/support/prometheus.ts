// A strict reader of the Prometheus text format 0.0.4: what Prometheus itself would complain about is an error, and some more.

/** One line of a metric. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with its samples, in the order of the text. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|\})/;
const VALUE = /^[+-]?(?:Inf|NaN|\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);

/** Throws an Error that names the line. Each family has its HELP and TYPE, once, before its samples, which stand together. */
export function parsePrometheus(text: string): readonly Family[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families: Building[] = [];
  for (const [at, line] of text.slice(0, -1).split('\n').entries()) {
    try {
      takeLine(families, line);
    } catch (cause) {
      throw new Error(`line ${at + 1} (${line}): ${String(cause)}`, { cause });
    }
  }
  for (const family of families) assertWhole(family);
  return families;
}

interface Building {
  readonly name: string;
  readonly help: string;
  type: string;
  readonly samples: Sample[];
}

function takeLine(families: Building[], line: string): void {
  const last = families.at(-1);
  const help = /^# HELP (\S+) (.+)$/.exec(line);
  if (help !== null) {
    const [, name = '', says = ''] = help;
    if (NAME.exec(name)?.[0] !== name) throw new Error('no name of a metric');
    if (families.some((family) => family.name === name)) throw new Error('a second HELP, or samples apart');
    if (/\\(?![\\n])/.test(says)) throw new Error('a wrong escape');
    families.push({ name, help: says, type: '', samples: [] });
    return;
  }
  const type = /^# TYPE (\S+) (\S+)$/.exec(line);
  if (type !== null) {
    if (last === undefined || last.name !== type[1]) throw new Error('a TYPE without its HELP');
    if (last.type !== '') throw new Error('a second TYPE');
    if (!TYPES.has(type[2] ?? '')) throw new Error('no type');
    last.type = type[2] ?? '';
    return;
  }
  const sample = parseSample(line);
  if (last === undefined || last.type === '' || !belongs(last, sample))
    throw new Error('a sample of nothing');
  const key = keyOf(sample);
  if (last.samples.some((other) => keyOf(other) === key)) throw new Error('the same sample twice');
  last.samples.push(sample);
}

function parseSample(line: string): Sample {
  const name = NAME.exec(line)?.[0] ?? '';
  if (name === '') throw new Error('no name of a metric');
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    for (let more = true; more;) {
      const label = LABEL.exec(rest);
      if (label === null) throw new Error('a label that cannot be read');
      const [whole, key = '', value = '', end] = label;
      if (Object.hasOwn(labels, key)) throw new Error('a label twice');
      labels[key] = value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
      rest = rest.slice(whole.length);
      more = end === ',';
    }
  }
  if (!rest.startsWith(' ') || !VALUE.test(rest.slice(1))) throw new Error('a value that cannot be read');
  return { name, labels, value: numberOf(rest.slice(1)) };
}

function numberOf(text: string): number {
  if (text.endsWith('Inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return text.endsWith('NaN') ? NaN : Number(text);
}

function belongs({ name, type }: Building, sample: Sample): boolean {
  if (type !== 'histogram') return sample.name === name;
  if (sample.name === `${name}_bucket`) return sample.labels['le'] !== undefined;
  return sample.name === `${name}_sum` || sample.name === `${name}_count`;
}

function keyOf({ name, labels }: Sample): string {
  return JSON.stringify([name, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function assertWhole({ name, type, samples }: Building): void {
  if (type === '') throw new Error(`${name} has no TYPE`);
  const isCount = type === 'counter' || type === 'histogram';
  for (const sample of samples) {
    if (isCount && !(sample.value >= 0)) throw new Error(`${sample.name} is below zero`);
  }
  if (type === 'histogram') for (const series of seriesOf(samples)) assertHistogram(name, series);
}

/** The samples of a histogram by their labels without `le`. */
function seriesOf(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const withoutEdge = ({ labels }: Sample): Sample => ({
    name: '',
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => key !== 'le')),
    value: 0,
  });
  return [...Map.groupBy(samples, (sample) => keyOf(withoutEdge(sample))).values()];
}

function assertHistogram(name: string, series: readonly Sample[]): void {
  const buckets = series.filter((sample) => sample.name === `${name}_bucket`);
  const edges = buckets.map(({ labels }) => numberOf(labels['le'] ?? ''));
  const counts = buckets.map(({ value }) => value);
  if (edges.at(-1) !== Infinity) throw new Error(`${name} has no bucket +Inf at its end`);
  for (let at = 1; at < buckets.length; at++) {
    if (!((edges[at - 1] ?? 0) < (edges[at] ?? 0))) throw new Error(`${name}: buckets out of order`);
    if ((counts[at - 1] ?? 0) > (counts[at] ?? 0))
      throw new Error(`${name}: buckets that are not cumulative`);
  }
  const count = series.find((sample) => sample.name === `${name}_count`)?.value;
  if (count === undefined || count !== counts.at(-1)) throw new Error(`${name}_count differs from +Inf`);
  if (!series.some((sample) => sample.name === `${name}_sum`)) throw new Error(`${name} has no sum`);
}
