// Crate names: `serde_json`; case does not tell two crates apart, so the canonical spelling is lower-case.
// `-` and `_` collide when a crate is published, but stay as they are written: the index lists only one of the two.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutStar, type NamespaceRules } from '../../kernel/namespace.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import type { NameRules } from '../adapter-name.ts';

const MAX_LENGTH = 64;
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Prefixes of names, as PyPI's: the index takes `-` and `_` for one another when a name is new. */
export const namespaces: NamespaceRules = {
  parse: (raw) => parseName(parseName(withoutStar(raw)).replaceAll('_', '-')),
  labels: (namespace) => namespace.split('-'),
  labelsOf: (name) => name.split(/[-_]/),
  pattern: (namespace) => `${namespace}-*`,
};

/** The names of crates; names have no part that is one, prefixes can be claimed. */
export const names: NameRules = {
  parse: parseName,
  toPurl: (name) => ({ name }),
  fromPurl(namespace, name) {
    if (namespace === undefined || namespace === '') return parseName(name);
    throw invalidName(`${namespace}/${name}`);
  },
  namespaceOf: () => undefined,
};

/**
 * The folder of a crate in an index (Cargo's "Index Files"): `1`, `2`, `3/a`, `ab/cd`.
 * Case is kept, since the marker `{prefix}` of a download address keeps it.
 */
export function indexFolder(name: string): string {
  if (name.length <= 2) return String(name.length);
  if (name.length === 3) return `3/${name.slice(0, 1)}`;
  return `${name.slice(0, 2)}/${name.slice(2, 4)}`;
}

/** Where the index file of a crate lies, below the registry's root. */
export function indexPath(name: PackageName): string {
  return `${indexFolder(name)}/${name}`;
}

function parseName(raw: string): PackageName {
  if (raw.length > MAX_LENGTH || !NAME.test(raw)) throw invalidName(raw);
  return asPackageName(raw.toLowerCase());
}

function invalidName(raw: string): GatehouseError {
  return new GatehouseError(
    'invalid-name',
    'Cannot read crate name: expected a letter, then letters, digits, "-" or "_", at most 64 in all',
    { facts: { name: raw.slice(0, MAX_LENGTH) } },
  );
}
