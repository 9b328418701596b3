// npm's registry protocol: which request means what.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, escapeFirst, exactRoute, NO_DOORS, readCount, writeRoute } from '../route-rows.ts';
import { escapeName, names, splitScope } from './name.ts';
import { governanceRoutes } from './governance-routes.ts';
import { stageRoutes } from './stage-routes.ts';
import { takeName } from './take-name.ts';

/** The media type that asks for the short form of a packument. */
export const ABBREVIATED_TYPE = 'application/vnd.npm.install-v1+json';

/** Ends the name of a variant that also has the hidden versions, for an installation from a lock file. */
export const LOCKED = '-locked';

/** Ends the name of a variant that also has the dates of what is kept out. */
export const DATED = '-dated';

/** The headers that choose a packument's variant. */
export const VARIANT_HEADERS = 'accept, npm-command, user-agent';

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
  if (!beginsWith(segments, ['-', 'package'])) return undefined;
  const taken = takeName(segments.slice(2));
  if (taken?.rest.length !== 1 || taken.rest[0] !== 'dist-tags') return undefined;
  return { kind: 'index', name: taken.name, variant: 'dist-tags' };
}

function attestations({ segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, ['-', 'npm', 'v1', 'attestations'])) return undefined;
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

function searchRequest({ query }: RouteInput): RegistryRequest {
  const from = Math.max(0, Number.parseInt(query.get('from') ?? '', 10) || 0);
  return { kind: 'search', text: query.get('text') ?? '', size: readCount(query.get('size'), 20, 250), from };
}

/** The spellings of a package in a path: npm's own, upper-case escape, and plain slash. */
function spellings(name: PackageName): readonly string[] {
  return name.includes('/')
    ? [escapeName(name), name.replace('/', '%2F'), name, name.replace('@', '%40').replace('/', '%2f')]
    : [name, escapeFirst(name)];
}

function fileDoors(name: PackageName, file: string): readonly string[] {
  const { scope } = splitScope(name);
  const files = scope === undefined ? [file] : [file, `${scope}/${file}`];
  return spellings(name).flatMap((spelt) => files.map((path) => `/${spelt}/-/${path}`));
}

type TakenName = ReturnType<typeof takeName>;

/** What is submitted at `/:package` and `rest` more segments. */
function submitted(
  variant: string,
  taken: TakenName,
  rest: number,
  selector?: string,
): RegistryRequest | undefined {
  if (taken?.rest.length !== rest) return undefined;
  return { kind: 'submit', variant, name: taken.name, ...(selector === undefined ? {} : { selector }) };
}

function revise({ method, segments }: RouteInput): RegistryRequest | undefined {
  const taken = takeName(segments);
  if (taken?.rest[0] !== '-rev') return undefined;
  return submitted(method === 'DELETE' ? 'remove-package' : 'packument-revision', taken, 2);
}

/** `/name/-/file.tgz/-rev/1`, where npm writes the file with its scope. */
function removeFile({ segments }: RouteInput): RegistryRequest | undefined {
  const taken = takeName(segments);
  if (taken?.rest[0] !== '-' || taken.rest.at(-2) !== '-rev') return undefined;
  return submitted('remove-file', taken, taken.rest.length, taken.rest.at(-3));
}

function changeTag({ method, segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, ['-', 'package'])) return undefined;
  const taken = takeName(segments.slice(2));
  if (taken?.rest[0] !== 'dist-tags') return undefined;
  return submitted(method === 'DELETE' ? 'untag' : 'tag', taken, 2, taken.rest[1]);
}

function signInStep(
  step: 'fetch' | 'fetch-code' | 'end',
  segments: readonly string[],
  folder: readonly string[],
): RegistryRequest | undefined {
  const selector = segments[folder.length];
  if (!beginsWith(segments, folder) || selector === undefined || segments.length !== folder.length + 1) {
    return undefined;
  }
  return { kind: 'sign-in', step, selector };
}

/** As CouchDB kept them, which npm was made of. */
const USER = /^org\.couchdb\.user:(.{1,100})$/;

