// A read-only Python index in memory: simple API (HTML, JSON), PEP 658 metadata, wheels, sdists, JSON API.

import { createHash } from 'node:crypto';

import { parseInstant, type Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest, FixtureSite } from './fixture-server.ts';
import { packTgz, type FileTree } from './tgz.ts';
import { packZip } from './zip.ts';

type Json = Readonly<Record<string, unknown>>;

/** One version to publish. */
export interface PypiRelease {
  /** As written in the metadata; addresses use the normalised form. */
  readonly name: string;
  readonly version: string;
  /** ISO 8601; default 2024-01-01. */
  readonly publishedAt?: string;
  /** Requirement strings (PEP 508). */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Default: both. The sdist builds with a backend of its own, so that nothing else is fetched. */
  readonly kinds?: readonly ('wheel' | 'sdist')[];
  /** The reason, or '' for none (PEP 592). */
  readonly yanked?: string;
  readonly license?: string;
  /** Modules beside the package's own, by their path in site-packages. */
  readonly files?: FileTree;
  /** The PEP 740 document of each file. */
  readonly provenance?: Json;
  /** Announce PEP 658 metadata files; default true. */
  readonly metadataFiles?: boolean;
}

/** One file of a release, as the index lists it. */
export interface PypiFile {
  readonly filename: string;
  readonly version: string;
  /** Below the files origin. */
  readonly path: string;
  readonly sha256: string;
  bytes: Uint8Array;
}

interface StoredFile extends PypiFile {
  sha256: string;
  readonly publishedAt: Instant;
  readonly requiresPython: string | undefined;
  readonly metadata: string | undefined;
  readonly provenance: Json | undefined;
  yanked: string | undefined;
}

interface PypiProject {
  readonly displayName: string;
  readonly files: StoredFile[];
  readonly metadata: Map<string, PypiRelease>;
  status: { readonly status: ProjectStatus; readonly reason: string | undefined } | undefined;
  modifiedAt: Instant;
}

/** PEP 792. */
export type ProjectStatus = 'active' | 'archived' | 'quarantined' | 'deprecated';

