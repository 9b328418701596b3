// What an ecosystem must tell the house. Five rooms implement it, in the same files under the same names.
// An adapter is pure: bytes and values in, values out. It decides nothing and fetches nothing.

import type { Instant } from '../kernel/clock.ts';
import type { ComponentGraph } from '../kernel/component-graph.ts';
import type { Digests } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { ArtifactFacts, Evidence, VersionFacts } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { PackageDecision, Verdict } from '../kernel/verdict.ts';

/** One ecosystem, whole. */
export interface Adapter {
  readonly id: Ecosystem;
  /** As people write it: `PyPI`. */
  readonly title: string;
  readonly names: NameRules;
  readonly versions: VersionOrder;
  readonly routes: readonly RegistryRoute[];
  readonly index: IndexReader;
  readonly artifacts: ArtifactRules;
  readonly answers: AnswerRules;
  readonly audit: AuditRules;
  readonly lockfiles: readonly LockfileFormat[];
  readonly manifests: readonly ManifestFormat[];
  readonly clients: readonly ClientRecipe[];
}

/** `name.ts`: which spellings name the same package. */
export interface NameRules {
  /** The canonical name of any accepted spelling. Throws `invalid-name`, saying what was expected. */
  parse(raw: string): PackageName;
  /** The two parts of the package-URL; the namespace without its trailing slash. */
  toPurl(name: PackageName): { readonly namespace?: string; readonly name: string };
  /** The name that a package-URL's parts mean. Throws `invalid-name`. */
  fromPurl(namespace: string | undefined, name: string): PackageName;
  /** What a reservation by prefix compares: npm scope, Maven groupId, Composer vendor; else undefined. */
  namespaceOf(name: PackageName): string | undefined;
  /**
   * What else the address of the package's index may be: its reservation is the package's as well. Maven: the group whose
   * list of plugins has the same address.
   */
  alsoReservedAs?(name: PackageName): PackageName;
}

/** `version.ts`: the ecosystem's order, as advisories are matched and as "latest" is chosen. */
export interface VersionOrder {
  /** Whether the ecosystem's own rules accept the version. */
  readonly isValid: (version: string) => boolean;
  /** Negative, zero or positive; total over all strings: invalid versions sort below valid ones, by code unit. */
  readonly compare: (a: string, b: string) => number;
  /** Whether a range without a word about pre-releases would pass it over. */
  readonly isPrerelease: (version: string) => boolean;
  /** Whether the version stands for a moving branch (Composer's `dev-…`), so that no range can say what it holds. */
  readonly isBranch: (version: string) => boolean;
  /** The release line that a fix stays on: the first number of the version, as text. */
  readonly lineOf: (version: string) => string;
  /**
   * A string key, monotone in the order (`compare(a,b) < 0` implies `coarseKey(a) <= coarseKey(b)`),
   * so that a database can prune candidates before the exact comparison.
   */
  readonly coarseKey: (version: string) => string;
}

