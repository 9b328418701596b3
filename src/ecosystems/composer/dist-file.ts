// Archives: the name and the address under which Gatehouse serves the `dist` of a version.

import { createHash } from 'node:crypto';

import type { PackageName } from '../../kernel/package-ref.ts';

/** What a version, or an entry of a lock file, says about its archive. */
export interface Dist {
  /** Composer's word for the kind of archive; a `path` is none. */
  readonly type: string;
  /** Absolute. */
  readonly url: string;
  /** The commit; absent or empty where the upstream has none. */
  readonly reference?: string;
}

const TYPES = new Set(['zip', 'tar', 'gzip', 'xz', 'rar', 'phar', '7z', 'file']);
const TAR_SUFFIX = /\.(tar\.gz|tgz|tar\.bz2|tar\.xz)(?:[?#]|$)/i;
const PLAIN_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const NO_REFERENCE = 'none';
const MAX_VERSION_LENGTH = 255;
const MAX_VERSION_PARTS = 32;

/**
 * `<version>/<reference>.<suffix>`: unique within the package, and known from a lock file's entry alone. Undefined when
 * the version cannot be part of an address, or the archive is none that a registry serves.
 */
export function distFile(version: string, dist: Dist): string | undefined {
  if (!isAddressable(version) || !TYPES.has(dist.type) || !isHttp(dist.url)) return undefined;
  return `${version}/${referencePart(dist.reference)}.${suffixOf(dist)}`;
}

/** The version that a file belongs to by its name. */
export function versionOfFile(file: string): string | undefined {
  const slash = file.lastIndexOf('/');
  return slash <= 0 ? undefined : file.slice(0, slash);
}

/** The file (below the registry's root, encoded). A branch's name keeps its slashes. */
export function distPath(name: PackageName, file: string): string {
  return `/dist/${name}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** Names of branches may have slashes; what an address would swallow cannot be served. */
function isAddressable(version: string): boolean {
  const parts = version.split('/');
  return (
    version.length <= MAX_VERSION_LENGTH &&
    parts.length <= MAX_VERSION_PARTS &&
    // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
    !/[\u0000-\u001f\u007f\\]/.test(version) &&
    version.isWellFormed() &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url);
}

/** A commit stands for itself; what is no plain word (Subversion's `/trunk/@42`) by its digest. */
function referencePart(reference: string | undefined): string {
  if (reference === undefined || reference === '') return NO_REFERENCE;
  return PLAIN_REFERENCE.test(reference) ? reference : createHash('sha1').update(reference).digest('hex');
}

/** Composer tells a compressed tar by its name. */
function suffixOf({ type, url }: Dist): string {
  return type === 'tar' ? (TAR_SUFFIX.exec(url)?.[1]?.toLowerCase() ?? 'tar') : type;
}