/** The PyPI part of the fixture upstream. */
export interface PypiFixture {
  /** Builds the files and lists them. */
  publish(release: PypiRelease): Promise<readonly PypiFile[]>;
  /** Takes a version and its files away. */
  remove(name: string, version: string): void;
  removePackage(name: string): void;
  /** Yanks a version (PEP 592); undefined takes the yank back. */
  yank(name: string, version: string, reason: string | undefined): void;
  /** A quarantined project lists no files (PEP 792). */
  setStatus(name: string, status: ProjectStatus, reason?: string): void;
  /** Other bytes at the same address; the index keeps (or with `redeclare` renews) the digest. */
  replaceFile(filename: string, bytes: Uint8Array, redeclare?: 'redeclare'): void;
  readonly site: FixtureSite;
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const HTML_TYPE = 'application/vnd.pypi.simple.v1+html';
const API_VERSION = '1.4';
const DEFAULT_DATE = '2024-01-01T00:00:00Z';

interface PypiState {
  readonly projects: Map<string, PypiProject>;
  filesUrl(): string;
}

/** The PyPI fixture; `filesUrl` is the origin of wheels and sdists. */
export function createPypiFixture(filesUrl: () => string): PypiFixture {
  const state: PypiState = { projects: new Map(), filesUrl };
  return {
    publish: async (release) => publish(state, release),
    remove(name, version) {
      const project = projectOf(state, name);
      const kept = project.files.filter((file) => file.version !== version);
      project.files.splice(0, project.files.length, ...kept);
      project.metadata.delete(version);
      project.modifiedAt += 1000;
    },
    removePackage: (name) => {
      state.projects.delete(normalise(name));
    },
    yank(name, version, reason) {
      const project = projectOf(state, name);
      for (const file of project.files) if (file.version === version) file.yanked = reason;
      project.modifiedAt += 1000;
    },
    setStatus(name, status, reason) {
      projectOf(state, name).status = { status, reason };
    },
    replaceFile(filename, bytes, redeclare) {
      const file = [...state.projects.values()]
        .flatMap((project) => project.files)
        .find((file) => file.filename === filename);
      if (file === undefined) throw new Error(`fixture file ${filename} was not published`);
      file.bytes = bytes;
      if (redeclare !== undefined) file.sha256 = sha256(bytes);
    },
    site: (request) => answer(state, request),
  };
}

function normalise(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function projectOf(state: PypiState, name: string): PypiProject {
  const project = state.projects.get(normalise(name));
  if (project === undefined) throw new Error(`fixture Python package ${name} was not published`);
  return project;
}

async function publish(state: PypiState, release: PypiRelease): Promise<readonly PypiFile[]> {
  const key = normalise(release.name);
  const project = state.projects.get(key) ?? {
    displayName: release.name,
    files: [],
    metadata: new Map<string, PypiRelease>(),
    status: undefined,
    modifiedAt: 0,
  };
  state.projects.set(key, project);
  const publishedAt = parseInstant(release.publishedAt ?? DEFAULT_DATE) ?? Number.NaN;
  const metadata = coreMetadata(release);
  const base = `${key.replaceAll('-', '_')}-${release.version}`;
  const files: StoredFile[] = [];
  for (const kind of release.kinds ?? ['wheel', 'sdist']) {
    const isWheel = kind === 'wheel';
    const bytes = isWheel
      ? packWheel(base, key, metadata, release)
      : await packSdist(base, metadata, release);
    const digest = sha256(bytes);
    const filename = isWheel ? `${base}-py3-none-any.whl` : `${base}.tar.gz`;
    files.push({
      filename,
      version: release.version,
      path: `/pypi-files/packages/${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest.slice(4)}/${filename}`,
      sha256: digest,
      bytes,
      publishedAt,
      requiresPython: release.requiresPython,
      metadata: isWheel && release.metadataFiles !== false ? metadata : undefined,
      provenance: release.provenance,
      yanked: release.yanked,
    });
  }
  project.files.push(...files);
  project.metadata.set(release.version, release);
  project.modifiedAt = Math.max(project.modifiedAt, publishedAt);
  return files;
}

function coreMetadata(release: PypiRelease): string {
  return [
    'Metadata-Version: 2.1',
    `Name: ${release.name}`,
    `Version: ${release.version}`,
    `Summary: Fixture package ${release.name}`,
    `License: ${release.license ?? 'MIT'}`,
    ...(release.requiresPython === undefined ? [] : [`Requires-Python: ${release.requiresPython}`]),
    ...(release.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    '',
    `Fixture package ${release.name}.`,
    '',
  ].join('\n');
}

function moduleFiles(key: string, release: PypiRelease): FileTree {
  const module = key.replaceAll('-', '_');
  return { [`${module}/__init__.py`]: `__version__ = "${release.version}"\n`, ...release.files };
}

/** A wheel with METADATA, WHEEL and RECORD (the wheel specification, "File contents"). */
function packWheel(base: string, key: string, metadata: string, release: PypiRelease): Buffer {
  const info = `${base}.dist-info`;
  const files: Record<string, string | Uint8Array> = {
    ...moduleFiles(key, release),
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const record = Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(content)}`;
  });
  files[`${info}/RECORD`] = `${[...record, `${info}/RECORD,,`].join('\n')}\n`;
  return packZip(Object.entries(files).map(([name, content]) => ({ name, content })));
}

/** The build backend (PEP 517) inside each sdist: packs the wheel that lies beside it. */
const BACKEND = `import os, shutil

HERE = os.path.dirname(os.path.abspath(__file__))
WHEEL = [name for name in os.listdir(os.path.join(HERE, "built")) if name.endswith(".whl")][0]

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    shutil.copy(os.path.join(HERE, "built", WHEEL), wheel_directory)
    return WHEEL

def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("fixture")
`;

async function packSdist(base: string, metadata: string, release: PypiRelease): Promise<Buffer> {
  const key = normalise(release.name);
  return packTgz(base, {
    'PKG-INFO': metadata,
    'pyproject.toml':
      '[build-system]\nrequires = []\nbuild-backend = "fixture_backend"\nbackend-path = ["."]\n',
    'fixture_backend.py': BACKEND,
    [`built/${base}-py3-none-any.whl`]: packWheel(base, key, metadata, release),
    ...moduleFiles(key, release),
  });
}

function answer(state: PypiState, request: FixtureRequest): FixtureAnswer | undefined {
  const [, site, ...rest] = request.path.split('/').map(decodeURIComponent);
  if (site === 'pypi-files') return answerFile(state, decodeURIComponent(request.path));
  const [section, name = '', ...tail] = rest;
  if (section === 'simple') return answerSimple(state, request, name, tail);
  if (section === 'pypi') return answerJsonApi(state, normalise(name), tail);
  if (section === 'integrity') {
    const file = state.projects.get(normalise(name))?.files.find((file) => file.filename === tail[1]);
    if (tail[2] !== 'provenance' || file?.provenance === undefined) return undefined;
    const contentType = 'application/vnd.pypi.integrity.v1+json';
    return { body: JSON.stringify(file.provenance), contentType };
  }
  return undefined;
}

function answerFile(state: PypiState, path: string): FixtureAnswer | undefined {
  for (const file of [...state.projects.values()].flatMap((project) => project.files)) {
    const lastModified = file.publishedAt;
    if (path === file.path) {
      return { body: file.bytes, contentType: 'application/octet-stream', lastModified };
    }
    if (path === `${file.path}.metadata` && file.metadata !== undefined) {
      return { body: file.metadata, contentType: 'application/octet-stream', lastModified };
    }
  }
  return undefined;
}

function answerSimple(
  state: PypiState,
  request: FixtureRequest,
  name: string,
  tail: readonly string[],
): FixtureAnswer | undefined {
  const wantsJson = /application\/vnd\.pypi\.simple\.(v1|latest)\+json/.test(request.headers['accept'] ?? '');
  const wantsHtmlType = (request.headers['accept'] ?? '').includes(HTML_TYPE);
  const contentType = wantsJson ? JSON_TYPE : wantsHtmlType ? HTML_TYPE : 'text/html';
  if (name === '') return { body: renderRoot(state, wantsJson), contentType, headers: { vary: 'accept' } };
  const key = normalise(name);
  if (name !== key || tail.length !== 1 || tail[0] !== '') {
    if (tail.length > 1) return undefined;
    const location = `/pypi/simple/${key}/`;
    return { status: 301, body: '', contentType: 'text/plain', headers: { location } };
  }
  const project = state.projects.get(key);
  if (project === undefined) return undefined;
  const body = wantsJson ? JSON.stringify(projectJson(state, key, project)) : projectHtml(state, project);
  return {
    body,
    contentType,
    lastModified: project.modifiedAt,
    headers: { vary: 'accept', 'x-pypi-last-serial': '1', 'cache-control': 'max-age=600, public' },
  };
}

function renderRoot(state: PypiState, asJson: boolean): string {
  const names = [...state.projects.keys()];
  if (asJson) {
    const projects = names.map((name) => ({ name }));
    return JSON.stringify({ meta: { 'api-version': API_VERSION }, projects });
  }
  const links = names.map((name) => `<a href="/pypi/simple/${name}/">${name}</a>`);
  return `<!DOCTYPE html>\n<html><body>\n${links.join('\n')}\n</body></html>\n`;
}

function listedFiles(project: PypiProject): readonly StoredFile[] {
  return project.status?.status === 'quarantined' ? [] : project.files;
}

/** PEP 691 with PEPs 658, 700, 714, 740 and 792. */
function projectJson(state: PypiState, name: string, project: PypiProject): Json {
  const files = listedFiles(project).map((file) => {
    const metadata = file.metadata === undefined ? false : { sha256: sha256(file.metadata) };
    return {
      filename: file.filename,
      url: `${state.filesUrl()}${file.path}`,
      hashes: { sha256: file.sha256 },
      'requires-python': file.requiresPython ?? null,
      size: file.bytes.length,
      'upload-time': new Date(file.publishedAt).toISOString().replace('Z', '000Z'),
      yanked: file.yanked === undefined ? false : file.yanked === '' ? true : file.yanked,
      'core-metadata': metadata,
      'data-dist-info-metadata': metadata,
      provenance: file.provenance === undefined ? null : provenanceUrl(state, name, file),
    };
  });
  return {
    meta: { 'api-version': API_VERSION, '_last-serial': 1 },
    name,
    versions: [...project.metadata.keys()],
    files,
    'alternate-locations': [],
    ...(project.status === undefined
      ? {}
      : {
          'project-status': {
            status: project.status.status,
            ...(project.status.reason === undefined ? {} : { reason: project.status.reason }),
          },
        }),
  };
}

function provenanceUrl(state: PypiState, name: string, file: StoredFile): string {
  return `${state.filesUrl()}/pypi/integrity/${name}/${file.version}/${file.filename}/provenance`;
}

/** PEP 503 with PEPs 592, 658, 714, 740 and 792. */
function projectHtml(state: PypiState, project: PypiProject): string {
  const links = listedFiles(project).map((file) => {
    const metadata = file.metadata === undefined ? undefined : `sha256=${sha256(file.metadata)}`;
    const attributes: readonly (readonly [string, string | undefined])[] = [
      ['href', `${state.filesUrl()}${file.path}#sha256=${file.sha256}`],
      ['data-requires-python', file.requiresPython],
      ['data-dist-info-metadata', metadata],
      ['data-core-metadata', metadata],
      ['data-yanked', file.yanked],
      [
        'data-provenance',
        file.provenance === undefined
          ? undefined
          : provenanceUrl(state, normalise(project.displayName), file),
      ],
    ];
    const text = attributes.flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}="${escapeHtml(value)}"`],
    );
    return `    <a ${text.join(' ')}>${file.filename}</a><br />`;
  });
  const { status, reason } = project.status ?? {};
  const title = `Links for ${escapeHtml(project.displayName)}`;
  return [
    '<!DOCTYPE html>',
    '<html>',
    '  <head>',
    `    <meta name="pypi:repository-version" content="${API_VERSION}">`,
    ...(status === undefined ? [] : [`    <meta name="pypi:project-status" content="${status}">`]),
    ...(reason === undefined
      ? []
      : [`    <meta name="pypi:project-status-reason" content="${escapeHtml(reason)}">`]),
    `    <title>${title}</title>`,
    '  </head>',
    '  <body>',
    `    <h1>${title}</h1>`,
    ...links,
    '  </body>',
    '</html>',
    '',
  ].join('\n');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `/pypi/{name}/json` and `/pypi/{name}/{version}/json`. */
function answerJsonApi(state: PypiState, name: string, tail: readonly string[]): FixtureAnswer | undefined {
  const project = state.projects.get(name);
  if (project === undefined || tail.at(-1) !== 'json' || tail.length > 2) return undefined;
  const version = tail.length === 2 ? (tail[0] ?? '') : [...project.metadata.keys()].at(-1);
  const release = project.metadata.get(version ?? '');
  if (release === undefined) return undefined;
  const filesOf = (wanted: string): readonly Json[] =>
    listedFiles(project)
      .filter((file) => file.version === wanted)
      .map((file) => jsonApiFile(state, file));
  const yanked = project.files.find((file) => file.version === release.version)?.yanked;
  const info = {
    name: project.displayName,
    version: release.version,
    summary: `Fixture package ${project.displayName}`,
    license: release.license ?? 'MIT',
    requires_dist: release.requires ?? null,
    requires_python: release.requiresPython ?? null,
    yanked: yanked !== undefined,
    yanked_reason: yanked ?? null,
  };
  const releases = Object.fromEntries([...project.metadata.keys()].map((each) => [each, filesOf(each)]));
  const document = {
    info,
    last_serial: 1,
    ...(tail.length === 1 ? { releases } : {}),
    urls: filesOf(release.version),
    vulnerabilities: [],
  };
  return {
    body: JSON.stringify(document),
    contentType: 'application/json',
    lastModified: project.modifiedAt,
  };
}

function jsonApiFile(state: PypiState, file: StoredFile): Json {
  const uploaded = new Date(file.publishedAt).toISOString();
  return {
    filename: file.filename,
    url: `${state.filesUrl()}${file.path}`,
    digests: { sha256: file.sha256 },
    packagetype: file.filename.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
    python_version: file.filename.endsWith('.whl') ? 'py3' : 'source',
    requires_python: file.requiresPython ?? null,
    size: file.bytes.length,
    upload_time: uploaded.slice(0, 19),
    upload_time_iso_8601: uploaded.replace('Z', '000Z'),
    yanked: file.yanked !== undefined,
    yanked_reason: file.yanked ?? null,
  };
}
