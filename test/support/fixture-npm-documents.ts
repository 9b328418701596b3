// What the npm fixture answers: packuments, version documents, tarballs, keys, attestations, search.

import type { KeyObject } from 'node:crypto';

import type { Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest } from './fixture-answer.ts';

type Json = Readonly<Record<string, unknown>>;

/** One version as it is kept. */
export interface NpmVersion {
  readonly manifest: Record<string, unknown>;
  readonly dist: Record<string, unknown>;
  readonly tarballPath: string;
  attestations: readonly Json[] | undefined;
}

/** One package as it is kept. */
export interface NpmPackage {
  readonly versions: Map<string, NpmVersion>;
  readonly time: Record<string, string>;
  readonly tags: Record<string, string>;
  modifiedAt: Instant;
}

/** The registry as it is kept. */
export interface NpmState {
  readonly packages: Map<string, NpmPackage>;
  readonly tarballs: Map<string, { bytes: Uint8Array; publishedAt: Instant }>;
  readonly key: { readonly id: string; readonly spki: string; readonly privateKey: KeyObject };
  filesUrl(): string;
}

const FULL = 'application/json';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

const ABBREVIATED_FIELDS = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bin',
  'directories',
  'dist',
  'engines',
  'cpu',
  'os',
  'libc',
  'funding',
  'hasInstallScript',
  '_hasShrinkwrap',
];

/** The answer to a request below `/npm/`. */
export function answerNpm(state: NpmState, request: FixtureRequest): FixtureAnswer | undefined {
  const tarball = state.tarballs.get(decodeURIComponent(request.path));
  if (tarball !== undefined) {
    return {
      body: tarball.bytes,
      contentType: 'application/octet-stream',
      lastModified: tarball.publishedAt,
      headers: { 'cache-control': 'public, immutable, max-age=31557600' },
    };
  }
  const segments = request.path.split('/').slice(2).map(decodeURIComponent);
  if (segments[0] === '-') return answerService(state, segments.slice(1), request);
  const [first = '', second] = segments;
  const name =
    first.startsWith('@') && !first.includes('/') && second !== undefined ? `${first}/${second}` : first;
  const rest = segments.slice(name === first ? 1 : 2);
  const found = state.packages.get(name);
  if (found === undefined) return json(404, { error: 'Not found' });
  if (rest.length === 0) return answerPackument(state, name, found, request);
  const version = found.tags[rest[0] ?? ''] ?? rest[0] ?? '';
  const manifest = rest.length === 1 ? versionDocument(state, found, version) : undefined;
  return manifest === undefined
    ? json(404, { error: `version not found: ${rest.join('/')}` })
    : json(200, manifest);
}

function answerPackument(
  state: NpmState,
  name: string,
  found: NpmPackage,
  request: FixtureRequest,
): FixtureAnswer {
  const abbreviated = (request.headers['accept'] ?? '').includes(ABBREVIATED);
  const versions = Object.fromEntries(
    [...found.versions.keys()].map((version) => {
      const document = versionDocument(state, found, version) ?? {};
      return [version, abbreviated ? abbreviate(document) : document];
    }),
  );
  const modified = new Date(found.modifiedAt).toISOString();
  const created = Object.values(found.time).sort()[0] ?? modified;
  const document = abbreviated
    ? { name, modified, 'dist-tags': found.tags, versions }
    : {
        _id: name,
        _rev: `${found.versions.size}-${found.modifiedAt}`,
        name,
        description: `Fixture package ${name}`,
        'dist-tags': found.tags,
        versions,
        time: { created, modified, ...found.time },
        maintainers: [{ name: 'fixture', email: 'fixture@maker.example' }],
        license: 'MIT',
        readme: `# ${name}\n`,
        readmeFilename: 'README.md',
      };
  const body = JSON.stringify(document);
  const headers = { vary: 'accept-encoding, accept', 'cache-control': 'public, max-age=300' };
  return { body, contentType: abbreviated ? ABBREVIATED : FULL, lastModified: found.modifiedAt, headers };
}

function abbreviate(document: Json): Json {
  return Object.fromEntries(
    ABBREVIATED_FIELDS.flatMap((key) => (key in document ? [[key, document[key]]] : [])),
  );
}

function versionDocument(state: NpmState, found: NpmPackage, version: string): Json | undefined {
  const entry = found.versions.get(version);
  if (entry === undefined) return undefined;
  const name = String(entry.manifest['name']);
  const attestations = {
    url: `${state.filesUrl()}/npm/-/npm/v1/attestations/${name}@${version}`,
    provenance: { predicateType: 'https://slsa.dev/provenance/v1' },
  };
  return {
    ...entry.manifest,
    dist: {
      tarball: `${state.filesUrl()}${entry.tarballPath}`,
      ...entry.dist,
      ...(entry.attestations === undefined ? {} : { attestations }),
    },
  };
}

function answerService(
  state: NpmState,
  segments: readonly string[],
  request: FixtureRequest,
): FixtureAnswer | undefined {
  const path = segments.join('/');
  if (path === 'ping') return json(200, {});
  if (path === 'npm/v1/keys') {
    const { id, spki } = state.key;
    const key = {
      expires: null,
      keyid: id,
      keytype: 'ecdsa-sha2-nistp256',
      scheme: 'ecdsa-sha2-nistp256',
      key: spki,
    };
    return json(200, { keys: [key] });
  }
  if (path === 'v1/search') {
    const text = new URLSearchParams(request.query).get('text') ?? '';
    const names = [...state.packages.keys()].filter((name) => name.includes(text));
    const objects = names.map((name) => {
      const version = state.packages.get(name)?.tags['latest'] ?? '';
      return {
        package: { name, version, description: `Fixture package ${name}` },
        score: { final: 1, detail: {} },
      };
    });
    return json(200, { objects, total: objects.length, time: '2024-01-01T00:00:00.000Z' });
  }
  const attested = /^npm\/v1\/attestations\/(.+)@([^@]+)$/.exec(path);
  const attestations = state.packages
    .get(attested?.[1] ?? '')
    ?.versions.get(attested?.[2] ?? '')?.attestations;
  return attestations === undefined ? undefined : json(200, { attestations });
}

function json(status: number, body: Json): FixtureAnswer {
  return { status, body: JSON.stringify(body), contentType: FULL };
}
