// An immutable file whose digest changed is an alarm: the bytes first seen here against what the upstream declares now.

import type { Digests } from '../kernel/digest.ts';
import { DIGEST_ALGORITHMS } from '../kernel/digest.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { IndexFacts } from '../ecosystems/adapter-index-document.ts';
import type { LoadedPackage } from './load-package.ts';
import type { ArtifactRecord } from './ports.ts';

/** Evidence for each file whose declared digest is not that of the bytes that were first kept here. */
export function changedDigests(
  loaded: Pick<LoadedPackage, 'upstream' | 'checkedAt'> & { readonly index: IndexFacts },
  artifacts: readonly ArtifactRecord[],
): readonly Evidence<'digest-changed'>[] {
  if (artifacts.length === 0) return [];
  const declared = new Map(
    loaded.index.versions.flatMap(({ artifacts: files }) => files.map((file) => [file.file, file] as const)),
  );
  return artifacts.flatMap((record) => {
    const now = declared.get(record.file);
    const difference = now === undefined ? undefined : findDifference(record.digests, now.digests);
    return difference === undefined
      ? []
      : [stateDigestChange(loaded.upstream.name, record, difference, true, loaded.checkedAt)];
  });
}

/**
 * Evidence for each version whose kept files are all gone from the index while others stand in their place: a tag that was
 * pointed elsewhere, where file names carry what they were made from (Composer). Moving branches are meant to move.
 */
export function replacedFiles(
  adapter: Pick<Adapter, 'versions' | 'artifacts'>,
  loaded: Pick<LoadedPackage, 'upstream' | 'context' | 'checkedAt'> & { readonly index: IndexFacts },
  artifacts: readonly ArtifactRecord[],
): readonly Evidence<'digest-changed'>[] {
  const kept = Map.groupBy(artifacts, ({ version }) => version);
  return loaded.index.versions.flatMap(({ version, artifacts: [first] }) => {
    const records = kept.get(version) ?? [];
    const [oldest] = records;
    if (first === undefined || oldest === undefined || adapter.versions.isBranch(version)) return [];
    const isListed = ({ file }: ArtifactRecord) =>
      adapter.artifacts.locate(loaded.index, file, loaded.context) !== undefined;
    if (records.some(isListed)) return [];
    const difference = { was: oldest.file, now: first.file };
    return [stateDigestChange(loaded.upstream.name, oldest, difference, true, loaded.checkedAt)];
  });
}

/** The evidence that `record`'s file has other bytes now. */
export function stateDigestChange(
  upstream: string,
  record: ArtifactRecord,
  difference: { readonly was: string; readonly now: string },
  declared: boolean,
  at: number,
): Evidence<'digest-changed'> {
  return {
    id: `digest/${record.ecosystem}/${record.name}/${record.file}`,
    kind: 'digest-changed',
    subject: { ecosystem: record.ecosystem, name: record.name, digest: record.sha256 },
    source: upstream,
    observedAt: at,
    confidence: 1,
    details: { version: record.version, file: record.file, ...difference, declared },
  };
}

/** The first algorithm that both know and in which they differ; undefined when all they share agrees. */
export function findDifference(
  ours: Digests,
  theirs: Digests,
): { readonly was: string; readonly now: string } | undefined {
  for (const algorithm of DIGEST_ALGORITHMS) {
    const was = ours[algorithm];
    const now = theirs[algorithm];
    if (was !== undefined && now !== undefined && was !== now) {
      return { was: `${algorithm}:${was}`, now: `${algorithm}:${now}` };
    }
  }
  return undefined;
}
