// Which packages have a file of a digest: people paste one from a lock file or an alarm.

import { parseHexDigest, parseIntegrity, parseSha256, type Sha256 } from '../../kernel/digest.ts';
import { formatInstant } from '../../kernel/clock.ts';
import type { ArtifactRecord } from '../../registry/ports.ts';
import { formatPurl } from '../../formats/purl.ts';
import { onlyKnown, type Asker } from './assert-known-here.ts';
import type { PackagePage } from './package-contract.ts';
import type { ApiDeps } from './deps.ts';

/** The SHA-256 that `text` is: bare, after `sha256:`, or as an integrity string; undefined when it is none. */
export function digestIn(text: string): Sha256 | undefined {
  const hex = parseHexDigest('sha256', text.trim().replace(/^sha256:/i, '')) ?? parseIntegrity(text).sha256;
  return hex === undefined ? undefined : parseSha256(hex);
}

/** One row for each version with such a file, whether its bytes are still here or not. */
export async function findByDigest(deps: ApiDeps, asker: Asker, sha256: Sha256): Promise<PackagePage> {
  const all = await deps.registry.stores.artifacts.byDigest(sha256);
  const records = await onlyKnown(deps, asker, all);
  const items = await Promise.all(uniqueVersions(records).map((record) => describe(deps, record)));
  return { items };
}

async function describe(deps: ApiDeps, record: ArtifactRecord): Promise<PackagePage['items'][number]> {
  const known = await deps.registry.stores.packages.find(record);
  const { ecosystem, name, version, upstream, storedAt } = record;
  return {
    ecosystem,
    name,
    purl: formatPurl(deps.registry.adapters, record, { version }),
    upstream,
    firstSeenAt: formatInstant(known?.firstSeenAt ?? storedAt),
    version,
  };
}

/** The same bytes may lie in several files of a version. */
function uniqueVersions(records: readonly ArtifactRecord[]): readonly ArtifactRecord[] {
  const keyOf = ({ ecosystem, name, version }: ArtifactRecord) => `${ecosystem} ${name} ${version}`;
  return [...new Map(records.map((record) => [keyOf(record), record])).values()];
}
