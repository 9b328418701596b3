// The first start: writes gatehouse.toml with its comments, upstream addresses pinned.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import type { Config } from './config-schema.ts';

/** An upstream to be pinned. */
export interface PinnedUpstream {
  readonly name: string;
  readonly url: string;
  readonly artifactHosts: readonly string[];
}

export type PinnedUpstreams = Readonly<Record<Ecosystem, readonly PinnedUpstream[]>>;

/** A feed that is on from the first start. */
export interface PinnedFeed {
  readonly name: string;
  readonly kind: Config['feeds']['sources'][number]['kind'];
  readonly location: string;
}

/** Writes the configuration unless there is one; answers whether it did. */
export function writeFirstConfig(
  file: string,
  pinned: { readonly upstreams: PinnedUpstreams; readonly feeds: readonly PinnedFeed[] },
): boolean {
  if (existsSync(file)) return false;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, renderConfig(pinned), { mode: 0o600, flag: 'wx' });
  return true;
}

/** The document's text, every setting with its comment and default. */
export function renderConfig(pinned: {
  readonly upstreams: PinnedUpstreams;
  readonly feeds: readonly PinnedFeed[];
}): string {
  return [
    HEAD,
    ...pinned.feeds.map(renderFeed),
    UPSTREAMS_HEAD,
    ...ECOSYSTEMS.flatMap((ecosystem) =>
      pinned.upstreams[ecosystem].map((one) => renderUpstream(ecosystem, one)),
    ),
  ].join('\n');
}

function renderFeed({ name, kind, location }: PinnedFeed): string {
  return `[[feeds.sources]]
name = ${quote(name)}
kind = ${quote(kind)}
location = ${quote(location)}
`;
}

function renderUpstream(ecosystem: Ecosystem, { name, url, artifactHosts }: PinnedUpstream): string {
  return `[[upstreams.${ecosystem}]]
name = ${quote(name)}
url = ${quote(url)}
artifact_hosts = [${artifactHosts.map(quote).join(', ')}]
`;
}

/** A TOML basic string; JSON's escapes are a subset of TOML's. */
function quote(text: string): string {
  return JSON.stringify(text);
}

const HEAD = `# Gatehouse. Every setting can also be given as GATEHOUSE_<SECTION>_<KEY>.
# Changes take effect at the next start; \`gatehouse config\` prints what is in force.

[server]
host = "127.0.0.1"
port = 4870
# The address that clients use; required when listening beyond loopback.
# public_url = "https://packages.example.com"
# tls_cert = "/etc/gatehouse/cert.pem"
# tls_key = "/etc/gatehouse/key.pem"
# Proxies in front whose X-Forwarded-For is believed: addresses or CIDR blocks.
trusted_proxies = []

[access]
# Whether packages may be read without a token.
anonymous_read = true
# Views of whole networks, for readers whose token is bound to none:
# views = [{ networks = ["10.1.0.0/16"], view = "build" }]

[storage]
# "sqlite" (a file in this folder), or postgres://user:password@host/database
database = "sqlite"
# Artifacts beyond this are evicted, the least recently used first.
cache_quota = "50 GB"
memory_for_indexes = "64 MB"
memory_for_artifacts = "48 MB"

[limits]
# How long an index is served before its upstream is asked again.
index_fresh = "5m"
# How long it is believed that an upstream does not have a package.
absence_believed = "1m"
index_max = "256 MB"
artifact_max = "2 GB"

[exposure]
# Who fetched what is personal data: addresses are shortened, then deleted.
shorten_addresses_after = "7d"
keep = "90d"

[log]
# debug, info, warn or error
level = "info"

[feeds]
# true: refuse to serve packages until every feed was loaded once.
require_feeds = false
poll = "5m"
stale_after = "24h"

# Advisories, malicious packages, known exploited vulnerabilities, exploit predictions.
# location may also be a file or a folder: .json, .ndjson, .csv, each also .gz, or .zip.
`;

const UPSTREAMS_HEAD = `# Upstream registries. Order is precedence. Pinned at the first start; changed only here.
# artifact_hosts: further hosts from which an upstream's files may be fetched.
# namespaces = ["@acme/*"] limits an upstream to these names. Credentials:
# auth = { type = "bearer", token = "…" } | { type = "basic", username = "…", password = "…" } | { type = "header", header = "…", value = "…" }
`;
