// npm's registry protocol: which request means what.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter.ts';
import { escapeName, names, splitScope } from './name.ts';

/** The media type that asks for the short form of a packument. */
export const ABBREVIATED_TYPE = 'application/vnd.npm.install-v1+json';

/** Ends the name of a variant that also has the hidden versions, for an installation from a lock file. */
export const LOCKED = '-locked';

/** Ends the name of a variant that also has the dates of what is kept out. */
export const DATED = '-dated';

/** The headers that choose a packument's variant. */
export const VARIANT_HEADERS = 'accept, npm-command, user-agent';

const NO_DOORS = () => [];

/** Takes a package name off the front of the path: one segment, or two where the first is a scope. */
function takeName(
  segments: readonly string[],
): { readonly name: PackageName; readonly rest: readonly string[] } | undefined {
  const first = segments[0];
  if (first === undefined || first === '-') return undefined;
  const isSplitScope = first.startsWith('@') && !first.includes('/') && segments.length > 1;
  const raw = isSplitScope ? `${first}/${segments[1]}` : first;
  return { name: names.parse(raw), rest: segments.slice(isSplitScope ? 2 : 1) };
}

function isUnder(segments: readonly string[], ...expected: string[]): boolean {
  return expected.every((segment, at) => segments[at] === segment);
}

function packument({ segments, headers }: RouteInput): RegistryRequest | undefined {
  const taken = takeName(segments);
  if (taken === undefined || taken.rest.length > 0) return undefined;
  const form = headers['accept']?.includes(ABBREVIATED_TYPE) === true ? 'abbreviated' : 'full';
  return { kind: 'index', name: taken.name, variant: `${form}${lockSuffix(form, headers)}` };
}

/** The commands of npm that install what the lock file says and resolve nothing. */
const LOCKED_COMMANDS = new Set(['ci', 'install-ci-test']);

/**
 * Clients that read packuments while they install from a lock file, and must find there what is hidden from ranges: npm
 * (where the lock file keeps no addresses) looks for the version, pnpm for its date, which it compares with a limit of its own.
 */
function lockSuffix(form: 'full' | 'abbreviated', headers: RouteInput['headers']): string {
  if (LOCKED_COMMANDS.has(headers['npm-command'] ?? '')) return LOCKED;
  return form === 'full' && headers['user-agent']?.startsWith('pnpm/') === true ? DATED : '';
}

/** `/name/-/file.tgz`, and the older `/@scope/name/-/@scope/file.tgz`. */
function tarball({ segments }: RouteInput): RegistryRequest | undefined {
  const taken = takeName(segments);
  if (taken === undefined || taken.rest[0] !== '-') return undefined;
  const path = taken.rest.slice(1).join('/');
  const { scope } = splitScope(taken.name);
  const file = scope !== undefined && path.startsWith(`${scope}/`) ? path.slice(scope.length + 1) : path;
  if (file === '' || file.includes('/')) return undefined;
  return { kind: 'artifact', name: taken.name, file };
}

function versionDocument({ segments }: RouteInput): RegistryRequest | undefined {
  const taken = takeName(segments);
  const selector = taken?.rest[0];
  if (taken === undefined || selector === undefined || taken.rest.length !== 1 || selector === '-') {
    return undefined;
  }
  return { kind: 'index', name: taken.name, variant: 'version', selector };
}

function distTags({ segments }: RouteInput): RegistryRequest | undefined {
  if (!isUnder(segments, '-', 'package')) return undefined;
  const taken = takeName(segments.slice(2));
  if (taken?.rest.length !== 1 || taken.rest[0] !== 'dist-tags') return undefined;
  return { kind: 'index', name: taken.name, variant: 'dist-tags' };
}

function attestations({ segments }: RouteInput): RegistryRequest | undefined {
  if (!isUnder(segments, '-', 'npm', 'v1', 'attestations')) return undefined;
  const spec = segments.slice(4).join('/');
  const at = spec.lastIndexOf('@');
  if (at <= 0) return undefined;
  const name = names.parse(spec.slice(0, at));
  const version = spec.slice(at + 1);
  return {
    kind: 'passthrough',
    path: `-/npm/v1/attestations/${escapeName(name)}@${encodeURIComponent(version)}`,
    accept: 'application/json',
    contentType: 'application/json',
    name,
    version,
  };
}

