// Finds one small file in a zip archive that is in memory.

import type { Readable } from 'node:stream';

import yauzl from 'yauzl';

import { GatehouseError, messageOf } from '../kernel/errors.ts';

export interface ZipEntryLimits {
  /** The file's own size. */
  readonly maxBytes: number;
  /** Entries that are looked at. */
  readonly maxEntries: number;
}

/**
 * The first file whose path `isWanted`; undefined when there is none within the limits. Throws `invalid-archive` for what is no
 * zip archive, or is encrypted, and `too-large` when the file is.
 */
export async function findZipEntry(
  archive: Uint8Array,
  isWanted: (path: string) => boolean,
  limits: ZipEntryLimits,
): Promise<Uint8Array | undefined> {
  try {
    const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
    const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: false });
    let seen = 0;
    for await (const entry of zip.eachEntry()) {
      seen += 1;
      if (seen > limits.maxEntries) return undefined;
      if (isWanted(entry.fileName)) return await unpack(zip, entry, limits.maxBytes);
    }
    return undefined;
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('invalid-archive', `Cannot read a zip archive: ${messageOf(cause)}`, { cause });
  }
}

/** What the directory says of its size may be untrue. */
async function unpack(zip: yauzl.ZipFile, entry: yauzl.Entry, maxBytes: number): Promise<Uint8Array> {
  if (entry.uncompressedSize > maxBytes) throw tooLarge(maxBytes);
  if (!entry.canDecodeFileData()) {
    throw new GatehouseError('invalid-archive', 'Cannot read a file of a zip archive: it is encrypted');
  }
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): GatehouseError {
  return new GatehouseError(
    'too-large',
    `Cannot read a file of a zip archive: found more than ${maxBytes} bytes`,
  );
}
