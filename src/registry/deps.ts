// What the registry's use cases are given.

import type { Clock } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence, FeedHealth } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { AuditSubject } from '../ecosystems/adapter-audit.ts';
import type { VersionOrder } from '../ecosystems/adapter-version.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { EvidenceStores } from '../evidence/ports.ts';
import type { JournalWriter } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Policy } from '../policy/policy.ts';
import type { DocumentLimits } from './fetch-documents.ts';
import type { IndexEngine } from './index-engine.ts';
import type { PackageCaches } from './package-caches.ts';
import type { BlobStore, RegistryStores, UpstreamClient } from './ports.ts';
import type { Upstream } from './upstreams.ts';

export type RegistryWork = UnitOfWork<RegistryStores & EvidenceStores & { readonly journal: JournalWriter }>;

export interface RegistryDeps {
  readonly clock: Clock;
  readonly adapters: Readonly<Record<Ecosystem, Adapter>>;
  readonly upstreams: readonly Upstream[];
  readonly client: UpstreamClient;
  readonly blobs: BlobStore;
  /** Stores for reading, outside any unit of work. */
  readonly stores: RegistryStores & EvidenceStores;
  readonly work: RegistryWork;
  readonly knowledge: Knowledge;
  /** Reads and writes indexes. */
  readonly engine: IndexEngine;
  readonly caches: PackageCaches;
  readonly limits: RegistryLimits;
  /** Names of the people who may publish a package that is published here, by name. */
  readonly maintainersOf: (ref: PackageRef) => Promise<readonly string[]>;
  /** The server's own address, without a trailing slash: `http://localhost:4870`. */
  readonly publicUrl: string;
}

export interface RegistryLimits {
  readonly documents: DocumentLimits;
  readonly artifactMaxBytes: number;
}

/** What the other rooms know, as the registry asks it. */
export interface Knowledge {
  /** The policy in force for a view. Throws `not-found` for a view that does not exist. */
  policyOf(view: string): Policy;
  /** Advisory and malware evidence about the versions at hand; without any, the malware records that condemn the whole package. */
  advisories(ref: PackageRef, versions: readonly string[], order: VersionOrder): Promise<readonly Evidence[]>;
  /** The same for many packages at once; one list per subject, in order. Throws `feed-unavailable` when no feed was ever loaded. */
  audit(
    ecosystem: Ecosystem,
    subjects: readonly AuditSubject[],
    order: VersionOrder,
  ): Promise<readonly (readonly Evidence[])[]>;
  /**
   * The record in force about `ecosystem` that has this id, or else goes by it: as published, JSON. Undefined when there
   * is none. Throws `feed-unavailable` when no feed was ever loaded.
   */
  record(ecosystem: Ecosystem, id: string): Promise<string | undefined>;
  /** Reservations that the name falls under. */
  reservations(ref: PackageRef): readonly Evidence<'reservation'>[];
  feeds(): FeedHealth;
}
