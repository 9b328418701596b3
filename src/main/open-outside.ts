// Opens the way out: the upstreams and feeds of the configuration as origins, and the registry's client over them.

import type { Clock } from '../kernel/clock.ts';
import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { createFetcher, type Fetcher } from '../outbound/fetcher.ts';
import { createHopTrail, type HopTrail } from '../outbound/hop-trail.ts';
import type { ConfiguredOrigin, Credentials } from '../outbound/origins.ts';
import type { UpstreamClient } from '../registry/ports.ts';
import { upstreamKey, type Upstream } from '../registry/upstreams.ts';
import type { Config, UpstreamConfig } from './config-schema.ts';
import { feedOrigin } from './feed-runner.ts';
import { namespaceOrigins } from './open-namespaces.ts';
import { scanningOrigin } from './open-scanning.ts';
import { trustedOrigin } from './open-trusted-publishing.ts';

export interface Outside {
  readonly fetcher: Fetcher;
  /** To be kept by whoever takes requests in. */
  readonly trail: HopTrail;
  readonly client: UpstreamClient;
  readonly upstreams: readonly Upstream[];
}

/** Throws `invalid-config` for addresses that cannot work. */
export function openOutside(config: Config, clock: Clock, version: string, publicUrl: string): Outside {
  const trail = createHopTrail();
  const fetcher = createFetcher({ clock, version, publicUrl, trail, origins: configuredOrigins(config) });
  return { fetcher, trail, client: createUpstreamClient(fetcher), upstreams: configuredUpstreams(config) };
}

/** The upstreams of the configuration, in order of precedence. */
export function configuredUpstreams(config: Config): readonly Upstream[] {
  return ECOSYSTEMS.flatMap((ecosystem) =>
    config.upstreams[ecosystem].map(({ name, url, artifact_hosts, namespaces }): Upstream => ({
      ecosystem,
      name,
      url,
      artifactHosts: artifact_hosts,
      ...(namespaces === undefined ? {} : { namespaces }),
    })),
  );
}

/** The registry's view of the way out. */
export function createUpstreamClient(fetcher: Fetcher): UpstreamClient {
  return {
    get: ({ url, accept, etag, lastModified, maxBytes, identity, upstream }) =>
      fetcher.get({
        url,
        maxBytes,
        credentials: upstream,
        encoding: identity === true ? 'identity' : 'any',
        ...(accept === undefined ? {} : { accept }),
        ...(etag === undefined ? {} : { etag }),
        ...(lastModified === undefined ? {} : { lastModified }),
      }),
  };
}

function configuredOrigins(config: Config): readonly ConfiguredOrigin[] {
  const upstreams = ECOSYSTEMS.flatMap((ecosystem) =>
    config.upstreams[ecosystem].map((upstream): ConfiguredOrigin => {
      const auth = credentialsOf(upstream);
      return {
        name: upstreamKey({ ecosystem, name: upstream.name }),
        url: upstream.url,
        artifactHosts: upstream.artifact_hosts,
        ...(auth === undefined ? {} : { auth }),
      };
    }),
  );
  const feeds = config.feeds.sources
    .filter(({ location }) => /^https?:\/\//.test(location))
    .map(({ name, location }): ConfiguredOrigin => ({ name: feedOrigin(name), url: location }));
  // The issuer alone: what its description leads to elsewhere is held to the rules for addresses in documents.
  const issuers = config.sso.providers.map(({ name, issuer }): ConfiguredOrigin => ({
    name: `sso:${name}`,
    url: issuer,
  }));
  const scanners = config.scanning.sources.flatMap(({ name, keys_url }): ConfiguredOrigin[] =>
    keys_url === undefined ? [] : [{ name: scanningOrigin(name), url: keys_url }],
  );
  const trusted = config.trusted_publishing.issuers.map(({ name, url }): ConfiguredOrigin => ({
    name: trustedOrigin(name),
    url,
  }));
  return [...upstreams, ...feeds, ...issuers, ...scanners, ...trusted, ...namespaceOrigins(config)];
}

function credentialsOf({ auth }: UpstreamConfig): Credentials | undefined {
  if (auth === undefined) return undefined;
  switch (auth.type) {
    case 'bearer':
      return { kind: 'bearer', token: auth.token ?? '' };
    case 'basic':
      return { kind: 'basic', username: auth.username ?? '', password: auth.password ?? '' };
    case 'header':
      return { kind: 'header', name: auth.header ?? '', value: auth.value ?? '' };
  }
}
