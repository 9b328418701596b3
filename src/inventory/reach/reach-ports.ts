// Keeps whether applications' own code imports their components, as those who pushed them tell.

import type { Reach } from './reach.ts';

/** What is told of several components alike. */
export interface ToldReach<C> {
  readonly reach: Reach;
  readonly components: readonly C[];
}

export interface ReachStore {
  /** What is told of an application's components, by their ids, instead of all that was; each of them once. */
  replace(applicationId: string, told: readonly ToldReach<number>[]): Promise<void>;
  /** By id; of those that are absent nothing was told, so that it is not known. */
  of(applicationId: string, componentIds: readonly number[]): Promise<ReadonlyMap<number, Reach>>;
}

export interface ReachStores {
  readonly reaches: ReachStore;
}
