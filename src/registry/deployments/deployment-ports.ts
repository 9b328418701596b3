// Deployments: versions on their way in that are sent in parts, one by one (`parts`) or all in one archive (`bundle`). They are
// their publisher's, and nobody else knows of them, until they are published.

import type { Instant } from '../../kernel/clock.ts';
import type { DigestAlgorithm, Digests, Sha256 } from '../../kernel/digest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageName, PackageRef } from '../../kernel/package-ref.ts';

/**
 * `open`: parts still come. `validated` and `failed`: a bundle that may and may not be published. What is dropped is
 * there no more.
 */
export const DEPLOYMENT_STATES = ['open', 'validated', 'failed', 'published'] as const;

export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

export interface Deployment {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  /** As its publisher calls it; of parts the version that they make. */
  readonly title: string;
  /** Whose it is. */
  readonly accountId: string;
  readonly kind: 'parts' | 'bundle';
  /** The versions in it; of a bundle that could not be read, none. */
  readonly components: readonly { readonly name: PackageName; readonly version: string }[];
  /** What the parts make, and the key of that version; of a bundle, its files tell. */
  readonly of?: { readonly name: PackageName; readonly version: string; readonly key: string };
  readonly state: DeploymentState;
  /** Whether it is published once it is validated. */
  readonly isAutomatic: boolean;
  /** What keeps it from being published: by component or file, a sentence for each requirement. */
  readonly faults: Faults;
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** When something of it came last, or it was published. */
  readonly changedAt: Instant;
}

export type Faults = Readonly<Record<string, readonly string[]>>;

/** A file that came; its bytes are a blob. */
export interface DeployedFile {
  readonly deploymentId: string;
  readonly name: PackageName;
  readonly version: string;
  readonly file: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly digests: Digests;
  readonly receivedAt: Instant;
}

/** A digest that was sent beside a file. */
export interface DeclaredDigest {
  readonly deploymentId: string;
  readonly name: PackageName;
  readonly version: string;
  readonly file: string;
  readonly algorithm: DigestAlgorithm;
  readonly digest: string;
}

/** Everything that came. */
export interface DeployedParts {
  readonly files: readonly DeployedFile[];
  readonly declared: readonly DeclaredDigest[];
}

export interface DeploymentStore {
  find(id: string): Promise<Deployment | undefined>;
  /** An account's parts of versions of a package, the last changed first, at most 100. */
  ofPackage(accountId: string, ref: PackageRef, state: 'open' | 'published'): Promise<readonly Deployment[]>;
  /** An account's, the newest first, from after that one on (keyset). */
  ofAccount(
    accountId: string,
    page: { readonly after?: Pick<Deployment, 'createdAt' | 'id'>; readonly limit: number },
  ): Promise<readonly Deployment[]>;
  /** How many of an account hold files, and are not published. */
  underWay(accountId: string): Promise<number>;
  /** Inserts; answers whether it did: of an account's parts of one version one is open. */
  add(deployment: Deployment): Promise<boolean>;
  /** Says what became of it. */
  save(deployment: Deployment): Promise<void>;
  /** Deletes it with all that came of it. */
  remove(id: string): Promise<void>;
  /** Deletes those that changed last before these, published and not; answers how many. */
  sweep(before: { readonly published: Instant; readonly others: Instant }): Promise<number>;
}

export interface DeploymentPartStore {
  of(deploymentId: string): Promise<DeployedParts>;
  /** Inserts or replaces by name and file. */
  saveFile(file: DeployedFile): Promise<void>;
  /** Inserts or replaces by name, file and algorithm. */
  saveDigest(digest: DeclaredDigest): Promise<void>;
  /** Deletes a file with the digests that were sent beside it. */
  removeFile(deploymentId: string, name: PackageName, file: string): Promise<void>;
  removeAll(deploymentId: string): Promise<void>;
}

export interface DeploymentStores {
  readonly deployments: DeploymentStore;
  readonly deploymentParts: DeploymentPartStore;
}
