// Puts a backup back into a data folder: everything is read and checked before anything that was there is replaced.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';

import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { backupDatabase, restoreDatabase } from '../storage/backup.ts';
import { openBlobFolder, type BlobFolder } from '../storage/blob-folder.ts';
import { BACKUP_ENTRIES, backupManifest, BLOB_ENTRY, type BackupManifest } from './backup-manifest.ts';
import { readConfig } from './config.ts';
import { lockDataFolder } from './data-lock.ts';
import { databaseLocation } from './open-storage.ts';
import { placeKey } from './restore-key.ts';

export interface RestoreOptions {
  readonly dataDir: string;
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly source: string;
  /** Replaces what is there; it is kept beside it as `….before-restore`. */
  readonly force: boolean;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface RestoreReport {
  readonly createdAt: string;
  readonly version: string;
  readonly artifacts: number;
  /** Whether the configuration came from the backup, too. */
  readonly isConfigRestored: boolean;
}

const SMALL_MAX_BYTES = 8 * 1024 * 1024;
const ARTIFACT_MAX_BYTES = 64 * 1024 ** 3;

/**
 * Throws `locked` while a server runs, `unsupported` where a server would use another database than the restored one, `conflict` when there is a database and no `force`, `invalid-archive` for what is
 * no backup or a damaged one, `not-found`, `storage-full`, `storage-failed`. Until the archive was read to its end and
 * checked, nothing is replaced; artifacts that were already added are what they say they are.
 */
export async function restoreFolder(options: RestoreOptions): Promise<RestoreReport> {
  const { dataDir, source, force } = options;
  const database = join(dataDir, 'gatehouse.db');
  if (!existsSync(source))
    throw new GatehouseError('not-found', `Cannot restore ${source}: there is no such file`);
  assertIsUsed(options);
  const absent = foldersOf(dataDir).filter((folder) => !existsSync(folder));
  const lock = lockDataFolder(dataDir);
  const staged = join(dataDir, 'restore.db.partial');
  let isDone = false;
  try {
    if (existsSync(database) && !force) throw occupied(database);
    const read = await readArchive(options, staged);
    await placeDatabase(staged, database);
    await placeKey(dataDir, read.key);
    const isConfigRestored = await placeConfig(options, read.config);
    const { createdAt, version } = read.manifest;
    isDone = true;
    return { createdAt, version, artifacts: read.artifacts, isConfigRestored };
  } catch (error) {
    throw translate(error, source);
  } finally {
    await rm(staged, { force: true });
    lock.release();
    if (!isDone) await removeEmpty(absent);
  }
}

/** Those that a restore makes, each within the one before. */
function foldersOf(dataDir: string): readonly string[] {
  const blobs = join(dataDir, 'blobs');
  return [dataDir, blobs, join(blobs, 'staging')];
}

async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) {
    await rmdir(folder).catch(() => {
      // Never made, or with artifacts in it, which are what they say they are.
    });
  }
}

/** Else all would look restored, and the server would go on with what is in PostgreSQL. */
function assertIsUsed({ dataDir, configFile, environment, force }: RestoreOptions): void {
  const isKept = existsSync(configFile) && !force;
  const database = isKept
    ? databaseLocation(readConfig(configFile, environment), dataDir).kind
    : isPostgres(environment['GATEHOUSE_STORAGE_DATABASE'])
      ? 'postgres'
      : 'sqlite';
  if (database === 'sqlite') return;
  throw new GatehouseError(
    'unsupported',
    `Cannot restore: a server with ${isKept ? configFile : 'GATEHOUSE_STORAGE_DATABASE'} uses PostgreSQL, which has tools of its own (pg_restore)`,
  );
}

function isPostgres(setting: string | undefined): boolean {
  return setting !== undefined && setting !== 'sqlite';
}

function occupied(database: string): GatehouseError {
  return new GatehouseError(
    'conflict',
    `Cannot restore: found ${database}; with --force it is replaced, and kept as ${database}.before-restore`,
    { facts: { command: 'gatehouse restore FILE --force' } },
  );
}

function translate(error: unknown, source: string): unknown {
  if (error instanceof GatehouseError) return error;
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOSPC')
    return new GatehouseError('storage-full', 'Cannot restore: the disk is full', { cause: error });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EIO') {
    return new GatehouseError('storage-failed', `Cannot restore: ${messageOf(error)}`, { cause: error });
  }
  const inner = error instanceof Error && error.message === '' ? error.cause : error;
  return broken(source, messageOf(inner), error);
}

function broken(source: string, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    'invalid-archive',
    `Cannot restore ${source}: it is no backup of Gatehouse, or a damaged one: ${found}`,
    cause === undefined ? {} : { cause },
  );
}

interface ReadBackup {
  readonly manifest: BackupManifest;
  readonly config: Buffer;
  readonly key: Buffer | undefined;
  readonly artifacts: number;
}

