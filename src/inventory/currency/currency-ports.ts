// How far applications are behind, and for how long: what is known of releases, of components and of findings.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Application, KnownComponent } from '../ports.ts';
import type { CurrencyFigures } from './currency-figures.ts';
import type { CurrencySums } from './currency-sums.ts';

/** A version as its registry lists it. */
export interface Release {
  readonly version: string;
  /** When it came out, as the registry or the file itself says. */
  readonly publishedAt?: Instant;
  /** Without that: when it was first seen here, which is no earlier. */
  readonly seenAt?: Instant;
  readonly isYanked: boolean;
  /** An SPDX expression, or the publisher's words. */
  readonly licence?: string;
}

/** All that is listed of a package. */
export interface KnownReleases {
  readonly releases: readonly Release[];
  /** After any of them came out, as the registry itself says. */
  readonly updatedAt?: Instant;
  /** When the registry last confirmed the list. */
  readonly checkedAt: Instant;
}

export interface ReleaseSource {
  /** By what the gate keeps, whatever its age; undefined: it never loaded the package, or the name is ours. */
  kept(ref: PackageRef): Promise<KnownReleases | undefined>;
  /** Has the gate ask its upstreams where what it keeps is not fresh. */
  loaded(ref: PackageRef): Promise<KnownReleases | undefined>;
}

/** Who tells the licence of a package's versions: the list of its releases, documents about each version, or nobody, since its name is ours. */
export type ToldBy = 'list' | 'documents' | 'nobody';

export interface LicenceSource {
  toldBy(ref: PackageRef): ToldBy;
  /** Licences of versions in the source's words, by what the gate keeps; what is not told has no entry. Throws what reading throws. */
  kept(ref: PackageRef, versions: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same; the gate asks its upstreams for documents that are not at hand, or not fresh. */
  loaded(ref: PackageRef, versions: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** What is known of a component, whoever has it. Nothing in it changes as time goes by alone. */
export interface ComponentFacts {
  readonly componentId: number;
  readonly measuredAt: Instant;
  /** Absent: nothing is known of its package's releases, and all that follows is absent. */
  readonly checkedAt?: Instant;
  /** The highest stable release that is not yanked, and when it came out. */
  readonly latest?: string;
  readonly latestAt?: Instant;
  readonly installedAt?: Instant;
  /** Stable releases that are not yanked, above the installed version: all, and those of its release line. Absent: it cannot be ordered. */
  readonly behind?: number;
  readonly behindOnLine?: number;
  /** Something came out no earlier than then, be it a pre-release. */
  readonly lastReleaseAt?: Instant;
  /** Nothing came out since then, as far as the registry tells. */
  readonly quietSince?: Instant;
  readonly licence?: string;
}

/** A component of an application. */
export interface CurrentComponent {
  readonly component: KnownComponent;
  /** Absent: not measured yet. */
  readonly facts?: ComponentFacts;
}

/** A finding in an application, as far as it is counted. */
export interface FindingFact {
  readonly isVulnerability: boolean;
  /** CVSS base score. */
  readonly score?: number;
  readonly isKnownExploited: boolean;
  readonly disclosedAt?: Instant;
  /** When the first version with the fix came out. */
  readonly fixableAt?: Instant;
  readonly firstSeen: Instant;
  readonly resolvedAt?: Instant;
  /** Somebody did something about it: the version or the component went. */
  readonly isRemediated: boolean;
  readonly dueAt?: Instant;
  readonly state: 'open' | 'accepted' | 'not-affected';
}

export interface FindingFacts {
  /** All that ever were in it, resolved ones too. */
  ofApplication(id: string): Promise<readonly FindingFact[]>;
}

/** Sums of an application, or ('') of all. */
export interface KeptSums {
  readonly scopeId: string;
  readonly at: Instant;
  readonly sums: CurrencySums;
}

/** What came of them at the end of a day, without what they were counted from. */
export interface CurrencyDay {
  readonly scopeId: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly figures: CurrencyFigures;
}

export interface ComponentFactStore {
  /** Adds and replaces. */
  saveFacts(facts: readonly ComponentFacts[]): Promise<void>;
  factsOf(componentIds: readonly number[]): Promise<readonly ComponentFacts[]>;
  /** All components of its newest snapshot that have a version. */
  ofApplication(applicationId: string): Promise<readonly CurrentComponent[]>;
  /** Those of an application that are furthest behind, by libyears, then by versions. */
  furthestBehind(applicationId: string, limit: number): Promise<readonly CurrentComponent[]>;
  /** The next `limit` packages behind `after` of which an application has a version now. */
  packages(after: PackageRef | undefined, limit: number): Promise<readonly PackageInUse[]>;
  /** Applications that have one of these now. */
  holderIds(componentIds: readonly number[]): Promise<readonly string[]>;
}

/** A package, and versions of it that applications have. */
export interface PackageInUse {
  readonly ref: PackageRef;
  readonly components: readonly KnownComponent[];
}

export interface CurrencySumStore {
  saveSums(sums: KeptSums): Promise<void>;
  sums(scopeIds: readonly string[]): Promise<readonly KeptSums[]>;
  /** The next `limit` of applications behind `after`, by id. */
  sumsAfter(after: string, limit: number): Promise<readonly KeptSums[]>;
  saveDay(day: CurrencyDay): Promise<void>;
  /** Oldest first. */
  days(scopeId: string, from: number, to: number): Promise<readonly CurrencyDay[]>;
}

export interface CurrencyStores {
  readonly componentFacts: ComponentFactStore;
  readonly currencySums: CurrencySumStore;
}

/** Which licences applications with all of these tags may have; without tags, every application. */
export interface LicenceRow {
  readonly tags: Readonly<Record<string, string>>;
  /** Patterns of SPDX ids: `BSD-*`. */
  readonly allowed: readonly string[];
  readonly ask: readonly string[];
  readonly denied: readonly string[];
}

export type TaggedApplication = Pick<Application, 'id' | 'tags' | 'unmatched'>;
