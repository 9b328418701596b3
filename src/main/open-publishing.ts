// Opens publishing: the registry's way in, over who may publish and what the operator says of it.

import { randomBytes, randomUUID } from 'node:crypto';

import { SharedRoom } from '../kernel/byte-room.ts';
import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { PublishDeps } from '../registry/publish/publish-deps.ts';
import { sizeBytesOf, type Config } from './config-schema.ts';
import type { SeenDependencies } from '../inventory/impact/seen-dependencies.ts';
import { createDependentsHere } from './dependents-here.ts';
import { openSeen } from './open-seen.ts';
import { openNameRule } from './open-namespaces.ts';
import type { OpenStorage } from './open-storage.ts';
import { createReleaseComparer } from './release-comparer.ts';
import { createSubmissionReader } from './submission-reader.ts';
import { letterHeadOf } from './letter-head.ts';

/** How many of the largest requests are held in memory at once. */
const LARGEST_AT_ONCE = 4;

export function openPublishing(
  config: Pick<Config, 'publish'>,
  storage: Pick<OpenStorage, 'stores' | 'work' | 'database'>,
  registry: RegistryDeps,
): PublishDeps & { readonly seen: SeenDependencies; close(): Promise<void> } {
  const reader = createSubmissionReader(registry);
  const seen = openSeen(registry);
  const comparer = createReleaseComparer();
  return {
    registry,
    unit: storage.work,
    people: storage.stores,
    newId: randomUUID,
    random: (sizeBytes) => randomBytes(sizeBytes),
    letterHead: letterHeadOf(config, registry.publicUrl),
    reader,
    comparer,
    room: new SharedRoom(LARGEST_AT_ONCE * sizeBytesOf(config.publish.max_size)),
    async close() {
      await reader.close();
      await seen.close();
      await comparer.close();
    },
    seen: seen.dependencies,
    dependents: createDependentsHere(seen.dependencies, storage.stores),
    names: openNameRule({ config }, storage, registry.clock),
    rules: {
      visibility: config.publish.visibility,
      maxBytes: sizeBytesOf(config.publish.max_size),
      dormantAccountMs: config.publish.dormant_account_days * DAY_MS,
      dormantPackageMs: config.publish.dormant_package_days * DAY_MS,
      holdMs: config.publish.hold_hours * HOUR_MS,
      mavenSignatures: config.publish.maven_signatures,
      mavenSnapshots: config.publish.maven_snapshots,
      stagedMs: config.publish.staged_days * DAY_MS,
    },
  };
}
