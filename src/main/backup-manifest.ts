// What a backup says about itself: its first entry.

import { z } from 'zod';

import { SECRET_KEY_FILE } from './secret-box.ts';

/** The names of a backup's entries beside artifacts, which stand at `blobs/<two digits>/<digest>`. */
export const BACKUP_ENTRIES = {
  manifest: 'manifest.json',
  config: 'gatehouse.toml',
  /** What sealed secrets in the database are opened with; absent where none was needed, or it lies outside of the data folder. */
  key: SECRET_KEY_FILE,
  database: 'gatehouse.db',
} as const;

/** The entry of an artifact. */
export const BLOB_ENTRY = /^blobs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;

export const backupManifest = z.strictObject({
  format: z.literal(1),
  /** Gatehouse's own, that wrote it. */
  version: z.string(),
  createdAt: z.string(),
  database: z.strictObject({ sizeBytes: z.number().int().min(0), sha256: z.string() }),
  /** How many artifacts it holds; absent: it was made without them. */
  artifacts: z.number().int().min(0).optional(),
});

export type BackupManifest = z.infer<typeof backupManifest>;
