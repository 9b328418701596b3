// What there is here of a version that another registry has.

import { DIGEST_ALGORITHMS, type Digests } from '../../kernel/digest.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { RegistryDeps } from '../deps.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { ArtifactRecord } from '../ports.ts';
import type { ImportedFile, KeptState } from './import-ports.ts';

/** Answers for many versions of one package. */
export async function compareKept(
  registry: Pick<RegistryDeps, 'adapters' | 'stores'>,
  ref: PackageRef,
  versions: readonly { readonly version: string; readonly files: readonly ImportedFile[] }[],
): Promise<readonly KeptState[]> {
  const { hosted, artifacts } = registry.stores;
  const [rows, records] = await Promise.all([hosted.versions(ref), artifacts.ofPackage(ref)]);
  const rules = publishRulesOf(registry, ref.ecosystem);
  const ofKey = new Map(rows.map((row) => [row.key, row]));
  const ofFile = new Map(records.map((record) => [record.file, record]));
  return versions.map(({ version, files }) => {
    const row = ofKey.get(rules.versionKey(version));
    if (row === undefined) return { state: 'new' };
    if (row.removedAt !== undefined)
      return {
        state: 'conflict',
        because: `${version} was published here before, and removed; a version is used once`,
      };
    return compareFiles(files, ofFile);
  });
}

function compareFiles(
  files: readonly ImportedFile[],
  ofFile: ReadonlyMap<string, ArtifactRecord>,
): KeptState {
  const missing: string[] = [];
  for (const { file, digests } of files) {
    const record = ofFile.get(file);
    if (record === undefined) missing.push(file);
    else if (!areSame(digests, record.digests))
      return { state: 'conflict', because: `${file} is here with other bytes (sha256 ${record.sha256})` };
  }
  return missing.length === 0 ? { state: 'present' } : { state: 'partly', missing };
}

/** By the strongest algorithm that both have. */
function areSame(one: Digests, other: Digests): boolean {
  const algorithm = DIGEST_ALGORITHMS.find((known) => one[known] !== undefined && other[known] !== undefined);
  return algorithm !== undefined && one[algorithm] === other[algorithm];
}
