// The contract of every ecosystem's `lockfile.ts`; `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';

/** `lockfile.ts`: lock files that keep addresses. */
export interface LockfileFormat {
  /** `uv.lock`; the id and the usual file name. */
  readonly id: string;
  isNamed(fileName: string): boolean;
  /** Every entry with the address it was resolved from, if the file keeps one. Throws `invalid-document` with the line. */
  entries(text: string): readonly LockEntry[];
  /**
   * The text with each entry's address replaced by what `rewrite` answers; digests and all else untouched. `registryUrl`
   * (no trailing slash): what the file's readers are configured with; a format may leave out an address that its client
   * derives from that.
   */
  rewrite(text: string, rewrite: (entry: LockEntry) => string | undefined, registryUrl?: string): string;
  /**
   * Other addresses in the file that the client goes to by itself, around every registry (Composer's `source`, to which
   * it turns when an archive is refused). Throws like `entries`.
   */
  readonly detours?: (text: string) => readonly LockDetour[];
  /** The text without the detours that are not needed; nothing brings them back. All else stays byte for byte. */
  readonly closeDetours?: (text: string) => string;
}

/** An address in a lock file that leads around every registry. */
export interface LockDetour {
  /** As the file spells it. */
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** `code`: the package can be fetched there; `notice`: its installation is announced there. */
  readonly leads: 'code' | 'notice';
  /** Whether the package can do without it: `closeDetours` takes it out. */
  readonly closable: boolean;
  /** 1-based. */
  readonly line: number;
}

export interface LockEntry {
  readonly name: PackageName;
  readonly version: string;
  /** Absent when the file keeps no address for it. */
  readonly url?: string;
  /**
   * What `url` is the address of: one file (the default), or the index of the whole registry, which the client compares
   * with its configuration (uv, Poetry): it is to be rewritten to the index address that `client-setup` writes.
   */
  readonly leadsTo?: 'file' | 'index';
  /** The file name within the package as Gatehouse serves it, when the entry tells. */
  readonly file?: string;
  /** 1-based. */
  readonly line: number;
}