function userRecord({ segments }: RouteInput): RegistryRequest | undefined {
  const name = USER.exec(segments[2] ?? '')?.[1];
  if (!beginsWith(segments, ['-', 'user']) || name === undefined || segments.length !== 3) return undefined;
  return { kind: 'answer', answer: 'user', selector: name };
}

const legacyAudit = (): RegistryRequest => ({ kind: 'audit', variant: 'legacy' });

export const routes: readonly RegistryRoute[] = [
  exactRoute('npm.ping', ['GET'], '/-/ping', () => ({ kind: 'answer', answer: 'ping' }), 'anyone'),
  exactRoute('npm.whoami', ['GET'], '/-/whoami', () => ({ kind: 'answer', answer: 'whoami' })),
  exactRoute('npm.keys', ['GET'], '/-/npm/v1/keys', () => ({
    kind: 'passthrough',
    path: '-/npm/v1/keys',
    accept: 'application/json',
    contentType: 'application/json',
  })),
  exactRoute('npm.audit-bulk', ['POST'], '/-/npm/v1/security/advisories/bulk', () => ({
    kind: 'audit',
    variant: 'bulk',
  })),
  exactRoute('npm.audit-legacy', ['POST'], '/-/npm/v1/security/audits', legacyAudit),
  exactRoute('npm.audit-quick', ['POST'], '/-/npm/v1/security/audits/quick', legacyAudit),
  exactRoute('npm.search', ['GET'], '/-/v1/search', searchRequest),
  exactRoute('npm.login', ['POST'], '/-/v1/login', () => ({ kind: 'sign-in', step: 'begin' }), 'anyone'),
  {
    id: 'npm.login-done',
    methods: ['GET'],
    pattern: '/-/v1/login/done/:secret',
    access: 'anyone',
    match: ({ segments }) => signInStep('fetch', segments, ['-', 'v1', 'login', 'done']),
    doors: NO_DOORS,
  },
  {
    id: 'npm.proof-done',
    methods: ['GET'],
    pattern: '/-/v1/proof/:secret',
    access: 'anyone',
    match: ({ segments }) => signInStep('fetch-code', segments, ['-', 'v1', 'proof']),
    doors: NO_DOORS,
  },
  {
    id: 'npm.logout',
    methods: ['DELETE'],
    pattern: '/-/user/token/:token',
    access: 'anyone',
    match: ({ segments }) => signInStep('end', segments, ['-', 'user', 'token']),
    doors: NO_DOORS,
  },
  {
    id: 'npm.login-password',
    methods: ['PUT'],
    pattern: '/-/user/:user',
    access: 'anyone',
    match: (input) => (userRecord(input) === undefined ? undefined : { kind: 'sign-in', step: 'password' }),
    doors: NO_DOORS,
  },
  {
    id: 'npm.user',
    methods: ['GET'],
    pattern: '/-/user/:user',
    access: 'read',
    match: userRecord,
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
  ...stageRoutes,
  ...governanceRoutes,
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
    id: 'npm.publish',
    methods: ['PUT'],
    pattern: '/:package',
    access: 'publish',
    match: (input) => submitted('packument', takeName(input.segments), 0),
    doors: NO_DOORS,
  },
  {
    id: 'npm.revise',
    methods: ['PUT', 'DELETE'],
    pattern: '/:package/-rev/:revision',
    access: 'publish',
    match: revise,
    doors: NO_DOORS,
  },
  {
    id: 'npm.remove-file',
    methods: ['DELETE'],
    pattern: '/:package/-/:file/-rev/:revision',
    access: 'publish',
    match: removeFile,
    doors: NO_DOORS,
  },
  {
    id: 'npm.tag',
    methods: ['PUT', 'POST', 'DELETE'],
    pattern: '/-/package/:package/dist-tags/:tag',
    access: 'publish',
    match: changeTag,
    doors: NO_DOORS,
  },
  writeRoute('npm.write', 'publish to or change the npm registry'),
];
