// The folder where letters land while no mail server is configured: a file for each, for whoever may read the data folder.

import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { PostedLetter } from '../journal/outbox.ts';
import { formatInstant } from '../kernel/clock.ts';
import type { LetterCarrier } from '../notify/ports.ts';
import { translateFileError } from './storage-error.ts';
import { syncFolder } from './sync-folder.ts';

/** Carries letters into `folder`, which is made when the first one comes. Throws `storage-full`, `storage-failed`. */
export function createLetterFolder(
  folder: string,
  render: (letter: PostedLetter) => Promise<Uint8Array>,
): LetterCarrier {
  return {
    async carry(letter) {
      const bytes = await render(letter);
      const path = join(folder, fileNameOf(letter));
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeDurably(`${path}.part`, bytes);
        await rename(`${path}.part`, path);
        await syncFolder(folder);
      } catch (error) {
        throw translateFileError(error, 'keep a letter', path);
      }
    },
    close: async () => {},
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  // A letter that was left half-written by an end of the server is written again.
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Sorts by time. */
function fileNameOf({ id, postedAt }: PostedLetter): string {
  return `${formatInstant(postedAt).replaceAll(':', '-')}-${id}.eml`;
}
