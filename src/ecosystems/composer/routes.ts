// Composer's protocol (version 2), its archives, and its questions about advisories.

import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter.ts';
import { ADVISORIES, FILTER } from './audit.ts';
import { distPath, versionOfFile } from './dist-file.ts';
import { DEV, STABLE } from './index-document.ts';
import { names, splitName } from './name.ts';

const NO_DOORS = () => [];
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

function search({ segments, query }: RouteInput): RegistryRequest | undefined {
  if (segments.length !== 1 || segments[0] !== 'search.json') return undefined;
  const size = Math.min(100, Math.max(1, Number.parseInt(query.get('per_page') ?? '', 10) || SEARCH_SIZE));
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '', 10) || 1);
  return { kind: 'search', text: query.get('q') ?? '', size, from: (page - 1) * size };
}

/** A route whose path is fixed. */
function exactly(
  id: string,
  methods: RegistryRoute['methods'],
  path: string,
  means: (input: RouteInput) => RegistryRequest,
): RegistryRoute {
  const expected = path.split('/').slice(1);
  return {
    id,
    methods,
    pattern: path,
    access: 'read',
    match: (input) =>
      input.segments.length === expected.length && expected.every((one, at) => input.segments[at] === one)
        ? means(input)
        : undefined,
    doors: NO_DOORS,
  };
}

function encodeFirst(text: string): string {
  return text.startsWith('%') ? text : `%${text.charCodeAt(0).toString(16)}${text.slice(1)}`;
}

/** The spellings of a name that lead to the same package. */
function spellings(vendor: string, unscoped: string): readonly string[] {
  return [
    `${vendor}/${unscoped}`,
    `${vendor}/${unscoped}`.toUpperCase(),
    `${encodeFirst(vendor)}/${encodeFirst(unscoped)}`,
    `${vendor}//${unscoped}`,
  ];
}

export const routes: readonly RegistryRoute[] = [
  exactly('composer.root', ['GET'], '/packages.json', () => ({ kind: 'answer', answer: 'settings' })),
  exactly('composer.advisories', ['GET', 'POST'], `/api/${ADVISORIES}`, ({ method, query }) => ({
    kind: 'audit',
    variant: ADVISORIES,
    ...(method === 'GET' ? { question: query.toString() } : {}),
  })),
  exactly('composer.filter', ['POST'], `/api/${FILTER}`, () => ({ kind: 'audit', variant: FILTER })),
  {
    id: 'composer.search',
    methods: ['GET'],
    pattern: '/search.json',
    access: 'read',
    match: search,
    doors: NO_DOORS,
  },
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
      const paths = [path, encodeFirst(path), path.replace(/\.(?=[^.]*$)/, '%2E')];
      return spellings(parts.vendor, parts.package).flatMap((spelt) =>
        paths.map((one) => `/dist/${spelt}/${one}`),
      );
    },
  },
  {
    id: 'composer.write',
    methods: ['PUT', 'POST', 'DELETE', 'PATCH'],
    pattern: '/*',
    access: 'publish',
    match: () => ({ kind: 'write', what: 'publish to or change the Composer registry' }),
    doors: NO_DOORS,
  },
];
