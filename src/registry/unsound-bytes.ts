// Bytes kept here that are not what they should be: gone from the blob store, or damaged on the disk.

import type { Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { RegistryDeps } from './deps.ts';
import type { ArtifactRecord } from './ports.ts';
import { recordRemoval } from './record-removal.ts';

/** `lost`: there is no such blob; `damaged`: it holds other bytes than its name says. */
export type Unsoundness = 'lost' | 'damaged';

/** A `storage-failed` that is mended by fetching the artifact again. */
export class UnsoundBytesError extends GatehouseError {
  readonly how: Unsoundness;

  constructor(what: string, sha256: Sha256, how: Unsoundness) {
    const found = how === 'lost' ? 'its bytes are missing from' : 'its bytes are damaged in';
    super('storage-failed', `Cannot serve ${what}: ${found} the blob store`, { facts: { sha256 } });
    this.how = how;
  }
}

/**
 * Takes unsound bytes out, so that whoever asks next has them fetched again; they must come back with the same digest.
 * The journal says what was found.
 */
export async function dropUnsoundBytes(
  deps: Pick<RegistryDeps, 'work' | 'blobs' | 'clock' | 'caches'>,
  record: ArtifactRecord,
  how: Unsoundness,
): Promise<void> {
  // First of all: once the mark is there, somebody else may have fetched good bytes to the same place.
  if (how === 'damaged') await deps.blobs.remove(record.sha256);
  await deps.work.transact((stores) => recordRemoval(stores, record, how, deps.clock.now()));
  deps.caches.revisions.raise(record);
}
