// What vetting needs from storage: requests, and what became of them. The decision itself is evidence (evidence/ports.ts).

import type { Instant } from '../../kernel/clock.ts';
import type { VettingDecision } from '../../kernel/evidence.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

/** `open`: nobody decided yet; `withdrawn`: taken back before anybody did. */
export const VETTING_STATES = [
  'open',
  'approved',
  'approved-with-conditions',
  'rejected',
  'withdrawn',
] as const;

export type VettingState = (typeof VETTING_STATES)[number];

/** What a reviewer said. */
export interface VettingOutcome {
  readonly decision: VettingDecision;
  readonly reason: string;
  readonly conditions?: string;
  readonly author: string;
  readonly authorName: string;
  readonly at: Instant;
  readonly until: Instant;
  /** The evidence that says so. */
  readonly evidenceId: string;
  /** The card as it was then, JSON; absent where it could not be had, or was too large. */
  readonly card?: string;
  /** SHA-256 of the card as it was then. */
  readonly cardSha256?: string;
}

/** Somebody wants to use a package, and asks that it be looked at. */
export interface VettingRequest extends PackageRef {
  readonly id: string;
  /** Absent: the whole package. */
  readonly versions?: readonly string[];
  /** What it is wanted for. */
  readonly application?: string;
  readonly reason: string;
  /** Whose account asked: `account:ada`. */
  readonly author: string;
  readonly authorName: string;
  readonly createdAt: Instant;
  readonly state: VettingState;
  readonly outcome?: VettingOutcome;
  /** When it, or the decision, was taken back, and by whom. */
  readonly withdrawnAt?: Instant;
  readonly withdrawnBy?: string;
}

export interface VettingStore {
  add(request: VettingRequest): Promise<void>;
  find(id: string): Promise<VettingRequest | undefined>;
  /** Newest first, behind the id `after`; cards are left out. */
  list(query: {
    readonly states?: readonly VettingState[];
    readonly ref?: PackageRef;
    readonly author?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly VettingRequest[]>;
  /** Replaces state, outcome and withdrawal if it still stands in `from` and was not withdrawn; false otherwise. */
  change(request: VettingRequest, from: VettingState): Promise<boolean>;
  /** Whatever was asked for the application of this name is asked for that one. */
  renameApplication(from: string, to: string): Promise<void>;
}

export interface VettingStores {
  readonly vetting: VettingStore;
}
