// What a card is made from: all of it gathered before, so that the same facts give the same card.

import type { AboutPackage, Told } from '../../ecosystems/adapter-about.ts';
import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { VettingRequest } from '../../governance/vetting/vetting-ports.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Evidence, EvidenceKind, FeedHealth, VersionFacts } from '../../kernel/evidence.ts';
import type { Verdict } from '../../kernel/verdict.ts';
import type { LicenceRow } from '../currency/currency-ports.ts';
import type { CardEvidence } from './card.ts';

export interface CardFacts {
  readonly now: Instant;
  readonly ecosystem: Ecosystem;
  /** The version that the card speaks of; absent where none is known. */
  readonly version?: string;
  readonly order: Pick<VersionOrder, 'compare' | 'isPrerelease' | 'isBranch' | 'lineOf'>;
  /** Of the index, dated where a date is known. */
  readonly versions: readonly VersionFacts[];
  /** In force, about these versions. */
  readonly statements: readonly Evidence[];
  /** Of advisories and records of malware. */
  readonly feeds: Pick<FeedHealth, 'missing'>;
  /** Whether it is known which vulnerabilities are exploited. */
  readonly isCatalogueLoaded: boolean;
  /** Where the index comes from, in words: `the index of upstream main`. */
  readonly indexSource: string;
  readonly checkedAt?: Instant;
  /** What its documents say; or why they could not be read, as a clause. */
  readonly about: AboutPackage | { readonly because: string };
  /** Of the version; of the name where none is known. */
  readonly verdict: Verdict;
  /** The lists that the applications meant are held to. */
  readonly licences?: LicenceRow;
  readonly use: CardUse | { readonly because: string };
  /** The newest first. */
  readonly vettings: readonly VettingRequest[];
}

/** Who uses it here. */
export interface CardUse {
  readonly applications: readonly {
    readonly name: string;
    readonly environment: string;
    readonly versions: readonly string[];
  }[];
  readonly hasMore: boolean;
  /** Absent: who asks may not see who fetched it. */
  readonly fetches?: { readonly readers: number; readonly hasMore: boolean; readonly lastAt?: Instant };
}

/** The facts of the version that the card speaks of. */
export function factsOf({ versions, version }: CardFacts): VersionFacts | undefined {
  return versions.find((one) => one.version === version);
}

/** Listed releases, the newest version first; branches are none. */
export function releasesOf({ versions, order }: CardFacts): readonly VersionFacts[] {
  return versions
    .filter(({ listed, version }) => listed && !order.isBranch(version))
    .toSorted((a, b) => order.compare(b.version, a.version));
}

export interface DatedRelease {
  readonly version: string;
  readonly at: Instant;
}

/** The newest date first. */
export function datedReleases(facts: CardFacts): readonly DatedRelease[] {
  return releasesOf(facts)
    .flatMap(({ version, published }) => ('at' in published ? [{ version, at: published.at }] : []))
    .toSorted((a, b) => b.at - a.at);
}

export function statementsOf<K extends EvidenceKind>(
  { statements }: CardFacts,
  kind: K,
): readonly Evidence<K>[] {
  // The list holds statements of that kind alone; the type of a filter cannot say so.
  return statements.filter((one) => one.kind === kind) as unknown as readonly Evidence<K>[];
}

/** One field of what the documents say. */
export function toldBy<K extends keyof AboutPackage>(
  { about }: CardFacts,
  field: AboutPackage[K] extends Told<unknown> ? K : never,
): AboutPackage[K] | Extract<Told<never>, { state: 'unknown' }> {
  return 'because' in about ? { state: 'unknown', why: about.because } : about[field];
}

/** What the index says, as evidence. */
export function byIndex(
  { indexSource, checkedAt }: CardFacts,
  summary: string,
  at = checkedAt,
): CardEvidence {
  return { source: indexSource, summary, ...(at === undefined ? {} : { at }) };
}

/** What the package's own documents say, as evidence. */
export function byAbout({ about, checkedAt, indexSource }: CardFacts, summary: string): CardEvidence {
  const source = 'because' in about ? indexSource : `${about.source}, by ${indexSource}`;
  return { source, summary, ...(checkedAt === undefined ? {} : { at: checkedAt }) };
}
