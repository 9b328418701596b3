// Reads a zip archive that is to be published: every entry is looked at, and those that are wanted are taken out.
// Zip readers go by the directory at the end, by the headers before each content, or by both, and disagree where those differ
// ("zip confusion"). So an archive is read only where all of them see the same: headers that agree, entries that lie side by
// side from the first byte to the directory, one end record.

import yauzl from 'yauzl';

import { GatehouseError, isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { createEntryPaths, type EntryPaths } from './entry-paths.ts';
import {
  ARCHIVE_LIMITS,
  takeOut,
  type ArchiveLimits,
  type ArchiveOptions,
  type ReadArchive,
} from './read-archive.ts';
import { unpackZipContent } from './zip-content.ts';
import { readZipEnd, type ZipEnd } from './zip-end.ts';
import { ZipFault } from './zip-fault.ts';
import { assertSameEntry, readDirectoryHeader, type ZipHeaders } from './zip-headers.ts';

const DIRECTORY_HEADER_BYTES = 46;
const DEFLATED = 8;

interface Listed {
  readonly entry: yauzl.Entry;
  readonly headers: ZipHeaders;
}

export interface ZipOptions extends ArchiveOptions {
  /** Which paths it may hold; absent: those that every archive may. */
  readonly paths?: EntryPaths;
}

/**
 * The archive's entries in order, with the bytes of those that `isWanted`. Throws `invalid-archive` for what is no zip
 * archive, for paths that unpackers could disagree on, for links, encrypted entries and whatever makes two readers see two
 * archives; `too-large` past the limits.
 */
export async function readZip(
  archive: Uint8Array,
  what: string,
  isWanted: (path: string, sizeBytes: number) => boolean,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
  { paths = createEntryPaths(what), ...options }: ZipOptions = {},
): Promise<ReadArchive> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const scope = { what, paths, entry: '' };
  try {
    return await read(bytes, scope, isWanted, { limits, ...options });
  } catch (cause) {
    if (isGatehouseError(cause)) throw cause;
    const of = scope.entry === '' ? '' : `found the entry ${JSON.stringify(scope.entry.slice(0, 200))}, and `;
    throw new GatehouseError('invalid-archive', `Cannot publish ${what}: ${of}${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Where the reader is, for messages. */
interface Scope {
  readonly what: string;
  readonly paths: EntryPaths;
  entry: string;
}

async function read(
  bytes: Buffer,
  scope: Scope,
  isWanted: (path: string, sizeBytes: number) => boolean,
  { limits, onPiece }: ArchiveOptions & { readonly limits: ArchiveLimits },
): Promise<ReadArchive> {
  const { what } = scope;
  const end = readZipEnd(bytes);
  if (end.entryCount === 0) throw new ZipFault('it has no entries');
  if (end.entryCount > limits.maxEntries) {
    throw new GatehouseError(
      'too-large',
      `Cannot publish ${what}: expected at most ${limits.maxEntries} entries`,
    );
  }
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false });
  const directory = bytes.subarray(end.directoryOffset, end.directoryOffset + end.directoryBytes);
  const listed = await list(zip, directory, scope);
  assertBounded(listed, bytes, what, limits);
  const ends = endsOf(listed, end);
  const taken = new Map<string, Uint8Array>();
  for (const { entry, headers } of listed) {
    scope.entry = headers.path;
    const header = await zip.readLocalFileHeaderPromise(entry);
    const dataEnd = header.fileDataStart + entry.compressedSize;
    const entryEnd = ends.get(entry.relativeOffsetOfLocalHeader) ?? 0;
    if (dataEnd > entryEnd) throw new ZipFault('it reaches into what follows it');
    assertSameEntry(entry, { header, rest: bytes.subarray(dataEnd, entryEnd) });
    const content = unpackZipContent({
      packed: bytes.subarray(header.fileDataStart, dataEnd),
      isDeflated: entry.compressionMethod === DEFLATED,
      sizeBytes: headers.sizeBytes,
      crc32: entry.crc32,
    });
    const isTaken = headers.kind === 'file' && isWanted(headers.path, headers.sizeBytes);
    await takeOut(taken, { name: headers.path, size: headers.sizeBytes }, content, {
      what,
      isWanted: isTaken,
      limits,
      onPiece,
    });
  }
  return { entries: listed.map(({ headers }) => headers), taken };
}

/** All that the directory lists, which fill it. */
async function list(zip: yauzl.ZipFile, directory: Buffer, scope: Scope): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  let at = 0;
  for await (const entry of zip.eachEntry()) {
    scope.entry = entry.fileNameRaw.toString('utf8');
    const raw = directory.subarray(at, at + DIRECTORY_HEADER_BYTES);
    at += DIRECTORY_HEADER_BYTES + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (at > directory.length) throw new ZipFault('it reaches out of the directory');
    const headers = readDirectoryHeader(entry, raw);
    scope.paths.take(headers.path, headers.kind);
    listed.push({ entry, headers });
  }
  scope.entry = '';
  if (at !== directory.length) {
    throw new ZipFault('its directory holds more than the entries that its end record counts');
  }
  return listed;
}

/** Before anything is unpacked; each entry is then held to its size. */
function assertBounded(
  listed: readonly Listed[],
  bytes: Buffer,
  what: string,
  { maxUnpackedBytes, maxRatio }: ArchiveLimits,
): void {
  const mostBytes = Math.min(maxUnpackedBytes, Math.max(1 << 20, bytes.length * maxRatio));
  const sizeBytes = listed.reduce((sum, { headers }) => sum + headers.sizeBytes, 0);
  if (sizeBytes <= mostBytes) return;
  throw new GatehouseError(
    'too-large',
    `Cannot read ${what}: it unpacks to more than ${mostBytes} bytes, which no package of its size does`,
  );
}

/** Where each entry ends, by where it begins: at the next one, the last at the directory. */
function endsOf(listed: readonly Listed[], { directoryOffset }: ZipEnd): ReadonlyMap<number, number> {
  const starts = listed
    .map(({ entry }) => entry.relativeOffsetOfLocalHeader)
    .sort((one, other) => one - other);
  if (starts[0] !== 0) throw new ZipFault('it has bytes before its first entry');
  if (new Set(starts).size !== starts.length) throw new ZipFault('two of its entries are at one place');
  return new Map(starts.map((start, index) => [start, starts[index + 1] ?? directoryOffset]));
}
