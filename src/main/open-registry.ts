// Opens the registry: its stores, caches and limits.

import type { Clock } from '../kernel/clock.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { PackageCaches } from '../registry/package-caches.ts';
import { blameUpstream } from '../registry/upstream-faults.ts';
import { durationMsOf, sizeBytesOf, type Config } from './config-schema.ts';
import { readMaintainers } from './follow-people.ts';
import { createIndexEngine, type ThreadedIndexEngine } from './index-engine.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';
import type { Outside } from './open-outside.ts';

export interface RegistryOptions {
  readonly config: Config;
  readonly publicUrl: string;
  /** An existing folder for rendered indexes that are too large for memory; absent: they are kept in memory all the same. */
  readonly renderedFolder?: string;
}

export function openRegistry(
  { config, publicUrl, renderedFolder }: RegistryOptions,
  clock: Clock,
  storage: OpenStorage,
  outside: Outside,
  knowledge: LiveKnowledge,
): RegistryDeps & { readonly engine: ThreadedIndexEngine } {
  const memoryBytes = sizeBytesOf(config.storage.memory_for_indexes);
  return {
    clock,
    adapters: ADAPTERS,
    upstreams: outside.upstreams,
    client: blameUpstream(outside.client),
    blobs: storage.blobs,
    stores: storage.stores,
    work: storage.work,
    knowledge,
    engine: createIndexEngine(ADAPTERS, renderedFolder === undefined ? {} : { folder: renderedFolder }),
    caches: new PackageCaches({ documentBytes: memoryBytes / 2, renderedBytes: memoryBytes / 2 }),
    limits: {
      documents: {
        freshMs: durationMsOf(config.limits.index_fresh),
        absentMs: durationMsOf(config.limits.absence_believed),
        maxBytes: sizeBytesOf(config.limits.index_max),
      },
      artifactMaxBytes: sizeBytesOf(config.limits.artifact_max),
    },
    maintainersOf: readMaintainers(storage.stores),
    publicUrl,
  };
}
