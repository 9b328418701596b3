// The first start: writes gatehouse.toml with its comments, upstream addresses pinned.

import { mkdirSync, writeFileSync } from 'node:fs';
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

/** What the first configuration is made of. */
export interface FirstConfig {
  /** Where to listen, when the start was told. */
  readonly server: { readonly host?: string; readonly port?: string };
  readonly upstreams: PinnedUpstreams;
  readonly feeds: readonly PinnedFeed[];
}

/** Writes the first configuration, which only its owner may read. Throws when there is one. */
export function writeFirstConfig(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
}

/** Upstreams of an installation that has none yet. */
export const NO_UPSTREAMS: PinnedUpstreams = { npm: [], pypi: [], cargo: [], maven: [], composer: [] };

/** The document's text, every setting with its comment and what it is at the first start. */
export function renderConfig({ server, upstreams, feeds }: FirstConfig): string {
  return [
    HEAD,
    renderServer(server),
    SETTINGS,
    ...feeds.map(renderFeed),
    UPSTREAMS_HEAD,
    ...ECOSYSTEMS.flatMap((ecosystem) => upstreams[ecosystem].map((one) => renderUpstream(ecosystem, one))),
  ].join('\n');
}

function renderServer({ host = '127.0.0.1', port = '4870' }: FirstConfig['server']): string {
  // What is no number stays text, so that the schema names it.
  return `[server]
host = ${quote(host)}
port = ${/^\d{1,9}$/.test(port) ? Number(port) : quote(port)}`;
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
`;

const SETTINGS = `# The address that clients use; required when listening beyond loopback.
# public_url = "https://packages.example.com"
# tls_cert = "/etc/gatehouse/cert.pem"
# tls_key = "/etc/gatehouse/key.pem"
# Proxies in front whose X-Forwarded-For is believed: addresses or CIDR blocks.
trusted_proxies = []
# What seals secrets in the database; made as secret.key in this folder. Several servers on one database share one:
# secret_key_file = "/etc/gatehouse/secret.key" # openssl rand -base64 32

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

[findings]
# How long a finding in an application may stay before it is overdue; a date of CISA's catalogue counts where it is earlier.
critical_within = "7d"
high_within = "30d"
medium_within = "90d"
low_within = "180d"
# Older snapshots of applications are deleted, the newest of each never.
keep_snapshots = "730d"

[currency]
# true: upstreams are asked, slowly, for packages that applications have and that never came through this gate, so that it is
# known how far they are behind. Upstreams then learn the names in your lock files, but never a reserved one.
load_packages = false
packages_per_minute = 30
# Which licences applications may have, by their tags; the first row counts whose tags an application all has:
# licences = [{ tags = { use = "internal" }, allowed = ["*"] }, { allowed = ["MIT", "Apache-2.0", "BSD-*"], denied = ["AGPL-*"] }]

[accounts]
# Who makes accounts: "invited", administrators add people; "open", anybody signs up with an address that they verify, as a reader;
# "sso", a provider of identities brings them.
sign_up = "invited"
# The domain of each address is looked at every 30 days, and one that is gone recovers no account. Whom to ask, else the machine's own:
# dns_servers = ["192.0.2.53"]

[publish]
# Who may publish under a name that lies in no claimed namespace: "members", everybody who may publish; "namespaces", nobody.
new_names = "members"
# Who may know a new package, unless its publisher says: "public", all readers; "internal", who has an account; "private", its people.
visibility = "public"
max_size = "128 MB"
# How long who is new to a package, or whose account was recovered, waits before they publish it, unless somebody who was there before
# approves; 0 for not at all: docs/takeover.md
hold_hours = 72
# An account that nobody used for so long proves its address anew before it publishes; the first release after so long is held. 0: never.
dormant_account_days = 365
dormant_package_days = 730
# Whether every file of a Maven version needs its PGP signature (.asc) beside it.
maven_signatures = false
# Whether Maven's snapshots are taken: each build is kept under its own name, and 1.0-SNAPSHOT stands for the newest that is offered.
maven_snapshots = true
# How many days a staged version waits for somebody to approve it; then its files are given back.
staged_days = 14

[high_impact]
# So many packages and applications that depend on a package here, or files of it served in 30 days, make it high-impact. grace_days
# later it takes passkeys of all who may publish it, and a second person who approves each version: docs/high-impact.md
dependents = 50
downloads = 10000
grace_days = 30

[namespaces]
# Namespaces are proven in the DNS (asked of accounts.dns_servers), by a file of a domain, or by a repository of an account at a code host
# (GitHub, GitLab and Codeberg, unless you list others): docs/namespaces.md
# code_hosts = [{ name = "forge", url = "https://git.example.com", groups = ["com.example.git"] }]
# Where the file of a domain of your own network is asked for, since no address that is not public is asked otherwise:
# sites = [{ domain = "acme.internal", url = "http://10.0.0.7" }]

[mail]
# Letters to people with accounts (links to verify an address or to recover an account, notices of critical changes) go by SMTP:
# server = "smtps://user:password@mail.example.com"   # TLS; smtp://mail.example.com:587 for STARTTLS
# from = "Gatehouse <gatehouse@example.com>"
# Without a server they land in the folder mail/ beside this file, for whoever runs this server to pass on.

# People may sign in by an OpenID provider; docs/sso.md says how to set one up. Its address to come back to: <public_url>/sso/<name>
# [[sso.providers]]
# name = "acme"
# label = "Acme"
# issuer = "https://id.example.com"   # exactly as the provider calls itself
# client_id = "gatehouse"
# client_secret = "…"
# creates_accounts = true
# email_domains = ["example.com"]
# roles = { administrator = ["gatehouse-admins"], reviewer = ["security"] }

[scanning]
# Services that scan for secrets and sign their reports (POST /api/v1/tokens/report); their letters then say where a token was
# found. Anyone who holds a whole token may report it without.
# sources = [{ name = "hub", keys_url = "https://hub.example.com/meta/public_keys/secret_scanning" }]

[trusted_publishing]
# Whose identity tokens are exchanged for tokens that publish, where somebody made a publisher of them (docs/trusted-publishing.md).
providers = ["github", "gitlab", "google", "activestate", "circleci"]
# A server of your own, or any other OpenID issuer; its address exactly as its tokens say:
# [[trusted_publishing.issuers]]
# name = "acme-gitlab"
# provider = "gitlab"                       # github, gitlab, google, activestate, circleci, custom
# url = "https://gitlab.example.com"

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
