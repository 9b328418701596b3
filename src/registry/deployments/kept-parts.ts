// What came of a version, as its ecosystem examines it and as it is published: its bytes are kept already.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName, PackageRef } from '../../kernel/package-ref.ts';
import type {
  CollectedFile,
  CollectedVersion,
  PartDemands,
  PartRules,
} from '../../ecosystems/adapter-publish.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { RegistryDeps } from '../deps.ts';
import { fetchArtifact } from '../fetch-artifact.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { ArtifactRecord, StagedBlob } from '../ports.ts';
import type { DeployedFile, DeployedParts } from './deployment-ports.ts';

/** How an ecosystem's versions are made of parts. Throws `read-only` where they are not. */
export function partRulesOf(registry: Pick<RegistryDeps, 'adapters'>, ecosystem: Ecosystem): PartRules {
  const { parts } = publishRulesOf(registry, ecosystem);
  if (parts !== undefined) return parts;
  throw new GatehouseError(
    'read-only',
    `Cannot publish: versions of ${registry.adapters[ecosystem].title} packages are not sent in parts`,
  );
}

/** The versions that parts make, each with its files and the digests that were sent beside them. */
export function collectedVersions(
  registry: Pick<RegistryDeps, 'blobs'>,
  { files, declared }: DeployedParts,
): readonly CollectedVersion[] {
  const keyOf = ({ name, version }: Pick<DeployedFile, 'name' | 'version'>) => `${name}\n${version}`;
  const sent = Map.groupBy(declared, keyOf);
  const came = Map.groupBy(files, keyOf);
  return [...new Set([...came.keys(), ...sent.keys()])].flatMap((key) => {
    const first = came.get(key)?.[0] ?? sent.get(key)?.[0];
    if (first === undefined) return [];
    return [
      {
        name: first.name,
        version: first.version,
        files: (came.get(key) ?? []).map((file) => collectedFile(registry, file)),
        declared: sent.get(key) ?? [],
      },
    ];
  });
}

export function collectedFile(
  { blobs }: Pick<RegistryDeps, 'blobs'>,
  { file, sha256, sizeBytes, digests }: Pick<ArtifactRecord, 'file' | 'sha256' | 'sizeBytes' | 'digests'>,
): CollectedFile {
  return {
    file,
    sizeBytes,
    digests,
    async read() {
      const bytes = await blobs.read(sha256);
      if (bytes !== undefined) return bytes;
      throw new GatehouseError('storage-failed', `Cannot publish ${file}: its bytes are not here any more`);
    },
  };
}

/** Bytes that were made durable when they came; they are looked for once more. */
export function keptBlob(
  { blobs }: Pick<RegistryDeps, 'blobs'>,
  { file, sha256, sizeBytes, digests }: DeployedFile,
): StagedBlob {
  return {
    sha256,
    sizeBytes,
    digests,
    async commit() {
      if ((await blobs.size(sha256)) === sizeBytes) return;
      throw new GatehouseError('storage-failed', `Cannot publish ${file}: its bytes are not here any more`);
    },
    abort: async () => {},
  };
}

/** Files of other versions: of those that come along, else as anybody gets them here. */
export function otherFiles(
  registry: RegistryDeps,
  ecosystem: Ecosystem,
  along: readonly CollectedVersion[],
  view: string,
): PartDemands['other'] {
  return async (name: PackageName, { version, file }) => {
    const own = along
      .find((one) => one.name === name && one.version === version)
      ?.files.find((one) => one.file === file);
    if (own !== undefined) return own.read();
    const ref: PackageRef = { ecosystem, name };
    try {
      const answer = await fetchArtifact(registry, { ...ref, file, view });
      if (answer.kind === 'artifact') return await registry.blobs.read(answer.record.sha256);
    } catch {
      // That it is not to be had is what is told.
    }
    return undefined;
  };
}
