// The contract of every ecosystem's `routes.ts`; `adapter.ts` puts the contracts together.

import type { Digests } from '../kernel/digest.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { GovernanceRequest } from './adapter-governance.ts';
import type { PublisherConfigRequest } from './adapter-publisher-configs.ts';

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
      /** Which index answers it of a package that is published here; absent: such a one has no such document. */
      readonly hosted?: { readonly variant: string; readonly selector: string };
    }
  /** A question about known advisories, in the request's body, or in the address: then it is `question`. */
  | { readonly kind: 'audit'; readonly variant: string; readonly question?: string }
  /** An advisory as it was published, by its id or another id of it. */
  | { readonly kind: 'advisory'; readonly id: string }
  /** A search for packages. */
  | { readonly kind: 'search'; readonly text: string; readonly size: number; readonly from: number }
  /** An answer that needs no package: settings of the registry, a ping; `selector`: whose record is asked for. */
  | {
      readonly kind: 'answer';
      readonly answer: 'settings' | 'ping' | 'names' | 'whoami' | 'user';
      readonly selector?: string;
    }
  /** The name is spelt otherwise here: send the client there (path below the registry's root, encoded). */
  | { readonly kind: 'redirect'; readonly path: string }
  /** Who may publish a package, and who decides who does. */
  | { readonly kind: 'people'; readonly name: PackageName }
  /** A page of this server that people read: where they make tokens. */
  | { readonly kind: 'page'; readonly page: 'tokens' }
  /** Something that is to be published or changed: the body, where there is one, says what. */
  | {
      readonly kind: 'submit';
      readonly variant: string;
      readonly name?: PackageName;
      /** A version, tag or file. */
      readonly selector?: string;
    }
  /** A client signs its person in or out, or has them say yes to a request; `selector` is what the address holds for it. */
  | {
      readonly kind: 'sign-in';
      readonly step: 'begin' | 'password' | 'fetch' | 'fetch-code' | 'end';
      readonly selector?: string;
    }
  /** About versions on their way in: an archive of their parts, what became of it, and what is to become of it. */
  | ({ readonly kind: 'deployment' } & DeploymentRequest)
  /** About versions that wait for approval: what there is, and what is to become of it. */
  | ({ readonly kind: 'staged' } & StagedRequest)
  /** Somebody decides who may do what. */
  | ({ readonly kind: 'govern' } & GovernanceRequest)
  /** Somebody adds, lists or ends trusted publishers of one provider. */
  | ({ readonly kind: 'publisher-configs' } & PublisherConfigRequest)
  /** Something that would change the registry, and that it has no way for. */
  | { readonly kind: 'write'; readonly what: string };

/** What is asked of staged versions (npm). Pages count from 0. */
export type StagedRequest =
  | { readonly ask: 'list'; readonly name?: PackageName; readonly page: number; readonly perPage: number }
  | { readonly ask: 'show' | 'download' | 'approve' | 'reject'; readonly id: string };

/** What is asked of deployments (Maven's portal). */
export type DeploymentRequest =
  | { readonly ask: 'upload'; readonly title: string; readonly isAutomatic: boolean }
  | { readonly ask: 'status' | 'publish' | 'drop'; readonly id: string }
  /** Whether a version is published. */
  | { readonly ask: 'published'; readonly name: PackageName; readonly version: string }
  /** A file that came, by its path in the archive; without an id of whichever deployment has it. */
  | { readonly ask: 'download'; readonly id?: string; readonly path: string };

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
