// Learns from a well-known package's index on which further hosts an upstream keeps its files.

import type { Adapter } from '../ecosystems/adapter.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { UpstreamClient } from '../registry/ports.ts';
import { readAll } from '../registry/fetch-documents.ts';
import { upstreamKey, type Upstream } from '../registry/upstreams.ts';

/** A package that every public registry of the ecosystem has had for years. */
const SAMPLES: Readonly<Record<Ecosystem, string>> = {
  npm: 'semver',
  pypi: 'pip',
  cargo: 'serde',
  maven: 'junit:junit',
  composer: 'composer/composer',
};

const SAMPLE_MAX_BYTES = 32 * 1024 * 1024;

/**
 * Origins, other than the upstream's own, to which its index points. Throws what the client and the adapter throw:
 * the caller decides whether to go on without.
 */
export async function learnArtifactHosts(
  client: UpstreamClient,
  adapter: Adapter,
  upstream: Upstream,
): Promise<readonly string[]> {
  const name = adapter.names.parse(SAMPLES[adapter.id]);
  const own = await fetchAll(client, upstream, adapter.index.upstreamDocuments());
  const documents = await fetchAll(client, upstream, adapter.index.packageDocuments(name, own));
  const index = adapter.index.read(documents, { name, upstreamUrl: upstream.url, upstreamDocuments: own });
  const origins = index.versions.flatMap(({ artifacts }) => artifacts.map(({ url }) => new URL(url).origin));
  return [...new Set(origins)].filter((origin) => origin !== new URL(upstream.url).origin);
}

async function fetchAll(
  client: UpstreamClient,
  upstream: Upstream,
  requests: readonly {
    readonly key: string;
    readonly path: string;
    readonly accept?: string;
    readonly onlyFor?: readonly string[];
  }[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const documents = new Map<string, Uint8Array>();
  for (const { key, path, accept, onlyFor } of requests) {
    if (onlyFor !== undefined) continue;
    const response = await client.get({
      url: new URL(path, `${upstream.url}/`).href,
      upstream: upstreamKey(upstream),
      maxBytes: SAMPLE_MAX_BYTES,
      ...(accept === undefined ? {} : { accept }),
    });
    if (response.status === 200) documents.set(key, await readAll(response.body));
    else response.discard();
  }
  return documents;
}