function searchRequest({ segments, query }: RouteInput): RegistryRequest | undefined {
  if (segments.length !== 3 || !isUnder(segments, '-', 'v1', 'search')) return undefined;
  const size = Math.min(250, Math.max(1, Number.parseInt(query.get('size') ?? '20', 10) || 20));
  const from = Math.max(0, Number.parseInt(query.get('from') ?? '0', 10) || 0);
  return { kind: 'search', text: query.get('text') ?? '', size, from };
}

/** A route whose path is fixed. */
function exactly(
  id: string,
  method: 'GET' | 'POST',
  path: string,
  access: RegistryRoute['access'],
  means: RegistryRequest,
): RegistryRoute {
  const expected = path.split('/').slice(1);
  return {
    id,
    methods: [method],
    pattern: path,
    access,
    match: ({ segments }) =>
      segments.length === expected.length && isUnder(segments, ...expected) ? means : undefined,
    doors: NO_DOORS,
  };
}

/** The spellings of a package in a path: npm's own, upper-case escape, and plain slash. */
function spellings(name: PackageName): readonly string[] {
  return name.includes('/')
    ? [escapeName(name), name.replace('/', '%2F'), name, name.replace('@', '%40').replace('/', '%2f')]
    : [name, `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`];
}

function fileDoors(name: PackageName, file: string): readonly string[] {
  const { scope } = splitScope(name);
  const files = scope === undefined ? [file] : [file, `${scope}/${file}`];
  return spellings(name).flatMap((spelt) => files.map((path) => `/${spelt}/-/${path}`));
}

export const routes: readonly RegistryRoute[] = [
  exactly('npm.ping', 'GET', '/-/ping', 'anyone', { kind: 'answer', answer: 'ping' }),
  exactly('npm.whoami', 'GET', '/-/whoami', 'read', { kind: 'answer', answer: 'whoami' }),
  exactly('npm.keys', 'GET', '/-/npm/v1/keys', 'read', {
    kind: 'passthrough',
    path: '-/npm/v1/keys',
    accept: 'application/json',
    contentType: 'application/json',
  }),
  exactly('npm.audit-bulk', 'POST', '/-/npm/v1/security/advisories/bulk', 'read', {
    kind: 'audit',
    variant: 'bulk',
  }),
  exactly('npm.audit-legacy', 'POST', '/-/npm/v1/security/audits', 'read', {
    kind: 'audit',
    variant: 'legacy',
  }),
  exactly('npm.audit-quick', 'POST', '/-/npm/v1/security/audits/quick', 'read', {
    kind: 'audit',
    variant: 'legacy',
  }),
  {
    id: 'npm.search',
    methods: ['GET'],
    pattern: '/-/v1/search',
    access: 'read',
    match: searchRequest,
    doors: NO_DOORS,
  },
  {
    id: 'npm.attestations',
    methods: ['GET'],
    pattern: '/-/npm/v1/attestations/:package@:version',
    access: 'read',
    match: attestations,
    doors: ({ name, version }) => [`/-/npm/v1/attestations/${escapeName(name)}@${version}`],
  },
  {
    id: 'npm.dist-tags',
    methods: ['GET'],
    pattern: '/-/package/:package/dist-tags',
    access: 'read',
    match: distTags,
    doors: ({ name }) => [`/-/package/${escapeName(name)}/dist-tags`],
  },
  {
    id: 'npm.tarball',
    methods: ['GET'],
    pattern: '/:package/-/:file',
    access: 'read',
    match: tarball,
    doors: ({ name, file }) => fileDoors(name, file),
  },
  {
    id: 'npm.packument',
    methods: ['GET'],
    pattern: '/:package',
    access: 'read',
    match: packument,
    doors: ({ name }) => spellings(name).map((spelt) => `/${spelt}`),
  },
  {
    id: 'npm.version',
    methods: ['GET'],
    pattern: '/:package/:version',
    access: 'read',
    match: versionDocument,
    doors: ({ name, version }) => spellings(name).map((spelt) => `/${spelt}/${version}`),
  },
  {
    id: 'npm.write',
    methods: ['PUT', 'POST', 'DELETE', 'PATCH'],
    pattern: '/*',
    access: 'publish',
    match: () => ({ kind: 'write', what: 'publish to or change the npm registry' }),
    doors: NO_DOORS,
  },
];
