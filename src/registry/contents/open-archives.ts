// Opens the files of a version, and archives that lie in them, one level down: only what somebody asks for is taken out, and only
// so much of it. What cannot be opened is told, and keeps nothing else from being read.

import { createHash } from 'node:crypto';

import type { Digests } from '../../kernel/digest.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { Packing } from '../../ecosystems/adapter-contents.ts';
import { createEntryPaths } from '../../formats/archive/entry-paths.ts';
import type { ArchiveLimits } from '../../formats/archive/read-archive.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import { readZip } from '../../formats/archive/read-zip.ts';

const MAX_TAKEN_BYTES = 64 << 20;
const MAX_INNER = 300;
const MAX_INNER_BYTES = 8 << 20;
const MAX_GAPS = 50;

const LIMITS: ArchiveLimits = {
  maxEntries: 100_000,
  maxUnpackedBytes: 256 << 20,
  maxRatio: 200,
  maxTakenBytes: MAX_INNER_BYTES,
};

const INNER = /\.(?:jar|war|aar|whl)$/i;

/** An archive within an archive. */
export interface InnerArchive {
  readonly path: string;
  readonly digests: Digests;
  /** What was wanted of it, by its paths. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
}

export interface OpenedArchive {
  readonly file: string;
  readonly entries: ReadonlyMap<string, Uint8Array>;
  readonly inner: readonly InnerArchive[];
}

export interface ArchiveOpener {
  /** With the entries that `isWanted`, and archives in it. Throws nothing for what is in the bytes. */
  open(file: string, bytes: Uint8Array, packing: Packing): Promise<OpenedArchive>;
  /** Adds a sentence on what is not known. */
  readonly tell: (gap: string) => void;
  /** Sentences on what could not be opened. */
  readonly gaps: readonly string[];
}

/** Opens the files of one version. `isInnerWanted` is asked about entries of archives within. */
export function createArchiveOpener(
  isWanted: (path: string) => boolean,
  isInnerWanted: (path: string) => boolean,
): ArchiveOpener {
  const gaps: string[] = [];
  let left = MAX_TAKEN_BYTES;
  let innerLeft = MAX_INNER;
  const tell = (gap: string): void => {
    if (gaps.length < MAX_GAPS && !gaps.includes(gap)) gaps.push(gap);
  };

  /** What is wanted, and not more than is left to be taken. */
  const admit = (what: string, path: string, sizeBytes: number): boolean => {
    if (sizeBytes <= MAX_INNER_BYTES && sizeBytes <= left) {
      left -= sizeBytes;
      return true;
    }
    tell(
      `${path.slice(0, 300)} in ${what} was not looked into: it is too large, or too much was looked into before`,
    );
    return false;
  };

  async function unpack(
    what: string,
    bytes: Uint8Array,
    packing: Packing,
    wants: (path: string, sizeBytes: number) => boolean,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    if (packing === 'plain') return new Map(wants(what, bytes.byteLength) ? [[what, bytes]] : []);
    try {
      const paths = createEntryPaths(what, { isCaseSensitive: true });
      const { taken } =
        packing === 'zip'
          ? await readZip(bytes, what, wants, LIMITS, { paths })
          : await readTarGz(bytes, what, wants, LIMITS, { links: 'inside' });
      return taken;
    } catch (error) {
      if (!isGatehouseError(error)) throw error;
      tell(`${what} could not be looked into: ${error.message}`);
      return new Map();
    }
  }

  async function openInner(file: string, path: string, bytes: Uint8Array): Promise<InnerArchive> {
    const wants = (inner: string, size: number) =>
      isInnerWanted(inner) && admit(`${file}: ${path}`, inner, size);
    const digests = { sha256: digestOf('sha256', bytes), sha1: digestOf('sha1', bytes) };
    return { path, digests, entries: await unpack(`${file}: ${path}`, bytes, 'zip', wants) };
  }

  return {
    gaps,
    tell,
    async open(file, bytes, packing) {
      const wants = (path: string, size: number): boolean => {
        if (isWanted(path)) return admit(file, path, size);
        if (packing === 'plain' || !INNER.test(path)) return false;
        if (innerLeft === 0)
          tell(`${file} holds more than ${MAX_INNER} archives, and not all were looked into`);
        if (innerLeft === 0 || !admit(file, path, size)) return false;
        innerLeft -= 1;
        return true;
      };
      const taken = await unpack(file, bytes, packing, wants);
      const inner: InnerArchive[] = [];
      const entries = new Map<string, Uint8Array>();
      for (const [path, content] of taken) {
        if (isWanted(path)) entries.set(path, content);
        else inner.push(await openInner(file, path, content));
      }
      return { file, entries, inner };
    },
  };
}

function digestOf(algorithm: 'sha256' | 'sha1', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
