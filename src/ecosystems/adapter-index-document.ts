// The contract of every ecosystem's `index-document.ts`; `adapter.ts` puts the contracts together.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence, VersionFacts } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { PackageDecision } from '../kernel/verdict.ts';

/** One document to fetch from an upstream. */
export interface DocumentRequest {
  /** Its name among the documents of the package (or of the upstream). */
  readonly key: string;
  /** Relative to the upstream's address, or absolute on one of its artifact hosts. */
  readonly path: string;
  readonly accept?: string;
  /** Its absence (404, 410) is an answer, not an error. */
  readonly optional?: boolean;
  /** Fetched only when one of these variants is asked for. */
  readonly onlyFor?: readonly string[];
}

/** Documents by key; an absent optional document has no entry. */
export type Documents = ReadonlyMap<string, Uint8Array>;

/** What the reader of an index must know beside its bytes. */
export interface IndexContext {
  readonly name: PackageName;
  /** The upstream's address, without a trailing slash. */
  readonly upstreamUrl: string;
  /** The documents of the upstream itself (`upstreamDocuments`). */
  readonly upstreamDocuments: Documents;
}

/** `index-document.ts`: how an upstream describes a package, and how a view of it is written. */
export interface IndexReader {
  /** Documents that the upstream keeps about itself, fetched once and kept (Cargo's `config.json`). */
  upstreamDocuments(): readonly DocumentRequest[];
  /** The documents from which a package's index is made. */
  packageDocuments(name: PackageName, upstreamDocuments: Documents): readonly DocumentRequest[];
  /** Every variant in which the index is rendered. */
  readonly variants: readonly string[];
  /** Whether a version's date must be learnt from its artifact's Last-Modified, since the index has none. */
  readonly datesFromArtifacts: boolean;
  /**
   * Whether files can be asked for that the index does not list, even where the upstream has no index of the package
   * at all (Maven's exact versions): `read` then gets no documents and answers an index without versions.
   */
  readonly servesUnlisted?: boolean;
  /**
   * Whether `render` also writes the index of a blocked name, of a package of which nothing is offered and of a blocked
   * version, since the clients keep a refused index from their user and show why only when they ask for a file (and
   * since hidden versions must stay within reach of lock files). Absent: such an index is answered with `renderRefusal`.
   * `hidden`: `render` writes it only while a hidden version is among what is kept out, for the sake of lock files; the
   * client shows a refused index to its user, so a blocked name, and versions that are all blocked, are refused.
   */
  readonly explainsRefusals?: boolean | 'hidden';
  /** Whether `render` does without the statements of its view; absent: it may look at all of it. */
  readonly rendersByDecisionAlone?: boolean;
  /** Reads the documents. Throws `upstream-invalid` that names the place. */
  read(documents: Documents, context: IndexContext): PackageIndex;
}

/** What an index says. */
export interface IndexFacts {
  readonly name: PackageName;
  /** In the document's order; `published` is `unknown` where the index has no date. */
  readonly versions: readonly Omit<VersionFacts, 'servedHere' | 'listed'>[];
  /** When the document says that it last changed, which is after any version in it came out. */
  readonly updatedAt?: Instant;
  /** The upstream's status of the whole package. */
  readonly status?: { readonly status: 'archived' | 'quarantined' | 'deprecated'; readonly reason?: string };
}

/** An index that was read. */
export interface PackageIndex extends IndexFacts {
  /**
   * Writes the index as `view` decides it. Undefined when the selector names nothing.
   * What is hidden or blocked is not offered, tags are re-pointed, unknown fields survive.
   */
  render(view: IndexView): RenderedIndex | undefined;
}

/** How an index is to be written. */
export interface IndexView {
  readonly variant: string;
  readonly selector?: string;
  /** The registry's own address, such as `http://localhost:4870/npm`; no trailing slash. */
  readonly registryUrl: string;
  readonly decision: PackageDecision;
  /** Advisory and malware evidence, for documents that carry it (PyPI's JSON API, Composer's p2). */
  readonly statements: readonly Evidence[];
  /** The page about the package, or one version of it, in the web UI. */
  pageUrl(version?: string): string;
}

/** An index, ready to be sent. */
export interface RenderedIndex {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** Lower-case names; `npm-notice` and the like. */
  readonly headers: Readonly<Record<string, string>>;
}
