// Which names and versions npm lets be published: fewer than it serves, since old ones have capitals and worse.

import valid from 'semver/functions/valid.js';

import { GatehouseError } from '../../kernel/errors.ts';
import { splitScope } from './name.ts';

const PART = /^[a-z0-9-][a-z0-9._-]*$/;
/** Node's own modules, and what a folder of packages has beside packages. */
const TAKEN = new Set(['node_modules', 'favicon.ico', 'package.json', 'package-lock.json']);
const MAX_VERSION_LENGTH = 256;

/** Throws `invalid-name`. */
export function readPublishName(name: string): void {
  const { scope, unscoped } = splitScope(name);
  const isFine =
    PART.test(unscoped) && (scope === undefined || PART.test(scope.slice(1))) && !TAKEN.has(unscoped);
  if (isFine) return;
  throw new GatehouseError(
    'invalid-name',
    `Cannot publish ${name}: expected a name of lower-case letters, digits, dots, dashes and underscores`,
  );
}

/** The version, which must be spelt as npm itself would. Throws `invalid-version`. */
export function readPublishVersion(version: string, name: string): string {
  const isExact = version.length <= MAX_VERSION_LENGTH && valid(version) === version.split('+', 1)[0];
  if (isExact) return version;
  throw new GatehouseError(
    'invalid-version',
    `Cannot publish ${name}: found the version ${JSON.stringify(version.slice(0, 100))}, expected a semantic version such as 1.2.3 or 1.2.3-rc.1`,
  );
}

/** A tag that could be a range would hide what it stands for. */
export function isTag(tag: string): boolean {
  const looksLikeRange = /^[v=<>~^*xX\d\s|]/.test(tag) || tag === '';
  return !looksLikeRange && /^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(tag) && tag !== '__proto__';
}
