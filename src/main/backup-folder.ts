// Writes a data folder into one file: the configuration, the database as it stands at one moment, and artifacts if asked.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

import { createTarPacker, type TarPackController } from 'modern-tar';

import { formatInstant, systemClock } from '../kernel/clock.ts';
import type { Sha256 } from '../kernel/digest.ts';
import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { backupDatabase } from '../storage/backup.ts';
import { readBlobNames } from '../storage/blob-names.ts';
import { BACKUP_ENTRIES, type BackupManifest } from './backup-manifest.ts';
import { readConfig } from './config.ts';
import { databaseLocation } from './open-storage.ts';
import { listBlobs } from './list-blobs.ts';
import { SECRET_KEY_FILE } from './secret-box.ts';
import { readVersion } from './version.ts';

export interface BackupOptions {
  readonly dataDir: string;
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The file to write; `.gz` at its end compresses it. */
  readonly target: string;
  readonly withArtifacts: boolean;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface BackupReport {
  readonly file: string;
  readonly sizeBytes: number;
  readonly artifacts: number;
}

/** One entry to write. */
interface Source {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * May be made while a server runs on the folder. The file appears whole and durable, readable by its owner alone (it
 * holds credentials). Throws `conflict` when it exists, `unsupported` for a database that is no file, `storage-full`, `storage-failed`.
 */
export async function backupFolder(options: BackupOptions): Promise<BackupReport> {
  const { target, dataDir } = options;
  if (existsSync(target)) {
    throw new GatehouseError('conflict', `Cannot write the backup ${target}: found a file of that name`, {
      facts: { command: 'gatehouse backup ANOTHER-FILE' },
    });
  }
  const location = databaseLocation(readConfig(options.configFile, options.environment), dataDir);
  if (location.kind !== 'sqlite') {
    throw new GatehouseError(
      'unsupported',
      'Cannot back up a PostgreSQL database: that is the work of its own tools (pg_dump)',
    );
  }
  if (!existsSync(location.path)) {
    throw new GatehouseError(
      'not-found',
      `Cannot back up ${dataDir}: there is no ${location.path}. Where the address of a PostgreSQL database comes from the environment, GATEHOUSE_STORAGE_DATABASE is missing here`,
      { facts: { command: 'gatehouse help backup' } },
    );
  }
  const copy = `${target}.database`;
  const partial = `${target}.partial`;
  try {
    await rm(copy, { force: true });
    await backupDatabase(location.path, copy);
    const blobs = options.withArtifacts ? await blobsOf(copy, dataDir) : [];
    const report = await writeArchive(options, partial, copy, blobs);
    await rename(partial, target);
    return report;
  } catch (error) {
    throw translate(error, target);
  } finally {
    await rm(copy, { force: true });
    await rm(partial, { force: true });
  }
}

/** The blobs that the copied database names. Others may be swept away while the backup is being written. */
async function blobsOf(copy: string, dataDir: string): ReturnType<typeof listBlobs> {
  const named = readBlobNames(copy);
  return (await listBlobs(join(dataDir, 'blobs'))).filter(({ sha256 }) => named.has(sha256));
}

function translate(error: unknown, target: string): unknown {
  if (error instanceof GatehouseError) return error;
  const isFull = (error as { code?: string }).code === 'ENOSPC';
  return new GatehouseError(
    isFull ? 'storage-full' : 'storage-failed',
    `Cannot write the backup ${target}: ${messageOf(error)}`,
    { cause: error },
  );
}

async function writeArchive(
  options: BackupOptions,
  partial: string,
  database: string,
  blobs: readonly { readonly sha256: Sha256; readonly path: string; readonly sizeBytes: number }[],
): Promise<BackupReport> {
  const { sizeBytes } = await stat(database).then(({ size }) => ({ sizeBytes: size }));
  const manifest: BackupManifest = {
    format: 1,
    version: readVersion(),
    createdAt: formatInstant(systemClock.now()),
    database: { sizeBytes, sha256: await hashFile(database) },
    ...(options.withArtifacts ? { artifacts: blobs.length } : {}),
  };
  const { readable, controller } = createTarPacker();
  const archive = Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0]);
  const output = createWriteStream(partial, { mode: 0o600, flags: 'w', flush: true });
  const written = options.target.endsWith('.gz')
    ? pipeline(archive, createGzip(), output)
    : pipeline(archive, output);
  const small = await readSmall(options);
  const filled = fill(controller, manifest, small, options.onProgress, [
    { name: BACKUP_ENTRIES.database, path: database, sizeBytes },
    ...blobs.map(({ sha256, path, sizeBytes: size }) => ({
      name: `blobs/${sha256.slice(0, 2)}/${sha256}`,
      path,
      sizeBytes: size,
    })),
  ]);
  await Promise.all([written, filled.catch((error: unknown) => controller.error(error))]);
  await syncFile(partial);
  return { file: options.target, sizeBytes: (await stat(partial)).size, artifacts: blobs.length };
}

async function fill(
  controller: TarPackController,
  manifest: BackupManifest,
  small: SmallFiles,
  onProgress: BackupOptions['onProgress'],
  sources: readonly Source[],
): Promise<void> {
  await addBytes(controller, BACKUP_ENTRIES.manifest, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await addBytes(controller, BACKUP_ENTRIES.config, small.config);
  if (small.key !== undefined) await addBytes(controller, BACKUP_ENTRIES.key, small.key);
  const totalBytes = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  for (const { name, path, sizeBytes } of sources) {
    const writer = controller.add({ name, size: sizeBytes, mode: 0o600 }).getWriter();
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      await writer.write(chunk as Uint8Array);
      doneBytes += (chunk as Uint8Array).byteLength;
      onProgress(doneBytes, totalBytes);
    }
    await writer.close();
  }
  controller.finalize();
}

interface SmallFiles {
  readonly config: Uint8Array;
  readonly key: Uint8Array | undefined;
}

/** Read after the database was copied: whatever is sealed in there was sealed with a key that lay here before. */
async function readSmall({ configFile, dataDir }: BackupOptions): Promise<SmallFiles> {
  const key = join(dataDir, SECRET_KEY_FILE);
  return {
    config: await readFile(configFile),
    key: existsSync(key) ? await readFile(key) : undefined,
  };
}

async function addBytes(controller: TarPackController, name: string, bytes: Uint8Array): Promise<void> {
  const writer = controller.add({ name, size: bytes.byteLength, mode: 0o600 }).getWriter();
  await writer.write(bytes);
  await writer.close();
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
