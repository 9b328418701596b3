// The contract of an ecosystem's `governance.ts`; `adapter.ts` puts the contracts together. Commands by which a client has
// somebody decide who may do what: tokens, who may know and publish a package, trusted publishers. What each takes, its use case
// says; here they are read and answered in the client's words.

import type { Instant } from '../kernel/clock.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { RenderedAnswer } from './adapter-answers.ts';

/** What is asked. */
export type GovernanceRequest =
  | { readonly ask: 'tokens' | 'mint-token' | 'profile' | 'change-profile' }
  /** `which`: its id, or its whole text. */
  | { readonly ask: 'revoke-token'; readonly which: string }
  | {
      readonly ask: 'visibility' | 'collaborators' | 'set-access' | 'publishers' | 'add-publisher';
      readonly name: PackageName;
    }
  | { readonly ask: 'remove-publisher'; readonly name: PackageName; readonly id: string }
  /** `owner`: the name of an organisation. */
  | { readonly ask: 'owned'; readonly owner: string }
  | { readonly ask: 'give-team' | 'end-team'; readonly organisation: string; readonly team: string };

/** A token as somebody wishes it. */
export interface TokenAsk {
  /** Absent: its client was not told; a token is made for somebody who knows it. */
  readonly password?: string;
  readonly name: string;
  /** `stage`: writes, and only what waits for approval. */
  readonly may: 'read' | 'write' | 'stage';
  /** Names, or prefixes that end in `*`, as they were spelt. */
  readonly packages: readonly string[];
  readonly networks: readonly string[];
  /** Whether each change is to ask for its person. */
  readonly asksProof: boolean;
  readonly lifetimeMs?: number;
}

export interface AccessAsk {
  readonly visibility?: 'public' | 'private';
  /** Whether each change of the package is to ask for its person. */
  readonly asksProof?: boolean;
}

export interface TeamAsk {
  readonly name: PackageName;
  /** Absent where it is taken back. */
  readonly may?: 'read' | 'write';
}

/** `provider` and `settings` as trusted publishing has them. */
export interface PublisherAsk {
  readonly provider: string;
  readonly settings: Readonly<Record<string, string | readonly string[]>>;
  readonly right: 'publish' | 'stage';
}

export interface ToldToken {
  readonly id: string;
  /** What its text begins with, which tells its kind. */
  readonly prefix: string;
  readonly name: string;
  readonly isReading: boolean;
  readonly asksProof: boolean;
  readonly networks: readonly string[];
  readonly packages: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  readonly lastUsedAt?: Instant;
}

export interface ToldPublisher extends PublisherAsk {
  readonly id: string;
}

export interface ToldProfile {
  readonly name: string;
  readonly hasFactor: boolean;
  readonly createdAt: Instant;
}

/** Readers throw `invalid-request`, with a sentence about what cannot be said here. */
export interface GovernanceRules {
  readToken(body: Uint8Array, now: Instant): TokenAsk;
  readAccess(body: Uint8Array): AccessAsk;
  readTeam(body: Uint8Array): TeamAsk;
  readPublisher(body: Uint8Array): PublisherAsk;
  tokens(tokens: readonly ToldToken[]): RenderedAnswer;
  minted(text: string, token: ToldToken): RenderedAnswer;
  profile(profile: ToldProfile): RenderedAnswer;
  visibility(isPublic: boolean): RenderedAnswer;
  /** By name of a person or package, whether they (or the asker) may publish. */
  access(mayWrite: ReadonlyMap<string, boolean>): RenderedAnswer;
  publishers(publishers: readonly ToldPublisher[]): RenderedAnswer;
  /** It was done, and there is nothing to say. */
  done(): RenderedAnswer;
}
