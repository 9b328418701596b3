// An immutable file whose digest changed is an alarm: the bytes first seen here against what the upstream declares now.

import type { Digests } from '../kernel/digest.ts';
import { DIGEST_ALGORITHMS } from '../kernel/digest.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { IndexFacts } from '../ecosystems/adapter.ts';
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
