// Puts the key of a backup back: sealed secrets of its database open with no other.

import { chmod, copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SECRET_KEY_FILE } from './secret-box.ts';

/** Another key that was there is kept beside it, as the database that it belongs to is. A backup without one changes nothing. */
export async function placeKey(dataDir: string, key: Buffer | undefined): Promise<void> {
  if (key === undefined) return;
  const file = join(dataDir, SECRET_KEY_FILE);
  const before = await readFile(file).catch(() => undefined);
  if (before?.equals(key) === true) return;
  if (before !== undefined) await copyFile(file, `${file}.before-restore`);
  const partial = `${file}.partial`;
  await writeFile(partial, key, { mode: 0o600, flush: true });
  await chmod(partial, 0o600);
  await rename(partial, file);
}
