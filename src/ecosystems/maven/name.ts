// Maven names: `groupId:artifactId`, case-sensitive; the groupId's dots are folders in a repository.

import { GatehouseError } from '../../kernel/errors.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import type { NameRules } from '../adapter-name.ts';

const MAX_LENGTH = 512;
/** What Maven's model validator accepts in an id. */
const ID = /^[A-Za-z0-9_.-]+$/;
/** Dots alone would be folders. */
const DOTS = /^\.+$/;

/** The two parts of a name. */
export function splitName(name: PackageName): { readonly groupId: string; readonly artifactId: string } {
  const colon = name.indexOf(':');
  return { groupId: name.slice(0, colon), artifactId: name.slice(colon + 1) };
}

/** The folder of a package in a repository, without slashes at its ends: `org/acme/app`. */
export function folderOf(name: PackageName): string {
  const { groupId, artifactId } = splitName(name);
  return `${groupId.replaceAll('.', '/')}/${artifactId}`;
}

/**
 * The name whose folder is `folders`, which `folderOf` leads back to; undefined when there is none. A group's folder
 * with a dot in it would be a second spelling of another name.
 */
export function findNameOfFolder(folders: readonly string[]): PackageName | undefined {
  const groups = folders.slice(0, -1);
  const artifactId = folders.at(-1);
  if (groups.length === 0 || artifactId === undefined || groups.some((group) => group.includes('.'))) {
    return undefined;
  }
  return findName(groups.join('.'), artifactId);
}

function findName(groupId: string, artifactId: string): PackageName | undefined {
  const isFine =
    ID.test(groupId) &&
    groupId.split('.').every((part) => part !== '') &&
    ID.test(artifactId) &&
    !DOTS.test(artifactId) &&
    groupId.length + artifactId.length < MAX_LENGTH;
  return isFine ? asPackageName(`${groupId}:${artifactId}`) : undefined;
}

/** A group among names: what falls under the patterns `org.acme.*` and `org.acme:*`, and is no package. */
export function groupAsName(groupId: string): PackageName {
  return asPackageName(`${groupId}:`);
}

function parseName(raw: string): PackageName {
  const [groupId = '', artifactId = '', ...rest] = raw.split(':', 3);
  const name = rest.length === 0 ? findName(groupId, artifactId) : undefined;
  if (name !== undefined) return name;
  throw new GatehouseError(
    'invalid-name',
    'Cannot read Maven package name: expected "groupId:artifactId" of letters, digits, "_", "-" and "."',
    { facts: { name: raw.slice(0, MAX_LENGTH) } },
  );
}

export const names: NameRules = {
  parse: parseName,
  toPurl(name) {
    const { groupId, artifactId } = splitName(name);
    return { namespace: groupId, name: artifactId };
  },
  fromPurl: (namespace, name) => parseName(`${namespace ?? ''}:${name}`),
  namespaceOf: (name) => splitName(name).groupId,
  alsoReservedAs(name) {
    const { groupId, artifactId } = splitName(name);
    return groupAsName(`${groupId}.${artifactId}`);
  },
};
