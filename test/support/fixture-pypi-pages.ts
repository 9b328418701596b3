// What the Python index fixture answers: simple pages (HTML, JSON), metadata files, the JSON API, provenance.

import { createHash } from 'node:crypto';

import type { Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest } from './fixture-answer.ts';
import { normalise, type PypiRelease } from './fixture-pypi-archives.ts';

type Json = Readonly<Record<string, unknown>>;

/** One file of a release, as the index lists it. */
export interface PypiFile {
  readonly filename: string;
  readonly version: string;
  /** Below the files origin. */
  readonly path: string;
  readonly sha256: string;
  bytes: Uint8Array;
}

/** A file as it is kept. */
export interface StoredFile extends PypiFile {
  sha256: string;
  readonly publishedAt: Instant;
  readonly requiresPython: string | undefined;
  readonly metadata: string | undefined;
  readonly provenance: Json | undefined;
  yanked: string | undefined;
}

/** A project as it is kept. */
export interface PypiProject {
  readonly displayName: string;
  readonly files: StoredFile[];
  readonly metadata: Map<string, PypiRelease>;
  status: { readonly status: ProjectStatus; readonly reason: string | undefined } | undefined;
  modifiedAt: Instant;
}

/** PEP 792. */
export type ProjectStatus = 'active' | 'archived' | 'quarantined' | 'deprecated';

/** The index as it is kept. */
export interface PypiState {
  readonly projects: Map<string, PypiProject>;
  htmlOnly: boolean;
  filesUrl(): string;
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

const HTML_TYPE = 'application/vnd.pypi.simple.v1+html';

const API_VERSION = '1.4';

/** The answer to a request below `/pypi/` or `/pypi-files/`. */
export function answerPypi(state: PypiState, request: FixtureRequest): FixtureAnswer | undefined {
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
  const wantsJson =
    !state.htmlOnly &&
    /application\/vnd\.pypi\.simple\.(v1|latest)\+json/.test(request.headers['accept'] ?? '');
  const wantsHtmlType = !state.htmlOnly && (request.headers['accept'] ?? '').includes(HTML_TYPE);
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

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
