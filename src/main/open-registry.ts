// Opens the registry: its stores, caches and limits.

import type { Clock } from '../kernel/clock.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { createInlineEngine } from '../registry/index-engine.ts';
import { PackageCaches } from '../registry/package-caches.ts';
import { durationMsOf, sizeBytesOf, type Config } from './config-schema.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';
import type { Outside } from './open-outside.ts';

export function openRegistry(
  { config, publicUrl }: { readonly config: Config; readonly publicUrl: string },
  clock: Clock,
  storage: OpenStorage,
  outside: Outside,
  knowledge: LiveKnowledge,
): RegistryDeps {
  const memoryBytes = sizeBytesOf(config.storage.memory_for_indexes);
  return {
    clock,
    adapters: ADAPTERS,
    upstreams: outside.upstreams,
    client: outside.client,
    blobs: storage.blobs,
    stores: storage.stores,
    work: storage.work,
    knowledge,
    engine: createInlineEngine(ADAPTERS),
    caches: new PackageCaches({ documentBytes: memoryBytes / 2, renderedBytes: memoryBytes / 2 }),
    limits: {
      documents: {
        freshMs: durationMsOf(config.limits.index_fresh),
        absentMs: durationMsOf(config.limits.absence_believed),
        maxBytes: sizeBytesOf(config.limits.index_max),
      },
      artifactMaxBytes: sizeBytesOf(config.limits.artifact_max),
    },
    publicUrl,
  };
}