/** A request as an adapter sees it: the path below the registry's root, split and percent-decoded once. */
export interface RouteInput {
  readonly method: string;
  /** Decoded, non-empty segments; never `.`, `..`, NUL, or a slash except inside an npm scope. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** Whether the path ended with a slash; absent when the caller does not tell. */
  readonly endsWithSlash?: boolean;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What a request asks for. */
export type RegistryRequest =
  /** The index document of a package in one of its variants; `selector` narrows it (one version, one tag). */
  | {
      readonly kind: 'index';
      readonly name: PackageName;
      readonly variant: string;
      readonly selector?: string;
    }
  /** One file, known by its name within the package. */
  | { readonly kind: 'artifact'; readonly name: PackageName; readonly file: string }
  /** A digest of one file, computed here over the bytes that are served. */
  | {
      readonly kind: 'checksum';
      readonly name: PackageName;
      readonly file: string;
      readonly algorithm: keyof Digests;
    }
  /** A document that the upstream keeps about a package or itself, served as it stands when `version` is allowed. */
  | {
      readonly kind: 'passthrough';
      /** Path at the upstream, relative to its address, already encoded. */
      readonly path: string;
      readonly accept: string;
      readonly contentType: string;
      readonly name?: PackageName;
      readonly version?: string;
      /** Refused when this falls under a reservation, where there is no `name` (a Maven group). */
      readonly reservedAs?: PackageName;
      /** The answer is this digest of the document, in hexadecimal digits, instead of the document. */
      readonly digest?: keyof Digests;
    }
  /** A question about known advisories, in the request's body, or in the address: then it is `question`. */
  | { readonly kind: 'audit'; readonly variant: string; readonly question?: string }
  /** An advisory as it was published, by its id or another id of it. */
  | { readonly kind: 'advisory'; readonly id: string }
  /** A search for packages. */
  | { readonly kind: 'search'; readonly text: string; readonly size: number; readonly from: number }
  /** An answer that needs no package: settings of the registry, a ping. */
  | { readonly kind: 'answer'; readonly answer: 'settings' | 'ping' | 'names' | 'whoami' }
  /** The name is spelt otherwise here: send the client there (path below the registry's root, encoded). */
  | { readonly kind: 'redirect'; readonly path: string }
  /** Something that would change the registry. */
  | { readonly kind: 'write'; readonly what: string };

/** `routes.ts`: one row of the ecosystem's route table. Rows are tried in order. */
export interface RegistryRoute {
  /** `npm.packument`; unique in the house. */
  readonly id: string;
  /** GET answers HEAD as well. */
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH')[];
  /** For people: `/:package/-/:file`. */
  readonly pattern: string;
  /** Whose right it takes: `read` a reader's, `publish` a publisher's, `anyone` nobody's. */
  readonly access: 'anyone' | 'read' | 'publish';
  /** What the request means, or undefined when the row does not match. Throws `invalid-name` and the like. */
  match(input: RouteInput): RegistryRequest | undefined;
  /**
   * Paths (encoded, below the root) by which this route could lead to `file` of `name`@`version`:
   * every spelling that a client may use. Empty when the route cannot. The side-door test walks them.
   */
  doors(target: {
    readonly name: PackageName;
    readonly version: string;
    readonly file: string;
  }): readonly string[];
}

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

/** `artifact.ts`: what a file is, and how its refusal reads. */
export interface ArtifactRules {
  /**
   * The version and facts of `file`; undefined when the index knows no such file. Ecosystems whose index does not
   * list files (Maven) derive them from the name.
   */
  locate(
    index: IndexFacts,
    file: string,
    context: IndexContext,
  ): { readonly version: string; readonly artifact: ArtifactFacts } | undefined;
  /** The small file of `version` whose Last-Modified dates it, where `datesFromArtifacts` and the version has one. */
  datingFile?(name: PackageName, version: string): string | undefined;
  /** The version that `file` belongs to by its name alone; undefined when the name does not say. */
  versionOf(name: PackageName, file: string): string | undefined;
  /** The file (below the registry's root, encoded) at which Gatehouse serves it. */
  pathOf(name: PackageName, version: string, file: string): string;
  readonly contentType: (file: string) => string;
  /** The answer to a client that asked for something refused: the status and text it shows to its user. */
  renderRefusal(refusal: Refusal): RenderedAnswer;
  /** An error in the form that the client shows: body and content type for `status`. */
  renderError(status: number, message: string): RenderedAnswer;
}

/** Something refused. */
export interface Refusal {
  readonly name: PackageName;
  readonly version?: string;
  readonly verdict: Verdict;
  readonly pageUrl: string;
  /** One line in the house's words: what, why, until when, what to do. */
  readonly message: string;
}

/** `answers.ts`: small answers that are about no single package. One that is absent is answered as not found. */
export interface AnswerRules {
  /** The registry's settings (`config.json`, `packages.json`). */
  readonly settings?: (registry: RegistryFacts) => RenderedAnswer;
  /** Names that are known here; `accept` is the client's own header. */
  readonly names?: (names: readonly PackageName[], accept: string) => RenderedAnswer;
  readonly search?: (results: readonly SearchResult[], total: number) => RenderedAnswer;
  readonly ping?: () => RenderedAnswer;
  readonly whoami?: (reader: string | undefined) => RenderedAnswer;
}

export interface RegistryFacts {
  /** The registry's own address: `http://localhost:4870/cargo`; no trailing slash. */
  readonly registryUrl: string;
  /** Whether a reader must present a token. */
  readonly isAuthRequired: boolean;
}

export interface SearchResult {
  readonly name: PackageName;
  readonly version?: string;
  readonly description?: string;
  readonly pageUrl: string;
}

/** A small answer, whole. */
export interface RenderedAnswer {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The reason phrase of the HTTP/1.1 status line, where the client shows it rather than the body (pip, poetry).
   * One line of printable ASCII; absent: the status's usual phrase.
   */
  readonly reasonPhrase?: string;
  /** User agents of clients that show both body and phrase: they get the status's usual phrase. */
  readonly bodyReaders?: RegExp;
}

/** `audit.ts`: the questions that clients ask about known advisories. */
export interface AuditRules {
  /** The packages and versions in the body (already decompressed). Throws `invalid-request`. */
  parse(body: Uint8Array, variant: string, contentType: string): readonly AuditSubject[];
  /** Writes the answer; `answers` has one entry per subject, in order. */
  render(answers: readonly AuditAnswer[], variant: string): RenderedAnswer;
}

export interface AuditSubject {
  readonly name: PackageName;
  /** Empty: every version that the database knows to be affected. */
  readonly versions: readonly string[];
}

export interface AuditAnswer {
  readonly subject: AuditSubject;
  /** Advisory and malware evidence whose versions meet the subject's. */
  readonly evidence: readonly Evidence[];
}

/** `lockfile.ts`: lock files that keep addresses. */
export interface LockfileFormat {
  /** `uv.lock`; the id and the usual file name. */
  readonly id: string;
  isNamed(fileName: string): boolean;
  /** Every entry with the address it was resolved from, if the file keeps one. Throws `invalid-document` with the line. */
  entries(text: string): readonly LockEntry[];
  /**
   * The text with each entry's address replaced by what `rewrite` answers; digests and all else untouched. `registryUrl`
   * (no trailing slash): what the file's readers are configured with; a format may leave out an address that its client
   * derives from that.
   */
  rewrite(text: string, rewrite: (entry: LockEntry) => string | undefined, registryUrl?: string): string;
  /**
   * Other addresses in the file that the client goes to by itself, around every registry (Composer's `source`, to which
   * it turns when an archive is refused). Throws like `entries`.
   */
  readonly detours?: (text: string) => readonly LockDetour[];
  /** The text without the detours that are not needed; nothing brings them back. All else stays byte for byte. */
  readonly closeDetours?: (text: string) => string;
}

/** An address in a lock file that leads around every registry. */
export interface LockDetour {
  /** As the file spells it. */
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** `code`: the package can be fetched there; `notice`: its installation is announced there. */
  readonly leads: 'code' | 'notice';
  /** Whether the package can do without it: `closeDetours` takes it out. */
  readonly closable: boolean;
  /** 1-based. */
  readonly line: number;
}

export interface LockEntry {
  readonly name: PackageName;
  readonly version: string;
  /** Absent when the file keeps no address for it. */
  readonly url?: string;
  /**
   * What `url` is the address of: one file (the default), or the index of the whole registry, which the client compares
   * with its configuration (uv, Poetry): it is to be rewritten to the index address that `client-setup` writes.
   */
  readonly leadsTo?: 'file' | 'index';
  /** The file name within the package as Gatehouse serves it, when the entry tells. */
  readonly file?: string;
  /** 1-based. */
  readonly line: number;
}

/** What a file says of a project. */
export interface ManifestReading extends ComponentGraph {
  /**
   * Folders of further projects that the file speaks for, relative to its own: what yields to it is not read there
   * either (a workspace's `package.json` below the lock file of all).
   */
  readonly speaksFor?: readonly string[];
}

/** `manifest.ts`: files that say what a project is made of. */
export interface ManifestFormat {
  /** `package-lock.json`; the id and the usual file name. */
  readonly id: string;
  isNamed(fileName: string): boolean;
  /**
   * Ids of formats of which a file in the same folder says the same and more, so that this one is not read beside it
   * (a `package.json` beside its lock file).
   */
  readonly yieldsTo?: readonly string[];
  /**
   * Files that `read` wants to see as well: paths relative to this one's folder, with forward slashes, `..` included. In
   * one that leads down, `*` stands for any characters of a segment and `**` for any number of them.
   * Asked again with those that were found until it names no new ones; what is not there is not among them.
   */
  companions?(text: string, found: ReadonlyMap<string, string>): readonly string[];
  /** Throws `invalid-document` that names the line and what was expected, `too-large`, `unsupported` for a format that is newer. */
  read(text: string, companions: ReadonlyMap<string, string>): ManifestReading;
  /**
   * For a file that says only what it asks for: the same as `read`, with all that follows from it, worked out from
   * documents of the registry. What cannot be had is a gap. Throws like `read`, and what `ask` throws.
   */
  resolve?(
    text: string,
    companions: ReadonlyMap<string, string>,
    ask: RegistryAsker,
  ): Promise<ComponentGraph>;
}

/** What a format asks of its ecosystem's registry while it resolves. Whoever gives it bounds sizes and time. */
export interface RegistryAsker {
  /** A file of a version, named as `ArtifactRules` names it, as text; or why it cannot be had. */
  document(
    name: PackageName,
    version: string,
    file: string,
  ): Promise<{ readonly text: string } | { readonly because: string }>;
  /** The versions that the registry offers; undefined when it cannot be asked or has none. */
  versions(name: PackageName): Promise<readonly string[] | undefined>;
}

/** `client-setup.ts`: how one package manager is pointed here. */
export interface ClientRecipe {
  /** The command: `pip`. */
  readonly id: string;
  readonly title: string;
  /** The configuration file for the user and for a project, relative to the home or the project folder. */
  readonly files: { readonly user?: string; readonly project?: string };
  /** The file's new text. Keeps all that is not ours; the same input gives the same output; applied twice is once. */
  edit(text: string | undefined, target: SetupTarget): string;
  /** What the file says now: the registry address it names, if any. */
  currentRegistry(text: string): string | undefined;
  /** The same as a command or snippet to copy. */
  snippet(target: SetupTarget): string;
}

export interface SetupTarget {
  /** `http://localhost:4870`, no trailing slash. */
  readonly gateUrl: string;
  readonly token?: string;
}
