// What the governance room needs from storage. Waivers and quarantines are evidence (evidence/ports.ts).

import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';

/** One version of a view's policy document. */
export interface PolicyVersion {
  /** The view's name; `default` is always there. */
  readonly view: string;
  /** Counts from 1 in each view. */
  readonly number: number;
  /** TOML, as the author wrote it. */
  readonly text: string;
  readonly author: string;
  readonly note: string;
  readonly createdAt: Instant;
}

/** A name, or every name under a prefix, that belongs to this organisation. */
export interface Reservation {
  readonly id: string;
  readonly ecosystem: Ecosystem;
  /** A canonical name, or a prefix of names ending in `*`. */
  readonly pattern: string;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: Instant;
  readonly withdrawnAt?: Instant;
}

export interface GovernanceStore {
  /** The newest version of every view's policy. */
  currentPolicies(): Promise<readonly PolicyVersion[]>;
  /** Versions of one view, newest first. */
  policyHistory(view: string, limit: number): Promise<readonly PolicyVersion[]>;
  /** Throws `conflict` when (view, number) exists. */
  addPolicy(version: PolicyVersion): Promise<void>;
  /** Every reservation, withdrawn ones included, oldest first. */
  reservations(): Promise<readonly Reservation[]>;
  addReservation(reservation: Reservation): Promise<void>;
  /** False when there is no such reservation in force. */
  withdrawReservation(id: string, at: Instant): Promise<boolean>;
}

export interface GovernanceStores {
  readonly governance: GovernanceStore;
}
