// PyPI's protocols: the simple API, its files, the JSON API, the integrity API, uploads; and audits in OSV's form.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../adapter-routes.ts';
import { beginsWith, escapeFirst, exactRoute, NO_DOORS, writeRoute } from '../route-rows.ts';
import { filePath, provenancePath } from './file-address.ts';
import { findFileVersion, SIDECAR_SUFFIXES } from './file-version.ts';
import { names } from './name.ts';
import { chooseSimpleVariant, SIMPLE_VARIANTS } from './negotiate.ts';
import { versions as order } from './version.ts';

const INTEGRITY_TYPE = 'application/vnd.pypi.integrity.v1+json';
/** A project's document about its version `json` would be the project's own. */
const JSON_END = 'json';

/** The spellings of a name that lead to the same project. */
function spellings(name: PackageName): readonly string[] {
  const separated = ['_', '.'].map((separator) => name.replaceAll('-', separator));
  return [...new Set([name, name.toUpperCase(), ...separated, escapeFirst(name)])];
}

/** `/simple/:project/`; other spellings, and a missing slash at the end, are sent to the one address (PEP 503). */
function simplePage({ segments, headers, query, endsWithSlash }: RouteInput): RegistryRequest | undefined {
  const [first, rawName] = segments;
  if (segments.length !== 2 || first !== 'simple' || rawName === undefined) return undefined;
  const name = names.parse(rawName);
  if (name !== rawName || endsWithSlash === false) {
    return { kind: 'redirect', path: withQuery(`/simple/${name}/`, query) };
  }
  return { kind: 'index', name, variant: chooseSimpleVariant(headers['accept'], query.get('format')) };
}

function withQuery(path: string, query: URLSearchParams): string {
  const format = query.get('format');
  return format === null ? path : `${path}?${new URLSearchParams({ format }).toString()}`;
}

/** `/files/:project/:file` */
function artifact({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, rawName, file] = segments;
  if (segments.length !== 3 || first !== 'files' || rawName === undefined || file === undefined)
    return undefined;
  return { kind: 'artifact', name: names.parse(rawName), file };
}

/** `/pypi/:project/json` and `/pypi/:project/:version/json`, below `prefix`. */
function projectJson(prefix: readonly string[]): (input: RouteInput) => RegistryRequest | undefined {
  return ({ segments }) => {
    if (!beginsWith(segments, prefix)) return undefined;
    const [rawName, ...rest] = segments.slice(prefix.length);
    if (rawName === undefined || rest.length < 1 || rest.length > 2 || rest.at(-1) !== JSON_END)
      return undefined;
    const name = names.parse(rawName);
    const selector = rest.length === 2 ? rest[0] : undefined;
    if (name !== rawName) {
      const parts = [...prefix, name, ...rest.map(encodeURIComponent)];
      return { kind: 'redirect', path: `/${parts.join('/')}` };
    }
    return { kind: 'index', name, variant: 'project-json', ...(selector === undefined ? {} : { selector }) };
  };
}

/** `/integrity/:project/:version/:file/provenance` (PEP 740) */
function provenance({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, rawName, version, file, end] = segments;
  if (segments.length !== 5 || first !== 'integrity' || end !== 'provenance') return undefined;
  if (rawName === undefined || version === undefined || file === undefined) return undefined;
  const name = names.parse(rawName);
  // The file is what it is about: the version that is decided on must be its own.
  const own = findFileVersion(name, file);
  if (own === undefined || order.compare(own, version) !== 0) return undefined;
  return {
    kind: 'passthrough',
    path: provenancePath(name, version, file),
    accept: `${INTEGRITY_TYPE}, application/json;q=0.5`,
    contentType: INTEGRITY_TYPE,
    name,
    version,
  };
}

/** `/osv/v1/query`: what `pip-audit --vulnerability-service osv --osv-url` asks; `/osv/v1/querybatch`: what `uv audit` does. */
function osvQuery({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, second, question] = segments;
  if (segments.length !== 3 || first !== 'osv' || second !== 'v1') return undefined;
  if (question === 'query') return { kind: 'audit', variant: 'osv-query' };
  return question === 'querybatch' ? { kind: 'audit', variant: 'osv-querybatch' } : undefined;
}

