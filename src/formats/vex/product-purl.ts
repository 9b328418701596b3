// Package-URLs of products, as text: what is not judged here is judged where they are matched.

interface Pieces {
  readonly path: string;
  readonly version: string | undefined;
  /** With the question mark; '' without. */
  readonly qualifiers: string;
  /** With the number sign; '' without. */
  readonly subpath: string;
}

const FORM = /^([^?#]*)(\?[^#]*)?(#.*)?$/s;

function takeApart(purl: string): Pieces {
  const [, front = '', qualifiers = '', subpath = ''] = FORM.exec(purl) ?? [];
  // A scope (`@acme/anvil`) may be written as it is.
  const at = front.lastIndexOf('@');
  const isVersion = at > 0 && !front.includes('/', at);
  return {
    path: isVersion ? front.slice(0, at) : front,
    version: isVersion ? front.slice(at + 1) : undefined,
    qualifiers,
    subpath,
  };
}

export function hasVersion(purl: string): boolean {
  return takeApart(purl).version !== undefined;
}

/** Instead of the version that it had; undefined: of every version. */
export function withVersion(purl: string, version: string | undefined): string {
  const { path, qualifiers, subpath } = takeApart(purl);
  return `${path}${version === undefined ? '' : `@${encodeURIComponent(version)}`}${qualifiers}${subpath}`;
}

/** Narrowed to a range of versions (vers); a range that is none is one that no version lies in. */
export function withRange(purl: string, range: string): string {
  const { path, qualifiers, subpath } = takeApart(purl);
  const more = `${qualifiers === '' ? '?' : `${qualifiers}&`}vers=${encodeURIComponent(range)}`;
  return `${path}${more}${subpath}`;
}

export function withoutQualifiers(purl: string): string {
  const { path, version, subpath } = takeApart(purl);
  return `${path}${version === undefined ? '' : `@${version}`}${subpath}`;
}

/** As people write it, in pieces. */
export function nameOfPurl(purl: string): {
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  /** `@acme/anvil 1.0.0`. */
  readonly full: string;
} {
  const { path, version } = takeApart(purl);
  const parts = path
    .replace(/^pkg:\/*/, '')
    .split('/')
    .slice(1)
    .map(decoded);
  const name = parts.pop() ?? purl;
  const group = parts.join('/');
  const exact = version === undefined ? undefined : decoded(version);
  return {
    ...(group === '' ? {} : { group }),
    name,
    ...(exact === undefined ? {} : { version: exact }),
    full: `${group === '' ? '' : `${group}/`}${name}${exact === undefined ? '' : ` ${exact}`}`,
  };
}

/** The range of versions that the package-URL is narrowed to, and the rest of it. */
export function takeRange(purl: string): { readonly purl: string; readonly range?: string } {
  const { path, version, qualifiers, subpath } = takeApart(purl);
  const given = qualifiers.slice(1).split('&');
  const range = given.find((one) => one.startsWith('vers='));
  if (range === undefined) return { purl };
  const rest = given.filter((one) => one !== range).join('&');
  return {
    purl: `${path}${version === undefined ? '' : `@${version}`}${rest === '' ? '' : `?${rest}`}${subpath}`,
    range: decoded(range.slice('vers='.length)),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Then it was not encoded.
    return text;
  }
}
