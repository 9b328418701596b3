// Reads gatehouse.toml, the environment and the command line into one validated configuration.

import { readFileSync } from 'node:fs';

import { parse as parseToml, TomlError } from 'smol-toml';
import type { z } from 'zod';

import { GatehouseError } from '../kernel/errors.ts';
import { configSchema, type Config } from './config-schema.ts';
import { findSetting, listSettings, parseSetting } from './settings.ts';

/** What the command line may override: dotted path to value. */
export type Overrides = Readonly<Record<string, string>>;

/**
 * The effective configuration: the file, then `GATEHOUSE_<SECTION>_<KEY>`, then `overrides`.
 * Throws `invalid-config` with every fault and its path.
 */
export function readConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Overrides = {},
): Config {
  return parseConfig(readText(file), file, environment, overrides);
}

/** The same from a text that is, or is to be, in `file`. */
export function parseConfig(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Overrides = {},
): Config {
  const document = parseDocument(text, file);
  applyEnvironment(document, environment);
  for (const [path, value] of Object.entries(overrides)) applyOverride(document, path, value);
  const result = configSchema.safeParse(document);
  if (!result.success) throw invalid(file, result.error.issues.map(describeIssue));
  const faults = findFaults(result.data);
  if (faults.length > 0) throw invalid(file, faults);
  return result.data;
}

/** The configuration without secrets, for `gatehouse config` and for logs. */
export function withoutSecrets(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) => {
      if (['token', 'password', 'value', 'client_secret'].includes(key) && typeof value === 'string')
        return '[secret]';
      return typeof value === 'string' ? withoutCredentials(value) : value;
    }),
  );
}

const USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/).*@/is;
const SECRET_KEY = /^[?&].*(?:pass|token|secret|key|sig)/is;

/** An address may hold credentials before its host (a password with an `@` or a slash in it as well) and in its query. */
function withoutCredentials(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return withoutSecretParameters(text.replace(USER_INFO, '$1[secret]@'));
}

/** Part by part, since one pattern for all of it would go over a long query again and again. */
function withoutSecretParameters(text: string): string {
  let isSecret = false;
  const parts = text.split(/(?=[?&])/).map((part) => {
    // A secret goes on to the next ampersand, whatever it holds.
    if (isSecret && part.startsWith('?')) return '';
    const equals = part.indexOf('=');
    isSecret = equals > 0 && SECRET_KEY.test(part.slice(0, equals));
    return isSecret ? `${part.slice(0, equals)}=[secret]` : part;
  });
  return parts.join('');
}

type Section = Record<string, unknown>;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GatehouseError('invalid-config', `Cannot read the configuration ${file}`, { cause });
  }
}

function parseDocument(text: string, file: string): Section {
  try {
    return parseToml(text);
  } catch (cause) {
    const place = cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : '';
    throw invalid(
      file,
      [`is no TOML${place}: ${cause instanceof Error ? firstLine(cause.message) : ''}`],
      cause,
    );
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** `GATEHOUSE_SERVER_PUBLIC_URL` sets `server.public_url`, and so for every setting of the schema. */
function applyEnvironment(
  document: Section,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const { path, variable } of listSettings()) {
    const value = environment[variable];
    if (value !== undefined) applyOverride(document, path, value);
  }
}

/** Sets one setting from text, in a section that may be missing so far. */
function applyOverride(document: Section, path: string, text: string): void {
  const [sectionName = '', key = ''] = path.split('.');
  const existing = document[sectionName];
  const section: Section = typeof existing === 'object' && existing !== null ? (existing as Section) : {};
  document[sectionName] = section;
  section[key] = parseSetting(findSetting(path)?.form ?? 'text', text);
}

const MAX_FAULT_LENGTH = 500;
/** Faults that are told; a list may have thousands of the same kind. */
const MAX_FAULTS = 100;

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const setting = findSetting(path);
  const isNoJson = setting?.form === 'json' && issue.code === 'invalid_type';
  const hint = isNoJson ? ` (in ${setting.variable}: a JSON list of objects)` : '';
  // A key that is unknown is repeated, however long it is.
  return `${path.slice(0, MAX_FAULT_LENGTH) || 'the document'}: ${issue.message.slice(0, MAX_FAULT_LENGTH)}${hint}`;
}

/** Faults that no single field shows. */
function findFaults(config: Config): readonly string[] {
  const faults: string[] = [];
  const { host, public_url, tls_cert, tls_key } = config.server;
  if ((tls_cert === undefined) !== (tls_key === undefined)) {
    faults.push('server.tls_cert and server.tls_key: expected both or neither');
  }
  if (!isLoopback(host) && public_url === undefined) {
    faults.push(`server.public_url: expected one, since server.host ${host} listens beyond loopback`);
  }
  const { server: mailServer, from } = config.mail;
  if (mailServer !== undefined && from === undefined) {
    faults.push('mail.from: expected the address that letters come from, since mail.server is set');
  }
  for (const [ecosystem, list] of Object.entries(config.upstreams)) {
    const names = list.map(({ name }) => name);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) faults.push(`upstreams.${ecosystem}: found the name ${twice} twice`);
    for (const [at, { url }] of list.entries()) {
      if (isOwnAddress(config, url))
        faults.push(`upstreams.${ecosystem}[${at}].url: found this server's own address`);
    }
  }
  const ssoTwice = findTwice(config.sso.providers.map(({ name }) => name));
  if (ssoTwice !== undefined) faults.push(`sso.providers: found the name ${ssoTwice} twice`);
  const issuerTwice = findTwice(config.sso.providers.map(({ issuer }) => issuer));
  if (issuerTwice !== undefined) faults.push(`sso.providers: found the issuer ${issuerTwice} twice`);
  const trusted = config.trusted_publishing.issuers;
  const trustedTwice = findTwice(trusted.map(({ name }) => name)) ?? findTwice(trusted.map(({ url }) => url));
  if (trustedTwice !== undefined) faults.push(`trusted_publishing.issuers: found ${trustedTwice} twice`);
  const feedNames = config.feeds.sources.map(({ name }) => name);
  const feedTwice = feedNames.find((name, at) => feedNames.indexOf(name) !== at);
  if (feedTwice !== undefined) faults.push(`feeds.sources: found the name ${feedTwice} twice`);
  return faults;
}

function findTwice(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at);
}

/** Whether `host` can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isOwnAddress({ server }: Config, url: string): boolean {
  const { hostname, port, protocol, host } = new URL(url);
  if (server.public_url !== undefined && new URL(server.public_url).host === host) return true;
  const effectivePort = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return effectivePort === server.port && isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

function invalid(file: string, faults: readonly string[], cause?: unknown): GatehouseError {
  const told = faults.slice(0, MAX_FAULTS);
  if (told.length < faults.length) told.push(`… and ${faults.length - told.length} more`);
  return new GatehouseError(
    'invalid-config',
    `Cannot use the configuration ${file}:\n${told.map((fault) => `  ${fault}`).join('\n')}`,
    { facts: { faults: told }, cause },
  );
}
