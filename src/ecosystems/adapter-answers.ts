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
  /** How a client signs its person in by a page. */
  readonly signIn?: {
    /** `pageUrl` is for the person; the client asks again and again at an address below `registryUrl` that ends in `done`. */
    begun(pageUrl: string, registryUrl: string, done: string): RenderedAnswer;
    waiting(retryAfterSeconds: number): RenderedAnswer;
    granted(token: string): RenderedAnswer;
    ended(): RenderedAnswer;
  };
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
