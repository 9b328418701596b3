// What the packages that are installed beside a project say of their modules: Python's virtual environments in its folders.

import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ProvidedModule, SourceRules } from '../../ecosystems/adapter-sources.ts';

const ENVIRONMENTS = ['.venv', 'venv', 'env'];
const PACKAGES = 'site-packages';
const MOST_PACKAGES = 5_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** `folders`: where environments may stand, as absolute paths. Links are not followed, and what cannot be read says nothing. */
export async function readInstalledModules(
  folders: readonly string[],
  { installed }: SourceRules,
): Promise<readonly ProvidedModule[]> {
  const found: ProvidedModule[] = [];
  let left = MOST_PACKAGES;
  for (const place of await packageFolders(folders)) {
    for (const name of await foldersIn(place)) {
      if (installed?.isFacts(name) !== true || left-- <= 0) continue;
      const files = new Map<string, string>();
      for (const file of installed.files) {
        const text = await readText(join(place, name, file));
        if (text !== undefined) files.set(file, text);
      }
      found.push(...installed.read(name, files));
    }
  }
  return found;
}

/** `.venv/lib/python3.12/site-packages`, and `Lib/site-packages` as Windows has it. */
async function packageFolders(folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    const present = await foldersIn(folder);
    for (const name of ENVIRONMENTS) {
      if (!present.includes(name)) continue;
      const environment = join(folder, name);
      const pythons = (await foldersIn(join(environment, 'lib'))).filter((one) => one.startsWith('python'));
      for (const parent of [
        ...pythons.map((one) => join(environment, 'lib', one)),
        join(environment, 'Lib'),
      ]) {
        if ((await foldersIn(parent)).includes(PACKAGES)) found.push(join(parent, PACKAGES));
      }
    }
  }
  return found;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() && found.size <= MAX_BYTES ? await readFile(path, 'utf8') : undefined;
  } catch {
    // One of several files that may be there.
    return undefined;
  }
}
