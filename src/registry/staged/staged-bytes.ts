// The bytes of staged files: durable since they were staged, and held against their digest before anybody gets them.

import { sha256Of } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { RegistryDeps } from '../deps.ts';
import type { StagedBlob } from '../ports.ts';
import type { StagedFile } from './staged-ports.ts';

/** A file as `publishTogether` takes it: making it durable is looking that it is, letter for letter. */
export function blobOfStaged(deps: Pick<RegistryDeps, 'blobs'>, staged: StagedFile): StagedBlob {
  const { sha256, sizeBytes, digests } = staged;
  return {
    sha256,
    sizeBytes,
    digests,
    async commit() {
      await readStagedBytes(deps, staged);
    },
    abort: async () => {},
  };
}

/** Throws `storage-failed` for bytes that are gone or are others. */
export async function readStagedBytes(
  { blobs }: Pick<RegistryDeps, 'blobs'>,
  { file, sha256 }: Pick<StagedFile, 'file' | 'sha256'>,
): Promise<Buffer> {
  const bytes = await blobs.read(sha256);
  if (bytes !== undefined && sha256Of(bytes) === sha256) return bytes;
  const found = bytes === undefined ? 'they are gone' : 'they are damaged';
  throw new GatehouseError('storage-failed', `Cannot read the bytes of ${file}: ${found}`);
}
