// What the advisory database needs from storage. Every record is kept under (feed, id), so that feeds which carry the
// same record neither overwrite nor withdraw each other's.

import type { KevEntry } from '../formats/kev.ts';
import type { EpssScore } from '../formats/epss.ts';
import type { JournalWriter } from '../journal/journal.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';

/** One record as it is stored. */
export interface StoredAdvisory {
  readonly feed: string;
  readonly id: string;
  /** Of the record's bytes. */
  readonly digest: string;
  readonly modified: Instant;
  /** When the record says that it was withdrawn. */
  readonly withdrawnAt?: Instant;
  /** What all packages of the record share; written by `encodeHeader`. */
  readonly header: string;
  /** The record as published, JSON. */
  readonly document: string;
  /** Ids that the record says are its own too; not itself. */
  readonly aliases: readonly string[];
  /** At most one entry for each package and repository. */
  readonly affected: readonly StoredAffected[];
}

/** What a record says about one package. */
export interface StoredAffected extends PackageRef {
  /** Address of the repository that it is about; '' for the usual one. */
  readonly repository: string;
  /** Bounds, by the order's `coarseKey`, outside of which no placed version is affected. */
  readonly coarseMin: string;
  readonly coarseMax: string;
  /** Written by `encodeBody`. */
  readonly body: string;
}

/** A record's entry for a package, with what belongs to the record. */
export interface Candidate extends StoredAffected {
  readonly feed: string;
  readonly id: string;
  readonly header: string;
  /** When these bytes of the record were stored. */
  readonly importedAt: Instant;
}

/** A record that shares an id with others. */
export interface LinkedRecord {
  readonly feed: string;
  readonly id: string;
  readonly header: string;
}

/** What is known about a stored record before it is written again. */
export interface KnownRecord {
  readonly digest: string;
  readonly modified: Instant;
  /** Withdrawn by its own word, or absent from the last whole import. */
  readonly isGone: boolean;
  /** The latest import that saw it. */
  readonly generation: number;
}

/** Records of one import that are written together. */
export interface RecordBatch {
  readonly feed: string;
  readonly generation: number;
  readonly at: Instant;
  /** New or different records, each id once. */
  readonly records: readonly StoredAdvisory[];
  /** Ids of records that were seen again as they are stored. */
  readonly unchanged: readonly string[];
}

export type FeedKind = 'osv' | 'kev' | 'epss';

/** How a feed stands. */
export interface FeedState {
  readonly feed: string;
  readonly kind: FeedKind;
  /** Number of the last import that was begun. */
  readonly generation: number;
  readonly lastTriedAt: Instant;
  /** When an import last ran to its end. */
  readonly lastGoodAt?: Instant;
  /** Where it was last looked for, as `feedSource` writes it; absent for one that is imported by hand. */
  readonly source?: string;
  /** What went wrong with the last import; absent when nothing did. */
  readonly lastError?: string;
  /** Records that hold now. */
  readonly records: number;
  /** Records of the last import that could not be read. */
  readonly bad: number;
  /** Validators of the last good answer. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** The newest `modified` seen that does not lie in the future: where an incremental import may go on. */
  readonly cursor?: Instant;
  /** What the feed says of its edition: KEV's catalogVersion, EPSS's model version and score date. */
  readonly edition?: string;
}

/**
 * Writing, within a unit of work. Every write that changes what matches raises the revision of the packages it touches.
 * Two servers on one database may import the same feed side by side: what a later import has seen counts as seen by an
 * earlier one too, and an earlier one never takes that back.
 */
export interface AdvisoryImports {
  /** The records of `feed` with these ids, keyed by id. */
  knownRecords(feed: string, ids: readonly string[]): Promise<ReadonlyMap<string, KnownRecord>>;
  /** Inserts or replaces records with all that belongs to them; a record that was absent holds again. */
  writeRecords(batch: RecordBatch): Promise<void>;
  /** How many records of `feed` hold, and how many of those neither the import `generation` nor a later one has seen. */
  countRecords(
    feed: string,
    generation: number,
  ): Promise<{ readonly holding: number; readonly unseen: number }>;
  /** Marks up to `limit` records that count as unseen by `generation` as absent at `at`; answers how many. */
  markAbsent(feed: string, generation: number, at: Instant, limit: number): Promise<number>;
  /** Makes the catalogue exactly `entries`; answers how many were added, changed and removed. */
  replaceKev(entries: readonly KevEntry[]): Promise<ReplacedKev>;
  /** Inserts or replaces scores; with `isLast`, removes those that `generation` or a later one has not written. Raises no revision. */
  writeEpss(scores: readonly EpssScore[], generation: number, isLast: boolean): Promise<void>;
  saveFeed(state: FeedState): Promise<void>;
}

/** What became of the entries of a catalogue. */
export interface ReplacedKev {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** What a CVE's enrichers say. */
export interface CveFacts {
  readonly kev?: KevEntry;
  readonly epss?: number;
  readonly epssPercentile?: number;
}

/** Reading. Withdrawn and absent records are in no answer but `document`'s. */
export interface AdvisoryLookups {
  /** Every entry about the packages `names` of an ecosystem, in one go. */
  candidates(ecosystem: Ecosystem, names: readonly PackageName[]): Promise<readonly Candidate[]>;
  /** Records about `ecosystem` whose id is, or whose aliases hold, one of `ids`. */
  linkedRecords(ecosystem: Ecosystem, ids: readonly string[]): Promise<readonly LinkedRecord[]>;
  /** KEV and EPSS of CVEs; those without either are left out. */
  cveFacts(cves: readonly string[]): Promise<ReadonlyMap<string, CveFacts>>;
  /** Packages touched after `revision`, in order of their latest touch; `revision` of the answer reads on. */
  touchedSince(revision: number, limit: number): Promise<TouchedPackages>;
  feeds(): Promise<readonly FeedState[]>;
  /** Whether any record is about the ecosystem. */
  knowsOf(ecosystem: Ecosystem): Promise<boolean>;
  /** The record as published, whether it holds or not; of any feed when `feed` is not given. */
  document(id: string, feed?: string): Promise<string | undefined>;
}

export interface TouchedPackages {
  /** The newest revision among `packages`; the one asked with when there are none. */
  readonly revision: number;
  readonly packages: readonly PackageRef[];
}

/** The rows that a unit of work of an import may touch. */
export interface ImportStores {
  readonly advisories: AdvisoryImports;
  readonly journal: JournalWriter;
}
