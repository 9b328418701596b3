// Sends an artifact's bytes: from memory while hot, else streamed; ranges and validators included.

import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import { ByteLru } from '../kernel/byte-lru.ts';
import { sha256Of, type Sha256 } from '../kernel/digest.ts';
import type { ArtifactRecord, BlobStore } from '../registry/ports.ts';
import { UnsoundBytesError } from '../registry/unsound-bytes.ts';
import { parseRange } from './byte-range.ts';
import { matchesEtag, REGISTRY_HEADERS } from './send-document.ts';

export interface ArtifactSender {
  /**
   * Resolves when the bytes are on their way out; rejects before the first byte when they cannot be read. What is read
   * from the disk is held against its digest: damaged bytes are an UnsoundBytesError, before the first byte where they
   * fit into memory, else before the last one, so that no client has them whole.
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    record: ArtifactRecord,
    contentType: string,
  ): Promise<void>;
}

/** Larger blobs are streamed and never kept in memory. */
const MAX_HOT_BYTES = 2 * 1024 * 1024;
/** Large blobs that were read whole and found sound are not hashed again at every download. */
const MAX_SOUND = 10_000;

/** A sender with its own memory of hot blobs, bounded by `hotBytes`. */
export function createArtifactSender(blobs: BlobStore, hotBytes: number): ArtifactSender {
  const hot = new ByteLru<Buffer>(hotBytes);
  const sound = new Set<Sha256>();
  return {
    async send(request, response, record, contentType) {
      const headers = headersFor(record, contentType);
      if (matchesEtag(request.headers['if-none-match'], `"${record.sha256}"`)) {
        response.writeHead(304, headers).end();
        return;
      }
      const isRangeCurrent =
        request.headers['if-range'] === undefined || request.headers['if-range'] === `"${record.sha256}"`;
      const range = parseRange(isRangeCurrent ? request.headers['range'] : undefined, record.sizeBytes);
      if (range.kind === 'unsatisfiable') {
        response.writeHead(416, { ...headers, 'content-range': `bytes */${record.sizeBytes}` }).end();
        return;
      }
      const part = range.kind === 'part' ? range : { start: 0, end: record.sizeBytes - 1 };
      headers['content-length'] = part.end - part.start + 1;
      if (range.kind === 'part') {
        headers['content-range'] = `bytes ${part.start}-${part.end}/${record.sizeBytes}`;
      }
      const status = range.kind === 'part' ? 206 : 200;
      if (request.method === 'HEAD') {
        response.writeHead(status, headers).end();
        return;
      }
      if (record.sizeBytes <= MAX_HOT_BYTES) {
        const bytes = hot.get(record.sha256) ?? (await heat(blobs, hot, record));
        response
          .writeHead(status, headers)
          .end(range.kind === 'part' ? bytes.subarray(part.start, part.end + 1) : bytes);
        return;
      }
      await streamPart(blobs, sound, response, record, { ...part, status, headers });
    },
  };
}

function headersFor(record: ArtifactRecord, contentType: string): OutgoingHttpHeaders {
  return {
    ...REGISTRY_HEADERS,
    'content-type': contentType,
    'content-disposition': 'attachment',
    'accept-ranges': 'bytes',
    etag: `"${record.sha256}"`,
    // Revalidated each time, so that a refusal reaches whoever has it cached.
    'cache-control': 'no-cache',
    ...(record.lastModified === undefined
      ? {}
      : { 'last-modified': new Date(record.lastModified).toUTCString() }),
  };
}

async function heat(blobs: BlobStore, hot: ByteLru<Buffer>, record: ArtifactRecord): Promise<Buffer> {
  const bytes = await blobs.read(record.sha256);
  if (bytes === undefined) throw new UnsoundBytesError(record.file, record.sha256, 'lost');
  if (sha256Of(bytes) !== record.sha256) throw new UnsoundBytesError(record.file, record.sha256, 'damaged');
  hot.set(record.sha256, bytes, bytes.byteLength);
  return bytes;
}

async function streamPart(
  blobs: BlobStore,
  sound: Set<Sha256>,
  response: ServerResponse,
  record: ArtifactRecord,
  part: {
    readonly start: number;
    readonly end: number;
    readonly status: number;
    readonly headers: OutgoingHttpHeaders;
  },
): Promise<void> {
  const { file, sha256, sizeBytes } = record;
  const found = await blobs.size(sha256);
  if (found !== undefined && found !== sizeBytes) throw new UnsoundBytesError(file, sha256, 'damaged');
  const stream = await blobs.stream(sha256, { start: part.start, end: part.end });
  if (stream === undefined) throw new UnsoundBytesError(file, sha256, 'lost');
  response.writeHead(part.status, part.headers);
  const isWhole = part.end - part.start + 1 === sizeBytes;
  if (!isWhole || sound.has(sha256)) return pipeline(stream, response);
  await pipeline(stream, (chunks: AsyncIterable<Buffer>) => holdAgainstDigest(chunks, record), response);
  if (sound.size >= MAX_SOUND) sound.clear();
  sound.add(sha256);
}

/** The chunks; the last one only once the digest of all of them is right. */
async function* holdAgainstDigest(
  chunks: AsyncIterable<Buffer>,
  { file, sha256 }: ArtifactRecord,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of chunks) {
    if (held !== undefined) yield held;
    hash.update(chunk);
    held = chunk;
  }
  if (hash.digest('hex') !== sha256) throw new UnsoundBytesError(file, sha256, 'damaged');
  if (held !== undefined) yield held;
}
