// The files of a project on this machine.

import { opendir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { GatehouseError } from '../../kernel/errors.ts';
import type { ProjectFolder } from '../../inventory/ports.ts';

/** Folders of installed packages, of builds and of version control: what is in them is not the project's own word. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'target',
  'site-packages',
  '__pycache__',
  'venv',
]);
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 40;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The folder at `path`, or a single file as a folder of its own. Throws `invalid-request` when there is neither: nothing was found wanting. Links are not followed. */
export async function openProjectFolder(path: string): Promise<ProjectFolder> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new GatehouseError('invalid-request', `Cannot scan ${path}: there is no such file or folder`);
  const isFolder = found.isDirectory();
  const root = isFolder ? path : dirname(path);
  return {
    paths: () => (isFolder ? walk(root, '', 0) : single(basename(path))),
    read: (relative) => readText(join(root, relative), relative),
  };
}

async function* single(name: string): AsyncGenerator<string, void, undefined> {
  yield name;
}

async function* walk(root: string, folder: string, depth: number): AsyncGenerator<string, void, undefined> {
  const files: string[] = [];
  const folders: string[] = [];
  for await (const entry of await opendir(join(root, folder))) {
    if (entry.isFile()) files.push(entry.name);
    else if (entry.isDirectory() && isLookedInto(entry.name)) folders.push(entry.name);
  }
  const place = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  for (const name of files.sort()) yield place(name);
  if (depth >= MAX_DEPTH) return;
  for (const name of folders.sort()) yield* walk(root, place(name), depth + 1);
}

function isLookedInto(name: string): boolean {
  return !PASSED_OVER.has(name) && !name.startsWith('.');
}

async function readText(path: string, name: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  if (found.size > MAX_BYTES) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${name}: found ${found.size} bytes, expected at most ${MAX_BYTES}`,
    );
  }
  try {
    return UTF8.decode(await readFile(path));
  } catch (cause) {
    throw new GatehouseError('invalid-document', `Cannot read ${name}: found bytes that are no UTF-8`, {
      cause,
    });
  }
}
