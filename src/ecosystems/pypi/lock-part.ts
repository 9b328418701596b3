// One entry of a lock file, and the place of its address in the text.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { LockEntry } from '../adapter-lockfile.ts';
import { fileOfAddress } from './file-address.ts';
import { findFileVersion } from './file-version.ts';
import { names } from './name.ts';

/** An entry, and where its address stands in the text; without one, an entry that keeps no address. */
export interface LockPart {
  readonly entry: LockEntry;
  readonly place?: {
    readonly start: number;
    readonly end: number;
    /** The address as it is to stand there, quotes included. */
    readonly write: (url: string) => string;
  };
}

/** The name of an entry. Throws `invalid-document` with the line. */
export function readLockName(raw: string | undefined, file: string, line: number): PackageName {
  try {
    return names.parse(raw ?? '');
  } catch (cause) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${file}, line ${line}: expected a package's name`,
      {
        cause,
        facts: { line },
      },
    );
  }
}

/** An entry with its address; the file where the address's last part is one of the package's. */
export function describeAddress(
  name: PackageName,
  version: string,
  url: string,
  line: number,
  leadsTo: 'file' | 'index',
): LockEntry {
  const file = leadsTo === 'index' ? undefined : fileOfAddress(url);
  const isFile = file !== undefined && findFileVersion(name, file) !== undefined;
  return { name, version, url, leadsTo, ...(isFile ? { file } : {}), line };
}

/** `address` with the fragment of the one that it replaces: a digest (`#sha256=…`), a folder within the archive. */
export function withFragment(address: string, replaced: string): string {
  const mark = replaced.indexOf('#');
  return mark < 0 || address.includes('#') ? address : address + replaced.slice(mark);
}
