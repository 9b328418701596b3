// How much a package is depended on: five numbers that can be counted, each from 0 to 1 beside the highest there is, and their
// weighted mean. The weights are shown, and whoever asks may choose others.

import { GatehouseError } from '../../kernel/errors.ts';

/**
 * `applications`: that have it; `production`: that have it for more than development; `direct`: that ask for it themselves;
 * `dependents`: packages in applications that need it; `criticality`: of the applications that have it for more than
 * development, summed up, in hundredths.
 */
export const PARTS = ['applications', 'production', 'direct', 'dependents', 'criticality'] as const;
export type PartName = (typeof PARTS)[number];

export type LineParts = Readonly<Record<PartName, number>>;
/** Shares of the whole: their sum is 1. */
export type Weights = Readonly<Record<PartName, number>>;

/** All alike, as the funds of ecosyste.ms weigh theirs: whoever wants it otherwise says so. */
export const USUAL_WEIGHTS: Weights = {
  applications: 0.2,
  production: 0.2,
  direct: 0.2,
  dependents: 0.2,
  criticality: 0.2,
};

/** Scores are whole numbers, so that shares of money are exact: this is the highest. */
export const WHOLE_SCORE = 1_000_000;

/**
 * `direct=2,dependents=1`: what is not named weighs nothing; numbers from 0 to 1000 that count beside each other. Throws
 * `invalid-request`.
 */
export function parseWeights(text: string): Weights {
  const given = new Map<PartName, number>();
  for (const pair of text.split(',').slice(0, PARTS.length + 1)) {
    const [, name = '', number = ''] = /^\s*([a-z]+)\s*=\s*(\d{1,4}(?:\.\d{1,6})?)\s*$/.exec(pair) ?? [];
    const part = PARTS.find((one) => one === name);
    if (part === undefined || given.has(part) || Number(number) > 1_000) throw badWeights(pair);
    given.set(part, Number(number));
  }
  const sum = [...given.values()].reduce((all, one) => all + one, 0);
  if (sum <= 0) throw badWeights(text);
  return partsOf((part) => (given.get(part) ?? 0) / sum);
}

function badWeights(found: string): GatehouseError {
  return new GatehouseError(
    'invalid-request',
    `Cannot take the weights: found ${JSON.stringify(found.slice(0, 60))}, expected parts with numbers up to 1000, one of them above 0, such as "direct=2,dependents=1"; parts are ${PARTS.join(', ')}`,
  );
}

/** Each part from 0 to 1. */
export function normalise(parts: LineParts, most: LineParts): LineParts {
  return partsOf((part) => (most[part] > 0 ? Math.min(1, parts[part] / most[part]) : 0));
}

/** From 0 to `WHOLE_SCORE`. */
export function scoreOf(parts: LineParts, most: LineParts, weights: Weights): number {
  let mean = 0;
  // Asked for each of many lines: nothing is made on the way.
  for (const part of PARTS) if (most[part] > 0) mean += weights[part] * Math.min(1, parts[part] / most[part]);
  return Math.min(WHOLE_SCORE, Math.round(mean * WHOLE_SCORE));
}

export function partsOf(number: (part: PartName) => number): Record<PartName, number> {
  return Object.fromEntries(PARTS.map((part) => [part, number(part)])) as Record<PartName, number>;
}
