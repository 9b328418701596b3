// Opens what is known of who needs whom among the packages that the gate has seen.

import { SeenDependencies } from '../inventory/impact/seen-dependencies.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { DependencyThread } from './dependency-thread.ts';
import { createSeenPackages } from './seen-packages.ts';

export interface OpenSeen {
  readonly dependencies: SeenDependencies;
  close(): Promise<void>;
}

/** Nothing is read before somebody asks. */
export function openSeen({
  stores,
  blobs,
  publicUrl,
}: Pick<RegistryDeps, 'stores' | 'blobs' | 'publicUrl'>): OpenSeen {
  const thread = new DependencyThread();
  return {
    dependencies: new SeenDependencies(createSeenPackages({ stores, blobs, publicUrl, thread })),
    close: () => thread.close(),
  };
}
