// The contract of every ecosystem's `answers.ts`; `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';

/** `answers.ts`: small answers that are about no single package. One that is absent is answered as not found. */
export interface AnswerRules {
  /** The registry's settings (`config.json`, `packages.json`). */
  readonly settings?: (registry: RegistryFacts) => RenderedAnswer;
  /** Names that are known here; `accept` is the client's own header. */
  readonly names?: (names: readonly PackageName[], accept: string) => RenderedAnswer;
  readonly search?: (results: readonly SearchResult[], total: number) => RenderedAnswer;
  readonly ping?: () => RenderedAnswer;
  readonly whoami?: (reader: string | undefined) => RenderedAnswer;
  /** Somebody's record. Whether there is an account of that name it does not say. */
  readonly user?: (name: string) => RenderedAnswer;
  /** The `WWW-Authenticate` by which its clients learn where a token is had; absent: `Basic`. No trailing slash. */
  readonly challenge?: (registryUrl: string) => string;
  /** How a client signs its person in by a page. */
  readonly signIn?: {
    /** `pageUrl` is for the person; the client asks again and again at an address below `registryUrl` that ends in `done`. */
    begun(pageUrl: string, registryUrl: string, done: string): RenderedAnswer;
    waiting(retryAfterSeconds: number): RenderedAnswer;
    granted(token: string): RenderedAnswer;
    ended(): RenderedAnswer;
    /** How a client sends a name and a password in place of that; throws `invalid-request`. */
    readPassword(body: Uint8Array): { readonly name: string; readonly password: string };
    grantedByPassword(token: string): RenderedAnswer;
  };
  /** How a client shows, with any request, that its person is there; absent: it cannot. */
  readonly oneTime?: OneTimeRules;
}

export interface OneTimeRules {
  /** The code that came with a request. Lower-case names of headers. */
  presented(headers: Readonly<Record<string, string | undefined>>): string | undefined;
  /** Whether the client opens a page and fetches the code itself, as against asking its person for one. */
  opensPage(headers: Readonly<Record<string, string | undefined>>): boolean;
  /** The answer that asks for it, with the status by which the client knows it. */
  challenge(asked: OneTimeChallenge): RenderedAnswer;
}

export interface OneTimeChallenge {
  /** Why it is asked. */
  readonly sentence: string;
  /** What it is asked for: "publish @acme/tide". */
  readonly act: string;
  /** Where its person says yes; absent: they type a code of their authenticator. */
  readonly pageUrl?: string;
  /** What the address ends in at which the client fetches the code; absent: the page shows it. */
  readonly done?: string;
  readonly registryUrl: string;
  /** Whether its person has an authenticator, whose codes will do. */
  readonly hasAuthenticator: boolean;
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
