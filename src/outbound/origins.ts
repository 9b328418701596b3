// The origins that the operator configured, and what each may be told; every other address must be public and https.

import { GatehouseError } from '../kernel/errors.ts';

/** RFC 1035 section 2.3.4, without the root's dot. Host names stand in messages. */
const MAX_HOST_LENGTH = 253;
/** RFC 9110, sections 5.1 and 5.5, as Node.js holds them; its own check comes with all of its HTTP, which a scan does not load. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** How a configured upstream wants to be asked. Secrets: never logged, never sent to another origin. */
export type Credentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string };

/** One entry of the configuration that leads outside: an upstream, a feed, a webhook. */
export interface ConfiguredOrigin {
  /** Unique among all entries (`npm:main`); what a request's `credentials` names. */
  readonly name: string;
  /** http or https; private addresses are allowed, since the operator wrote it. */
  readonly url: string;
  /** Further places that are trusted likewise, without credentials: `host`, `host:port` (scheme of `url`) or a URL. */
  readonly artifactHosts?: readonly string[];
  readonly auth?: Credentials;
}

/** What is configured, ready to be asked per request. */
export interface OriginTable {
  /** Whether the operator configured this origin (`https://host:port`, as `URL.origin` spells it). */
  isConfigured(origin: string): boolean;
  /** The header that authenticates `name` at `origin`; undefined at any other origin than the entry's own. */
  authorize(name: string, origin: string): readonly [string, string] | undefined;
}

/** Reads the configured origins. Throws `invalid-config` that names the entry. */
export function readOrigins(entries: readonly ConfiguredOrigin[]): OriginTable {
  const configured = new Set<string>();
  const auth = new Map<string, { readonly origin: string; readonly header: readonly [string, string] }>();
  const names = new Set<string>();
  for (const entry of entries) {
    if (names.has(entry.name)) throw invalid(entry.name, 'found its name twice, expected unique names');
    names.add(entry.name);
    const url = parseConfigured(entry.name, entry.url);
    configured.add(url.origin);
    for (const host of entry.artifactHosts ?? []) {
      const text = host.includes('://') ? host : `${url.protocol}//${host}`;
      configured.add(parseConfigured(entry.name, text).origin);
    }
    if (entry.auth !== undefined) {
      auth.set(entry.name, { origin: url.origin, header: credentialHeader(entry.name, entry.auth) });
    }
  }
  return {
    isConfigured: (origin) => configured.has(origin),
    authorize(name, origin) {
      const known = auth.get(name);
      return known?.origin === origin ? known.header : undefined;
    },
  };
}

/**
 * Whether `url` may be asked at all, before its name is resolved: http and https alone, http only where configured,
 * no credentials inside. Throws `not-allowed`.
 */
export function permitUrl(url: URL, origins: OriginTable): void {
  const host = (url.host || url.protocol).slice(0, MAX_HOST_LENGTH);
  const refuse = (found: string): never => {
    throw new GatehouseError('not-allowed', `Cannot fetch from ${host}: ${found}`, {
      facts: { host },
    });
  };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('expected an https address');
  if (url.hostname.length > MAX_HOST_LENGTH) refuse('its host name is too long to be one');
  if (url.username !== '' || url.password !== '') refuse('the address carries credentials');
  if (url.protocol === 'http:' && !origins.isConfigured(url.origin)) {
    refuse('found an http address, expected https (http is for configured origins only)');
  }
}

function parseConfigured(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw invalid(name, 'found an address that is none, expected an http or https URL');
}

function credentialHeader(name: string, credentials: Credentials): readonly [string, string] {
  const header = headerOf(credentials);
  if (HEADER_NAME.test(header[0]) && HEADER_VALUE.test(header[1])) return header;
  // Without their words, which are the secret.
  throw invalid(name, 'found credentials that no header can carry');
}

function headerOf(credentials: Credentials): readonly [string, string] {
  if (credentials.kind === 'header') return [credentials.name.toLowerCase(), credentials.value];
  if (credentials.kind === 'bearer') return ['authorization', `Bearer ${credentials.token}`];
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  return ['authorization', `Basic ${pair}`];
}

function invalid(name: string, found: string): GatehouseError {
  return new GatehouseError('invalid-config', `Cannot use the origin ${name}: ${found}`, { facts: { name } });
}
