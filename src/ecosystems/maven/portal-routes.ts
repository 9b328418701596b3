// The portal's requests: an archive of a version's files, what became of it, and what is to become of it.

import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, exactRoute, NO_DOORS } from '../route-rows.ts';
import { names } from './name.ts';

const ROOT = '/portal/api/v1/publisher';
const FOLDER = ROOT.slice(1).split('/');
const MAX_TITLE_LENGTH = 200;
const ID = /^[\w-]{1,64}$/;

function upload({ query }: RouteInput): RegistryRequest {
  const title = (query.get('name') ?? '').trim().slice(0, MAX_TITLE_LENGTH);
  // Without a word on it, a person looks before anything is published.
  const isAutomatic = query.get('publishingType')?.toUpperCase() === 'AUTOMATIC';
  return { kind: 'deployment', ask: 'upload', title, isAutomatic };
}

function idOf(raw: string): string {
  return ID.test(raw) ? raw : 'none';
}

function one({ method, segments }: RouteInput): RegistryRequest | undefined {
  const [word, id, ...rest] = segments.slice(FOLDER.length);
  if (!beginsWith(segments, FOLDER) || word !== 'deployment' || id === undefined || rest.length > 0)
    return undefined;
  return { kind: 'deployment', ask: method === 'DELETE' ? 'drop' : 'publish', id: idOf(id) };
}

/** `/deployment/:id/download/:path` and, of whichever has the file, `/deployments/download/:path`. */
function download({ segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, FOLDER)) return undefined;
  const [word, ...rest] = segments.slice(FOLDER.length);
  const id = word === 'deployment' ? rest.shift() : undefined;
  const isOfOne = word === 'deployment' && id !== undefined;
  if ((!isOfOne && word !== 'deployments') || rest.shift() !== 'download' || rest.length === 0)
    return undefined;
  return {
    kind: 'deployment',
    ask: 'download',
    ...(isOfOne ? { id: idOf(id) } : {}),
    path: rest.join('/'),
  };
}

/** Throws `invalid-name`. */
function published({ query }: RouteInput): RegistryRequest {
  const name = names.parse(`${query.get('namespace') ?? ''}:${query.get('name') ?? ''}`);
  return { kind: 'deployment', ask: 'published', name, version: query.get('version') ?? '' };
}

export const portalRoutes: readonly RegistryRoute[] = [
  exactRoute('maven.portal-upload', ['POST'], `${ROOT}/upload`, upload, 'publish'),
  exactRoute(
    'maven.portal-status',
    ['POST'],
    `${ROOT}/status`,
    ({ query }) => ({ kind: 'deployment', ask: 'status', id: idOf(query.get('id') ?? '') }),
    'publish',
  ),
  exactRoute('maven.portal-published', ['GET'], `${ROOT}/published`, published, 'publish'),
  {
    id: 'maven.portal-download',
    methods: ['GET'],
    pattern: `${ROOT}/deployment/:id/download/:path`,
    access: 'publish',
    match: download,
    // What is published is not read from here any more.
    doors: NO_DOORS,
  },
  {
    id: 'maven.portal-deployment',
    methods: ['POST', 'DELETE'],
    pattern: `${ROOT}/deployment/:id`,
    access: 'publish',
    match: one,
    doors: NO_DOORS,
  },
];
