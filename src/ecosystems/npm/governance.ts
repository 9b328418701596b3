// What npm sends and reads of tokens, access and trusted publishers: `npm token`, `npm profile`, `npm access`, `npm trust`.

import { DAY_MS, parseInstant, preciseTime, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJson,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type {
  AccessAsk,
  GovernanceRules,
  PublisherAsk,
  TeamAsk,
  ToldPublisher,
  ToldToken,
  TokenAsk,
} from '../adapter-governance.ts';
import { jsonAnswer } from '../json-answer.ts';
import { names } from './name.ts';

const LIMITS = { maxBytes: 1 << 20, maxDepth: 16 };

export const governance: GovernanceRules = {
  readToken,
  readAccess,
  readTeam,
  readPublisher,
  tokens: (tokens) => jsonAnswer({ objects: tokens.map(tellToken), total: tokens.length, urls: {} }),
  minted: (text, token) => jsonAnswer({ ...tellToken(token), token: text }, 201),
  // Where its person reads letters is told to no token.
  profile: ({ name, hasFactor, createdAt }) =>
    jsonAnswer({
      name,
      email: '',
      email_verified: false,
      tfa: hasFactor ? { mode: 'auth-and-writes', pending: false } : null,
      created: preciseTime(createdAt),
    }),
  visibility: (isPublic) => jsonAnswer({ public: isPublic }),
  access: (mayWrite) =>
    jsonAnswer(Object.fromEntries([...mayWrite].map(([name, writes]) => [name, writes ? 'write' : 'read']))),
  publishers: (publishers) => jsonAnswer(publishers.map(tellPublisher)),
  done: () => jsonAnswer({ ok: true }),
};

function tellToken(token: ToldToken) {
  const { id, prefix, name, isReading, asksProof, networks, packages, createdAt, expiresAt, lastUsedAt } =
    token;
  return {
    key: id,
    token: prefix,
    name,
    readonly: isReading,
    bypass_2fa: !isReading && !asksProof,
    cidr_whitelist: networks.length === 0 ? null : networks,
    packages,
    created: preciseTime(createdAt),
    ...(expiresAt === undefined ? {} : { expires: preciseTime(expiresAt), expiry: preciseTime(expiresAt) }),
    ...(lastUsedAt === undefined ? {} : { accessed: preciseTime(lastUsedAt) }),
  };
}

/** The client writes some fields otherwise than its registry's documents do: both are read. */
function readToken(body: Uint8Array, now: Instant): TokenAsk {
  const wish = read(body, 'what token is to be made');
  for (const [name, found] of [
    ['orgs', arrayField(wish, 'orgs').length > 0],
    ['orgs_permission', !['', 'no-access'].includes(stringField(wish, 'orgs_permission') ?? '')],
  ] as const) {
    if (found)
      throw invalid('make a token', `${name} was set, and no token decides about organisations here`);
  }
  const may = readPermission(wish);
  const packages = [...texts(wish, 'packages'), ...texts(wish, 'scopes').map(asScope)];
  if (may !== 'read' && packages.length === 0) {
    throw invalid(
      'make a token',
      'it writes, and names neither --packages nor --scopes, which such a token does here',
    );
  }
  const expires = field(wish, 'expires') ?? field(wish, 'expiry');
  return {
    ...given('password', stringField(wish, 'password')),
    name:
      stringField(wish, 'name') ??
      stringField(wish, 'description') ??
      stringField(wish, 'token_description') ??
      'npm',
    may,
    packages,
    networks: [...texts(wish, 'cidr_whitelist'), ...texts(wish, 'cidr')],
    asksProof: may !== 'read' && field(wish, 'bypass_2fa') !== true,
    ...(expires === undefined || expires === null ? {} : { lifetimeMs: lifetimeOf(expires, now) }),
  };
}

const PERMISSIONS: Readonly<Record<string, TokenAsk['may']>> = {
  'read-only': 'read',
  'read-write': 'write',
  'read-write-stage-only': 'stage',
};

function readPermission(wish: JsonObject): TokenAsk['may'] {
  const said = stringField(wish, 'packages_and_scopes_permission');
  // npm 10 and older: `--read-only`, or everything.
  if (said === undefined) return field(wish, 'readonly') === false ? 'write' : 'read';
  const may = Object.hasOwn(PERMISSIONS, said) ? PERMISSIONS[said] : undefined;
  if (may !== undefined) return may;
  throw invalid(
    'make a token',
    `its permission is ${shown(said)}, expected ${Object.keys(PERMISSIONS).join(', ')}`,
  );
}

function asScope(scope: string): string {
  return `${scope.startsWith('@') ? scope : `@${scope}`}/*`;
}

/** A number of days, or a moment. */
function lifetimeOf(expires: unknown, now: Instant): number {
  const at = typeof expires === 'string' ? parseInstant(expires) : undefined;
  if (at !== undefined) return at - now;
  const days = typeof expires === 'string' ? Number(expires) : expires;
  if (typeof days === 'number' && Number.isFinite(days)) return days * DAY_MS;
  throw invalid('make a token', `it expires ${shown(expires)}, expected days or a date`);
}

const VISIBILITIES: Readonly<Record<string, AccessAsk['visibility'] & string>> = {
  public: 'public',
  restricted: 'private',
  private: 'private',
};

/** `none` and `automation` are one: whoever publishes showed a second factor when they signed in, or when they made the token. */
function readAccess(body: Uint8Array): AccessAsk {
  const wish = read(body, 'the access that was asked for');
  const access = stringField(wish, 'access');
  const requires = field(wish, 'publish_requires_tfa');
  const overrides = field(wish, 'automation_token_overrides_tfa');
  const visibility =
    access !== undefined && Object.hasOwn(VISIBILITIES, access) ? VISIBILITIES[access] : undefined;
  if (access !== undefined && visibility === undefined) {
    throw invalid('set access', `found ${shown(access)}, expected public or private`);
  }
  if (visibility === undefined && typeof requires !== 'boolean') {
    throw invalid('set access', 'neither a status nor mfa was said');
  }
  return {
    ...given('visibility', visibility),
    ...(typeof requires === 'boolean' ? { asksProof: requires && overrides !== true } : {}),
  };
}

function readTeam(body: Uint8Array): TeamAsk {
  const wish = read(body, 'what a team is to do');
  const name = names.parse(stringField(wish, 'package') ?? '');
  const permissions = stringField(wish, 'permissions');
  if (permissions === undefined) return { name };
  if (permissions === 'read-write' || permissions === 'read-only') {
    return { name, may: permissions === 'read-write' ? 'write' : 'read' };
  }
  throw invalid('change what a team may do', `found ${shown(permissions)}, expected read-only or read-write`);
}

const CIRCLE = 'oidc.circleci.com/';
/** By provider, our setting, and where npm's claims have it. */
const SETTINGS = {
  github: { repository: ['repository'], workflow: ['workflow_ref', 'file'], environment: ['environment'] },
  gitlab: { project: ['project_path'], file: ['ci_config_ref_uri', 'file'], environment: ['environment'] },
  circleci: {
    orgId: [`${CIRCLE}org-id`],
    projectId: [`${CIRCLE}project-id`],
    pipelineDefinitionId: [`${CIRCLE}pipeline-definition-id`],
    vcsOrigin: [`${CIRCLE}vcs-origin`],
    contextIds: [`${CIRCLE}context-ids`],
  },
} as const;

type Provider = keyof typeof SETTINGS;

function isProvider(text: string | undefined): text is Provider {
  return text !== undefined && Object.hasOwn(SETTINGS, text);
}

/** npm sends a list of one. */
function readPublisher(body: Uint8Array): PublisherAsk {
  const sent = parse(body, 'the trusted publisher');
  const [wish, ...more] = Array.isArray(sent) ? (sent as readonly unknown[]) : [sent];
  if (!isObject(wish) || more.length > 0) throw invalid('add a publisher', 'expected one');
  const provider = stringField(wish, 'type');
  if (!isProvider(provider)) {
    throw invalid(
      'add a publisher',
      `its type is ${shown(provider)}, expected ${Object.keys(SETTINGS).join(', ')}`,
    );
  }
  const claims = objectField(wish, 'claims') ?? {};
  const settings = Object.entries(SETTINGS[provider]).flatMap(([setting, path]) => {
    const steps: readonly string[] = path;
    const value = steps.reduce<unknown>((at, key) => (isObject(at) ? field(at, key) : undefined), claims);
    const isText =
      typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
    return isText ? [[setting, value]] : [];
  });
  // What may publish may stage as well.
  const permissions = texts(wish, 'permissions');
  const right = permissions.length > 0 && !permissions.includes(MAY_PUBLISH) ? 'stage' : 'publish';
  return { provider, settings: Object.fromEntries(settings) as PublisherAsk['settings'], right };
}

const MAY_PUBLISH = 'createPackage';
const MAY_STAGE = 'createStagedPackage';

function tellPublisher({ id, provider, settings, right }: ToldPublisher) {
  const told: Record<string, unknown> = {};
  for (const [setting, path] of Object.entries(isProvider(provider) ? SETTINGS[provider] : {})) {
    const [outer = '', inner] = path as readonly string[];
    const value = settings[setting];
    if (value !== undefined) told[outer] = inner === undefined ? value : { [inner]: value };
  }
  const permissions = right === 'publish' ? [MAY_PUBLISH, MAY_STAGE] : [MAY_STAGE];
  return { id, type: provider, claims: told, permissions };
}

function parse(body: Uint8Array, what: string): unknown {
  return parseJson(body, what, LIMITS);
}

function read(body: Uint8Array, what: string): JsonObject {
  const value = parse(body, what);
  if (isObject(value)) return value;
  throw invalid(`read ${what}`, 'expected an object');
}

/** The texts of a list, or one that stands alone. */
function texts(object: JsonObject, name: string): readonly string[] {
  const value = field(object, name);
  if (typeof value === 'string') return value === '' ? [] : [value];
  return arrayField(object, name).filter((one) => typeof one === 'string');
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}

function invalid(act: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot ${act}: ${found}`);
}
