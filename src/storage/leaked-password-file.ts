// Leaked passwords as one file: an index by the first five digits of the hash, then short records in order.
//
// magic (8 bytes) | number of records (u32) | index: 2^20 + 1 numbers of records (u32) | records of 9 bytes: digits 6 to 21 of
// the hash (8 bytes), then the binary logarithm of the count (1 byte). Numbers are little-endian. 84 bits of a hash are kept:
// among a thousand million records another password is taken for a leaked one less than once in 10^16.

import { open, type FileHandle } from 'node:fs/promises';

import { GatehouseError } from '../kernel/errors.ts';
import type { LeakedPasswords } from '../identity/sessions/leaked-ports.ts';
import { translateFileError } from './storage-error.ts';

export const LEAKED_MAGIC = Buffer.from('GHLEAK1\n', 'latin1');
export const LEAKED_RANGES = 2 ** 20;
export const LEAKED_RECORD_BYTES = 9;
const INDEX_START = LEAKED_MAGIC.length + 4;
export const LEAKED_RECORDS_START = INDEX_START + (LEAKED_RANGES + 1) * 4;
/** A range of a thousand million has about a thousand. */
const MAX_RANGE_RECORDS = 1_000_000;

/**
 * The list in the file at `path`; one that is not there has nothing in it. The file is opened for each question, so that an
 * import counts at once. Throws `storage-failed` for a file that is damaged.
 */
export function createLeakedPasswordFile(path: string): LeakedPasswords {
  return {
    async count(sha1) {
      const file = await openList(path);
      if (file === undefined) return 0;
      try {
        return await look(file, sha1);
      } finally {
        await file.close();
      }
    },
  };
}

async function openList(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw translateFileError(error, 'read leaked passwords', path);
  }
}

async function look(file: FileHandle, sha1: string): Promise<number> {
  const magic = await readAt(file, 0, LEAKED_MAGIC.length);
  if (!magic.equals(LEAKED_MAGIC)) throw damaged();
  const range = Number.parseInt(sha1.slice(0, 5), 16);
  const bounds = await readAt(file, INDEX_START + range * 4, 8);
  const [from, to] = [bounds.readUInt32LE(0), bounds.readUInt32LE(4)];
  if (to < from || to - from > MAX_RANGE_RECORDS) throw damaged();
  const records = await readAt(
    file,
    LEAKED_RECORDS_START + from * LEAKED_RECORD_BYTES,
    (to - from) * LEAKED_RECORD_BYTES,
  );
  return findIn(records, Buffer.from(sha1.slice(5, 21), 'hex'));
}

/** By halves: records of a range stand in order. Answers the least count that the record stands for, or 0. */
function findIn(records: Buffer, wanted: Buffer): number {
  let low = 0;
  let high = records.length / LEAKED_RECORD_BYTES - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = middle * LEAKED_RECORD_BYTES;
    const order = records.compare(wanted, 0, 8, at, at + 8);
    if (order === 0) return 2 ** (records[at + 8] ?? 0);
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw damaged();
  return buffer;
}

function damaged(): GatehouseError {
  return new GatehouseError(
    'storage-failed',
    'Cannot look up leaked passwords: the list is damaged, import it again',
    { facts: { command: 'gatehouse passwords import PATH' } },
  );
}
