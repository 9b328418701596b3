// What is moved in from another registry, as whoever moves it in says.

import type { Digests } from '../../kernel/digest.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Words } from '../../ecosystems/adapter-publish.ts';
import type { Owner, Visibility } from '../../identity/organisations/organisation-ports.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

/** Whose the package becomes, or is: by name. */
export interface OwnerName {
  readonly kind: Owner['kind'];
  readonly name: string;
}

/** What all versions of one package share. */
export interface ImportScope {
  readonly ref: PackageRef;
  readonly owner: OwnerName;
}

/** A file as it was in the other registry. */
export interface ImportedFile {
  readonly file: string;
  /** At least one that tells bytes apart. */
  readonly digests: Digests;
}

/** One version, or (where versions are published file by file) some files of one. */
export interface ImportWish extends ImportScope {
  readonly version: string;
  /** The other registry, in a word or two: `verdaccio storage`. */
  readonly origin: string;
  readonly publishedAt?: Instant;
  /** Who had published it there, as they were called there. */
  readonly publisher?: string;
  /** Accounts of this place that become maintainers of a new package, where they belong to its organisation. */
  readonly maintainers: readonly string[];
  readonly yanked?: string;
  readonly deprecated?: string;
  readonly tags: readonly string[];
  /** Of a new package; absent: as the registry is configured. */
  readonly visibility?: Visibility;
  readonly words: Words;
  readonly files: readonly (ImportedFile & { readonly bytes: Uint8Array })[];
}

/** What there is here of a version of another registry. */
export type KeptState =
  | { readonly state: 'new' }
  /** All of its files, with the same bytes. */
  | { readonly state: 'present' }
  /** The version, without these of its files. */
  | { readonly state: 'partly'; readonly missing: readonly string[] }
  /** The version, with other bytes; or it was removed here. */
  | { readonly state: 'conflict'; readonly because: string };

/** What came of one version. */
export interface Imported {
  readonly outcome: 'imported' | 'present';
  /** What was passed over, and what became of maintainers who are no members; sentences. */
  readonly notes: readonly string[];
}
