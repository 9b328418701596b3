// What trusted publishing needs: the issuers that are believed, who may publish by their word, and what was used up.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

import type { Owner, Visibility } from '../organisations/organisation-ports.ts';
import type { PublisherToken } from '../tokens/publisher-token.ts';

/** Whose identity tokens are understood; `custom`: an issuer of the configuration, by claims that it names itself. */
export const PROVIDERS = ['github', 'gitlab', 'google', 'activestate', 'circleci', 'custom'] as const;

export type ProviderKind = (typeof PROVIDERS)[number];

/** An issuer that the configuration believes. */
export interface Issuer {
  /** `github`, `acme-gitlab`: what people call it by. */
  readonly name: string;
  readonly provider: ProviderKind;
  /** As its tokens say, letter by letter. Of CircleCI: what stands before the organisation's id. */
  readonly url: string;
  /** What its tokens must be for in place of this server's own audience. */
  readonly audience?: string;
  /** Signatures that are believed. */
  readonly algorithms: readonly string[];
  /** What each of its tokens must say, beside what a publisher asks for. */
  readonly claims: Readonly<Record<string, string>>;
  /** Whether it is another than the provider's public one: a server of the organisation's own. */
  readonly isOwn: boolean;
}

/** Claims of an identity token, once verified. Names and values are the issuer's. */
export type Claims = Readonly<Record<string, unknown>>;

/** What a publisher's tokens must say, as its provider's rules read it. */
export type PublisherSettings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** What a publisher's token may do: `publish` versions, or only put them up for approval. */
export const PUBLISHER_RIGHTS = ['publish', 'stage'] as const;

export type PublisherRight = (typeof PUBLISHER_RIGHTS)[number];

/** That whoever an issuer says to be these, may publish a package or all of a namespace. */
export interface Publisher {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  /** A canonical name, or a namespace's pattern, which ends in `*`. */
  readonly pattern: string;
  readonly provider: ProviderKind;
  /** Tokens of this issuer alone, letter by letter. */
  readonly issuer: string;
  /** What narrows the search: a repository, a project, an address; in the provider's own canonical form. */
  readonly locator: string;
  readonly settings: PublisherSettings;
  /** Ids that hold from the first use on, or from the start: a name may become somebody else's, an id never does. */
  readonly pins: Readonly<Record<string, string>>;
  readonly right: PublisherRight;
  readonly createdAt: Instant;
  /** As the journal names who. */
  readonly createdBy: string;
  readonly lastUsedAt?: Instant;
  /** Where there is no such package yet: whose it becomes with the first token. */
  readonly pending?: PendingPackage;
}

export interface PendingPackage {
  readonly owner: Owner;
  readonly visibility: Visibility;
  readonly expiresAt: Instant;
  /** Whether its owners were told that it ends soon. */
  readonly isReminded?: true;
}

export interface PublisherStore {
  find(id: string): Promise<Publisher | undefined>;
  /** Whether anything here is published by the word of this issuer. */
  hasIssuer(issuer: string): Promise<boolean>;
  /** Those that a token of the issuer may be of, pending ones too. */
  candidates(question: {
    readonly issuer: string;
    readonly locator: string;
    readonly ecosystem: Ecosystem;
  }): Promise<readonly Publisher[]>;
  /** Of exactly these names or namespaces, oldest first of each; pending ones too. */
  ofPatterns(ecosystem: Ecosystem, patterns: readonly string[]): Promise<readonly Publisher[]>;
  /** Pending ones that are over at `now`, oldest first. */
  pendingOver(now: Instant): Promise<readonly Publisher[]>;
  save(publisher: Publisher): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Identity tokens that were exchanged: each works once. */
export interface UsedIdentityStore {
  /** Whether this is the first time; a unique key decides, so that of two at once one alone is. */
  take(key: string, keptUntil: Instant): Promise<boolean>;
  forgetOver(now: Instant): Promise<void>;
}

export interface PublisherTokenStore {
  save(token: PublisherToken): Promise<void>;
  /** Over or ended ones too, for a day. */
  find(id: string): Promise<PublisherToken | undefined>;
  findByHash(hash: string): Promise<PublisherToken | undefined>;
  /** Those that were not over at `now`, ended ones too. */
  live(now: Instant): Promise<readonly PublisherToken[]>;
  forgetOver(before: Instant): Promise<void>;
}

/** Names and namespaces that nobody publishes but trusted publishers. */
export interface TrustedOnlyStore {
  /** The patterns of an ecosystem. */
  patterns(ecosystem: Ecosystem): Promise<readonly string[]>;
  add(ecosystem: Ecosystem, pattern: string, since: Instant): Promise<void>;
  remove(ecosystem: Ecosystem, pattern: string): Promise<void>;
}

/** What is settled once for this server and all that share its database. */
export interface InstanceStore {
  find(key: string): Promise<string | undefined>;
  /** Keeps `value` where nothing is kept yet. */
  keep(key: string, value: string): Promise<void>;
}

export interface TrustedPublishingStores {
  readonly publishers: PublisherStore;
  readonly publisherTokens: PublisherTokenStore;
  readonly usedIdentities: UsedIdentityStore;
  readonly trustedOnly: TrustedOnlyStore;
  readonly instance: InstanceStore;
}

/** A public key of an issuer, as it publishes it (RFC 7517). */
export interface IssuerKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** Asks an issuer for the keys that it signs with now. Rejects when they cannot be had. */
export type FetchIssuerKeys = (issuer: string) => Promise<readonly IssuerKey[]>;
