// Puts the rule for packages that many depend on together: what is counted, and what the operator says of it.

import { randomBytes } from 'node:crypto';

import type { HighImpactDeps } from '../identity/high-impact/high-impact-unit.ts';
import { DAY_MS, type Clock } from '../kernel/clock.ts';
import type { SeenPackages } from '../inventory/impact/seen-dependencies.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { createImpactCounts } from '../storage/high-impact-store.ts';
import type { Config } from './config-schema.ts';
import { DependencyThread } from './dependency-thread.ts';
import type { HighImpactJobDeps } from './high-impact-job.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenStorage } from './open-storage.ts';
import { letterHeadOf } from './letter-head.ts';
import { createSeenPackages } from './seen-packages.ts';

export function openHighImpact(
  {
    config,
    publicUrl,
  }: { readonly config: Pick<Config, 'high_impact' | 'publish'>; readonly publicUrl: string },
  storage: OpenStorage,
  clock: Clock,
): HighImpactDeps {
  const { dependents, downloads, grace_days: graceDays } = config.high_impact;
  return {
    unit: storage.work,
    stores: storage.stores,
    clock,
    random: (sizeBytes) => randomBytes(sizeBytes),
    letterHead: letterHeadOf(config, publicUrl),
    rule: { dependents, downloads, graceMs: graceDays * DAY_MS },
  };
}

/** What the job needs beside it. */
export function describeHighImpact(
  options: Pick<HouseOptions, 'config' | 'publicUrl'>,
  storage: OpenStorage,
  registry: RegistryDeps,
): HighImpactJobDeps {
  return {
    impact: openHighImpact(options, storage, registry.clock),
    counting: {
      counts: createImpactCounts(storage.database.read),
      seen: seenForOnce(registry),
      unit: storage.work,
      clock: registry.clock,
    },
    jobs: storage.stores.jobs,
    work: storage.work,
  };
}

/** What is read for a count is forgotten with it, and its thread ends. */
function seenForOnce({ stores, blobs, publicUrl }: RegistryDeps): SeenPackages {
  return {
    async *pages() {
      const thread = new DependencyThread();
      try {
        yield* createSeenPackages({ stores, blobs, publicUrl, thread }).pages();
      } finally {
        await thread.close();
      }
    },
  };
}
