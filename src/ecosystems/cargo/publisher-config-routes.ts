// `…/api/v1/trusted_publishing/github_configs` and `…/gitlab_configs`: which request means what.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import {
  CONFIG_PROVIDERS,
  type ConfigPlace,
  type ConfigProvider,
  type PublisherConfigRequest,
} from '../adapter-publisher-configs.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, NO_DOORS } from '../route-rows.ts';
import { names } from './name.ts';

const FOLDER = ['api', 'v1', 'trusted_publishing'];
const PATTERN = '/api/v1/trusted_publishing/:provider_configs';
const DEFAULT_PER_PAGE = 10;
const MAX_PER_PAGE = 100;

function rowOf(
  id: string,
  method: RegistryRoute['methods'][number],
  pattern: string,
  means: (
    provider: ConfigProvider,
    rest: readonly string[],
    input: RouteInput,
  ) => RegistryRequest | undefined,
): RegistryRoute {
  return {
    id,
    methods: [method],
    pattern,
    access: 'read',
    match(input) {
      if (!beginsWith(input.segments, FOLDER)) return undefined;
      const [list, ...rest] = input.segments.slice(FOLDER.length);
      const provider = CONFIG_PROVIDERS.find((one) => list === `${one}_configs`);
      return provider === undefined ? undefined : means(provider, rest, input);
    },
    doors: NO_DOORS,
  };
}

export const publisherConfigRoutes: readonly RegistryRoute[] = [
  rowOf('cargo.publisher-configs', 'GET', PATTERN, (provider, rest, { query }) =>
    rest.length === 0 ? asks(readList(provider, query)) : undefined,
  ),
  rowOf('cargo.add-publisher-config', 'POST', PATTERN, (provider, rest) =>
    rest.length === 0 ? asks({ ask: 'add', provider }) : undefined,
  ),
  rowOf('cargo.remove-publisher-config', 'DELETE', `${PATTERN}/:id`, (provider, [id, ...rest]) =>
    id === undefined || rest.length > 0 ? undefined : asks({ ask: 'remove', provider, id }),
  ),
];

function asks(request: PublisherConfigRequest): RegistryRequest {
  return { kind: 'publisher-configs', ...request };
}

/** By crate, or by user. Throws `invalid-request`, in the registry's own words. */
function readList(provider: ConfigProvider, query: URLSearchParams): PublisherConfigRequest {
  const [crate, user] = [query.get('crate'), query.get('user_id')];
  if (crate !== null && user !== null) {
    throw invalid('Cannot specify both `crate` and `user_id` query parameters');
  }
  if (crate === null && user === null) {
    throw invalid('Must specify either `crate` or `user_id` query parameter');
  }
  if (query.has('page')) throw invalid('?page= is not supported for this request');
  return {
    ask: 'list',
    provider,
    ...given('name', crate === null ? undefined : names.parse(crate)),
    ...given('user', user ?? undefined),
    perPage: readPerPage(query.get('per_page')),
    ...given('after', readSeek(query.get('seek'))),
  };
}

function readPerPage(text: string | null): number {
  if (text === null) return DEFAULT_PER_PAGE;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid('Cannot read per_page: expected a number from 1 on');
  const count = Number(text);
  if (count > MAX_PER_PAGE) throw invalid(`cannot request more than ${MAX_PER_PAGE} items`);
  return count;
}

function readSeek(text: string | null): ConfigPlace | undefined {
  if (text === null) return undefined;
  const [, createdAt, id] = /^(\d{1,15})-([0-9a-f]{1,24})$/.exec(text) ?? [];
  if (createdAt === undefined || id === undefined) throw invalid('invalid seek parameter');
  return { createdAt: Number(createdAt), id };
}

function invalid(message: string): GatehouseError {
  return new GatehouseError('invalid-request', message);
}
