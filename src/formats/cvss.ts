// Scores of CVSS vectors, and which of several vectors to show.

import calculators from 'ae-cvss-calculator';

/** A vector and the base score that it computes to. */
export interface CvssScore {
  /** 0.0 to 10.0. */
  readonly score: number;
  readonly vector: string;
  readonly version: '4.0' | '3.1' | '3.0' | '2.0';
}

const SHOW_FIRST = ['4.0', '3.1', '3.0', '2.0'] as const;

/** The base score of a vector; undefined when it is no complete vector of CVSS 2.0, 3.0, 3.1 or 4.0. */
export function scoreOfVector(vector: string): CvssScore | undefined {
  if (vector.length > 500 || !isWellFormed(vector)) return undefined;
  const version = versionOf(vector);
  try {
    const score = version === undefined ? undefined : baseScore(version, vector);
    return version === undefined || score === undefined ? undefined : { score, vector, version };
  } catch {
    // The calculator throws on metrics and values that it does not know: no vector, no score.
    return undefined;
  }
}

/** The score to show of several vectors: CVSS 4.0 before 3.1 before 3.0 before 2.0; undefined when none is valid. */
export function scoreToShow(vectors: readonly string[]): CvssScore | undefined {
  return scoresToShow(vectors)[0];
}

/** The scores of those vectors that are valid, each vector once, in the order in which to show them. */
export function scoresToShow(vectors: readonly string[]): readonly CvssScore[] {
  const scores = [...new Set(vectors)].flatMap((vector) => scoreOfVector(vector) ?? []);
  return SHOW_FIRST.flatMap((version) => scores.filter((score) => score.version === version));
}

/** `METRIC:value` parts, no metric twice (which the specifications forbid and calculators take differently). */
function isWellFormed(vector: string): boolean {
  const parts = vector.split('/');
  const metrics = parts.map((part) => part.slice(0, part.indexOf(':')));
  return (
    parts.every((part) => /^[A-Za-z]{1,5}:[A-Za-z0-9.]{1,8}$/.test(part)) &&
    new Set(metrics).size === parts.length
  );
}

function versionOf(vector: string): CvssScore['version'] | undefined {
  if (vector.startsWith('CVSS:4.0/')) return '4.0';
  if (vector.startsWith('CVSS:3.1/')) return '3.1';
  if (vector.startsWith('CVSS:3.0/')) return '3.0';
  return vector.startsWith('AV:') ? '2.0' : undefined;
}

function baseScore(version: CvssScore['version'], vector: string): number | undefined {
  const cvss = new CALCULATORS[version](vector);
  const base = cvss.isBaseFullyDefined() ? cvss.calculateScores().base : undefined;
  return typeof base === 'number' && base >= 0 && base <= 10 ? base : undefined;
}

const CALCULATORS = {
  '4.0': calculators.Cvss4P0,
  '3.1': calculators.Cvss3P1,
  '3.0': calculators.Cvss3P0,
  '2.0': calculators.Cvss2,
} as const;
