// Evidence: every fact about a package, whoever said it.

import type { Instant } from './clock.ts';
import type { Digests, Sha256 } from './digest.ts';
import type { FundingPlace } from './funding-place.ts';
import type { PackageName, PackageRef } from './package-ref.ts';

/** What kind of fact a piece of evidence states; the shape of its details hangs on it. */
export interface EvidenceDetails {
  /** A malware record that names versions of this package, or the whole of it. */
  readonly malware: {
    readonly recordId: string;
    readonly summary: string;
    readonly url?: string;
    /** `all`: the record condemns every version; `listed`: only `versions`. */
    readonly scope: 'all' | 'listed';
    /** The versions at hand that the record names exactly, in the spelling of the index. */
    readonly versions: readonly string[];
    /** Where no versions are at hand: all that the record holds, in words of ranges. */
    readonly ranges?: string;
    /** When the record was published. */
    readonly recordedAt: Instant;
  };
  /** A vulnerability advisory (one alias group) that affects versions at hand. */
  readonly advisory: {
    /** The id to show: CVE before GHSA before the ecosystem's own. */
    readonly recordId: string;
    readonly aliases: readonly string[];
    readonly summary: string;
    readonly url?: string;
    /** CVSS base score 0 to 10; absent when no source gives one. */
    readonly score?: number;
    /** The vector that the score was computed from. */
    readonly vector?: string;
    /** Every score that a source gives, that to show first; absent where there is one source and one score. */
    readonly scores?: readonly { readonly score: number; readonly vector: string; readonly source: string }[];
    /** CWE ids, such as `CWE-79`. */
    readonly cwes: readonly string[];
    /** Listed by CISA as known exploited, with its dates. */
    readonly kev?: { readonly dateAdded: string; readonly dueDate?: string; readonly ransomware?: boolean };
    /** EPSS probability 0 to 1, and the share of vulnerabilities that have no higher one. */
    readonly epss?: number;
    readonly epssPercentile?: number;
    /** When the first record of the group was published; absent where none says so. */
    readonly disclosedAt?: Instant;
    /** Reviewed by the database's own people (not imported unseen). */
    readonly reviewed: boolean;
    /** Not a vulnerability in the usual sense: unmaintained, unsound, notice. */
    readonly informational?: string;
    /** The affected versions at hand, each with the fix on its line where one is known. */
    readonly affected: readonly {
      readonly version: string;
      readonly fixedIn?: string;
      /** No fix is named, and a record says up to which version it held when it was written. */
      readonly noKnownFix?: boolean;
      /** Records of the group whose ranges leave this version out. */
      readonly disputedBy?: readonly string[];
    }[];
    /** Exactly the versions that `fixed` events of this package name, in reviewed records where there is one. */
    readonly fixedVersions: readonly string[];
    /** What is affected, in words of ranges: `>=1.0.0 <1.2.3 || <=0.9.0`. */
    readonly ranges: string;
  };
  /** A record that leaves open whether it means versions at hand (bounds that cannot be read, moving branches). */
  readonly 'undecided-record': {
    readonly recordId: string;
    readonly isMalware: boolean;
    readonly versions: readonly string[];
  };
  /** The upstream's own status of the whole package (PEP 792 words). */
  readonly 'upstream-status': {
    readonly status: 'archived' | 'quarantined' | 'deprecated';
    readonly reason?: string;
  };
  /** A version that the upstream once listed and lists no more. */
  readonly 'removed-upstream': { readonly version: string; readonly publishedAt?: Instant };
  /**
   * When a version was published, learnt outside its index (Last-Modified of the artifact, first sight), or as whoever moved it in
   * from another registry says (`imported`).
   */
  readonly published: {
    readonly version: string;
    readonly at: Instant;
    readonly how: 'artifact' | 'first-seen' | 'imported';
  };
  /** An artifact whose upstream digest differs from the one first seen here. */
  readonly 'digest-changed': {
    readonly version: string;
    readonly file: string;
    readonly was: string;
    readonly now: string;
    /** False where the upstream declares no digest and only bytes differ (Composer archives): an alarm, no block. */
    readonly declared: boolean;
  };
  /** A name, or a prefix of names, that belongs to this organisation and never comes from an upstream. */
  readonly reservation: { readonly pattern: string; readonly reason: string; readonly author: string };
  /** A person lets something through, for a time. */
  readonly waiver: {
    /** The versions it lets through; absent: every version. */
    readonly versions?: readonly string[];
    /** The rules it silences; absent: every rule that may be waived. */
    readonly rules?: readonly string[];
    readonly reason: string;
    readonly author: string;
  };
  /** A person, or a rule with a time limit, holds something back. */
  readonly quarantine: {
    readonly versions?: readonly string[];
    readonly reason: string;
    readonly author: string;
    /** What people called the author then: a token comes by its id. */
    readonly authorName?: string;
  };
  /** Where money is taken for the package, as a person here looked it up. It decides nothing. */
  readonly funding: {
    /** Web addresses, each with its platform's name. */
    readonly links: readonly { readonly url: string; readonly platform: FundingPlace }[];
    readonly author: string;
    /** The file of which they are. */
    readonly document?: {
      readonly format: string;
      readonly file: string;
      readonly sha256: string;
      /** Who asks, as they call themselves. */
      readonly asks?: string;
      readonly plans: readonly {
        readonly name: string;
        readonly amount?: string;
        readonly currency?: string;
        readonly frequency?: string;
      }[];
    };
  };
  /** A person looked at a package before it is used here, and decided. The newest decision about a version counts. */
  readonly vetting: {
    readonly decision: VettingDecision;
    /** The versions that it is about; absent: the whole package. */
    readonly versions?: readonly string[];
    readonly reason: string;
    /** What whoever uses it has to heed. */
    readonly conditions?: string;
    /** When the decision ends. Not the end of the evidence: that it has ended is to be told, too. */
    readonly until: Instant;
    readonly author: string;
    readonly authorName?: string;
    /** Who asked for it, as the author is named. */
    readonly requestedBy: string;
    readonly requestId: string;
    /** The application that it was asked for. */
    readonly application?: string;
  };
}

