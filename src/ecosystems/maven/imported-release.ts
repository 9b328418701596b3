// A version that another Maven repository had: all of its files at once.

import { GatehouseError } from '../../kernel/errors.ts';
import type { CollectedVersion, ImportedVersion, Release } from '../adapter-publish.ts';
import { assertPartPlace } from './part-place.ts';
import { examine } from './published-parts.ts';

/** Faults that are said in one message. */
const MAX_SAID = 5;

/**
 * Held to what a deployment is held to, but for what people are to be told (description, sources, digests beside the files) and
 * for a POM that leaves its own version open. Throws `invalid-request` with the faults, `invalid-version` for a snapshot.
 */
export async function readImported({ name, version, files }: ImportedVersion): Promise<Release> {
  for (const { file } of files) assertPartPlace(name, { version, file }, 'snapshots are not moved in');
  const collected: CollectedVersion = {
    name,
    version,
    files: files.map(({ file, bytes }) => ({
      file,
      sizeBytes: bytes.byteLength,
      digests: {},
      read: async () => bytes,
    })),
    // They are held against the bytes by whoever stages them.
    declared: files.map(({ file }) => ({ file, algorithm: 'sha1', digest: '' })),
  };
  const { release, faults } = await examine(collected, {
    signatures: false,
    description: false,
    takesUnsettled: true,
    other: async () => undefined,
  });
  if (faults.length > 0) {
    const more = faults.length > MAX_SAID ? `; and ${faults.length - MAX_SAID} more` : '';
    throw new GatehouseError(
      'invalid-request',
      `Cannot move in ${name} ${version}: ${faults.slice(0, MAX_SAID).join('; ')}${more}`,
    );
  }
  const bytesOf = new Map(files.map(({ file, bytes }) => [file, bytes]));
  return {
    ...release,
    files: release.files.map((file) => ({ ...file, bytes: bytesOf.get(file.file) ?? new Uint8Array() })),
  };
}
