// What serving the registries takes, and one request on its way.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { Verdict } from '../kernel/verdict.ts';
import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import type { ClientLoginDeps } from '../identity/client-login/client-login.ts';
import type { ProofDeps } from '../identity/one-time/one-time-proof.ts';
import type { PackageVisibility } from '../identity/organisations/package-visibility.ts';
import type { Principal } from '../identity/principal.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { PublishDeps } from '../registry/publish/publish-deps.ts';
import type { ApiDeps } from './api/deps.ts';
import type { FoundRoute } from './find-route.ts';
import type { ArtifactSender } from './send-artifact.ts';

/** Who reads, as far as the registries care. */
export interface RegistryReader {
  /** As exposure names them: `token:<id>`, `user:<id>`, `address:<ip>`. */
  readonly key: string;
  /** The account's name, when there is one. */
  readonly account?: string;
  readonly view: string;
  readonly mayRead: boolean;
  readonly principal: Principal;
  /** The client's, after trusted proxies. */
  readonly address: string;
  /** Which packages it may read; absent: all that it may know of. */
  readonly mayReadOf?: (ecosystem: Ecosystem, name: PackageName) => boolean;
}

/** One artifact or refusal that went out. */
export interface ServedEvent {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly version: string;
  readonly file: string;
  /** Of the bytes that were sent; absent for a refusal. */
  readonly sha256?: Sha256;
  readonly reader: string;
  readonly userAgent: string | undefined;
  readonly view: string;
  readonly verdict: Verdict;
}

/** What deciding who may do what takes. */
export type GovernDeps = Pick<ApiDeps, 'identity' | 'organisations' | 'trusted'>;

export interface RegistryHttpDeps {
  readonly registry: RegistryDeps;
  readonly artifacts: ArtifactSender;
  /** How clients sign in by a page, and show that their person is there; absent: they cannot. */
  readonly clientLogin?: ClientLoginDeps & ProofDeps;
  /** By what clients have somebody decide who may do what; absent: they cannot. */
  readonly governing?: GovernDeps;
  /** Who may know what; absent: everybody everything. */
  readonly visibility?: PackageVisibility;
  /** Absent: nothing is published here. */
  readonly publishing?: PublishDeps;
  /** Throws (or rejects with) `not-signed-in` for credentials that are not in force; `isNobody`: whatever was presented is not looked at. */
  identify(
    request: IncomingMessage,
    how?: { readonly isNobody: boolean },
  ): RegistryReader | Promise<RegistryReader>;
  /** Whether reading takes a token. */
  readonly isAuthRequired: boolean;
  /** Answers as part of what `message` belongs to: what is asked of others meanwhile tells whom it came through. Throws `upstream-loop`. */
  readonly within?: <T>(message: IncomingMessage, work: () => T) => T;
  /** Synchronous and cheap. */
  served(event: ServedEvent): void;
  refused(event: ServedEvent): void;
  /** Called when an answer was sent: what was asked for, the status, and how long it took. Synchronous and cheap. */
  readonly answered?: (
    ecosystem: Ecosystem,
    kind: RegistryRequest['kind'] | 'unknown',
    status: number,
    durationMs: number,
  ) => void;
  /** What every answer warns of, as `createFeedWarning` says it; undefined while all is well. */
  readonly feedWarning?: () => string | undefined;
  /** Called with what is the server's own fault. */
  report(error: unknown, request: IncomingMessage): void;
}

/** A request that was understood, on its way to an answer. */
export interface Exchange extends FoundRoute {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly reader: RegistryReader;
}

/** The requests of one kind. */
export type RequestOf<K extends RegistryRequest['kind']> = Extract<RegistryRequest, { kind: K }>;
