// Writes a list of leaked passwords into the one file that they are looked up in: streaming, in order, all or nothing.

import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

import { parseLeakedLine, type LeakedHash } from '../formats/leaked-passwords.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import {
  LEAKED_MAGIC,
  LEAKED_RANGES,
  LEAKED_RECORD_BYTES,
  LEAKED_RECORDS_START,
} from './leaked-password-file.ts';
import { translateFileError } from './storage-error.ts';
import { syncFolder } from './sync-folder.ts';

/** `00000`, `FFFFF.txt`, `0abcd.gz`. */
const RANGE_FILE = /^([0-9A-Fa-f]{5})(?:\.txt)?(\.gz)?$/;
const CHUNK_RECORDS = 50_000;
/** Numbers of records are kept in 32 bits. */
const MAX_RECORDS = 2 ** 32 - 1;
/** Of one range: far more than there are, and sorted in memory. */
const MAX_RANGE_LINES = 200_000;

export interface LeakedImport {
  /** A folder of range files, or one file of whole hashes in order; each may be compressed (.gz). */
  readonly source: string;
  readonly target: string;
}

/**
 * How many passwords are in the list now. The list of before stays until the new one is whole. Throws `invalid-document`
 * for lines that are none, or not in order; `not-found` for a source that has no ranges; storage errors.
 */
export async function importLeakedPasswords({ source, target }: LeakedImport): Promise<number> {
  const staged = `${target}.import`;
  try {
    const file = await open(staged, 'w', 0o600);
    let writer: ListWriter;
    try {
      writer = new ListWriter(file);
      await writer.start();
      for await (const hashes of readSource(source)) await writer.add(hashes);
      await writer.finish();
    } finally {
      await file.close();
    }
    await rename(staged, target);
    await syncFolder(dirname(target));
    return writer.records;
  } catch (error) {
    await rm(staged, { force: true });
    throw isGatehouseError(error) ? error : translateFileError(error, 'import leaked passwords', target);
  }
}

class ListWriter {
  readonly #file: FileHandle;
  readonly #index = new Uint32Array(LEAKED_RANGES + 1);
  readonly #chunk = Buffer.alloc(CHUNK_RECORDS * LEAKED_RECORD_BYTES);
  #inChunk = 0;
  #position = LEAKED_RECORDS_START;
  #last = '';
  #range = 0;
  records = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async start(): Promise<void> {
    await this.#file.write(Buffer.alloc(LEAKED_RECORDS_START), 0, LEAKED_RECORDS_START, 0);
  }

  /** Takes hashes that come after all that were taken before. */
  async add(hashes: readonly LeakedHash[]): Promise<void> {
    for (const { hash, count } of hashes) {
      if (hash === this.#last) continue;
      if (hash < this.#last) throw notInOrder(this.records);
      this.#last = hash;
      this.#put(hash, count);
      if (this.#inChunk === CHUNK_RECORDS) await this.#flush();
    }
  }

  async finish(): Promise<void> {
    await this.#flush();
    if (this.records === 0) throw new GatehouseError('invalid-document', 'Cannot import: found no hashes');
    this.#index.fill(this.records, this.#range + 1);
    const head = Buffer.alloc(LEAKED_RECORDS_START);
    LEAKED_MAGIC.copy(head);
    head.writeUInt32LE(this.records, LEAKED_MAGIC.length);
    this.#index.forEach((record, range) => head.writeUInt32LE(record, LEAKED_MAGIC.length + 4 + range * 4));
    await this.#file.write(head, 0, head.length, 0);
    await this.#file.sync();
  }

  #put(hash: string, count: number): void {
    if (this.records >= MAX_RECORDS)
      throw new GatehouseError('too-large', 'Cannot import: found too many hashes');
    const range = Number.parseInt(hash.slice(0, 5), 16);
    if (range > this.#range) {
      // Where each range begins: those in between are empty.
      this.#index.fill(this.records, this.#range + 1, range + 1);
      this.#range = range;
    }
    const at = this.#inChunk * LEAKED_RECORD_BYTES;
    this.#chunk.write(hash.slice(5, 21), at, 'hex');
    this.#chunk[at + 8] = Math.floor(Math.log2(count));
    this.#inChunk += 1;
    this.records += 1;
  }

  async #flush(): Promise<void> {
    const length = this.#inChunk * LEAKED_RECORD_BYTES;
    await this.#file.write(this.#chunk, 0, length, this.#position);
    this.#position += length;
    this.#inChunk = 0;
  }
}

async function* readSource(source: string): AsyncIterable<readonly LeakedHash[]> {
  if ((await stat(source)).isDirectory()) yield* readRanges(source);
  else yield* readLines(source);
}

/** Files of a folder in the order of their ranges; other files are passed over. */
async function* readRanges(folder: string): AsyncIterable<readonly LeakedHash[]> {
  const files = (await readdir(folder)).flatMap((name) => {
    const prefix = RANGE_FILE.exec(name)?.[1]?.toUpperCase();
    return prefix === undefined ? [] : [{ name, prefix }];
  });
  if (files.length === 0) {
    throw new GatehouseError(
      'not-found',
      'Cannot import: found no file that is named by five hexadecimal digits',
    );
  }
  files.sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  for (const { name, prefix } of files) {
    const hashes: LeakedHash[] = [];
    for await (const more of readLines(join(folder, name), prefix)) {
      hashes.push(...more);
      if (hashes.length > MAX_RANGE_LINES) {
        throw new GatehouseError('too-large', `Cannot import ${name}: found more lines than a range has`);
      }
    }
    yield hashes.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  }
}

async function* readLines(path: string, prefix = ''): AsyncIterable<readonly LeakedHash[]> {
  const bytes = createReadStream(path);
  const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // A pipe does not hand on the errors of its beginning.
  bytes.on('error', (error) => input.destroy(error));
  const lines = createInterface({ input, crlfDelay: Infinity });
  let batch: LeakedHash[] = [];
  for await (const line of lines) {
    const hash = parseLeakedLine(line, prefix);
    if (hash !== undefined) batch.push(hash);
    if (batch.length < 10_000) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function notInOrder(records: number): GatehouseError {
  return new GatehouseError(
    'invalid-document',
    `Cannot import: hash ${records + 1} comes before the one in front of it, expected a list in order of hashes`,
  );
}
