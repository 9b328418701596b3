// Which version of a project a file belongs to, by its name alone: wheels (PEP 427), source archives (PEP 625 and the
// spellings from before it), eggs and the installers of old. Read as the clients read it, so that a file cannot be one
// version to a policy and another to who installs it.

import type { PackageName } from '../../kernel/package-ref.ts';
import { normalizeName } from './name.ts';
import { versions } from './version.ts';

/** What stands after a file's name where a document about it is kept: metadata (PEP 658), signature (PEP 503). */
export const SIDECAR_SUFFIXES = ['.metadata', '.asc'] as const;

const SOURCE_SUFFIXES = ['.tar.gz', '.tar.bz2', '.tar.xz', '.tar.z', '.tar', '.tgz', '.tbz', '.zip'];
const BUILT_SUFFIXES = ['.egg', '.exe', '.msi', '.rpm', '.deb', '.dmg'];
/** Of eggs and Windows installers: `-py3.11`, `-py3.11-linux-x86_64`, `.win-amd64-py2.7`, `.win32`. */
const PYTHON_TAG = /-py[0-9](?:\.[0-9]+)?(?:-.*)?$/;
const PLATFORM_TAG = /[.-](?:win32|win-[a-z0-9]+|linux-[a-z0-9_]+|macosx-[a-z0-9._-]+)$/i;
/** rpm: `-1.noarch`, `-1.src`. */
const RPM_RELEASE = /-[0-9]+\.(?:noarch|src|i[3-6]86|x86_64)$/;
const MAX_FILE_LENGTH = 512;

/** The file that a sidecar belongs to, or the file itself. */
export function fileOfSidecar(file: string): string {
  const suffix = SIDECAR_SUFFIXES.find((known) => file.endsWith(known));
  return suffix === undefined ? file : file.slice(0, -suffix.length);
}

/**
 * The version in the file's own spelling; undefined when `file` is no file of `name`, or names no valid version.
 * Sidecars belong to no version here: see `fileOfSidecar`.
 */
export function findFileVersion(name: PackageName, file: string): string | undefined {
  if (file.length > MAX_FILE_LENGTH) return undefined;
  const lower = file.toLowerCase();
  if (lower.endsWith('.whl')) return findWheelVersion(name, file.slice(0, -4));
  const source = SOURCE_SUFFIXES.find((suffix) => lower.endsWith(suffix));
  if (source !== undefined) {
    return valid(stripTags(findAfterName(name, file.slice(0, -source.length))));
  }
  const built = BUILT_SUFFIXES.find((suffix) => lower.endsWith(suffix));
  if (built === undefined) return undefined;
  const rest = findAfterName(name, file.slice(0, -built.length));
  return valid(stripTags(built === '.rpm' ? rest?.replace(RPM_RELEASE, '') : rest));
}

/** Whether a file is a wheel. */
export function isWheel(file: string): boolean {
  return file.toLowerCase().endsWith('.whl');
}

/** Whether a wheel is for every platform, so that no client has a reason to build from source. */
export function isUniversalWheel(file: string): boolean {
  return isWheel(file) && /-none-any\.whl$/i.test(file);
}

/** `name-version(-build)?-python-abi-platform`; neither name nor version holds a dash. */
function findWheelVersion(name: PackageName, stem: string): string | undefined {
  const parts = stem.split('-');
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const [rawName = '', rawVersion = ''] = parts;
  if (normalizeName(rawName) !== name) return undefined;
  return valid(rawVersion) ?? valid(rawVersion.replaceAll('_', '-'));
}

/** What follows the first dash before which the name is complete: names from before PEP 625 hold dashes themselves. */
function findAfterName(name: PackageName, stem: string): string | undefined {
  for (let dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
    if (normalizeName(stem.slice(0, dash)) === name) return stem.slice(dash + 1);
  }
  return undefined;
}

/** A version that is one as it stands keeps its dashes (`1.0-1` is a post-release). */
function stripTags(version: string | undefined): string | undefined {
  if (version === undefined || versions.isValid(version)) return version;
  return version.replace(PYTHON_TAG, '').replace(PLATFORM_TAG, '');
}

function valid(version: string | undefined): string | undefined {
  return version !== undefined && version.trim() === version && versions.isValid(version)
    ? version
    : undefined;
}
