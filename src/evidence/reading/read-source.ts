// Opens a feed's source: a file, or a folder of files; plain, gzip or zip. What a file is, its first bytes say.

import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import yauzl from 'yauzl';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';

/** One file of a source, decompressed as it is read. */
export interface SourceFile {
  /** Its name without the ending of its compression: `PyPI.ndjson`, `all.zip:GHSA-….json`. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What a source may hold, against archives that grow without end. */
export const SOURCE_LIMITS = {
  maxFolderDepth: 12,
  maxFiles: 5_000_000,
  /** Decompressed, of one file. */
  maxFileBytes: 64 * 1024 * 1024 * 1024,
  maxZipEntryBytes: 64 * 1024 * 1024,
} as const;

/**
 * The files below `path`, in the order of their names. `name` tells the kind of a single file when its own does not.
 * Throws `feed-unavailable` when there is nothing to read, `invalid-archive` when an archive cannot be followed to its end.
 */
export async function* readSource(path: string, name: string = basename(path)): AsyncGenerator<SourceFile> {
  if (await isFolder(path)) yield* readFolder(path, '', 0);
  else yield* readFile(path, name);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new GatehouseError('feed-unavailable', `Cannot read ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Only files are read: a package's folder may well be called `….json`, and links could lead anywhere. */
async function* readFolder(root: string, below: string, depth: number): AsyncGenerator<SourceFile> {
  if (depth > SOURCE_LIMITS.maxFolderDepth) return;
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* readFolder(root, inside, depth + 1);
    else if (entry.isFile()) yield* readFile(join(root, inside), inside);
  }
}

async function* readFile(path: string, name: string): AsyncGenerator<SourceFile> {
  const magic = await readMagic(path);
  if (magic.startsWith('504b0304') || magic.startsWith('504b0506')) {
    yield* readZip(path, name);
  } else if (magic.startsWith('1f8b')) {
    yield { name: name.replace(/\.gz$/i, ''), chunks: gunzip(path, name) };
  } else {
    yield { name, chunks: createReadStream(path, { highWaterMark: 256 * 1024 }) };
  }
}

async function readMagic(path: string): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await handle.close();
  }
}

async function* gunzip(path: string, name: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    yield* bounded(gunzip, name, SOURCE_LIMITS.maxFileBytes);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* bounded(stream: Readable, name: string, maxBytes: number): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const chunk of stream) {
      sizeBytes += (chunk as Uint8Array).byteLength;
      if (sizeBytes > maxBytes) {
        throw new GatehouseError(
          'too-large',
          `Cannot read ${name}: found more than ${maxBytes} bytes when unpacked`,
        );
      }
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw asInvalidArchive(name, error);
  }
}

async function* readZip(path: string, name: string): AsyncGenerator<SourceFile> {
  try {
    const zip = await yauzl.openPromise(path, {
      autoClose: false,
      lazyEntries: true,
      strictFileNames: false,
    });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        const inside = `${name}:${entry.fileName}`;
        yield { name: inside, chunks: readZipEntry(zip, entry, inside) };
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw asInvalidArchive(name, error);
  }
}

async function* readZipEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  name: string,
): AsyncGenerator<Uint8Array> {
  if (entry.uncompressedSize > SOURCE_LIMITS.maxZipEntryBytes || !entry.canDecodeFileData()) {
    throw new GatehouseError(
      'invalid-archive',
      `Cannot unpack ${name}: found ${entry.uncompressedSize} bytes, expected at most ${SOURCE_LIMITS.maxZipEntryBytes}, not encrypted`,
    );
  }
  const stream = await openEntry(zip, entry, name);
  yield* bounded(stream, name, SOURCE_LIMITS.maxZipEntryBytes);
}

/** The local header, which only now is read, may be another than the directory says. */
async function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry, name: string): Promise<Readable> {
  try {
    return await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw asInvalidArchive(name, error);
  }
}

function asInvalidArchive(name: string, error: unknown): GatehouseError {
  if (error instanceof GatehouseError) return error;
  return new GatehouseError('invalid-archive', `Cannot unpack ${name}: ${messageOf(error)}`, {
    cause: error,
  });
}
