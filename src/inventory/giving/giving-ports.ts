// Giving back: what is depended on most, who takes money for it, and what was given. What is kept of it, and where it comes from.

import type { FundingLink } from '../../formats/funding/funding-link.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Money } from '../../kernel/money.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { LineParts } from './weights.ts';

/** What a package's own documents say of where it is made and who takes money for it. Claims of whoever published it. */
export interface StatedAbout {
  /** Web address. */
  readonly repository?: string;
  readonly links: readonly FundingLink[];
  /** What says so: `packument`. */
  readonly source: string;
}

export interface AboutSource {
  /** What is at hand of a package; another answer says that it is to be read again. Undefined: nothing. */
  stampOf(ref: PackageRef): Promise<string | undefined>;
  /** By what is at hand; nothing is fetched. Undefined: it does not tell. Throws what reading throws. */
  read(ref: PackageRef): Promise<StatedAbout | undefined>;
}

/** A link as it is kept, with its history. */
export interface KnownLink extends FundingLink {
  /** What says so: `packument`, or the id of what a person stated. */
  readonly source: string;
  /** When it was first seen here. */
  readonly since: Instant;
  /** When it was said no more. */
  readonly goneAt?: Instant;
}

/** What is kept of a package. */
export interface KnownAbout {
  readonly ref: PackageRef;
  /** Of what was read last. */
  readonly stamp: string;
  /** When it was read for the first time: links that were there then are not news. */
  readonly knownSince: Instant;
  readonly repository?: string;
  /** Those that were, too. */
  readonly links: readonly KnownLink[];
}

/** A link of a line, and who names it. */
export interface LineLink extends FundingLink {
  readonly source: string;
  readonly since: Instant;
  /** The package that names it. */
  readonly by: PackageRef;
  /** When it took its place or came beside what was known before, in the last months: to be confirmed before anything is paid. */
  readonly changedAt?: Instant;
  /** What was named before, where that is gone. */
  readonly insteadOf?: string;
}

/** Who gets something: a package, or several that share a repository or whoever takes the money. */
export interface GivingLine {
  /** The first funding link, else the repository, else the package-URL: what stays the same while versions go by. */
  readonly key: string;
  /** The package of it that most applications have. */
  readonly title: PackageRef;
  readonly parts: LineParts;
  /** The first of them, by how many applications have them. */
  readonly members: readonly PackageRef[];
  readonly memberCount: number;
  readonly repository?: string;
  /** To whom its share goes: the first one is the one to take. Empty: nobody is known. */
  readonly links: readonly LineLink[];
  /** Links that a lesser package of the same repository names, which is no proof that they belong to the others. */
  readonly unproven: readonly LineLink[];
}

/** A line as far as it is weighed. */
export interface LineStanding {
  readonly key: string;
  readonly parts: LineParts;
  readonly hasLink: boolean;
}

/** Of what all that was counted. */
export interface GivingSummary {
  readonly at: Instant;
  /** Of each count another one. */
  readonly revision: number;
  readonly applications: number;
  /** Those whose snapshot cannot be read. */
  readonly unread: number;
  readonly packages: number;
  /** Packages of which no document at hand says anything about funding. */
  readonly untold: number;
  readonly lines: number;
  /** Lines that are kept: those with the highest scores by the usual weights. */
  readonly kept: number;
  /** The highest of each part: what 1 stands for. */
  readonly most: LineParts;
}

/** What a gift may be given for: by package-URL, or by address. */
export interface GivingTarget {
  readonly target: string;
  readonly key: string;
}

export interface GivingStore {
  summary(): Promise<GivingSummary | undefined>;
  /** All that are kept, `MOST_LINES` at most, by key. */
  standings(): Promise<readonly LineStanding[]>;
  /** In the order of the keys; those that are gone are left out. */
  lines(keys: readonly string[]): Promise<readonly GivingLine[]>;
  /** The line that stands for each of these targets. */
  keysOf(targets: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Instead of all that there was. */
  replaceLines(
    summary: GivingSummary,
    lines: readonly GivingLine[],
    targets: readonly GivingTarget[],
  ): Promise<void>;
}

export interface FundingLinkStore {
  aboutOf(refs: readonly PackageRef[]): Promise<readonly KnownAbout[]>;
  /** Adds or replaces what is known of each, its links included. */
  saveAbout(about: readonly KnownAbout[]): Promise<void>;
}

/** What was given. Hours are worth something without being money. */
export const GIFT_KINDS = ['money', 'code', 'review', 'docs', 'triage', 'other'] as const;
export type GiftKind = (typeof GIFT_KINDS)[number];

export interface Gift {
  readonly id: string;
  /** A package-URL without a version, a web address, or the name of whoever got it. */
  readonly target: string;
  readonly kind: GiftKind;
  readonly money?: Money;
  readonly minutes?: number;
  /** The day on which it was given, at midnight UTC. */
  readonly givenAt: Instant;
  readonly note?: string;
  /** Where it can be seen: an invoice, a pull request. */
  readonly evidence?: string;
  readonly recordedAt: Instant;
  readonly recordedBy: string;
  readonly withdrawn?: { readonly at: Instant; readonly by: string; readonly reason: string };
}

/** Sums of gifts, each currency by itself: nothing is converted. */
export interface GiftSum {
  readonly money: readonly Money[];
  readonly minutes: number;
  readonly gifts: number;
}

/** Behind which gift a page goes on. */
export type GiftPlace = Pick<Gift, 'givenAt' | 'id'>;

export interface GiftStore {
  add(gift: Gift): Promise<void>;
  find(id: string): Promise<Gift | undefined>;
  /** False where there is none, or it is withdrawn already. */
  withdraw(id: string, withdrawn: NonNullable<Gift['withdrawn']>): Promise<boolean>;
  /** The newest first, withdrawn ones included. */
  list(page: {
    readonly after?: GiftPlace;
    readonly limit: number;
    readonly target?: string;
  }): Promise<readonly Gift[]>;
  /** What lines got since then, by key; those that got nothing are left out. */
  sumsOf(keys: readonly string[], since: Instant): Promise<ReadonlyMap<string, GiftSum>>;
  /** What was given since then to whomever. */
  total(since: Instant): Promise<GiftSum>;
  /** Lines that got anything since then: at most `limit`, by key. */
  keysSince(since: Instant, limit: number): Promise<readonly string[]>;
}

export interface GivingStores {
  readonly giving: GivingStore;
  readonly fundingLinks: FundingLinkStore;
  readonly gifts: GiftStore;
}
