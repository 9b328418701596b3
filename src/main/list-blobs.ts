// The artifacts in a blob folder, read from beside: a server may be using it.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parseSha256, type Sha256 } from '../kernel/digest.ts';

export interface ListedBlob {
  readonly sha256: Sha256;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Every blob, in order of digest; none when there is no folder. One that is evicted meanwhile is left out. */
export async function listBlobs(root: string): Promise<readonly ListedBlob[]> {
  const found: ListedBlob[] = [];
  for (const shard of (await namesIn(root)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of (await namesIn(join(root, shard))).filter((one) => /^[0-9a-f]{64}$/.test(one))) {
      const path = join(root, shard, name);
      const facts = await stat(path).catch(() => undefined);
      if (facts !== undefined) found.push({ sha256: parseSha256(name), path, sizeBytes: facts.size });
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}
