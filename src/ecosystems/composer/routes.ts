// Composer's protocol (version 2), its archives, and its questions about advisories.

import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { escapeFirst, exactRoute, NO_DOORS, readCount, writeRoute } from '../route-rows.ts';
import { ADVISORIES, FILTER } from './audit.ts';
import { distPath, versionOfFile } from './dist-file.ts';
import { DEV, STABLE } from './index-document.ts';
import { names, splitName } from './name.ts';

const METADATA = /^(.+?)(~dev)?\.json$/;
const SEARCH_SIZE = 15;

/** `/p2/:vendor/:package.json`, `/p2/:vendor/:package~dev.json` */
function metadata({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, vendor, file] = segments;
  const match = METADATA.exec(file ?? '');
  if (first !== 'p2' || segments.length !== 3 || match === null) return undefined;
  const name = names.parse(`${vendor}/${match[1]}`);
  return { kind: 'index', name, variant: match[2] === undefined ? STABLE : DEV };
}

/** `/dist/:vendor/:package/:version/:reference.zip`; the version of a branch may have slashes. */
function archive({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, vendor, unscoped, ...rest] = segments;
  const file = rest.join('/');
  if (first !== 'dist' || versionOfFile(file) === undefined) return undefined;
  return { kind: 'artifact', name: names.parse(`${vendor}/${unscoped}`), file };
}

/** `/packages/:vendor/:package/:version` */
function release({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, vendor, unscoped, version] = segments;
  if (first !== 'packages' || version === undefined || segments.length !== 4) return undefined;
  return {
    kind: 'submit',
    variant: 'release',
    name: names.parse(`${vendor}/${unscoped}`),
    selector: version,
  };
}

function search({ query }: RouteInput): RegistryRequest {
  const size = readCount(query.get('per_page'), SEARCH_SIZE, 100);
  const page = readCount(query.get('page'), 1);
  return { kind: 'search', text: query.get('q') ?? '', size, from: (page - 1) * size };
}

/** The spellings of a name that lead to the same package. */
function spellings(vendor: string, unscoped: string): readonly string[] {
  return [
    `${vendor}/${unscoped}`,
    `${vendor}/${unscoped}`.toUpperCase(),
    `${escapeFirst(vendor)}/${escapeFirst(unscoped)}`,
    `${vendor}//${unscoped}`,
  ];
}

export const routes: readonly RegistryRoute[] = [
  exactRoute('composer.root', ['GET'], '/packages.json', () => ({ kind: 'answer', answer: 'settings' })),
  exactRoute('composer.advisories', ['GET', 'POST'], `/api/${ADVISORIES}`, ({ method, query }) => ({
    kind: 'audit',
    variant: ADVISORIES,
    ...(method === 'GET' ? { question: query.toString() } : {}),
  })),
  exactRoute('composer.filter', ['POST'], `/api/${FILTER}`, () => ({ kind: 'audit', variant: FILTER })),
  exactRoute('composer.search', ['GET'], '/search.json', search),
  {
    id: 'composer.metadata',
    methods: ['GET'],
    pattern: '/p2/:vendor/:package.json',
    access: 'read',
    match: metadata,
    doors({ name }) {
      const parts = splitName(name);
      return spellings(parts.vendor, parts.package).flatMap((spelt) =>
        ['.json', '~dev.json', '%7Edev.json', '%2Ejson'].map((end) => `/p2/${spelt}${end}`),
      );
    },
  },
  {
    id: 'composer.archive',
    methods: ['GET'],
    pattern: '/dist/:vendor/:package/:version/:reference',
    access: 'read',
    match: archive,
    doors({ name, file }) {
      const parts = splitName(name);
      const path = distPath(name, file).slice(`/dist/${name}/`.length);
      const paths = [path, escapeFirst(path), path.replace(/\.(?=[^.]*$)/, '%2E')];
      return spellings(parts.vendor, parts.package).flatMap((spelt) =>
        paths.map((one) => `/dist/${spelt}/${one}`),
      );
    },
  },
  {
    id: 'composer.publish',
    methods: ['PUT'],
    pattern: '/packages/:vendor/:package/:version',
    access: 'publish',
    match: release,
    doors: NO_DOORS,
  },
  writeRoute('composer.write', 'publish to or change the Composer registry'),
];
