// Sends an artifact's bytes: from memory while hot, else streamed; ranges and validators included.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

import { ByteLru } from '../kernel/byte-lru.ts';
import { sha256Of, type Sha256 } from '../kernel/digest.ts';
import type { ArtifactRecord, BlobStore } from '../registry/ports.ts';
import { UnsoundBytesError } from '../registry/unsound-bytes.ts';
import { parseRange } from './byte-range.ts';
import { matchesEtag, REGISTRY_HEADERS } from './send-document.ts';

export interface ArtifactSender {
  /** Answers at once when the bytes are in memory, and says whether it did. */
  sendHot(
    request: IncomingMessage,
    response: ServerResponse,
    record: ArtifactRecord,
    contentType: string,
  ): boolean;
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
  const headersOf = rememberHeaders();
  return {
    sendHot(request, response, record, contentType) {
      const bytes = hot.get(record.sha256);
      if (bytes === undefined) return false;
      const answer = planAnswer(request, record, headersOf(record, contentType));
      response.writeHead(answer.status, answer.headers).end(partOf(bytes, answer.part));
      return true;
    },
    async send(request, response, record, contentType) {
      const answer = planAnswer(request, record, headersOf(record, contentType));
      if (answer.part === undefined) {
        response.writeHead(answer.status, answer.headers).end();
      } else if (record.sizeBytes <= MAX_HOT_BYTES) {
        const bytes = hot.get(record.sha256) ?? (await heat(blobs, hot, record));
        response.writeHead(answer.status, answer.headers).end(partOf(bytes, answer.part));
      } else {
        await streamPart(blobs, sound, response, record, { ...answer, part: answer.part });
      }
    },
  };
}

/** Names and values in turns, as `writeHead` takes them fastest. */
type FlatHeaders = readonly string[];

interface Part {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

interface PlannedAnswer {
  readonly status: number;
  readonly headers: string[];
  /** The bytes that go out; absent when none do. */
  readonly part?: Part;
}

/** Decides by the request's validators, range and method. */
function planAnswer(
  { method, headers: asked }: IncomingMessage,
  { sha256, sizeBytes }: ArtifactRecord,
  headers: FlatHeaders,
): PlannedAnswer {
  const etag = `"${sha256}"`;
  if (matchesEtag(asked['if-none-match'], etag)) return { status: 304, headers: [...headers] };
  const isRangeCurrent = asked['if-range'] === undefined || asked['if-range'] === etag;
  const range = parseRange(isRangeCurrent ? asked['range'] : undefined, sizeBytes);
  if (range.kind === 'unsatisfiable') {
    return { status: 416, headers: [...headers, 'content-range', `bytes */${sizeBytes}`] };
  }
  const part = range.kind === 'part' ? range : { start: 0, end: sizeBytes - 1 };
  const sized = [...headers, 'content-length', String(part.end - part.start + 1)];
  if (range.kind === 'part') sized.push('content-range', `bytes ${part.start}-${part.end}/${sizeBytes}`);
  const planned = { status: range.kind === 'part' ? 206 : 200, headers: sized };
  return method === 'HEAD' ? planned : { ...planned, part };
}

function partOf(bytes: Buffer, part: Part | undefined): Buffer | undefined {
  if (part === undefined) return undefined;
  return part.end - part.start + 1 === bytes.byteLength ? bytes : bytes.subarray(part.start, part.end + 1);
}

/** An artifact's headers, written once for as long as its record is kept. */
function rememberHeaders(): (record: ArtifactRecord, contentType: string) => FlatHeaders {
  const written = new WeakMap<ArtifactRecord, FlatHeaders>();
  return (record, contentType) => {
    const known = written.get(record);
    if (known !== undefined) return known;
    const headers = Object.entries(headersFor(record, contentType)).flat();
    written.set(record, headers);
    return headers;
  };
}

function headersFor(record: ArtifactRecord, contentType: string): Readonly<Record<string, string>> {
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
  { status, headers, part }: PlannedAnswer & { readonly part: Part },
): Promise<void> {
  const { file, sha256, sizeBytes } = record;
  const found = await blobs.size(sha256);
  if (found !== undefined && found !== sizeBytes) throw new UnsoundBytesError(file, sha256, 'damaged');
  const stream = await blobs.stream(sha256, { start: part.start, end: part.end });
  if (stream === undefined) throw new UnsoundBytesError(file, sha256, 'lost');
  try {
    response.writeHead(status, headers);
    const isWhole = part.end - part.start + 1 === sizeBytes;
    if (!isWhole || sound.has(sha256)) return await pipeline(stream, response);
    await pipeline(stream, (chunks: AsyncIterable<Buffer>) => holdAgainstDigest(chunks, record), response);
  } finally {
    // A client that left meanwhile gets no pipeline, which then leaves the stream open; collected so, it ends the process.
    stream.destroy();
  }
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
