// What the defences against takeovers keep: which packages are frozen, and why.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

/** By whom: an owner (or whoever publishes it), a reviewer of this server, or an identity that has a pinned name and other ids. */
export const FREEZE_KINDS = ['owner', 'reviewer', 'identity-mismatch'] as const;

export type FreezeKind = (typeof FREEZE_KINDS)[number];

/** Until it is ended, nothing is published under the name, changed or handed over. */
export interface Freeze extends PackageRef {
  readonly id: string;
  readonly kind: FreezeKind;
  /** For everybody who may know the package; may be empty. */
  readonly reason: string;
  readonly since: Instant;
  /** As the journal names who. */
  readonly by: string;
  /** Of an `identity-mismatch`: whose ids differed, and in which claim. */
  readonly mismatch?: { readonly publisherId: string; readonly claim: string };
  readonly ended?: { readonly at: Instant; readonly by: string };
}

export interface FreezeStore {
  /** Those that were not ended, oldest first. */
  open(ref: PackageRef): Promise<readonly Freeze[]>;
  save(freeze: Freeze): Promise<void>;
}

/** How an account was recovered, or may have been taken: by what stands in for its password, its factor or its address. */
export const RECOVERIES = ['password', 'factors', 'recovery-code', 'address'] as const;

export type Recovery = (typeof RECOVERIES)[number];

export interface AccountRecovery {
  readonly accountId: string;
  readonly how: Recovery;
  readonly at: Instant;
}

export interface RecoveryStore {
  /** The newest of an account. */
  last(accountId: string): Promise<AccountRecovery | undefined>;
  add(recovery: AccountRecovery): Promise<void>;
}

export interface AccountActivity {
  readonly accountId: string;
  /** When its person signed in, or a token of theirs was used, last; to the hour. */
  readonly seenAt: Instant;
  /** The longest time for which it was not used, since its address was proven last. */
  readonly gap?: { readonly from: Instant; readonly ms: number };
}

export interface ActivityStore {
  find(accountId: string): Promise<AccountActivity | undefined>;
  save(activity: AccountActivity): Promise<void>;
}

export interface RecoveryStores {
  readonly recoveries: RecoveryStore;
  readonly activities: ActivityStore;
}

/** That somebody tried to publish a package that nothing was published to for years. */
export interface Waking extends PackageRef {
  readonly at: Instant;
  readonly by: string;
}

export interface WakingStore {
  /** The newest of a package. */
  find(ref: PackageRef): Promise<Waking | undefined>;
  save(waking: Waking): Promise<void>;
}

export interface TakeoverStores extends RecoveryStores {
  readonly freezes: FreezeStore;
  readonly wakings: WakingStore;
}