async function readArchive(options: RestoreOptions, staged: string): Promise<ReadBackup> {
  const { source, dataDir } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const totalBytes = (await stat(source)).size;
  const reader = new BackupReader(source, staged, await openBlobFolder(join(dataDir, 'blobs')));
  const isCompressed = await isGzip(source);
  const file = createReadStream(source, { highWaterMark: 256 * 1024 });
  // The listener makes the file flow, so that whoever reads it is to be there in the same turn.
  file.on('data', () => options.onProgress(file.bytesRead, totalBytes));
  const plain = isCompressed ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => plain.destroy(error));
  const bytes: ReadableStream<Uint8Array> = Readable.toWeb(plain);
  const entries = bytes.pipeThrough(createTarDecoder({ strict: true }));
  for await (const entry of entries) await reader.take(entry);
  return reader.finish();
}

async function isGzip(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 })) {
    const bytes = chunk as Buffer;
    return bytes[0] === 0x1f && bytes[1] === 0x8b;
  }
  return false;
}

/** Takes entry by entry; nothing but what a backup holds is accepted, and no name of the archive becomes a path. */
class BackupReader {
  readonly #source: string;
  readonly #staged: string;
  readonly #blobs: BlobFolder;
  #manifest: BackupManifest | undefined;
  #config: Buffer | undefined;
  #key: Buffer | undefined;
  #hasDatabase = false;
  #artifacts = 0;

  constructor(source: string, staged: string, blobs: BlobFolder) {
    this.#source = source;
    this.#staged = staged;
    this.#blobs = blobs;
  }

  async take({ header, body }: ParsedTarEntry): Promise<void> {
    const { name, type } = header;
    if (type !== 'file') throw broken(this.#source, `found ${name}, expected files alone`);
    if (name === BACKUP_ENTRIES.manifest) this.#manifest = this.#parseManifest(await readSmall(body));
    else if (this.#manifest === undefined)
      throw broken(this.#source, `found ${name} before ${BACKUP_ENTRIES.manifest}`);
    else if (name === BACKUP_ENTRIES.config) this.#config = await readSmall(body);
    else if (name === BACKUP_ENTRIES.key) this.#key = await readSmall(body);
    else if (name === BACKUP_ENTRIES.database) await this.#takeDatabase(body, this.#manifest);
    else await this.#takeBlob(name, body);
  }

  finish(): ReadBackup {
    const [manifest, config] = [this.#manifest, this.#config];
    if (manifest === undefined || config === undefined || !this.#hasDatabase) {
      throw broken(this.#source, 'found it cut short');
    }
    if (this.#artifacts !== (manifest.artifacts ?? 0)) {
      throw broken(this.#source, `found ${this.#artifacts} artifacts, expected ${manifest.artifacts ?? 0}`);
    }
    return { manifest, config, key: this.#key, artifacts: this.#artifacts };
  }

  #parseManifest(bytes: Buffer): BackupManifest {
    const parsed = backupManifest.safeParse(JSON.parse(bytes.toString('utf8')));
    if (parsed.success) return parsed.data;
    throw broken(
      this.#source,
      'found a manifest that is not understood; a newer Gatehouse may have written it',
    );
  }

  async #takeDatabase(body: ParsedTarEntry['body'], manifest: BackupManifest): Promise<void> {
    const hash = createHash('sha256');
    await pipeline(
      body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(this.#staged, { mode: 0o600 }),
    );
    if (hash.digest('hex') !== manifest.database.sha256) {
      throw broken(this.#source, 'found another database than the manifest names');
    }
    this.#hasDatabase = true;
  }

  async #takeBlob(name: string, body: ParsedTarEntry['body']): Promise<void> {
    const digest = BLOB_ENTRY.exec(name)?.[2];
    if (digest === undefined) throw broken(this.#source, `found ${name}, which no backup holds`);
    const blob = await this.#blobs.stage(body, ARTIFACT_MAX_BYTES, ['sha256']);
    try {
      if (blob.sha256 !== digest) throw broken(this.#source, `found other bytes than ${name} names`);
      await blob.commit();
      this.#artifacts++;
    } finally {
      await blob.abort();
    }
  }
}

async function readSmall(body: ParsedTarEntry['body']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > SMALL_MAX_BYTES) throw new Error(`found an entry of more than ${SMALL_MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The database that was there is kept as a copy. */
async function placeDatabase(staged: string, database: string): Promise<void> {
  if (existsSync(database)) {
    await rm(`${database}.before-restore`, { force: true });
    await backupDatabase(database, `${database}.before-restore`);
  }
  await restoreDatabase(staged, database);
}

/** A configuration that is there is replaced only by force; answers whether the backup's is there now. */
async function placeConfig({ configFile, force }: RestoreOptions, config: Buffer): Promise<boolean> {
  const isThere = existsSync(configFile);
  if (isThere && !force) return false;
  if (isThere) await copyFile(configFile, `${configFile}.before-restore`);
  const partial = `${configFile}.partial`;
  await writeFile(partial, config, { mode: 0o600, flush: true });
  await chmod(partial, 0o600);
  await rename(partial, configFile);
  return true;
}
