// Fix plans that were made where a project lies and are kept with its application: what they said, for which snapshot.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { UpgradeWay } from '../../ecosystems/adapter-fix.ts';
import type { BumpSize } from './fix-plan.ts';

/** One record against one version, as whoever planned saw it. */
export interface PlannedFlaw {
  readonly name: string;
  readonly version: string;
  readonly record: string;
}

export interface PlannedMove {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly kept: readonly string[];
}

/** One upgrade of a plan, with what it was proven to do. */
export interface PlannedStep {
  readonly upgrades: readonly {
    readonly name: string;
    readonly from: string;
    readonly to?: string;
    readonly way: UpgradeWay;
  }[];
  readonly bump: BumpSize;
  readonly fixed: readonly PlannedFlaw[];
  readonly moves: readonly PlannedMove[];
  /** For a shell in the folder of the lock file. */
  readonly commands: readonly string[];
}

/** What stays, and why. */
export interface PlannedRest {
  readonly name: string;
  readonly version: string;
  readonly records: readonly string[];
  readonly because: string;
  readonly target?: string;
  readonly isDirect: boolean;
  readonly tried: readonly string[];
}

/** The plan of one lock file. */
export interface PlannedFile {
  /** Relative to what was planned for. */
  readonly path: string;
  readonly ecosystem: Ecosystem;
  readonly client: string;
  /** Whether the client carried out the steps. */
  readonly isVerified: boolean;
  readonly notTried?: string;
  readonly findingsBefore: number;
  readonly findingsAfter: number;
  /** In the order in which they are worth doing. */
  readonly steps: readonly PlannedStep[];
  /** All of them at once. */
  readonly commands: readonly string[];
  readonly changedFiles: readonly string[];
  /** All of them at once, as a unified diff. Absent: nothing changes, or it is too large to be kept. */
  readonly patch?: string;
  readonly unfixed: readonly PlannedRest[];
  /** Commands that were not proven. */
  readonly suggestions: readonly string[];
}

/** The plan that is kept with an application; a newer one takes its place. */
export interface KeptFixPlan {
  readonly applicationId: string;
  /** The snapshot that it was made for. */
  readonly snapshot: number;
  readonly madeAt: Instant;
  readonly author: string;
  /** How far an upgrade was allowed to go. */
  readonly max: BumpSize;
  readonly files: readonly PlannedFile[];
  /** Files with findings that no client is driven for. */
  readonly unsupported: readonly string[];
}

export interface FixPlanStore {
  of(applicationId: string): Promise<KeptFixPlan | undefined>;
  /** Instead of the one that there was. */
  keep(plan: KeptFixPlan): Promise<void>;
}

export interface FixPlanStores {
  readonly fixPlans: FixPlanStore;
}
