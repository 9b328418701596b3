// The name of a wheel in its parts (PEP 427, PEP 425): what it is of, and which interpreters and systems it is for.

export interface WheelName {
  /** As they stand in the name. */
  readonly distribution: string;
  readonly version: string;
  /** '' without one. */
  readonly build: string;
  readonly python: string;
  /** Each tag for itself: `py2-none-any` and `py3-none-any` for `py2.py3-none-any`; sorted. */
  readonly tags: readonly string[];
}

const NAME =
  /^([A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-([A-Za-z0-9_.!+]+)(?:-(\d[A-Za-z0-9_.]*))?-([A-Za-z0-9_.]+-[A-Za-z0-9_.]+-[A-Za-z0-9_.]+)\.whl$/;
const MAX_LENGTH = 512;
/** Of all parts multiplied. */
const MAX_TAGS = 1_000;

/** Undefined for what is no name of a wheel. */
export function findWheelName(file: string): WheelName | undefined {
  const [, distribution, version, build = '', tags] = file.length > MAX_LENGTH ? [] : (NAME.exec(file) ?? []);
  if (distribution === undefined || version === undefined || tags === undefined) return undefined;
  const expanded = expandTags(tags);
  if (expanded === undefined) return undefined;
  return { distribution, version, build, python: tags.split('-', 1)[0] ?? '', tags: expanded };
}

/** Undefined where a part is empty, or there are too many. */
export function expandTags(compressed: string): readonly string[] | undefined {
  const parts = compressed.split('-').map((part) => [...new Set(part.split('.'))]);
  const count = parts.reduce((product, part) => product * part.length, 1);
  if (parts.length !== 3 || count > MAX_TAGS || parts.flat().includes('')) return undefined;
  const [pythons = [], abis = [], platforms = []] = parts;
  return pythons
    .flatMap((python) => abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)))
    .sort();
}
