// Names of Python projects: PEP 508's alphabet, compared as PEP 503 normalises them.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutStar, type NamespaceRules } from '../../kernel/namespace.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import type { NameRules } from '../adapter-name.ts';

const MAX_LENGTH = 214;
const NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;

/** The normal form of PEP 503: lower case, each run of `-`, `_` and `.` as one `-`. Of any text, valid or not. */
export function normalizeName(raw: string): string {
  return raw.toLowerCase().replace(/[-_.]+/g, '-');
}

function parseName(raw: string): PackageName {
  const name = findName(raw);
  if (name === undefined) {
    throw new GatehouseError(
      'invalid-name',
      `Cannot read Python project name: expected at most ${MAX_LENGTH} letters, digits, ".", "_" and "-", ` +
        'with a letter or digit at both ends',
      { facts: { name: raw.slice(0, MAX_LENGTH) } },
    );
  }
  return name;
}

/** The canonical name; undefined for what is none. */
export function findName(raw: string): PackageName | undefined {
  return raw.length > MAX_LENGTH || !NAME.test(raw) ? undefined : asPackageName(normalizeName(raw));
}

/** PEP 752: a project's name, normalised; it holds that name and those that begin with it and a hyphen. */
export const namespaces: NamespaceRules = {
  parse: (raw) => parseName(withoutStar(raw)),
  labels: (namespace) => namespace.split('-'),
  labelsOf: (name) => name.split('-'),
  pattern: (namespace) => `${namespace}-*`,
};

/** PEP 503 and PEP 508 names. There are no namespaces, and a package-URL has none either. */
export const names: NameRules = {
  parse: parseName,
  toPurl: (name) => ({ name }),
  fromPurl(namespace, name) {
    if (namespace !== undefined) {
      throw new GatehouseError(
        'invalid-name',
        'Cannot read PyPI package-URL: found a namespace, expected none',
      );
    }
    return parseName(name);
  },
  namespaceOf: () => undefined,
};
