// The contract of every ecosystem's `publish.ts`; `adapter.ts` puts the contracts together.
// What is published here is kept as rows, one for each version and file, in the ecosystem's own words. `describe` writes from
// them the documents that an upstream would have sent: from there on a hosted package takes the way of every other one.

import type { Instant } from '../kernel/clock.ts';
import type { DigestAlgorithm, Digests } from '../kernel/digest.ts';
import type { ErrorCode } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { RenderedAnswer } from './adapter-answers.ts';
import type { Documents } from './adapter-index-document.ts';

/** Plain JSON, in the ecosystem's own words. Field lookups go through `formats/json.ts`. */
export type Words = Readonly<Record<string, unknown>>;

/** What a client sent, whole. */
export interface Submitted {
  /** As the route says what it is. */
  readonly variant: string;
  /** What the address names already. */
  readonly name?: PackageName;
  /** A version, tag or file that the address names. */
  readonly selector?: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The registry's own address, as `IndexView` has it. */
  readonly registryUrl: string;
  /** Decompressed, and bounded by `[publish] max_size`; empty where the method has none. */
  readonly body: Uint8Array;
  /** Whether builds of versions that are still to come are taken (Maven's snapshots); absent: they are. */
  readonly takesSnapshots?: boolean;
}

/** What it means. */
export type Submission =
  /** `isStaged`: its publisher asks that it waits for somebody's approval. */
  | ({ readonly kind: 'release'; readonly isStaged?: true } & Release)
  | { readonly kind: 'changes'; readonly name: PackageName; readonly changes: readonly HostedChange[] }
  /** How the package is to look: what differs from how it looks now is what is to be changed (npm's whole packument). */
  | ({ readonly kind: 'wish'; readonly name: PackageName } & HostedWish)
  /** Part of a version that its client sends in several requests: kept aside until it says that it was the last. */
  | { readonly kind: 'part'; readonly name: PackageName; readonly part: Part }
  /** All parts of the versions that are open have come: they are to be published. `versions`: those that are to be there then. */
  | { readonly kind: 'whole'; readonly name: PackageName; readonly versions: readonly string[] }
  /** Who is to publish it: names of accounts. `exactly`: nobody else. */
  | {
      readonly kind: 'people';
      readonly name: PackageName;
      readonly add?: readonly string[];
      readonly remove?: readonly string[];
      readonly exactly?: readonly string[];
    }
  /** What the registry writes itself: nothing of it is kept. */
  | { readonly kind: 'ours'; readonly name: PackageName };

/** A file, or a digest of one, by the place that an address names. */
export type Part = PartPlace &
  ({ readonly bytes: Uint8Array } | { readonly algorithm: DigestAlgorithm; readonly digest: string });

export interface PartPlace {
  readonly version: string;
  /** As `ReleasedFile.file`. */
  readonly file: string;
}

/** A version, or files that join one. Everything in it was read from the bytes and held against what was declared. */
export interface Release {
  readonly name: PackageName;
  /** The name as its publisher spells it. */
  readonly spelt: string;
  readonly version: string;
  /** The version's entry in the index, without what the house says itself: dates, digests, addresses, withdrawals. */
  readonly words: Words;
  readonly files: readonly ReleasedFile[];
  /** Tags that are to point to it. */
  readonly tags?: readonly string[];
  /** Whether its files may join those of a version that is there (PyPI); absent: a version is published at once. */
  readonly joins?: true;
  /** What a new package is to be; absent: as the registry is configured. */
  readonly visibility?: 'public' | 'private';
  /** What the publisher is told, though nothing keeps it from being published; sentences. */
  readonly warnings?: readonly string[];
}

export interface ReleasedFile {
  /** Unique in its package, as `ArtifactFacts.file` is. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** What the index says of this file alone. */
  readonly words?: Words;
}

/** A version of another registry of the ecosystem, as whoever moves it in read it there. */
export interface ImportedVersion {
  readonly name: PackageName;
  readonly version: string;
  /** The version's entry in the other registry's index, in the ecosystem's own words; not proven. */
  readonly words: Words;
  /** Tags that pointed to it there. */
  readonly tags: readonly string[];
  readonly files: readonly Omit<ReleasedFile, 'words'>[];
  /** The registry's own address, as `IndexView` has it. */
  readonly registryUrl: string;
}

/** One change of what is hosted. Versions are spelt as they were published, or as `versionKey` takes for the same. */
export type HostedChange =
  | { readonly change: 'tag'; readonly tag: string; readonly version: string }
  | { readonly change: 'untag'; readonly tag: string }
  /** An empty message takes it back. */
  | { readonly change: 'deprecate'; readonly version: string; readonly message: string }
  | { readonly change: 'yank'; readonly version: string; readonly reason: string }
  | { readonly change: 'unyank'; readonly version: string }
  /** `reason`: by which a reviewer removes it over everybody's head. */
  | { readonly change: 'remove'; readonly version: string; readonly reason?: string | undefined }
  | { readonly change: 'remove-package'; readonly reason?: string | undefined }
  /** PEP 792's states of a whole package. */
  | { readonly change: 'status'; readonly status: HostedStatus; readonly reason: string };

