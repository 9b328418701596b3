// A read-only Composer repository in memory: packages.json, p2 documents (minified), dist archives.

import { createHash } from 'node:crypto';

import { parseInstant, type Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest, FixtureSite } from './fixture-answer.ts';
import type { FileTree } from './tgz.ts';
import { packZip } from './zip.ts';

type Json = Readonly<Record<string, unknown>>;

/** One version to publish. */
export interface ComposerRelease {
  /** `vendor/package`. */
  readonly name: string;
  /** `1.2.3`, `v1.2.3-beta1`, or a branch `dev-main`. */
  readonly version: string;
  /** ISO 8601; default 2024-01-01. The date in `published-time`, and in `time` unless that is given. */
  readonly publishedAt?: string;
  /** The commit's date, which a maker can set as they like. */
  readonly time?: string;
  /** Leave `published-time` out. */
  readonly undated?: boolean;
  readonly require?: Readonly<Record<string, string>>;
  readonly license?: string;
  readonly files?: FileTree;
  /** Declare the archive's SHA-1; the public repository declares none. */
  readonly shasum?: boolean;
  readonly abandoned?: boolean | string;
  /** More fields of the version in the p2 document. */
  readonly manifest?: Json;
}

interface StoredRelease {
  readonly version: string;
  readonly document: Record<string, unknown>;
  readonly distPath: string;
  readonly publishedAt: Instant;
  bytes: Uint8Array;
}

/** The Composer part of the fixture upstream. */
export interface ComposerFixture {
  /** Builds the archive and lists the version. Answers the archive's path on the files origin. */
  publish(release: ComposerRelease): Promise<{ readonly distPath: string; readonly archive: Buffer }>;
  remove(name: string, version: string): void;
  removePackage(name: string): void;
  abandon(name: string, replacement: string | true): void;
  /** Other bytes at the same address and reference; a declared shasum is kept. */
  replaceArchive(name: string, version: string, bytes: Uint8Array): void;
  /** More (or other) fields of packages.json. */
  setRoot(fields: Json): void;
  readonly site: FixtureSite;
}

const DEFAULT_DATE = '2024-01-01T00:00:00+00:00';

interface ComposerState {
  readonly packages: Map<string, StoredRelease[]>;
  root: Json;
  filesUrl(): string;
}

/** The Composer fixture; `filesUrl` is the origin of archives. */
export function createComposerFixture(filesUrl: () => string): ComposerFixture {
  const state: ComposerState = { packages: new Map(), root: {}, filesUrl };
  return {
    publish: async (release) => publish(state, release),
    remove(name, version) {
      const kept = (state.packages.get(name) ?? []).filter((release) => release.version !== version);
      state.packages.set(name, kept);
    },
    removePackage: (name) => {
      state.packages.delete(name);
    },
    abandon: (name, replacement) => {
      for (const release of state.packages.get(name) ?? []) release.document['abandoned'] = replacement;
    },
    replaceArchive(name, version, bytes) {
      const release = state.packages.get(name)?.find((release) => release.version === version);
      if (release === undefined) throw new Error(`fixture package ${name} ${version} was not published`);
      release.bytes = bytes;
    },
    setRoot: (fields) => {
      state.root = fields;
    },
    site: (request) => answer(state, request),
  };
}

