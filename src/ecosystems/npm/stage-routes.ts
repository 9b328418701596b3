// npm's requests about staged versions (npm 11.15 and newer): `npm stage publish`, `list`, `view`, `download`, `approve`, `reject`.

import type { RegistryRequest, RegistryRoute, RouteInput, StagedRequest } from '../adapter-routes.ts';
import { beginsWith, exactRoute, NO_DOORS } from '../route-rows.ts';
import { names } from './name.ts';
import { takeName } from './take-name.ts';

const FOLDER = ['-', 'stage'];
/** npm sends no other ids. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_PER_PAGE = 100;
/** Further pages are asked for by nobody who reads them. */
const MAX_PAGE = 100;

function stage({ segments }: RouteInput): RegistryRequest | undefined {
  if (!beginsWith(segments, [...FOLDER, 'package'])) return undefined;
  const taken = takeName(segments.slice(3));
  return taken?.rest.length === 0 ? { kind: 'submit', variant: 'stage', name: taken.name } : undefined;
}

/** Throws `invalid-name`. */
function list({ query }: RouteInput): RegistryRequest {
  const name = query.get('package');
  const perPage = Number.parseInt(query.get('perPage') ?? '', 10);
  const page = Number.parseInt(query.get('page') ?? '', 10);
  return {
    kind: 'staged',
    ask: 'list',
    ...(name === null ? {} : { name: names.parse(name) }),
    page: page > 0 ? Math.min(page, MAX_PAGE) : 0,
    perPage: perPage > 0 ? Math.min(perPage, MAX_PER_PAGE) : MAX_PER_PAGE,
  };
}

function one({ method, segments }: RouteInput): RegistryRequest | undefined {
  const [id = '', act, ...rest] = segments.slice(FOLDER.length);
  if (!beginsWith(segments, FOLDER) || rest.length > 0 || id === '' || id === 'package') return undefined;
  const ask = ASKS[`${method} ${act ?? ''}`];
  return ask === undefined ? undefined : { kind: 'staged', ask, id: ID.test(id) ? id.toLowerCase() : 'none' };
}

const ASKS: Readonly<Record<string, Exclude<StagedRequest['ask'], 'list'>>> = {
  'GET ': 'show',
  'GET tarball': 'download',
  'POST approve': 'approve',
  'DELETE ': 'reject',
};

export const stageRoutes: readonly RegistryRoute[] = [
  {
    id: 'npm.stage',
    methods: ['POST'],
    pattern: '/-/stage/package/:package',
    access: 'publish',
    match: stage,
    doors: NO_DOORS,
  },
  exactRoute('npm.staged', ['GET'], '/-/stage', list, 'publish'),
  {
    id: 'npm.staged-one',
    methods: ['GET', 'POST', 'DELETE'],
    pattern: '/-/stage/:id',
    access: 'publish',
    match: one,
    // What is staged is no version of the package, and who may see it is asked of each.
    doors: NO_DOORS,
  },
];