/** What becomes of a request to vet a package. */
export const VETTING_DECISIONS = ['approved', 'approved-with-conditions', 'rejected'] as const;

export type VettingDecision = (typeof VETTING_DECISIONS)[number];

export type EvidenceKind = keyof EvidenceDetails;

/** What a piece of evidence is about: a package, or one artifact of it known by digest. */
export interface EvidenceSubject extends PackageRef {
  readonly digest?: Sha256;
}

interface EvidenceOf<K extends EvidenceKind> {
  /** Unique; evidence of the same id supersedes the earlier. */
  readonly id: string;
  readonly kind: K;
  readonly subject: EvidenceSubject;
  /** Who says so: a feed's name, an upstream's name, an account, or `gatehouse`. */
  readonly source: string;
  readonly observedAt: Instant;
  /** 0 to 1. */
  readonly confidence: number;
  readonly details: EvidenceDetails[K];
  readonly expiresAt?: Instant;
  readonly withdrawnAt?: Instant;
}

/** One fact; appended, never edited. Narrow it by `kind`. */
export type Evidence<K extends EvidenceKind = EvidenceKind> = { [P in K]: EvidenceOf<P> }[K];

/** When a version came out, and how that is known. */
export type Published =
  | { readonly how: 'upstream' | 'artifact' | 'first-seen' | 'imported'; readonly at: Instant }
  /** Undated, but there when this package was first seen here. */
  | { readonly how: 'pre-existing' }
  | { readonly how: 'unknown' };

/** One file of a version, as its upstream describes it. */
export interface ArtifactFacts {
  /**
   * Unique in its package; the last part of the address at which Gatehouse serves it, or (Maven) the last two parts:
   * `1.0/app-1.0.jar`.
   */
  readonly file: string;
  /** Absolute address at the upstream. */
  readonly url: string;
  /** Digests that the index declares. */
  readonly digests: Digests;
  /**
   * Where the upstream keeps digests that the index does not carry (Maven's files beside the artifact), the likeliest
   * first: the first one that is there counts.
   */
  readonly digestFiles?: readonly { readonly algorithm: keyof Digests; readonly url: string }[];
  readonly sizeBytes?: number;
  /** When this file was added, where the index dates files one by one (PyPI); a later one than its siblings' is news. */
  readonly addedAt?: Instant;
  /**
   * It lies beside what the version is (Maven's POMs, sources, documentation): the same bytes beside another version, such as an
   * empty archive, say nothing of that.
   */
  readonly isBeside?: true;
}

/** The upstream's own evidence about one version, in the compact form derived from its index. */
export interface VersionFacts {
  /** In the upstream's spelling. */
  readonly version: string;
  readonly published: Published;
  /** Withdrawn by its publisher; the reason, or '' without one. */
  readonly yanked?: string;
  readonly deprecated?: string;
  /** Runs code when it is installed; absent when the ecosystem's index does not say. */
  readonly installScripts?: boolean;
  /** SPDX expression or the publisher's words. */
  readonly licence?: string;
  /** The upstream's provenance fields; absent when its index has none to give. */
  readonly provenance?: 'none' | 'attested' | 'trusted-publisher';
  /** Who published it, as the upstream names them. */
  readonly publisher?: string;
  /** Listed by the upstream's index now; false for what is known from a lock file or a cache alone. */
  readonly listed: boolean;
  /** Served from here before. */
  readonly servedHere: boolean;
  readonly artifacts: readonly ArtifactFacts[];
}

/** Where a package comes from. A name that is reserved here is `hosted` before anything is published under it. */
export type Origin = { readonly kind: 'hosted' } | { readonly kind: 'upstream'; readonly upstream: string };

/** How well the feeds of advisories and malware records stand. */
export interface FeedHealth {
  /** Names of required feeds that were never loaded. */
  readonly missing: readonly string[];
  /** Names of feeds whose last good answer is older than their limit, with its time. */
  readonly stale: readonly { readonly name: string; readonly since: Instant }[];
}

/** All that is known about a package when it is decided. */
export interface PackageEvidence {
  readonly ref: PackageRef;
  readonly origin: Origin;
  readonly versions: readonly VersionFacts[];
  /** Rows of evidence about the package, in order of observation; withdrawn and expired ones are not among them. */
  readonly statements: readonly Evidence[];
  readonly feeds: FeedHealth;
}

/** A package's name within evidence, for messages. */
export function subjectName(name: PackageName, version?: string): string {
  return version === undefined ? name : `${name}@${version}`;
}
