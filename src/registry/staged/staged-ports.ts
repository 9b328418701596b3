// Staged versions: read, verified and durable, and nobody's to install until a second person approves. No row of `hosted` names
// one; whoever may publish, stage or approve there sees it.

import type { Instant } from '../../kernel/clock.ts';
import type { Digests, Sha256 } from '../../kernel/digest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, Words } from '../../ecosystems/adapter-publish.ts';
import type { Owner } from '../../identity/organisations/organisation-ports.ts';

/** `open`: it waits for somebody. What is closed stays as it was decided, and its bytes are given back unless it was approved. */
export const STAGED_STATES = ['open', 'approved', 'rejected', 'expired'] as const;

export type StagedState = (typeof STAGED_STATES)[number];

export interface StagedVersion extends PackageRef {
  /** A UUID: npm takes no other. */
  readonly id: string;
  readonly version: string;
  /** `PublishRules.versionKey` of it; of one key one alone is open. */
  readonly key: string;
  /** What it is to be, but for its files; of one that is closed, without its words. */
  readonly release: Omit<PartedRelease, 'name' | 'version' | 'files'>;
  readonly stagedAt: Instant;
  /** As the journal names who it was. */
  readonly stagedBy: string;
  /** Whose credential it was; empty: a trusted publisher's. */
  readonly accountId: string;
  /** Accounts that may not approve it: who staged it, and who let the trusted publisher in that did. */
  readonly notBy: readonly string[];
  /** What an identity token said of the run that staged it. */
  readonly provenBy?: Readonly<Record<string, string>>;
  /** Whose the package is, as it was staged: of one that nobody owns yet, whose it becomes. */
  readonly owner: Owner;
  /** What kept it from being published at once; empty where it was asked for. */
  readonly because: readonly string[];
  /** When it expires. */
  readonly until: Instant;
  readonly state: StagedState;
  readonly decided?: {
    readonly at: Instant;
    readonly by: string;
    /** Empty without one. */
    readonly reason: string;
  };
}

/** A file of it; the bytes are a blob. */
export interface StagedFile {
  readonly stagedId: string;
  readonly file: string;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly digests: Digests;
  readonly words: Words;
}

/** Where a page of staged versions goes on. */
export type StagedPlace = Pick<StagedVersion, 'stagedAt' | 'id'>;

export interface StagedQuestion {
  /** Packages of these owners, and what this one staged (as the journal names them). */
  readonly owners: readonly Owner[] | 'all';
  readonly stagedBy: string;
  readonly ecosystem?: Ecosystem;
  readonly name?: string;
  /** Absent: those that are open, and not over at `now`. */
  readonly state?: StagedState;
  readonly now: Instant;
  readonly after?: StagedPlace;
  readonly limit: number;
}

export interface StagedStore {
  find(id: string): Promise<StagedVersion | undefined>;
  /** The open one of a version, over or not. */
  findOpen(ref: PackageRef, key: string): Promise<StagedVersion | undefined>;
  /** The newest first, without their words. */
  list(question: StagedQuestion): Promise<readonly StagedVersion[]>;
  /** In the order in which they came. */
  files(id: string): Promise<readonly StagedFile[]>;
  /** Inserts; answers whether it did: of one version one alone is open. */
  add(staged: StagedVersion): Promise<boolean>;
  addFile(file: StagedFile): Promise<void>;
  /** Says what became of one that is open, and forgets its words and files; answers whether it was open. */
  close(
    id: string,
    decided: NonNullable<StagedVersion['decided']>,
    state: Exclude<StagedState, 'open'>,
  ): Promise<boolean>;
  /** Open ones that are over at `now`, the first to be over first. */
  over(now: Instant, limit: number): Promise<readonly StagedVersion[]>;
  /** Deletes those that were closed before; answers how many. */
  forget(before: Instant): Promise<number>;
}

/** Packages of which every version needs approval, as their owners chose. */
export interface ApprovalRequiredStore {
  /** Since when; undefined where it does not. */
  since(ref: PackageRef): Promise<Instant | undefined>;
  add(ref: PackageRef, since: Instant): Promise<void>;
  remove(ref: PackageRef): Promise<void>;
}

export interface StagedStores {
  readonly staged: StagedStore;
  readonly approvalRequired: ApprovalRequiredStore;
}
