// The entries of a file of a release, where it is an archive, with digests and small texts: read as hostile, within limits.

import { createHash, type Hash } from 'node:crypto';

import { isGatehouseError } from '../../kernel/errors.ts';
import { ARCHIVE_LIMITS, type ReadArchive } from '../../formats/archive/read-archive.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import type { EntryFacts } from './comparison.ts';

/** By path, without the one folder that everything lies in. */
export interface ArchiveEntries {
  readonly entries: ReadonlyMap<string, EntryFacts>;
  /** The bytes of entries, by path. Throws what reading the archive throws. */
  take(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Bytes that are unpacked and hashed for one look: what is larger is told by its digest alone. */
const LIMITS = { ...ARCHIVE_LIMITS, maxUnpackedBytes: 512 << 20, maxEntries: 50_000 };

type Reader = typeof readTarGz | typeof readZip;

function readerOf(file: string): Reader | undefined {
  if (/\.(?:tgz|tar\.gz|crate)$/.test(file)) return readTar;
  if (/\.(?:whl|zip|jar|aar|war)$/.test(file)) return readZip;
  return undefined;
}

/** Links are read as what they are: nothing is followed. */
const readTar: typeof readTarGz = (bytes, what, isWanted, limits, options) =>
  readTarGz(bytes, what, isWanted, limits, { ...options, links: 'inside' });

/** Undefined for what is no archive; `unread`: why one cannot be looked into. */
export async function readEntries(
  file: string,
  bytes: Uint8Array,
): Promise<ArchiveEntries | { readonly unread: string } | undefined> {
  const read = readerOf(file);
  if (read === undefined) return undefined;
  try {
    const hashes = new Map<string, Hash>();
    const archive = await read(bytes, file, () => false, LIMITS, {
      onPiece: (path, piece) => hashOf(hashes, path).update(piece),
    });
    const plain = plainPaths(archive.entries);
    const entries = new Map<string, EntryFacts>();
    for (const { path, kind, sizeBytes } of archive.entries) {
      if (kind === 'folder') continue;
      const sha256 = kind === 'link' ? 'link' : hashOf(hashes, path).digest('hex');
      entries.set(plain(path), { sizeBytes, sha256 });
    }
    return {
      entries,
      async take(paths) {
        const { taken } = await read(bytes, file, (path) => paths.has(plain(path)), LIMITS);
        return new Map([...taken].map(([path, content]) => [plain(path), content]));
      },
    };
  } catch (error) {
    if (isGatehouseError(error, 'invalid-archive', 'too-large')) return { unread: error.message };
    throw error;
  }
}

function hashOf(hashes: Map<string, Hash>, path: string): Hash {
  const known = hashes.get(path);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  hashes.set(path, hash);
  return hash;
}

/**
 * One folder at the top is the same in every version, whatever it is called; wheels have the version in the names of two. Where two
 * paths would be one without it, all stay as they are: neither hides the other.
 */
function plainPaths(entries: ReadArchive['entries']): (path: string) => string {
  const tops = new Set(entries.map(({ path }) => path.split('/', 1)[0] ?? ''));
  const isFolder = entries.every(({ path, kind }) => kind === 'folder' || path.includes('/'));
  const isOne = tops.size === 1 && isFolder;
  if (isOne) return (path) => path.slice(path.indexOf('/') + 1);
  const plain = (path: string) => path.replace(/^([^/]+)-[^-/]+(\.(?:dist-info|data)\/)/, '$1$2');
  const areApart = new Set(entries.map(({ path }) => plain(path))).size === entries.length;
  return areApart ? plain : (path) => path;
}
