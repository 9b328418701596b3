// Trusted publishers as Cargo's registries have them (RFC 3691): `github_configs` and `gitlab_configs`, with the fields, the statuses
// and the paging of the Rust registry's API.

import { preciseTime } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { field, objectField, parseJsonObject, type JsonObject } from '../../formats/json.ts';
import type { OneTimeChallenge, RenderedAnswer } from '../adapter-answers.ts';
import type {
  ConfigProvider,
  PublisherConfigAsk,
  PublisherConfigRules,
  ToldConfig,
  ToldConfigPage,
} from '../adapter-publisher-configs.ts';
import { jsonAnswer } from '../json-answer.ts';
import { names } from './name.ts';
import { numberOf } from './owners.ts';

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 8 };
const MAX_FIELD = 255;

/** What a code comes in: the registry that these are of has no such thing. */
export const PROOF_HEADER = 'gatehouse-otp';

export const publisherConfigs: PublisherConfigRules = {
  read: parsePublisherConfig,
  isUser: (user, accountId) => user === String(numberOf(accountId)),
  added: (provider, config) => jsonAnswer({ [`${provider}_config`]: describe[provider](config) }),
  list: (provider, page) => privately(listOf(provider, page)),
  removed: () => ({ status: 204, body: '', contentType: 'application/json', headers: {} }),
  oneTime: {
    presented: (headers) => headers[PROOF_HEADER] || undefined,
    opensPage: () => false,
    challenge,
  },
};

/** The body of a POST. Fields that nobody knows are passed over, as the registry does. */
export function parsePublisherConfig(body: Uint8Array, provider: ConfigProvider): PublisherConfigAsk {
  const envelope = `${provider}_config`;
  const config = objectField(parseJsonObject(body, 'the configuration', LIMITS), envelope);
  if (config === undefined) throw invalid(`expected an object with "${envelope}"`);
  const name = names.parse(textOf(config, 'crate'));
  const environment = environmentOf(config);
  return {
    provider,
    name,
    settings: { ...SETTINGS[provider](config), ...given('environment', environment) },
  };
}

type Settings = PublisherConfigAsk['settings'];

const SETTINGS: Readonly<Record<ConfigProvider, (config: JsonObject) => Settings>> = {
  github: (config) => ({
    repository: `${textOf(config, 'repository_owner')}/${partOf(config, 'repository_name')}`,
    workflow: textOf(config, 'workflow_filename'),
    ...given('ownerId', idOf(config, 'repository_owner_id')),
  }),
  gitlab: (config) => ({
    project: `${textOf(config, 'namespace')}/${partOf(config, 'project')}`,
    file: textOf(config, 'workflow_filepath'),
    ...given('namespaceId', idOf(config, 'namespace_id')),
  }),
};

function textOf(config: JsonObject, name: string): string {
  const value = field(config, name);
  if (typeof value === 'string' && value !== '' && value.length <= MAX_FIELD) return value;
  throw invalid(`${name}: expected a text of 1 to ${MAX_FIELD} characters`);
}

/** The last part of a path: with a slash in it, the parts before would be another's. */
function partOf(config: JsonObject, name: string): string {
  const text = textOf(config, name);
  if (!text.includes('/')) return text;
  throw invalid(`${name}: found a slash`);
}

/** An empty one would mean every environment, and whoever sends it means none of them. */
function environmentOf(config: JsonObject): string | undefined {
  const value = field(config, 'environment');
  return value === undefined || value === null ? undefined : textOf(config, 'environment');
}

/** Given back as it was told, or left out: then the first use pins it. */
function idOf(config: JsonObject, name: string): string | undefined {
  const value = field(config, name);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? String(value) : textOf(config, name);
}

const describe: Readonly<Record<ConfigProvider, (config: ToldConfig) => object>> = {
  github({ settings, pins, ...config }) {
    const [owner, repository] = splitLast(settings['repository']);
    const id = pins['repository_owner_id'];
    return {
      ...identify(config),
      repository_owner: owner,
      // Unknown until the first use, where nobody gave it.
      repository_owner_id: id === undefined ? null : Number(id),
      repository_name: repository,
      workflow_filename: settings['workflow'] ?? settings['calledWorkflow'],
      ...end(config, settings),
    };
  },
  gitlab({ settings, pins, ...config }) {
    const [namespace, project] = splitLast(settings['project']);
    return {
      ...identify(config),
      namespace,
      namespace_id: pins['namespace_id'] ?? null,
      project,
      workflow_filepath: settings['file'],
      ...end(config, settings),
    };
  },
};

function identify({ id, name }: Pick<ToldConfig, 'id' | 'name'>): object {
  return { id: /^\d+$/.test(id) ? Number(id) : id, crate: name };
}

function end({ createdAt }: Pick<ToldConfig, 'createdAt'>, settings: ToldConfig['settings']): object {
  return { environment: settings['environment'] ?? null, created_at: preciseTime(createdAt) };
}

function splitLast(path: unknown): readonly [string, string] {
  const text = typeof path === 'string' ? path : '';
  const at = text.lastIndexOf('/');
  return [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
}

function listOf(provider: ConfigProvider, { configs, total, next }: ToldConfigPage): RenderedAnswer {
  const last = configs.at(-1);
  const more = next === undefined || last === undefined ? null : pageAfter(next, last);
  return jsonAnswer({
    [`${provider}_configs`]: configs.map(describe[provider]),
    meta: { total, next_page: more },
  });
}

function pageAfter(
  { name, user, perPage }: NonNullable<ToldConfigPage['next']>,
  { createdAt, id }: ToldConfig,
): string {
  const query = new URLSearchParams({
    ...given('crate', name),
    ...given('user_id', user),
    per_page: String(perPage),
    seek: `${createdAt}-${id}`,
  });
  return `?${query.toString()}`;
}

function privately(answer: RenderedAnswer): RenderedAnswer {
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'no-store' } };
}

/** 403, as the registry refuses: a 401 makes clients ask for another token, which would not help. */
function challenge({ act, hasAuthenticator, pageUrl }: OneTimeChallenge): RenderedAnswer {
  const ways = [
    ...(hasAuthenticator ? ['the six digits of your authenticator'] : []),
    ...(pageUrl === undefined ? [] : [`the code that ${pageUrl} shows`]),
  ];
  const header =
    ways.length === 0 ? [] : [`send the same request with the header Gatehouse-OTP: ${ways.join(', or ')}`];
  const detail = `Cannot ${act}: a token alone does not; ${[...header, 'do it with "gatehouse publisher", signed in'].join('; or ')}`;
  return jsonAnswer({ errors: [{ detail }] }, 403);
}

function invalid(found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot add a publisher: ${found}`);
}
