// What is published here, as it is kept: a row for each package, version and file. The bytes of files are artifacts.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { HostedStatus, Words } from '../../ecosystems/adapter-publish.ts';

/** What rows of packages and artifacts say in place of an upstream's name; no upstream may be called so. */
export const HOSTED = 'hosted';

export interface HostedPackage extends PackageRef {
  /** The name as its first publisher spelt it. */
  readonly spelt: string;
  readonly createdAt: Instant;
  /** As the journal names who it was. */
  readonly createdBy: string;
  readonly updatedAt: Instant;
  readonly tags: ReadonlyMap<string, string>;
  readonly status: HostedStatus;
  readonly statusReason: string;
}

/** A version that is, or was, published. Its row is never deleted: a name and version are used once. */
export interface HostedVersion extends PackageRef {
  /** `PublishRules.versionKey` of it. */
  readonly key: string;
  readonly version: string;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
  /** What proved a publisher without a secret: the claims that its identity token made. */
  readonly provenBy?: Readonly<Record<string, string>>;
  /** Where it came from when it was moved in from another registry; then `publishedAt` is what was said there. */
  readonly imported?: ImportedFrom;
  readonly words: Words;
  readonly yanked?: string;
  readonly deprecated?: string;
  readonly removedAt?: Instant;
}

/** What whoever moved a version in says of where it was before. */
export interface ImportedFrom {
  /** The other registry: `verdaccio storage`. */
  readonly origin: string;
  /** When it was moved in. */
  readonly at: Instant;
  /** Who had published it there, as they were called there. */
  readonly publisher?: string;
}

/** A file of a version; its digests and its size stand in the artifact of the same name. */
export interface HostedFile extends PackageRef {
  readonly file: string;
  readonly versionKey: string;
  readonly publishedAt: Instant;
  readonly words: Words;
}

export interface HostedStore {
  find(ref: PackageRef): Promise<HostedPackage | undefined>;
  /** Another package of the ecosystem whose name differs in `-` and `_` alone. */
  findTwin(ref: PackageRef): Promise<HostedPackage | undefined>;
  /** Removed ones too, in the order in which they were published. */
  versions(ref: PackageRef): Promise<readonly HostedVersion[]>;
  /** When something was published last, removed or not. */
  lastPublished(ref: PackageRef): Promise<Instant | undefined>;
  findVersion(ref: PackageRef, key: string): Promise<HostedVersion | undefined>;
  /** In the order in which they were published. */
  files(ref: PackageRef): Promise<readonly HostedFile[]>;
  findFile(ref: PackageRef, file: string): Promise<HostedFile | undefined>;
  /** Inserts or replaces. */
  savePackage(hosted: HostedPackage): Promise<void>;
  /** Inserts or replaces by key. */
  saveVersion(version: HostedVersion): Promise<void>;
  addFile(file: HostedFile): Promise<void>;
}

export interface HostedStores {
  readonly hosted: HostedStore;
}
