// Packages that many depend on: what was counted, since when that is so, what a reviewer said, and who was told.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Owner } from '../organisations/organisation-ports.ts';

/** What this server counted. */
export interface ImpactFacts {
  /** Other packages that it knows which need the package themselves, in their newest release or one that was fetched here. */
  readonly packages: number;
  /** Applications of the inventory that have it, near or far. */
  readonly applications: number;
  /** Files of it that were served here in the last 30 days. */
  readonly downloads: number;
  readonly countedAt: Instant;
}

/** By what a package came to be high-impact. */
export const HIGH_IMPACT_REASONS = ['dependents', 'downloads', 'hand'] as const;

export type HighImpactReason = (typeof HIGH_IMPACT_REASONS)[number];

/** A reviewer's word, which stands above what is counted until they take it back. */
export interface ImpactWord {
  readonly isHigh: boolean;
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
}

/** Since when a package is high-impact, and from when on it takes what the rule asks. */
export interface HighImpact {
  readonly since: Instant;
  readonly because: HighImpactReason;
  readonly deadline: Instant;
  /** Who did not wait for the deadline that was set. */
  readonly takenInBy?: string;
  /** Since when what is counted is below the threshold. */
  readonly belowSince?: Instant;
  /** How many of the letters that go ahead of the deadline were written. */
  readonly told: number;
}

/** What is known of a package; a package of which nothing was ever counted or said has none. */
export interface ImpactRecord extends PackageRef {
  readonly facts?: ImpactFacts;
  readonly word?: ImpactWord;
  /** Absent: it is not. */
  readonly high?: HighImpact;
}

/** A package that is published here, with what is known of it. */
export interface CountedPackage extends PackageRef {
  readonly record?: ImpactRecord;
}

export interface HighImpactStore {
  find(ref: PackageRef): Promise<ImpactRecord | undefined>;
  /** Inserts or replaces. */
  save(record: ImpactRecord): Promise<void>;
  /** Those that are, by ecosystem and name, after a key from the last. */
  list(query: { readonly after?: PackageRef; readonly limit: number }): Promise<readonly ImpactRecord[]>;
  /** Those that are and belong to one of these, by ecosystem and name. */
  ofOwners(owners: readonly Owner[]): Promise<readonly ImpactRecord[]>;
  /** Counts one more letter, unless `told` is not what it was before: of two servers, one writes it. */
  tell(ref: PackageRef, told: { readonly before: number; readonly after: number }): Promise<boolean>;
}

export interface HighImpactStores {
  readonly highImpact: HighImpactStore;
}

/** What packages that are published here are counted from; asked by the job alone, never by who publishes. */
export interface ImpactCounts {
  /** All that are published here, by ecosystem and name, after a key from the last. */
  published(query: {
    readonly after?: PackageRef;
    readonly limit: number;
  }): Promise<readonly CountedPackage[]>;
  /** Applications that have each of these, by name. */
  applicationsOf(ecosystem: Ecosystem, names: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Files of each of these that were served on this day and later ones, by name. */
  downloadsOf(
    ecosystem: Ecosystem,
    names: readonly string[],
    firstDay: number,
  ): Promise<ReadonlyMap<string, number>>;
}

/** The tally of what was served, by day. */
export interface DownloadStore {
  /** Forgets days before this one. */
  forgetBefore(day: number): Promise<void>;
}

export interface DownloadStores {
  readonly downloads: DownloadStore;
}
