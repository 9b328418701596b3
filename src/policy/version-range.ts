// Ranges in allow and deny lists: comparators over the ecosystem's own order, without any client's idea of pre-releases.

/** What each operator asks of the order of a version and the one that it names. */
const OPERATORS = {
  '>=': (order: number) => order >= 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '<': (order: number) => order < 0,
  '=': (order: number) => order === 0,
} as const;

type Operator = keyof typeof OPERATORS;

interface Comparator {
  readonly operator: Operator;
  readonly version: string;
}

/** Alternatives, each a list of comparators that must all hold. */
export type VersionRange = readonly (readonly Comparator[])[];

/**
 * Parses `>=1.2 <2 || =3.0.1`: comparators (`>=`, `<=`, `>`, `<`, `=`, or a bare version) joined by spaces or commas
 * are all needed, `||` separates alternatives. Undefined for anything else, such as `^1.2`.
 */
export function parseVersionRange(text: string): VersionRange | undefined {
  const alternatives = text.split('||').map((part) => parseAlternative(part.trim()));
  return alternatives.every((alternative) => alternative !== undefined) ? alternatives : undefined;
}

/** Whether `version` is in `range` by `compareVersions`. */
export function isInRange(
  version: string,
  range: VersionRange,
  compareVersions: (a: string, b: string) => number,
): boolean {
  return range.some((alternative) =>
    alternative.every((comparator) =>
      OPERATORS[comparator.operator](compareVersions(version, comparator.version)),
    ),
  );
}

function parseAlternative(text: string): readonly Comparator[] | undefined {
  // `>= 1.2` is written by people: pull the operator to its version before splitting.
  const words = text
    .replace(/([<>]=?|=)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const comparators = words.map(parseComparator);
  return comparators.length > 0 && comparators.every((comparator) => comparator !== undefined)
    ? comparators
    : undefined;
}

function parseComparator(word: string): Comparator | undefined {
  const operator = (Object.keys(OPERATORS) as Operator[]).find((known) => word.startsWith(known));
  const version = word.slice(operator?.length ?? 0);
  return /^[0-9A-Za-z][0-9A-Za-z.+_!-]*$/.test(version) ? { operator: operator ?? '=', version } : undefined;
}
