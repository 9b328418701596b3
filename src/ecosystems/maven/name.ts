// Maven names: `groupId:artifactId`, case-sensitive; the groupId's dots are folders in a repository.

import { GatehouseError } from '../../kernel/errors.ts';
import { withoutStar, type NamespaceRules } from '../../kernel/namespace.ts';
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

/** A label of a host name (RFC 1123 section 2.1). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_DOMAIN_LENGTH = 253;

/**
 * Groups by whole labels: `com.acme` holds `com.acme` and `com.acme.tools`, never `com.acmeevil`. Case counts in names, but not
 * here, since it does not in the domain that a group spells backwards. One label alone is a whole top-level domain's.
 */
export const namespaces: NamespaceRules = {
  parse(raw) {
    const group = withoutStar(raw);
    if (group.includes('.') && !group.includes(':') && findName(group, 'x') !== undefined) {
      return group.toLowerCase();
    }
    throw new GatehouseError(
      'invalid-name',
      'Cannot read Maven namespace: expected a groupId of at least two labels, such as "com.acme"',
      { facts: { name: raw.slice(0, MAX_LENGTH) } },
    );
  },
  labels: (group) => group.split('.'),
  labelsOf: (name) => splitName(name).groupId.toLowerCase().split('.'),
  pattern: (group) => `${group}.*`,
  domainOf(group) {
    const domain = group.split('.').reverse().join('.');
    const isDomain =
      domain.length <= MAX_DOMAIN_LENGTH && domain.split('.').every((label) => LABEL.test(label));
    // The last label of a domain is no number, or it could be the address of a machine.
    return isDomain && !/\.\d+$/.test(domain) ? domain : undefined;
  },
};

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
