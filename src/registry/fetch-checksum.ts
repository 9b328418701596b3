// A digest of one file, over the bytes that are served here.

import type { Digests } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryDeps } from './deps.ts';
import { fetchArtifact, type ArtifactQuestion } from './fetch-artifact.ts';

export type ChecksumAnswer =
  | { readonly kind: 'checksum'; readonly hex: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The digest in hexadecimal digits, or the refusal of the file's version. Throws what `fetchArtifact` throws. */
export async function fetchChecksum(
  deps: RegistryDeps,
  question: ArtifactQuestion & { readonly algorithm: keyof Digests },
): Promise<ChecksumAnswer> {
  const result = await fetchArtifact(deps, question);
  if (result.kind === 'refused') return result;
  const hex = result.record.digests[question.algorithm];
  if (hex === undefined) {
    throw new GatehouseError('not-found', `Cannot find a ${question.algorithm} digest of ${question.file}`);
  }
  return { kind: 'checksum', hex };
}