export interface HostedWish {
  /** Those that are to stay; absent: all. One at most may be missing, since what a client was not shown it does not send back. */
  readonly versions?: readonly string[];
  /** By version; an empty message for one that is not. */
  readonly deprecated: ReadonlyMap<string, string>;
  /** Absent: as they are. */
  readonly tags?: ReadonlyMap<string, string>;
}

/** Whose a package is, and who may publish it, or decides who does. */
export interface HostedPeople {
  /** `organisation:acme`, `account:ada`. */
  readonly owner: string;
  readonly people: readonly HostedPerson[];
}

export interface HostedPerson {
  readonly accountId: string;
  readonly name: string;
  /** `maintainer`, `owner`, … */
  readonly roles: readonly string[];
  readonly mayPublish: boolean;
}

/** PEP 792: `archived` and `deprecated` are resolved as ever, a `quarantined` package is offered to nobody. */
export const HOSTED_STATUSES = ['active', 'archived', 'quarantined', 'deprecated'] as const;

export type HostedStatus = (typeof HOSTED_STATUSES)[number];

/** A hosted package, whole. */
export interface HostedFacts {
  readonly name: PackageName;
  readonly spelt: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly tags: ReadonlyMap<string, string>;
  readonly status: HostedStatus;
  readonly statusReason: string;
  /** Names of who may publish it, where its documents say so (`namesMaintainers`). */
  readonly maintainers?: readonly string[];
  /** In the order in which they were published; removed ones are not among them. */
  readonly versions: readonly HostedVersionFacts[];
}

export interface HostedVersionFacts {
  readonly version: string;
  readonly publishedAt: Instant;
  readonly words: Words;
  /** The reason, or '' without one. */
  readonly yanked?: string;
  readonly deprecated?: string;
  readonly files: readonly HostedFileFacts[];
}

export interface HostedFileFacts {
  readonly file: string;
  /** sha512, sha256, sha1 and md5. */
  readonly digests: Digests;
  readonly sizeBytes: number;
  readonly publishedAt: Instant;
  readonly words: Words;
}

/** What was done. */
export interface Accepted {
  readonly variant: string;
  readonly name: PackageName;
  readonly version?: string;
  readonly warnings: readonly string[];
  /** It was not published: it waits for somebody's approval, under this id. */
  readonly stagedId?: string;
}

/** A staged version, as its ecosystem's clients are told of it. */
export interface StagedFacts {
  readonly id: string;
  readonly name: PackageName;
  readonly version: string;
  readonly tags: readonly string[];
  readonly stagedAt: Instant;
  /** Who staged it: `user`, `token`, `oidc`. */
  readonly by: { readonly name: string; readonly kind: string };
  /** What a new package is to be, where its publisher said. */
  readonly visibility?: 'public' | 'private';
  readonly state: 'open' | 'approved' | 'rejected' | 'expired';
  /** Of one that is closed, none. */
  readonly files: readonly Pick<HostedFileFacts, 'file' | 'digests' | 'sizeBytes'>[];
}

/** Something that runs. */
export interface InstallRun {
  /** `postinstall`, `build.rs`. */
  readonly what: string;
  /** The script, or what its presence means. */
  readonly runs: string;
}

/** Where clients have a way of their own to stage versions. What has to be staged is then not published by another one. */
export interface StagingRules {
  /** The command, for refusals: `npm stage publish`. */
  readonly command: string;
  /** Pages count from 0; `total`: as many as are known to be there. */
  renderPage(page: {
    readonly items: readonly StagedFacts[];
    readonly total: number;
    readonly page: number;
    readonly perPage: number;
  }): RenderedAnswer;
  renderOne(staged: StagedFacts): RenderedAnswer;
  renderApproved(): RenderedAnswer;
  renderRejected(): RenderedAnswer;
}

/** What came of a version that is sent in parts. */
export interface CollectedVersion {
  readonly name: PackageName;
  readonly version: string;
  readonly files: readonly CollectedFile[];
  readonly declared: readonly {
    readonly file: string;
    readonly algorithm: DigestAlgorithm;
    readonly digest: string;
  }[];
}

export interface CollectedFile {
  readonly file: string;
  readonly sizeBytes: number;
  /** Computed here. */
  readonly digests: Digests;
  readonly read: () => Promise<Uint8Array>;
}

/** What is asked of a version in parts, beside that it is whole and agrees with itself. */
export interface PartDemands {
  readonly signatures: boolean;
  /** Whether a version is taken whose own words leave open which it is (`${revision}`): clients know it by its place. */
  readonly takesUnsettled?: true;
  /** What people need to know of it: what it is, whose, under which licence, with sources and documentation. */
  readonly description: boolean;
  /** A file of another version, which this one may inherit from; undefined where it is not to be had. */
  readonly other: (name: PackageName, place: PartPlace) => Promise<Uint8Array | undefined>;
}

