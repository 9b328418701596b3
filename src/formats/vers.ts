// Ranges of versions in one notation for all ecosystems: `vers:npm/>=1.0.0|<2.0.0` (the VERS specification, ECMA-427 annex).

const COMPARATORS = ['>=', '<=', '!=', '>', '<', '='] as const;

interface Constraint {
  readonly comparator: (typeof COMPARATORS)[number];
  readonly version: string;
}

export interface VersRange {
  /** `npm`, `pypi`, …, `semver`. */
  readonly scheme: string;
  /** None: every version. */
  readonly constraints: readonly Constraint[];
}

const MAX_CONSTRAINTS = 1_000;
const FORM = /^vers:([a-z][a-z0-9.-]{0,50})\/([^\s]+)$/;

/** Undefined for what is no such range, or one of more than a thousand constraints. */
export function parseVers(text: string): VersRange | undefined {
  const [, scheme, list] = FORM.exec(text) ?? [];
  if (scheme === undefined || list === undefined) return undefined;
  if (list === '*') return { scheme, constraints: [] };
  const parts = list.split('|', MAX_CONSTRAINTS + 1);
  if (parts.length > MAX_CONSTRAINTS) return undefined;
  const constraints = parts.map(parseConstraint);
  const known = constraints.filter((one) => one !== undefined);
  return known.length === constraints.length ? { scheme, constraints: known } : undefined;
}

function parseConstraint(text: string): Constraint | undefined {
  const comparator = COMPARATORS.find((one) => text.startsWith(one));
  const rest = comparator === undefined ? text : text.slice(comparator.length);
  try {
    const version = decodeURIComponent(rest);
    return version === '' || version === '*' ? undefined : { comparator: comparator ?? '=', version };
  } catch {
    // A percent sign that begins no character: no version.
    return undefined;
  }
}

/** Whether the range holds the version, by the order of its ecosystem. All versions must be ones that `compare` takes. */
export function isWithinVers(
  { constraints }: VersRange,
  version: string,
  compare: (a: string, b: string) => number,
): boolean {
  if (constraints.length === 0) return true;
  const same = constraints.filter((one) => compare(one.version, version) === 0);
  if (same.some(({ comparator }) => comparator === '!=')) return false;
  if (same.some(({ comparator }) => comparator === '=' || comparator === '>=' || comparator === '<='))
    return true;
  if (same.length > 0) return false;
  const bounds = constraints
    .filter(({ comparator }) => comparator !== '=' && comparator !== '!=')
    .sort((a, b) => compare(a.version, b.version));
  // Nothing but exclusions: all the others.
  if (bounds.length === 0) return constraints.every(({ comparator }) => comparator === '!=');
  // The nearest bound on either side says whether the version lies between one that opens and one that closes.
  const below = bounds.findLast((one) => compare(one.version, version) < 0);
  const above = bounds.find((one) => compare(one.version, version) > 0);
  return (below === undefined || opens(below)) && (above === undefined || !opens(above));
}

function opens({ comparator }: Constraint): boolean {
  return comparator === '>' || comparator === '>=';
}
