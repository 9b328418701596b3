// How much is stored: artifacts at hand, packages known, room on the disk.

import { statfs } from 'node:fs/promises';

import type { Kysely } from 'kysely';

import type { Schema } from './schema.ts';

export interface StorageUsage {
  /** Artifacts at hand. */
  readonly blobBytes: number;
  /** Packages that were asked for here. */
  readonly packages: number;
  /** On the disk of the data folder. */
  readonly freeBytes?: number;
}

/** How long an answer serves: sums are no work for every look at a page. */
const FRESH_MS = 30_000;

/** Makes the question; `dataDir` is where the blobs are. Answers are up to half a minute old. */
export function createStorageUsage(database: Kysely<Schema>, dataDir: string): () => Promise<StorageUsage> {
  let known: { readonly at: number; readonly usage: Promise<StorageUsage> } | undefined;
  return () => {
    const now = performance.now();
    if (known === undefined || now - known.at > FRESH_MS) {
      known = { at: now, usage: readUsage(database, dataDir) };
      known.usage.catch(() => {
        known = undefined;
      });
    }
    return known.usage;
  };
}

async function readUsage(database: Kysely<Schema>, dataDir: string): Promise<StorageUsage> {
  const [artifacts, packages, disk] = await Promise.all([
    database
      .selectFrom('artifact')
      .select((select) => select.fn.sum<number | string | null>('size_bytes').as('bytes'))
      .where('present', '=', 1)
      .executeTakeFirstOrThrow(),
    database
      .selectFrom('package')
      .select((select) => select.fn.countAll<number | string>().as('count'))
      .executeTakeFirstOrThrow(),
    statfs(dataDir),
  ]);
  return {
    blobBytes: Number(artifacts.bytes ?? 0),
    packages: Number(packages.count),
    freeBytes: disk.bavail * disk.bsize,
  };
}