/** A version without its bytes, which are kept already: one of `files` for each file that came. */
export type PartedRelease = Omit<Release, 'files'> & {
  readonly files: readonly Omit<ReleasedFile, 'bytes'>[];
};

/** `parts` of `publish.ts`: of versions that are sent in parts. */
export interface PartRules {
  /**
   * What the version is to be, and what keeps it from being published: a sentence for each requirement that it fails.
   * Throws what storage throws, and nothing for what came.
   */
  examine(
    collected: CollectedVersion,
    demands: PartDemands,
  ): Promise<{ readonly release: PartedRelease; readonly faults: readonly string[] }>;
  /**
   * What a path in a bundle of parts means; `ours`: what the registry writes itself. Throws `invalid-request`,
   * `invalid-version` for what cannot be a part.
   */
  readPlace(
    path: string,
  ): 'ours' | ({ readonly name: PackageName; readonly algorithm?: DigestAlgorithm } & PartPlace);
  /** The digest that a file of digests says. Throws `invalid-request`. */
  readDigest(bytes: Uint8Array, algorithm: DigestAlgorithm, file: string): string;
  /** Whether a file says something of another alone, and is sent without digests (signatures). */
  isCompanion(file: string): boolean;
  /** Answers about deployments, as the ecosystem's portal words them. */
  readonly portal: PortalAnswers;
}

export interface PortalAnswers {
  /** It was taken in, under this id. */
  uploaded(id: string): RenderedAnswer;
  status(deployment: DeploymentStatus): RenderedAnswer;
  published(isPublished: boolean): RenderedAnswer;
  /** It was done, and there is nothing to say. */
  done(): RenderedAnswer;
}

export interface DeploymentStatus {
  readonly id: string;
  readonly title: string;
  readonly state: 'open' | 'validated' | 'failed' | 'published';
  readonly purls: readonly string[];
  /** By purl or file, a sentence for each requirement that it fails. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
}

/** `publish.ts`: how packages of the ecosystem are published here. */
export interface PublishRules {
  /** Equal for spellings of one version, which is published once for all of them. */
  versionKey(version: string): string;
  /**
   * The version still to come that this one is a build of, by whose name clients ask for the newest; undefined for every other
   * one. Absent: the ecosystem has none.
   */
  readonly seriesOf?: (version: string) => string | undefined;
  /** Equal for files that stand for each other, so that one of them alone is published; absent: those of one name. */
  readonly fileKey?: (name: PackageName, file: string) => string;
  /**
   * Names that differ in case, or in `-` and `_` alone, are one, which stays as it was first spelt: clients find it under no
   * other spelling, and take one for the other. Absent: the canonical name says what is one.
   */
  readonly keepsSpelling?: true;
  /**
   * Reads what a client sent. Pure; large bodies are read away from the event loop. Throws `invalid-request`,
   * `invalid-name`, `invalid-version`, `invalid-archive`, `too-large`, with a sentence that the client shows its user.
   */
  read(submitted: Submitted): Promise<Submission>;
  /**
   * Reads a version that another registry had: as tolerant as clients are where that is safe, and from its bytes alone. What was
   * passed over stands in the release's warnings. Pure. Throws as `read`. Absent: none can be moved in.
   */
  readonly readImported?: (imported: ImportedVersion) => Promise<Release>;
  /** What `index.packageDocuments` asks for, written from what is kept; `registryUrl` as `IndexView` has it. */
  describe(hosted: HostedFacts, registryUrl: string): Documents;
  /** What `index.upstreamDocuments` asks for; absent: it asks for nothing. */
  readonly ownDocuments?: (registryUrl: string) => Documents;
  readonly parts?: PartRules;
  readonly staging?: StagingRules;
  /**
   * What a version runs on the machine of whoever installs it; `paths`: in its archives, without the folder that all lies in;
   * `documents`: those of its index, and what `about.packaged` takes out of its archive.
   */
  readonly runsAtInstall?: (
    words: Words,
    paths: ReadonlySet<string>,
    documents: Documents,
  ) => readonly InstallRun[];
  renderAccepted(accepted: Accepted): RenderedAnswer;
  /** Whether its documents name the people who may publish it. */
  readonly namesMaintainers?: true;
  /** The people of a package, where its clients ask for them. */
  readonly renderPeople?: (people: HostedPeople) => RenderedAnswer;
  /** Its clients ask what is there before they publish, and show no token then at a gate that is open to all. */
  readonly asksWithoutToken?: true;
  /** Statuses by which its clients know an error, where those are others than the house's. */
  readonly statuses?: Readonly<Partial<Record<ErrorCode, number>>>;
}
