// What the evidence room needs from storage. (The advisory database has its own ports beside this file.)

import type { Instant } from '../kernel/clock.ts';
import type { Evidence, EvidenceKind } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';

/** Rows of evidence about packages: what was observed, and what people stated. */
export interface StatementStore {
  /** All rows about a package that are neither withdrawn nor expired at `now`, oldest first. */
  ofPackage(ref: PackageRef, now: Instant): Promise<readonly Evidence[]>;
  /** Inserts; a row of the same id is superseded. */
  append(evidence: readonly Evidence[]): Promise<void>;
  /** Marks as withdrawn; false when there is no such row or it is withdrawn already. */
  withdraw(id: string, at: Instant): Promise<boolean>;
  find(id: string): Promise<Evidence | undefined>;
  /** Rows of one kind, newest first, after the id `after` (keyset), withdrawn and expired ones included. */
  list(query: {
    readonly kind: EvidenceKind;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly Evidence[]>;
}

export interface EvidenceStores {
  readonly statements: StatementStore;
}
