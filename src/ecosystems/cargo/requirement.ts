// A requirement as Cargo itself writes it ("Specifying Dependencies"), so that two spellings of one are told to be the same.

const MAX_LENGTH = 1_000;
const MAX_PARTS = 32;
const NUMBER = '0|[1-9][0-9]{0,19}';
const WORDS = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const COMPARATOR = new RegExp(
  `^(=|>=|<=|>|<|~|\\^)?\\s*(${NUMBER})(?:\\.(${NUMBER}|[*xX])(?:\\.(${NUMBER}|[*xX])(?:-(${WORDS}))?(?:\\+${WORDS})?)?)?$`,
);

/** `1.0` as `^1.0`, `>= 1,<2` as `>=1, <2`, `1.x` as `1.*`; undefined for what is no requirement. */
export function writeRequirement(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (/^\s*[*xX]\s*$/.test(text)) return '*';
  const parts = text.split(',');
  if (parts.length > MAX_PARTS) return undefined;
  const written = parts.map((part) => writeComparator(part.trim()));
  return written.includes(undefined) ? undefined : written.join(', ');
}

/** Build metadata counts for nothing, and is left out as Cargo leaves it out. */
function writeComparator(text: string): string | undefined {
  const match = COMPARATOR.exec(text);
  if (match === null) return undefined;
  const [, sign, major = '', minor, patch, prerelease] = match;
  const wild = isWild(minor) || isWild(patch);
  // A number after a wildcard means nothing.
  if (isWild(minor) && patch !== undefined && !isWild(patch)) return undefined;
  const numbers = [major, minor, patch].filter((one) => one !== undefined && !isWild(one));
  const tail = prerelease === undefined ? '' : `-${prerelease}`;
  if (wild && prerelease !== undefined) return undefined;
  if (wild && sign === undefined) return `${numbers.join('.')}.*`;
  return `${sign ?? '^'}${numbers.join('.')}${tail}`;
}

function isWild(part: string | undefined): boolean {
  return part === '*' || part === 'x' || part === 'X';
}
