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