async function publish(
  state: ComposerState,
  release: ComposerRelease,
): Promise<{ distPath: string; archive: Buffer }> {
  const { name, version } = release;
  const reference = createHash('sha1').update(JSON.stringify(release)).digest('hex');
  const folder = `${name.replace('/', '-')}-${reference.slice(0, 7)}`;
  const composerJson = {
    name,
    description: `Fixture package ${name}`,
    license: release.license ?? 'MIT',
    type: 'library',
    require: release.require ?? {},
    autoload: { files: ['src/id.php'] },
  };
  const symbol = name.replaceAll(/[^a-z0-9]/g, '_');
  const files: FileTree = {
    'composer.json': `${JSON.stringify(composerJson, null, 2)}\n`,
    'src/id.php': `<?php\nfunction ${symbol}_id() { return '${name}@${version}'; }\n`,
    ...release.files,
  };
  const archive = packZip([
    { name: `${folder}/` },
    ...Object.entries(files).map(([path, content]) => ({ name: `${folder}/${path}`, content })),
  ]);
  const distPath = `/composer-files/${name}/${reference}.zip`;
  const publishedAt = release.publishedAt ?? DEFAULT_DATE;
  const document = {
    ...composerJson,
    version,
    version_normalized: normaliseVersion(version),
    source: { type: 'git', url: `https://git.example/${name}.git`, reference },
    dist: {
      type: 'zip',
      url: `${state.filesUrl()}${distPath}`,
      reference,
      shasum: release.shasum === true ? createHash('sha1').update(archive).digest('hex') : '',
    },
    time: release.time ?? publishedAt,
    ...(release.undated === true ? {} : { 'published-time': publishedAt }),
    ...(release.abandoned === undefined ? {} : { abandoned: release.abandoned }),
    ...release.manifest,
  };
  const stored = { version, document, distPath, publishedAt: parseInstant(publishedAt) ?? 0, bytes: archive };
  state.packages.set(name, [stored, ...(state.packages.get(name) ?? [])]);
  return { distPath, archive };
}

/** Composer's normal form of the plain versions that fixtures use: `1.2.3-beta1` is `1.2.3.0-beta1`. */
function normaliseVersion(version: string): string {
  const match = /^v?(\d+(?:\.\d+){0,3})(?:-?(.+))?$/.exec(version);
  if (match === null) return version;
  const numbers = [...(match[1] ?? '').split('.'), '0', '0', '0'].slice(0, 4).join('.');
  return match[2] === undefined ? numbers : `${numbers}-${match[2]}`;
}

function answer(state: ComposerState, request: FixtureRequest): FixtureAnswer | undefined {
  const path = decodeURIComponent(request.path);
  if (path === '/composer/packages.json') {
    const root = { packages: [], 'metadata-url': '/composer/p2/%package%.json', ...state.root };
    return { body: JSON.stringify(root), contentType: 'application/json' };
  }
  const document = /^\/composer\/p2\/([^/]+\/[^/]+?)(~dev)?\.json$/.exec(path);
  if (document !== null) return answerPackage(state, document[1] ?? '', document[2] !== undefined);
  const release = [...state.packages.values()].flat().find((release) => release.distPath === path);
  if (release === undefined) return undefined;
  return { body: release.bytes, contentType: 'application/zip', lastModified: release.publishedAt };
}

function answerPackage(state: ComposerState, name: string, branches: boolean): FixtureAnswer | undefined {
  const all = state.packages.get(name);
  if (all === undefined) return undefined;
  const releases = all.filter((release) => isBranch(release.version) === branches);
  const versions = minify(releases.map((release) => release.document));
  const body = { minified: 'composer/2.0', packages: { [name]: versions }, 'security-advisories': [] };
  return {
    body: JSON.stringify(body),
    contentType: 'application/json',
    lastModified: Math.max(0, ...all.map((release) => release.publishedAt)),
  };
}

function isBranch(version: string): boolean {
  return version.startsWith('dev-') || version.endsWith('-dev');
}

/** Each version after the first says only what differs from the one before; `__unset` takes a field away. */
function minify(documents: readonly Json[]): readonly Json[] {
  return documents.map((document, position) => {
    const previous = documents[position - 1];
    if (previous === undefined) return document;
    const changed = Object.entries(document).filter(
      ([key, value]) => JSON.stringify(previous[key]) !== JSON.stringify(value),
    );
    const gone = Object.keys(previous).filter((key) => !(key in document));
    return Object.fromEntries([...changed, ...gone.map((key) => [key, '__unset'])]);
  });
}
