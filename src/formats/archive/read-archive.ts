// What reading an archive gives, whatever its format, and within which limits it is read.

import { GatehouseError } from '../../kernel/errors.ts';

export interface ReadArchive {
  /** All of them, in order. */
  readonly entries: readonly {
    readonly path: string;
    readonly kind: 'file' | 'folder' | 'link';
    readonly sizeBytes: number;
  }[];
  /** The bytes of those that were wanted, by path. */
  readonly taken: ReadonlyMap<string, Uint8Array>;
}

export interface ArchiveLimits {
  readonly maxEntries: number;
  readonly maxUnpackedBytes: number;
  /** How many times larger than the archive its content may be, past the first MiB. */
  readonly maxRatio: number;
  /** Of one entry that is wanted. */
  readonly maxTakenBytes: number;
}

/** What some archives are read for beside that. */
export interface ArchiveOptions {
  /** Is given every piece of every file, in order; a file without bytes has none. */
  readonly onPiece?: (path: string, piece: Uint8Array) => void;
}

/** The largest packages of public registries have tens of thousands of files, and text packs to a hundredth. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  maxEntries: 100_000,
  maxUnpackedBytes: 1 << 30,
  maxRatio: 200,
  maxTakenBytes: 8 << 20,
};

/** Reads an entry's bytes to the end, and keeps them where they are wanted. Throws `too-large`. */
export async function takeOut(
  taken: Map<string, Uint8Array>,
  { name, size }: { readonly name: string; readonly size: number },
  body: AsyncIterable<Uint8Array>,
  {
    what,
    isWanted,
    limits,
    onPiece,
  }: {
    readonly what: string;
    readonly isWanted: boolean;
    readonly limits: ArchiveLimits;
    readonly onPiece?: ArchiveOptions['onPiece'] | undefined;
  },
): Promise<void> {
  if (isWanted && size > limits.maxTakenBytes) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${name} of ${what}: found ${size} bytes, expected at most ${limits.maxTakenBytes}`,
    );
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of body) {
    onPiece?.(name, piece);
    if (isWanted) pieces.push(piece);
  }
  if (isWanted) taken.set(name, Buffer.concat(pieces));
}
