// What the registry needs from storage and from the outside.

import type { Readable } from 'node:stream';

import type { Instant } from '../kernel/clock.ts';
import type { DigestAlgorithm, Digests, Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { ContentsStores } from './contents/contents-ports.ts';
import type { DeploymentStores } from './deployments/deployment-ports.ts';
import type { HostedStores } from './hosted/hosted-ports.ts';
import type { StagedStores } from './staged/staged-ports.ts';

/** What a document belongs to: a package, or (name '') the upstream itself. */
export interface DocumentOwner {
  readonly ecosystem: Ecosystem;
  readonly upstream: string;
  readonly name: string;
}

/** The newest snapshot of one upstream document. */
export interface DocumentRecord extends DocumentOwner {
  readonly key: string;
  /** The last bytes; absent when there never were any. */
  readonly sha256?: Sha256;
  readonly sizeBytes: number;
  readonly etag?: string;
  readonly lastModified?: string;
  /** When these bytes arrived, and when the upstream last confirmed them. */
  readonly fetchedAt: Instant;
  readonly checkedAt: Instant;
  /** Since when the upstream says that it has no such document; the last bytes, if any, are kept. */
  readonly absentSince?: Instant;
}

/** Snapshots of upstream documents; the bytes are blobs. */
export interface DocumentStore {
  /** Every document of `owner`. */
  list(owner: DocumentOwner): Promise<readonly DocumentRecord[]>;
  /** Inserts or replaces by (ecosystem, upstream, name, key). */
  save(record: DocumentRecord): Promise<void>;
  /** Deletes up to `limit` rows of documents that never were there and were last asked for before `before`; answers how many. */
  forgetAbsent(before: Instant, limit: number): Promise<number>;
}

/** A package that was asked for here. */
export interface PackageRecord extends PackageRef {
  /** The upstream that it comes from. */
  readonly upstream: string;
  readonly firstSeenAt: Instant;
}

export interface PackageStore {
  find(ref: PackageRef): Promise<PackageRecord | undefined>;
  /** Inserts; keeps the first when there is one already. */
  add(record: PackageRecord): Promise<void>;
  /** Inserts, or says where it comes from now. */
  settle(record: PackageRecord): Promise<void>;
  /**
   * Packages whose name contains `text` in either case, by name, then ecosystem, after the `packageKey` in `after`
   * (keyset). `ecosystem` narrows.
   */
  search(query: {
    readonly text: string;
    readonly ecosystem?: Ecosystem;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly PackageRecord[]>;
  /** The ecosystems of which a package was ever asked for. */
  ecosystems(): Promise<readonly Ecosystem[]>;
}

/** One file that was fetched, verified and kept. */
export interface ArtifactRecord extends PackageRef {
  readonly version: string;
  readonly file: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** Every digest computed when it was stored: sha512, sha256, sha1, md5. */
  readonly digests: Digests;
  readonly upstream: string;
  readonly url: string;
  /** The upstream's Last-Modified, when it sent one. */
  readonly lastModified?: Instant;
  readonly storedAt: Instant;
  /** False after its bytes were evicted or purged; the digest stays known. */
  readonly present: boolean;
}

export interface ArtifactStore {
  ofPackage(ref: PackageRef): Promise<readonly ArtifactRecord[]>;
  /** Inserts or replaces by (ecosystem, name, file). */
  save(record: ArtifactRecord): Promise<void>;
  /** Every record, of any package, whose bytes are `sha256`. */
  byDigest(sha256: Sha256): Promise<readonly ArtifactRecord[]>;
  /** Marks the bytes as gone. */
  markAbsent(sha256: Sha256): Promise<void>;
  /** Present artifacts that an upstream has, least recently used first, for eviction. `usedAt` is kept by `touch`. */
  leastRecentlyUsed(limit: number): Promise<readonly ArtifactRecord[]>;
  touch(uses: readonly { readonly sha256: Sha256; readonly at: Instant }[]): Promise<void>;
}

/** Bytes on their way in: not visible until committed. */
export interface StagedBlob {
  readonly sizeBytes: number;
  /** sha512, sha256, sha1 and md5 of what was written, or those that were asked for. */
  readonly digests: Digests;
  readonly sha256: Sha256;
  /** Makes the blob durable and visible. */
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Content-addressed bytes. */
export interface BlobStore {
  /**
   * Writes the chunks to a temporary place, hashing; by default for every digest that registries declare.
   * Throws `too-large` past `maxBytes`, `storage-full`, `storage-failed`.
   */
  stage(
    chunks: AsyncIterable<Uint8Array>,
    maxBytes: number,
    algorithms?: readonly DigestAlgorithm[],
  ): Promise<StagedBlob>;
  /** Stages and commits bytes at hand. */
  put(bytes: Uint8Array): Promise<Sha256>;
  /** The whole blob; undefined when it is not there. */
  read(sha256: Sha256): Promise<Buffer | undefined>;
  /** A stream of bytes `start`..`end` (inclusive), or of all; undefined when it is not there. Whoever asks ends it. */
  stream(
    sha256: Sha256,
    range?: { readonly start: number; readonly end: number },
  ): Promise<Readable | undefined>;
  size(sha256: Sha256): Promise<number | undefined>;
  remove(sha256: Sha256): Promise<void>;
}

/** A blob as its folder lists it. */
export interface StoredBlob {
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly storedAt: Instant;
}

/** Content-addressed bytes, as their sweep sees them. */
export interface SweptBlobs {
  /** Every blob, in no order; those that come or go meanwhile may be missing. What is being staged is none. */
  list(): AsyncIterable<StoredBlob>;
  /** Deletes a blob unless it was stored, or stored again, at `before` or later; answers how many bytes that freed. */
  removeIfOlder(sha256: Sha256, before: Instant): Promise<number>;
}

/** Which bytes are spoken for. */
export interface BlobNames {
  /** Those of `digests` that a row of a document, an artifact, a deployment or a staged version names. */
  named(digests: readonly Sha256[]): Promise<ReadonlySet<Sha256>>;
}

/** A request to an upstream or one of its artifact hosts. */
export interface UpstreamRequest {
  readonly url: string;
  readonly accept?: string;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly maxBytes: number;
  /** Artifacts are asked for as they are, without content encoding. */
  readonly identity?: boolean;
  /** The key of the configured upstream (`npm:main`) whose credentials go along, to its own origin only. */
  readonly upstream: string;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** After redirects. */
  readonly url: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up a body that nobody will read. */
  discard(): void;
}

/** The way out, as the registry needs it. Throws `upstream-unreachable`, `upstream-invalid`, and so do bodies. */
export interface UpstreamClient {
  get(request: UpstreamRequest): Promise<UpstreamResponse>;
}

/** The rows that one unit of work of the registry may touch. */
export interface RegistryStores extends HostedStores, ContentsStores, DeploymentStores, StagedStores {
  readonly documents: DocumentStore;
  readonly packages: PackageStore;
  readonly artifacts: ArtifactStore;
}
