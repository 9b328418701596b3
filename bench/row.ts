// A row of the table: one thing measured here and, where there is one, at a peer in the same run.

export interface Row {
  readonly what: string;
  readonly ours: string;
  /** `nginx: 12,000/s`; empty where nothing stands beside. */
  readonly beside: string;
  /** Ours against theirs, the way round in which more is better for rates and less for times; empty without a peer. */
  readonly ratio: string;
  /** What the project holds itself to. */
  readonly goal: string;
  readonly isMet: boolean | undefined;
}

/** A measurement that could not be made, and why. */
export function skipped(what: string, why: string): Row {
  return { what, ours: 'not measured', beside: why, ratio: '', goal: '', isMet: undefined };
}

/** Rates: ours shall be at least `leastRatio` of theirs. */
export function compareRate(
  what: string,
  ours: number,
  peer: { readonly name: string; readonly rate: number },
  leastRatio: number,
): Row {
  const ratio = ours / peer.rate;
  return {
    what,
    ours: `${count(ours)}/s`,
    beside: `${peer.name}: ${count(peer.rate)}/s`,
    ratio: `${ratio < 10 ? ratio.toFixed(2) : count(ratio)} x`,
    goal: `${leastRatio} x`,
    isMet: ratio >= leastRatio,
  };
}

/** Times: ours shall be at most `mostRatio` of theirs. */
export function compareTime(
  what: string,
  oursMs: number,
  peer: { readonly name: string; readonly ms: number },
  mostRatio: number,
): Row {
  const ratio = oursMs / peer.ms;
  return {
    what,
    ours: seconds(oursMs),
    beside: `${peer.name}: ${seconds(peer.ms)}`,
    ratio: `${ratio.toFixed(2)} x`,
    goal: `at most ${Number(mostRatio.toFixed(2))} x`,
    isMet: ratio <= mostRatio,
  };
}

/** A value that shall stay at or under a limit. */
export function holdUnder(what: string, value: number, most: number, unit: (value: number) => string): Row {
  return {
    what,
    ours: unit(value),
    beside: '',
    ratio: '',
    goal: `under ${unit(most)}`,
    isMet: value <= most,
  };
}

/** A number that shall be exactly that one. */
export function expect(what: string, value: number, expected: number): Row {
  const isMet = value === expected;
  return { what, ours: count(value), beside: '', ratio: '', goal: count(expected), isMet };
}

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function seconds(ms: number): string {
  return ms < 1_000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
