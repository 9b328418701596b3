// Makes the names in a folder durable: a new, renamed or deleted file is so only once its folder is on the disk.

import { open } from 'node:fs/promises';

/** Resolves when the folder's entries are on the disk. Throws what the file system says. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
