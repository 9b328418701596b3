// Cargo's registry protocol (sparse index, downloads, web API): which request means what.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, escapeFirst, exactRoute, NO_DOORS, readCount, writeRoute } from '../route-rows.ts';
import { crateFile } from './download-address.ts';
import { indexPath, names } from './name.ts';
import { publisherConfigRoutes } from './publisher-config-routes.ts';

const MAX_PER_PAGE = 100;
const OWNERS_PATTERN = '/api/v1/crates/:crate/owners';
const API_FOLDER = ['api', 'v1', 'crates'];

/** The sparse index, the crates, and the web API. */
export const routes: readonly RegistryRoute[] = [
  // Asked for without a token first: only a 401 makes cargo come back with one.
  exactRoute('cargo.config', ['GET'], '/config.json', () => ({ kind: 'answer', answer: 'settings' })),
  exactRoute('cargo.search', ['GET'], '/api/v1/crates', searchRequest),
  downloadRoute('cargo.download', []),
  downloadRoute('cargo.api-download', ['api', 'v1']),
  {
    id: 'cargo.index',
    methods: ['GET'],
    pattern: '/:folder/:crate',
    access: 'read',
    match: indexRequest,
    doors: ({ name }) => [
      `/${indexPath(name)}`,
      `/${indexPath(name).slice(0, -name.length)}${escapeFirst(name)}`,
    ],
  },
  exactRoute(
    'cargo.publish',
    ['PUT'],
    '/api/v1/crates/new',
    () => ({ kind: 'submit', variant: 'new' }),
    'publish',
  ),
  // Where `cargo login` sends people for a token.
  exactRoute('cargo.me', ['GET'], '/me', () => ({ kind: 'page', page: 'tokens' }), 'anyone'),
  {
    id: 'cargo.owners',
    methods: ['GET'],
    pattern: OWNERS_PATTERN,
    access: 'read',
    match: (input) => ownersRequest(input, (name) => ({ kind: 'people', name })),
    doors: NO_DOORS,
  },
  {
    id: 'cargo.change-owners',
    methods: ['PUT', 'DELETE'],
    pattern: OWNERS_PATTERN,
    access: 'publish',
    match: (input) =>
      ownersRequest(input, (name) => {
        const variant = input.method === 'DELETE' ? 'remove-owners' : 'add-owners';
        return { kind: 'submit', variant, name };
      }),
    doors: NO_DOORS,
  },
  withdrawRoute('cargo.yank', 'DELETE', 'yank'),
  withdrawRoute('cargo.unyank', 'PUT', 'unyank'),
  ...publisherConfigRoutes,
  writeRoute('cargo.write', 'publish to or change the Cargo registry'),
];

function ownersRequest(
  { segments }: RouteInput,
  means: (name: PackageName) => RegistryRequest,
): RegistryRequest | undefined {
  const [rawName, last, ...rest] = segments.slice(API_FOLDER.length);
  const isMeant = beginsWith(segments, API_FOLDER) && last === 'owners' && rest.length === 0;
  return isMeant && rawName !== undefined ? means(names.parse(rawName)) : undefined;
}

/** `…/api/v1/crates/:crate/:version/yank`. */
function withdrawRoute(id: string, method: 'PUT' | 'DELETE', variant: 'yank' | 'unyank'): RegistryRoute {
  return {
    id,
    methods: [method],
    pattern: `/api/v1/crates/:crate/:version/${variant}`,
    access: 'publish',
    match({ segments }) {
      const [rawName, selector, last, ...rest] = segments.slice(API_FOLDER.length);
      const isMeant = beginsWith(segments, API_FOLDER) && last === variant && rest.length === 0;
      if (!isMeant || rawName === undefined || selector === undefined) return undefined;
      return { kind: 'submit', variant, name: names.parse(rawName), selector };
    },
    doors: NO_DOORS,
  };
}

/** A file that lies elsewhere than its name says is not found, so that each index has one address. */
function indexRequest({ segments }: RouteInput): RegistryRequest | undefined {
  const raw = segments.at(-1);
  if (raw === undefined || segments.length < 2 || segments.length > 3) return undefined;
  const isFolder = segments.slice(0, -1).every((segment) => segment.length <= 2);
  if (!isFolder) return undefined;
  const name = names.parse(raw);
  return segments.join('/') === indexPath(name) ? { kind: 'index', name, variant: 'index' } : undefined;
}

/** `…/crates/:crate/:version/download`: below the root as our own index says it, and where the web API has it. */
function downloadRoute(id: string, above: readonly string[]): RegistryRoute {
  const folder = [...above, 'crates'];
  const root = `/${folder.join('/')}`;
  return {
    id,
    methods: ['GET'],
    pattern: `${root}/:crate/:version/download`,
    access: 'read',
    match({ segments }) {
      const [rawName, version, last, ...rest] = segments.slice(folder.length);
      const isDownload = beginsWith(segments, folder) && last === 'download';
      if (!isDownload || rawName === undefined || version === undefined || rest.length > 0) return undefined;
      const name = names.parse(rawName);
      return { kind: 'artifact', name, file: crateFile(name, version) };
    },
    doors: ({ name, version }) =>
      [name, name.toUpperCase(), escapeFirst(name)].flatMap((crate) =>
        versionSpellings(version).map((spelt) => `${root}/${crate}/${spelt}/download`),
      ),
  };
}

function searchRequest({ query }: RouteInput): RegistryRequest {
  const size = readCount(query.get('per_page'), 10, MAX_PER_PAGE);
  const page = readCount(query.get('page'), 1);
  return { kind: 'search', text: query.get('q') ?? '', size, from: (page - 1) * size };
}

/** Plain, with `+` escaped, and wholly escaped. */
function versionSpellings(version: string): readonly string[] {
  return [...new Set([version, encodeURIComponent(version), escapeFirst(version)])];
}
