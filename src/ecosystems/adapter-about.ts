// The contract of every ecosystem's `about.ts`: what its own documents say of a package and the people behind it.
// `adapter.ts` puts the contracts together.

import type { ArtifactFacts } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { DocumentRequest, Documents } from './adapter-index-document.ts';

/** What a document says of something. What could not be looked up is never said to be none. */
export type Told<T> =
  | { readonly state: 'told'; readonly value: T }
  /** There is a place for it, and nothing stands there. */
  | { readonly state: 'empty' }
  /** The ecosystem's documents have no place for it. */
  | { readonly state: 'absent' }
  /** What would say it could not be had, or cannot be read: `why`, a clause. */
  | { readonly state: 'unknown'; readonly why: string };

/** Somebody whom a document names. Addresses of mail are left out: nothing here needs them. */
export interface AboutPerson {
  /** What the source calls them: `maintainer`, `author`, `developer`, `owner`. */
  readonly called: string;
  readonly name: string;
  readonly url?: string;
  /** Whether the registry lets them publish; absent where the word alone stands there, written by whoever published. */
  readonly mayPublish?: true;
}

/** An address at which people ask for money. */
export interface FundingLink {
  readonly url: string;
  /** As the source calls it: `github`, `Sponsor`. */
  readonly type?: string;
}

/**
 * What is said of a package. Every text is outside text on one bounded line without control characters; every address is a
 * bounded http or https one without credentials.
 */
export interface AboutPackage {
  /** The version of which the words are; absent where they are of the package as a whole. */
  readonly version?: string;
  /** Which documents were read, as people call them: `packument`. */
  readonly source: string;
  readonly description: Told<string>;
  readonly homepage: Told<string>;
  readonly repository: Told<string>;
  readonly issues: Told<string>;
  /** In the source's words, or an SPDX expression. */
  readonly licence: Told<string>;
  /** The version whose licence it is, where it is not that of the other words. */
  readonly licenceVersion?: string;
  /** At most a hundred. */
  readonly people: Told<readonly AboutPerson[]>;
  /** At most twenty, each address once. */
  readonly funding: Told<readonly FundingLink[]>;
  /** Names of the packages that it asks for when it is installed; what an extra, an option or development asks for does not count. */
  readonly needs: Told<readonly PackageName[]>;
}

/** Which package, and which version of it; without one, what is said of the package as a whole. */
export interface AboutSubject {
  readonly name: PackageName;
  readonly version?: string;
}

/** What is at hand. */
export interface AboutDocuments {
  readonly upstream: Documents;
  readonly documents: Documents;
  /** Why a document that was asked for is not among them, as a clause. */
  readonly missing: ReadonlyMap<string, string>;
  /** Keys of documents that are there, and too large to lead on to others. */
  readonly large?: ReadonlySet<string>;
  /** Files of the version, as its index lists them. */
  readonly files?: readonly Pick<ArtifactFacts, 'file' | 'url'>[];
}

/** A document that says it. */
export interface AboutRequest extends DocumentRequest {
  /** The same bytes as a file of a package: where that is stored here, nobody is asked for it. */
  readonly storedAs?: { readonly name: PackageName; readonly file: string };
}

/** `about.ts`. */
export interface AboutRules {
  /** Whether the index itself tells every version's licence: no other document knows more of it. */
  readonly isLicenceIndexed: boolean;
  /**
   * The documents that say it, as far as those at hand lead: asked again with what came of it, until it asks for nothing
   * that is not there or missing. Under the keys of the index's own documents it asks for these. Throws nothing.
   */
  documents(subject: AboutSubject, have: AboutDocuments): readonly AboutRequest[];
  /**
   * Where documents do not say it and an archive of the version does: what is taken out of the file as the document `key`,
   * when the file is stored here. It is not fetched for it.
   */
  readonly packaged?: {
    readonly key: string;
    /** Whether the file holds it; each has the version that its index lists it under. */
    isFile(file: string, name: PackageName, version: string): boolean;
    /** Whether an entry of the archive, a tar in gzip or (by its ending) a wheel, is what is looked for. */
    isEntry(path: string): boolean;
    readonly maxBytes: number;
  };
  /** Throws what the ecosystem's readers throw for documents that cannot be read as a whole. */
  read(subject: AboutSubject, have: AboutDocuments): AboutPackage;
}
