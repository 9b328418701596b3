// Package-URLs: how the outside names packages (ECMA-427). The ecosystems' own rules say which names are the same.

import { PackageURL } from '@socketregistry/packageurl-js';

import { isEcosystem, type Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { NameRules } from '../ecosystems/adapter-name.ts';

/** A package-URL that was understood. */
export interface ParsedPurl {
  readonly ref: PackageRef;
  readonly version?: string;
  /** By key in lower case. */
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath?: string;
}

/** What a package-URL says beside the package. */
export interface PurlParts {
  readonly version?: string;
  readonly qualifiers?: Iterable<readonly [string, string]>;
  readonly subpath?: string;
}

/** The rules of names that purls are read with. */
export type PurlRules = Readonly<
  Record<Ecosystem, { readonly names: Pick<NameRules, 'toPurl' | 'fromPurl'> }>
>;

const MAX_LENGTH = 4_096;
/** Reads a package-URL of one of the five ecosystems. Throws `invalid-purl`. */
export function parsePurl(rules: PurlRules, text: string): ParsedPurl {
  if (text.length > MAX_LENGTH) throw invalid(text, `expected at most ${MAX_LENGTH} characters`);
  const [rawType, namespace, name, version, qualifiers, subpath] = parseText(text);
  const type = rawType?.toLowerCase();
  if (type === undefined || !isEcosystem(type)) {
    throw invalid(text, `found type ${JSON.stringify(type)}, expected npm, pypi, cargo, maven or composer`);
  }
  return {
    ref: { ecosystem: type, name: readName(rules, type, partsOf(namespace).join('/'), name ?? '', text) },
    ...(version === undefined || version === '' ? {} : { version: readPlain(version, 'version', text) }),
    qualifiers: readQualifiers(qualifiers, text),
    ...readSubpath(subpath, text),
  };
}

/** Writes a package-URL in its canonical form. */
export function formatPurl(rules: PurlRules, ref: PackageRef, parts: PurlParts = {}): string {
  const { namespace, name } = rules[ref.ecosystem].names.toPurl(ref.name);
  const path = [...(namespace?.split('/') ?? []), name].map(encodePart).join('/');
  const version = parts.version === undefined ? '' : `@${encodePart(parts.version)}`;
  const subpath = parts.subpath === undefined ? '' : `#${parts.subpath.split('/').map(encodePart).join('/')}`;
  return `pkg:${ref.ecosystem}/${path}${version}${formatQualifiers(parts.qualifiers ?? [])}${subpath}`;
}

/** Sorted by key; a key without a value says nothing and is left out. */
function formatQualifiers(qualifiers: Iterable<readonly [string, string]>): string {
  const pairs = [...qualifiers]
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key.toLowerCase()}=${encodePart(value)}`)
    .sort();
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/**
 * Percent-encodes all but ASCII letters and digits, `.-_~` and the colon, which purls keep. (The library leaves slashes
 * and commas in qualifiers' values as they are.)
 */
function encodePart(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

/**
 * The parts, taken apart and decoded, but not judged: the library's rules for names are those of new packages, which old
 * ones (npm's `_private`, names with `'`) break, and the ecosystem's own rules judge names in any case.
 */
function parseText(text: string): ReturnType<typeof PackageURL.parseString> {
  try {
    return PackageURL.parseString(text);
  } catch (cause) {
    throw invalid(text, cause instanceof Error ? cause.message.slice(0, 200) : 'it is none', cause);
  }
}

/** The parts of a path between its slashes; repeated slashes count as one. */
function partsOf(path: string | undefined): readonly string[] {
  return (path ?? '').split('/').filter((part) => part !== '');
}

/** Values without a key, and keys that are none (ECMA-427, section 5.6.6), are refused. */
function readQualifiers(
  pairs: Iterable<[string, string]> | undefined,
  text: string,
): ReadonlyMap<string, string> {
  const qualifiers = new Map<string, string>();
  for (const [rawKey, value] of pairs ?? []) {
    const key = rawKey.toLowerCase();
    if (!/^[a-z][a-z0-9._-]*$/.test(key)) throw invalid(text, 'found a qualifier whose key is none');
    if (value !== '') qualifiers.set(key, readPlain(value, 'qualifier', text));
  }
  return qualifiers;
}

/** Parts that lead nowhere or upward are left out, as the specification says. */
function readSubpath(subpath: string | undefined, text: string): { readonly subpath?: string } {
  const parts = partsOf(subpath).filter((part) => part !== '.' && part !== '..');
  return parts.length === 0 ? {} : { subpath: readPlain(parts.join('/'), 'subpath', text) };
}

function readPlain(value: string, what: string, text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (value.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(value)) return value;
  throw invalid(text, `found a control character in the ${what}`);
}

function readName(
  rules: PurlRules,
  ecosystem: Ecosystem,
  namespace: string | undefined,
  name: string,
  text: string,
): PackageRef['name'] {
  try {
    return rules[ecosystem].names.fromPurl(namespace === '' ? undefined : namespace, name);
  } catch (cause) {
    throw invalid(text, cause instanceof Error ? cause.message : 'found a bad name', cause);
  }
}

function invalid(text: string, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError('invalid-purl', `Cannot read package-URL: ${found}`, {
    facts: { purl: text.slice(0, 300) },
    cause,
  });
}
