// A read-only Python index in memory: simple API (HTML, JSON), PEP 658 metadata, wheels, sdists, JSON API.

import { createHash } from 'node:crypto';

import { parseInstant } from '../../src/kernel/clock.ts';
import type { FixtureSite } from './fixture-answer.ts';
import { coreMetadata, normalise, packSdist, packWheel, type PypiRelease } from './fixture-pypi-archives.ts';
import {
  answerPypi,
  type ProjectStatus,
  type PypiFile,
  type PypiProject,
  type PypiState,
  type StoredFile,
} from './fixture-pypi-pages.ts';

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
  /** Serve HTML whatever is asked for, as older indexes do. */
  serveHtmlOnly(): void;
  /** Other bytes at the same address; the index keeps (or with `redeclare` renews) the digest. */
  replaceFile(filename: string, bytes: Uint8Array, redeclare?: 'redeclare'): void;
  readonly site: FixtureSite;
}

const DEFAULT_DATE = '2024-01-01T00:00:00Z';

/** The PyPI fixture; `filesUrl` is the origin of wheels and sdists. */
export function createPypiFixture(filesUrl: () => string): PypiFixture {
  const state: PypiState = { projects: new Map(), htmlOnly: false, filesUrl };
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
    serveHtmlOnly: () => {
      state.htmlOnly = true;
    },
    replaceFile(filename, bytes, redeclare) {
      const file = [...state.projects.values()]
        .flatMap((project) => project.files)
        .find((file) => file.filename === filename);
      if (file === undefined) throw new Error(`fixture file ${filename} was not published`);
      file.bytes = bytes;
      if (redeclare !== undefined) file.sha256 = sha256(bytes);
    },
    site: (request) => answerPypi(state, request),
  };
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
