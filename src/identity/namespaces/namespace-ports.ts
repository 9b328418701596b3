// What namespaces need: rows of claims and appeals in storage, and a look at what shows that somebody owns one.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { NamespaceRef } from '../../kernel/namespace.ts';
import type { PackageName, PackageRef } from '../../kernel/package-ref.ts';

import type { Owner } from '../organisations/organisation-ports.ts';

/**
 * `pending`: claimed, not proven; keeps nobody else away. `waiting`: proven, and an administrator has to agree. `proven`: the
 * owner's. `lapsed`: its proof is gone; still nobody else's, and nothing new is named in it. `reserved`: an administrator keeps
 * it from everybody. `ended`: over.
 */
export const NAMESPACE_STATES = ['pending', 'waiting', 'proven', 'lapsed', 'reserved', 'ended'] as const;

export type NamespaceState = (typeof NAMESPACE_STATES)[number];

/** The states in which the names are kept from upstreams and from everybody else. */
export const STATES_IN_FORCE: readonly NamespaceState[] = ['proven', 'lapsed', 'reserved'];

/** How a claim can be shown to be right. */
export const PROOF_WAYS = ['dns', 'file', 'repository'] as const;

export type ProofWay = (typeof PROOF_WAYS)[number];

/** Where the proof is to be found: a domain, or an account at a code host. */
export type ProofPlace =
  | { readonly kind: 'domain'; readonly domain: string }
  | { readonly kind: 'repository'; readonly host: string; readonly account: string };

export interface Namespace extends NamespaceRef {
  readonly id: string;
  /** Absent: reserved for nobody. */
  readonly owner?: Owner;
  readonly state: NamespaceState;
  /** Absent where nothing is to be proven: granted or reserved. */
  readonly place?: ProofPlace;
  /** What has to be shown there. No secret: whoever reads it can do nothing with it. */
  readonly challenge: string;
  /** How it was proven; `grant`: an administrator vouches for it, and nothing is proven again. */
  readonly proof?: ProofWay | 'grant';
  /** As the journal names who it was. */
  readonly claimedBy: string;
  readonly claimedAt: Instant;
  /** When it was shown last. */
  readonly provenAt?: Instant;
  /** When the proof was last looked for. */
  readonly checkedAt?: Instant;
  /** Since when it was not there. */
  readonly failingSince?: Instant;
  /** How often the owners were told since then. */
  readonly warnings?: number;
  readonly endedAt?: Instant;
  /** Why it was reserved, granted or taken away. */
  readonly reason?: string;
}

export interface NamespaceStore {
  find(id: string): Promise<Namespace | undefined>;
  /** Those in a state of `STATES_IN_FORCE`, oldest first. */
  inForce(ecosystem?: Ecosystem): Promise<readonly Namespace[]>;
  /** All of an owner that have not ended, oldest first. */
  of(owner: Owner): Promise<readonly Namespace[]>;
  /** Of everybody that have not ended, newest first, `limit` at the most. */
  latest(limit: number): Promise<readonly Namespace[]>;
  /** Those that are pending or waiting, oldest first. */
  open(ecosystem: Ecosystem): Promise<readonly Namespace[]>;
  /** Proven by what can be looked for again, and not looked for since then; those that were not there count from another time. */
  due(since: {
    readonly checkedBefore: Instant;
    readonly failingCheckedBefore: Instant;
    readonly limit: number;
  }): Promise<readonly Namespace[]>;
  save(namespace: Namespace): Promise<void>;
}

export const APPEAL_STATES = ['asked', 'granted', 'refused'] as const;

export type AppealState = (typeof APPEAL_STATES)[number];

/** Somebody asks for a name that looks like another one. */
export interface NameAppeal {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  /** Whom a grant lets through. */
  readonly accountId: string;
  /** The name that it looks like, and how. */
  readonly looksLike: string;
  readonly likeness: string;
  readonly reason: string;
  readonly askedAt: Instant;
  readonly state: AppealState;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly answer?: string;
}

export interface NameAppealStore {
  find(id: string): Promise<NameAppeal | undefined>;
  /** By somebody for a name, newest first. */
  about(ref: PackageRef, accountId: string): Promise<readonly NameAppeal[]>;
  /** Newest first, `limit` at the most; of one account, or of all. */
  latest(limit: number, accountId?: string): Promise<readonly NameAppeal[]>;
  save(appeal: NameAppeal): Promise<void>;
}

/** `absent`: it was looked at, and is not there. `unknown`: it could not be looked at; that says nothing for some time. */
export interface ProofLook {
  readonly state: 'shown' | 'absent' | 'unknown';
  /** What was found, for people: `the domain has 2 TXT records, and none of them is it`. */
  readonly found: string;
}

/** Looks outside. Never rejects. */
export interface ProofLooks {
  look(request: {
    readonly way: ProofWay;
    readonly place: ProofPlace;
    readonly challenge: string;
  }): Promise<ProofLook>;
}

/** A place where accounts have repositories. */
export interface CodeHost {
  readonly name: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** GroupIds below which each account has its own: `io.github`. */
  readonly groups: readonly string[];
}

/** Names that others rely on here: what a proof alone does not take from them. */
export interface NamesHere {
  /** Some that lie in the namespace: taken from an upstream, or owned by somebody other than `owner`. */
  inNamespace(ref: NamespaceRef, owner: Owner): Promise<readonly string[]>;
  /** Reservations of names that overlap it, by their patterns. */
  reservedOver(ref: NamespaceRef): Promise<readonly string[]>;
}

export interface NamespaceStores {
  readonly namespaces: NamespaceStore;
  readonly nameAppeals: NameAppealStore;
}
