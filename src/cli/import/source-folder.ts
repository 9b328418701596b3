// A folder of another registry: nothing outside it is read, whatever its names and links say.

import { openAsBlob, statSync, type Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';

export interface SourceFolder {
  /** The folder's own name, for people. */
  readonly title: string;
  /** A bounded file, whole. Throws `not-found`, `too-large`, `invalid-request` for one that lies outside. */
  read(path: string, maxBytes: number): Promise<Buffer>;
  /** Undefined for what is not there. Throws `invalid-request` for what lies outside. */
  find(path: string): Promise<Stats | undefined>;
  /** The bytes of a file, read when they are needed. Throws as `read`. */
  open(path: string): Promise<Blob>;
  /** What is in a folder, in order. Links are told, and followed by nobody. */
  list(path: string): Promise<readonly Listed[]>;
}

export interface Listed {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link';
}

/** `place` is as it was written, relative to `cwd`. Throws `not-found` for what is no folder. */
export async function openSourceFolder(cwd: string, place: string): Promise<SourceFolder> {
  const given = resolve(cwd, place);
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new GatehouseError('not-found', `Cannot move in from ${place}: there is no such folder`);
  }
  const root = await realpath(given);
  const locate = (path: string) => locateInside(root, path);
  return {
    title: basename(root),
    async read(path, maxBytes) {
      const real = await locate(path);
      const { size } = await statFile(real, path);
      if (size > maxBytes) {
        throw new GatehouseError(
          'too-large',
          `Cannot read ${path}: found ${size} bytes, expected at most ${maxBytes}`,
        );
      }
      return readFile(real);
    },
    async find(path) {
      try {
        return await stat(await locate(path));
      } catch (error) {
        if (error instanceof GatehouseError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    async open(path) {
      const real = await locate(path);
      await statFile(real, path);
      return openAsBlob(real);
    },
    async list(path) {
      const entries = await readdir(await locate(path), { withFileTypes: true });
      return entries
        .flatMap((entry): readonly Listed[] => {
          const { name } = entry;
          if (entry.isSymbolicLink()) return [{ name, kind: 'link' }];
          if (entry.isDirectory()) return [{ name, kind: 'folder' }];
          return entry.isFile() ? [{ name, kind: 'file' }] : [];
        })
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
  };
}

/** Where it lies once every link on the way is followed. */
async function locateInside(root: string, path: string): Promise<string> {
  let real: string;
  try {
    real = await realpath(join(root, path));
  } catch (cause) {
    throw new GatehouseError('not-found', `Cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
  if (real === root || real.startsWith(root + sep)) return real;
  throw new GatehouseError('invalid-request', `Cannot read ${path}: it leads out of the folder`);
}

async function statFile(real: string, path: string): Promise<Stats> {
  const found = await stat(real);
  if (found.isFile()) return found;
  throw new GatehouseError('invalid-request', `Cannot read ${path}: expected a file`);
}
