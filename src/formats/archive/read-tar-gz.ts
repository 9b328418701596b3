// Reads a gzipped tar archive that is to be published: every entry is looked at, and those that are wanted are taken out.

import { createTarDecoder } from 'modern-tar';

import { GatehouseError, isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { assertPlainTar } from './assert-plain-tar.ts';
import { createEntryPaths } from './entry-paths.ts';
import { assertInside } from './inner-links.ts';
import {
  ARCHIVE_LIMITS,
  takeOut,
  type ArchiveLimits,
  type ArchiveOptions,
  type ReadArchive,
} from './read-archive.ts';
import { unpackGzip } from './unpack-gzip.ts';

/** What unpackers agree on; what else a tar may hold (devices, sparse files) no package needs. */
const KINDS: ReadonlyMap<string, 'file' | 'folder' | 'link'> = new Map([
  ['file', 'file'],
  ['contiguous-file', 'file'],
  ['directory', 'folder'],
  ['symlink', 'link'],
  ['link', 'link'],
]);

export interface TarOptions extends ArchiveOptions {
  /** Whether links may stand in it, which stay inside its first folder; absent: none may. */
  readonly links?: 'inside';
}

/**
 * The archive's entries in order, with the bytes of those that `isWanted`. Throws `invalid-archive` for what is no gzipped
 * tar, for paths that unpackers could disagree on, and for links that may not be there; `too-large` past the limits.
 */
export async function readTarGz(
  bytes: Uint8Array,
  what: string,
  isWanted: (path: string, sizeBytes: number) => boolean,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
  { links, onPiece }: TarOptions = {},
): Promise<ReadArchive> {
  const tar = await unpack(bytes, what, limits);
  assertPlainTar(tar, what);
  const paths = createEntryPaths(what);
  const entries: ReadArchive['entries'][number][] = [];
  const taken = new Map<string, Uint8Array>();
  const files = new Set<string>();
  try {
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(tar);
        controller.close();
      },
    });
    for await (const { header, body } of source.pipeThrough(createTarDecoder({ strict: true })).values()) {
      const kind = KINDS.get(header.type ?? 'file');
      if (kind === undefined || (kind === 'link' && links === undefined)) {
        throw refusedKind(what, header.name, header.type ?? '');
      }
      if (entries.length >= limits.maxEntries) throw tooMany(what, limits);
      paths.take(header.name, kind);
      if (kind === 'link') assertInside(header, files, what);
      if (kind === 'file') files.add(header.name);
      entries.push({ path: header.name, kind, sizeBytes: header.size });
      await takeOut(taken, header, body, {
        what,
        isWanted: kind === 'file' && isWanted(header.name, header.size),
        limits,
        onPiece,
      });
    }
  } catch (cause) {
    if (isGatehouseError(cause)) throw cause;
    throw new GatehouseError('invalid-archive', `Cannot read ${what}: ${messageOf(cause)}`, { cause });
  }
  if (entries.length === 0) {
    throw new GatehouseError('invalid-archive', `Cannot read ${what}: found an archive without entries`);
  }
  return { entries, taken };
}

async function unpack(bytes: Uint8Array, what: string, limits: ArchiveLimits): Promise<Buffer> {
  const mostBytes = Math.min(limits.maxUnpackedBytes, Math.max(1 << 20, bytes.byteLength * limits.maxRatio));
  try {
    return await unpackGzip(bytes, mostBytes, what);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: it unpacks to more than ${mostBytes} bytes, which no package of its size does`,
    );
  }
}

function refusedKind(what: string, path: string, kind: string): GatehouseError {
  return new GatehouseError(
    'invalid-archive',
    `Cannot publish ${what}: found the entry ${JSON.stringify(path.slice(0, 200))}, a ${kind.slice(0, 40)}, expected files and folders alone`,
  );
}

function tooMany(what: string, { maxEntries }: ArchiveLimits): GatehouseError {
  return new GatehouseError('too-large', `Cannot publish ${what}: expected at most ${maxEntries} entries`);
}
