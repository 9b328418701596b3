// The files of a project on this machine.

import { opendir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
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
/** Windows' shell writes what `pip freeze > requirements.txt` prints in this, with its mark in front, and pip reads it. */
const UTF16 = new TextDecoder('utf-16le', { fatal: true });

/** Folders of version control and of what tools keep; others whose names begin with a dot hold settings that are code. */
const PASSED_OVER_IN_CODE: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'site-packages',
  '__pycache__',
  'venv',
  '.venv',
  '.git',
  '.hg',
  '.svn',
  '.tox',
  '.nox',
  '.yarn',
  '.pnpm-store',
  '.next',
  '.nuxt',
  '.cache',
  '.svelte-kit',
  '.turbo',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
]);

/** The folder at `path`, or a single file as a folder of its own. Throws `invalid-request` when there is neither: nothing was found wanting. Links are not followed. */
export async function openProjectFolder(path: string): Promise<ProjectFolder> {
  return openFolder(path, isLookedInto);
}

/** The same for the code of a project: also what was built or taken over into it, and settings in hidden folders. */
export async function openCodeFolder(path: string): Promise<ProjectFolder> {
  return openFolder(path, (name) => !PASSED_OVER_IN_CODE.has(name));
}

async function openFolder(path: string, isEntered: (name: string) => boolean): Promise<ProjectFolder> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new GatehouseError('invalid-request', `Cannot scan ${path}: there is no such file or folder`);
  const isFolder = found.isDirectory();
  const root = isFolder ? path : dirname(path);
  return {
    isOneFile: !isFolder,
    paths: (tell) =>
      isFolder
        ? walk({ root, isEntered, ...(tell === undefined ? {} : { tell }) }, '', 0)
        : single(basename(path)),
    read: (relative) => readText(join(root, relative), relative),
  };
}

async function* single(name: string): AsyncGenerator<string, void, undefined> {
  yield name;
}

interface Walked {
  readonly root: string;
  isEntered(name: string): boolean;
  readonly tell?: (folder: string, because: string) => void;
}

async function* walk(walked: Walked, folder: string, depth: number): AsyncGenerator<string, void, undefined> {
  const files: string[] = [];
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(join(walked.root, folder))) {
      if (entry.isFile()) files.push(entry.name);
      else if (entry.isDirectory() && walked.isEntered(entry.name)) folders.push(entry.name);
    }
  } catch (error) {
    if (walked.tell === undefined) throw error;
    walked.tell(folder === '' ? '.' : folder, messageOf(error));
  }
  const place = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  for (const name of files.sort()) yield place(name);
  if (depth >= MAX_DEPTH) return;
  for (const name of folders.sort()) yield* walk(walked, place(name), depth + 1);
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
    const bytes = await readFile(path);
    return (bytes[0] === 0xff && bytes[1] === 0xfe ? UTF16 : UTF8).decode(bytes);
  } catch (cause) {
    const found = cause instanceof TypeError ? 'found bytes that are no UTF-8' : messageOf(cause);
    throw new GatehouseError('invalid-document', `Cannot read ${name}: ${found}`, { cause });
  }
}
