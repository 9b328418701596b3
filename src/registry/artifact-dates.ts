// Dates of versions that only their artifacts tell, by Last-Modified.

import type { Instant } from '../kernel/clock.ts';
import type { Evidence, EvidenceDetails } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { IndexContext, IndexFacts } from '../ecosystems/adapter-index-document.ts';
import type { RegistryDeps } from './deps.ts';
import type { UpstreamResponse } from './ports.ts';
import { isOfUpstream, upstreamKey, type Upstream } from './upstreams.ts';

/** How many are asked about of those highest in order, which ranges resolve to, and of those last in the index. */
const PROBES_EACH = 3;

interface Source {
  readonly ref: PackageRef;
  readonly upstream: Upstream;
  readonly index: IndexFacts;
  readonly context: IndexContext;
}

/**
 * Asks the upstream for the dates of the newest of `versions`, side by side, so that an index can leave out what is too
 * young before a client asks for it. A version that has no date, or cannot be asked about, is left out.
 */
export async function probeDates(
  deps: Pick<RegistryDeps, 'adapters' | 'client' | 'limits'>,
  source: Source,
  versions: readonly string[],
): Promise<readonly EvidenceDetails['published'][]> {
  const { versions: order, artifacts, index } = deps.adapters[source.ref.ecosystem];
  if (!index.datesFromArtifacts || artifacts.datingFile === undefined) return [];
  const highest = [...versions].sort((a, b) => order.compare(b, a)).slice(0, PROBES_EACH);
  const newest = new Set([...highest, ...versions.slice(-PROBES_EACH)]);
  const dates = await Promise.all([...newest].map((version) => probeDate(deps, source, version)));
  return dates.flat();
}

async function probeDate(
  deps: Pick<RegistryDeps, 'adapters' | 'client' | 'limits'>,
  { ref, upstream, index, context }: Source,
  version: string,
): Promise<readonly EvidenceDetails['published'][]> {
  const { artifacts } = deps.adapters[ref.ecosystem];
  const file = artifacts.datingFile?.(ref.name, version);
  const url = file === undefined ? undefined : artifacts.locate(index, file, context)?.artifact.url;
  if (url === undefined || !isOfUpstream(upstream, url)) return [];
  try {
    const response = await deps.client.get({
      url,
      upstream: upstreamKey(upstream),
      maxBytes: deps.limits.artifactMaxBytes,
      identity: true,
    });
    response.discard();
    const at = response.status === 200 ? lastModifiedOf(response) : undefined;
    return at === undefined ? [] : [{ version, at, how: 'artifact' }];
  } catch {
    // Without a date the version is judged by its first sight, and its own file will date it when it is asked for.
    return [];
  }
}

/** The date that an upstream gives one file; undefined without a readable one. */
export function lastModifiedOf(response: UpstreamResponse): Instant | undefined {
  const at = Date.parse(response.headers['last-modified'] ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** The evidence that a version came out at that time; of an artifact's date and a first sight, the former counts. */
export function statePublished(
  ref: PackageRef,
  source: string,
  details: EvidenceDetails['published'],
  now: Instant,
): Evidence<'published'> {
  const kind = details.how === 'artifact' ? 'artifact-date' : 'first-seen';
  return {
    id: `${kind}/${ref.ecosystem}/${ref.name}/${details.version}`,
    kind: 'published',
    subject: ref,
    source,
    observedAt: now,
    confidence: 1,
    details,
  };
}
