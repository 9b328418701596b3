// npm package names: `left-pad`, `@scope/name`; case-sensitive, since old names have capitals.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutStar, type NamespaceRules } from '../../kernel/namespace.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import type { NameRules } from '../adapter-name.ts';

const MAX_LENGTH = 214;
const PART = /^[A-Za-z0-9_~!'()*-][A-Za-z0-9._~!'()*-]*$/;

/** Splits `@scope/name` into its parts; the scope with its `@`. */
export function splitScope(name: string): { readonly scope?: string; readonly unscoped: string } {
  const slash = name.indexOf('/');
  return slash < 0 ? { unscoped: name } : { scope: name.slice(0, slash), unscoped: name.slice(slash + 1) };
}

/** The name as one path segment, as npm itself writes it: `@scope%2fname`. */
export function escapeName(name: PackageName): string {
  return name.replace('/', '%2f');
}

/** The name; undefined for what npm cannot have as one (links, git addresses, files). */
export function findName(raw: string): PackageName | undefined {
  const { scope, unscoped } = splitScope(raw);
  const isScopeFine = scope === undefined || (scope.startsWith('@') && PART.test(scope.slice(1)));
  const isFine = raw.length <= MAX_LENGTH && isScopeFine && PART.test(unscoped) && unscoped !== '-';
  return isFine ? asPackageName(raw) : undefined;
}

function parseName(raw: string): PackageName {
  const name = findName(raw);
  if (name !== undefined) return name;
  throw new GatehouseError(
    'invalid-name',
    'Cannot read npm package name: expected "name" or "@scope/name" of at most 214 URL-safe characters',
    { facts: { name: raw.slice(0, MAX_LENGTH) } },
  );
}

/** Scopes, without regard to case: no two that differ by it alone are two owners'. */
export const namespaces: NamespaceRules = {
  parse(raw) {
    const scope = withoutStar(raw);
    if (scope.startsWith('@') && findName(`${scope}/x`) !== undefined) return scope.toLowerCase();
    throw new GatehouseError('invalid-name', 'Cannot read npm namespace: expected a scope such as "@acme"', {
      facts: { name: raw.slice(0, MAX_LENGTH) },
    });
  },
  labels: (scope) => [scope],
  labelsOf(name) {
    const { scope } = splitScope(name);
    return scope === undefined ? [] : [scope.toLowerCase()];
  },
  pattern: (scope) => `${scope}/*`,
};

export const names: NameRules = {
  parse: parseName,
  toPurl(name) {
    const { scope, unscoped } = splitScope(name);
    return scope === undefined ? { name: unscoped } : { namespace: scope, name: unscoped };
  },
  fromPurl: (namespace, name) => parseName(namespace === undefined ? name : `${namespace}/${name}`),
  namespaceOf: (name) => splitScope(name).scope,
};