/** `/osv/v1/vulns/:id`: the record, of which a batch answers the id alone. */
function osvRecord({ segments }: RouteInput): RegistryRequest | undefined {
  const [first, second, third, id] = segments;
  const isRecord = first === 'osv' && second === 'v1' && third === 'vulns' && segments.length === 4;
  return isRecord && id !== undefined ? { kind: 'advisory', id } : undefined;
}

function jsonDoors(prefix: string): RegistryRoute['doors'] {
  return ({ name, version }) =>
    spellings(name).flatMap((spelt) => [
      `${prefix}/${spelt}/json`,
      `${prefix}/${spelt}/${encodeURIComponent(version)}/json`,
      `${prefix}/${spelt}/${escapeFirst(encodeURIComponent(version))}/json`,
    ]);
}

function fileDoors(name: PackageName, file: string): readonly string[] {
  const files = [file, ...SIDECAR_SUFFIXES.map((suffix) => file + suffix)];
  return [
    filePath(name, file),
    ...spellings(name).flatMap((spelt) =>
      files.flatMap((one) => [
        `/files/${spelt}/${encodeURIComponent(one)}`,
        `/files/${spelt}/${escapeFirst(encodeURIComponent(one))}`,
      ]),
    ),
  ];
}

export const routes: readonly RegistryRoute[] = [
  exactRoute('pypi.root', ['GET'], '/simple/', () => ({ kind: 'answer', answer: 'names' })),
  {
    id: 'pypi.simple',
    methods: ['GET'],
    pattern: '/simple/:project/',
    access: 'read',
    match: simplePage,
    doors: ({ name }) =>
      spellings(name).flatMap((spelt) => [
        `/simple/${spelt}/`,
        `/simple/${spelt}`,
        ...SIMPLE_VARIANTS.map(
          (variant) => `/simple/${spelt}/?format=${encodeURIComponent(formatOf(variant))}`,
        ),
      ]),
  },
  {
    id: 'pypi.file',
    methods: ['GET'],
    pattern: '/files/:project/:file',
    access: 'read',
    match: artifact,
    doors: ({ name, file }) => fileDoors(name, file),
  },
  {
    id: 'pypi.provenance',
    methods: ['GET'],
    pattern: '/integrity/:project/:version/:file/provenance',
    access: 'read',
    match: provenance,
    doors: ({ name, version, file }) =>
      spellings(name).map((spelt) => `/${provenancePath(name, version, file).replace(name, spelt)}`),
  },
  {
    id: 'pypi.json',
    methods: ['GET'],
    pattern: '/pypi/:project/:version?/json',
    access: 'read',
    match: projectJson(['pypi']),
    doors: jsonDoors('/pypi'),
  },
  {
    id: 'pypi.json-short',
    methods: ['GET'],
    pattern: '/:project/:version?/json',
    access: 'read',
    match: projectJson([]),
    doors: jsonDoors(''),
  },
  {
    id: 'pypi.osv',
    methods: ['POST'],
    pattern: '/osv/v1/:question',
    access: 'read',
    match: osvQuery,
    doors: NO_DOORS,
  },
  {
    id: 'pypi.osv-record',
    methods: ['GET'],
    pattern: '/osv/v1/vulns/:id',
    access: 'read',
    match: osvRecord,
    doors: NO_DOORS,
  },
  exactRoute('pypi.upload', ['POST'], '/legacy/', () => ({ kind: 'submit', variant: 'upload' }), 'publish'),
  writeRoute('pypi.write', 'upload to or change the Python index'),
];

function formatOf(variant: (typeof SIMPLE_VARIANTS)[number]): string {
  if (variant === 'html') return 'text/html';
  return `application/vnd.pypi.simple.v1+${variant === 'json' ? 'json' : 'html'}`;
}
