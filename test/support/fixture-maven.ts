// A read-only Maven repository in memory: metadata, poms, jars, checksums, signatures, snapshots.

import { createHash } from 'node:crypto';

import { parseInstant, type Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest, FixtureSite } from './fixture-answer.ts';
import type { FileTree } from './tgz.ts';
import { packZip } from './zip.ts';

/** A dependency as the pom states it; `version` may be a range such as `[1.0,2.0)`. */
export interface MavenDependency {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly scope?: string;
}

/** One version to publish. */
export interface MavenRelease {
  readonly groupId: string;
  readonly artifactId: string;
  /** `…-SNAPSHOT` publishes a timestamped build of that snapshot. */
  readonly version: string;
  /** ISO 8601; default 2024-01-01. Served as Last-Modified of every file. */
  readonly publishedAt?: string;
  readonly dependencies?: readonly MavenDependency[];
  /** Default `jar`; `pom` has no jar. */
  readonly packaging?: string;
  readonly license?: string;
  /** Files in the jar. */
  readonly files?: FileTree;
  /** More files of the version by what follows `artifactId-version`: `-sources.jar`, `.module`, `.jar.asc`. */
  readonly attachments?: Readonly<Record<string, Uint8Array | string>>;
  /** XML to put into the pom's project element. */
  readonly pom?: string;
  /** Answer without Last-Modified. */
  readonly undated?: boolean;
}

interface StoredFile {
  bytes: Uint8Array;
  /** Checksum files keep speaking of these bytes when only `bytes` was replaced. */
  declared: Uint8Array;
  readonly lastModified: Instant | undefined;
}

interface MavenArtifact {
  readonly groupId: string;
  readonly artifactId: string;
  readonly versions: string[];
  readonly snapshots: Map<string, { readonly builtAt: Instant; readonly build: number }[]>;
  updatedAt: Instant;
}

type ChecksumName = 'md5' | 'sha1' | 'sha256' | 'sha512';

/** The Maven part of the fixture upstream. */
export interface MavenFixture {
  /** Builds pom and jar and lists the version. Answers the paths of its files. */
  publish(release: MavenRelease): Promise<{ readonly paths: readonly string[] }>;
  /** Takes a version and its files away. */
  remove(coordinates: string, version: string): void;
  /** Other bytes at the same path; checksum files keep (or with `redeclare` renew) theirs. */
  replaceFile(path: string, bytes: Uint8Array, redeclare?: 'redeclare'): void;
  /** Which checksum files exist; default sha1 and md5. */
  setChecksums(algorithms: readonly ChecksumName[]): void;
  readonly site: FixtureSite;
}

const DEFAULT_DATE = '2024-01-01T00:00:00Z';
const SNAPSHOT = '-SNAPSHOT';

interface MavenState {
  readonly artifacts: Map<string, MavenArtifact>;
  readonly files: Map<string, StoredFile>;
  checksums: readonly ChecksumName[];
}

/** The Maven fixture. Artifacts lie beside the metadata, so there is no other origin. */
export function createMavenFixture(): MavenFixture {
  const state: MavenState = { artifacts: new Map(), files: new Map(), checksums: ['sha1', 'md5'] };
  return {
    publish: async (release) => publish(state, release),
    remove(coordinates, version) {
      const artifact = state.artifacts.get(coordinates);
      if (artifact === undefined) throw new Error(`fixture artifact ${coordinates} was not published`);
      artifact.versions.splice(artifact.versions.indexOf(version), 1);
      artifact.updatedAt += 1000;
      const folder = `${folderOf(artifact.groupId, artifact.artifactId)}/${version}/`;
      for (const path of state.files.keys()) if (path.startsWith(folder)) state.files.delete(path);
    },
    replaceFile(path, bytes, redeclare) {
      const file = state.files.get(path);
      if (file === undefined) throw new Error(`fixture file ${path} was not published`);
      file.bytes = bytes;
      if (redeclare !== undefined) file.declared = bytes;
    },
    setChecksums: (algorithms) => {
      state.checksums = algorithms;
    },
    site: (request) => answer(state, request),
  };
}

function folderOf(groupId: string, artifactId: string): string {
  return `/maven/${groupId.replaceAll('.', '/')}/${artifactId}`;
}

async function publish(
  state: MavenState,
  release: MavenRelease,
): Promise<{ readonly paths: readonly string[] }> {
  const { groupId, artifactId, version } = release;
  const publishedAt = parseInstant(release.publishedAt ?? DEFAULT_DATE) ?? Number.NaN;
  const artifact = state.artifacts.get(`${groupId}:${artifactId}`) ?? {
    groupId,
    artifactId,
    versions: [],
    snapshots: new Map<string, { builtAt: Instant; build: number }[]>(),
    updatedAt: 0,
  };
  state.artifacts.set(`${groupId}:${artifactId}`, artifact);
  if (!artifact.versions.includes(version)) artifact.versions.push(version);
  artifact.updatedAt = Math.max(artifact.updatedAt, publishedAt);
  const fileVersion = version.endsWith(SNAPSHOT) ? addSnapshot(artifact, version, publishedAt) : version;
  const base = `${folderOf(groupId, artifactId)}/${version}/${artifactId}-${fileVersion}`;
  const contents: Record<string, Uint8Array | string> = { '.pom': pomXml(release), ...release.attachments };
  if (release.packaging !== 'pom') contents['.jar'] = packJar(release);
  const paths: string[] = [];
  for (const [suffix, content] of Object.entries(contents)) {
    const bytes = Buffer.from(content);
    const lastModified = release.undated === true ? undefined : publishedAt;
    state.files.set(`${base}${suffix}`, { bytes, declared: bytes, lastModified });
    paths.push(`${base}${suffix}`);
  }
  return { paths };
}

/** Registers a build of a snapshot; the version in its file names: `1.0-20240101.000000-1`. */
function addSnapshot(artifact: MavenArtifact, version: string, builtAt: Instant): string {
  const builds = artifact.snapshots.get(version) ?? [];
  const build = builds.length + 1;
  artifact.snapshots.set(version, [...builds, { builtAt, build }]);
  return version.replace(SNAPSHOT, `-${stamp(builtAt, '.')}-${build}`);
}

/** `20240131.235959` or `20240131235959`, in UTC. */
function stamp(at: Instant, separator: string): string {
  const digits = new Date(at).toISOString().replaceAll(/\D/g, '');
  return `${digits.slice(0, 8)}${separator}${digits.slice(8, 14)}`;
}

function pomXml(release: MavenRelease): string {
  const dependencies = (release.dependencies ?? []).map((dependency) => {
    const scope = dependency.scope === undefined ? '' : `<scope>${dependency.scope}</scope>`;
    return `    <dependency><groupId>${dependency.groupId}</groupId><artifactId>${dependency.artifactId}</artifactId><version>${dependency.version}</version>${scope}</dependency>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<project>',
    '  <modelVersion>4.0.0</modelVersion>',
    `  <groupId>${release.groupId}</groupId>`,
    `  <artifactId>${release.artifactId}</artifactId>`,
    `  <version>${release.version}</version>`,
    `  <packaging>${release.packaging ?? 'jar'}</packaging>`,
    `  <licenses><license><name>${release.license ?? 'Apache-2.0'}</name></license></licenses>`,
    ...(dependencies.length === 0 ? [] : ['  <dependencies>', ...dependencies, '  </dependencies>']),
    ...(release.pom === undefined ? [] : [release.pom]),
    '</project>',
    '',
  ].join('\n');
}

function packJar(release: MavenRelease): Buffer {
  const { groupId, artifactId, version } = release;
  return packZip([
    { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\r\nCreated-By: fixture\r\n\r\n' },
    { name: `META-INF/maven/${groupId}/${artifactId}/pom.xml`, content: pomXml(release) },
    {
      name: `META-INF/maven/${groupId}/${artifactId}/pom.properties`,
      content: `groupId=${groupId}\nartifactId=${artifactId}\nversion=${version}\n`,
    },
    ...Object.entries(release.files ?? {}).map(([name, content]) => ({ name, content })),
  ]);
}

function answer(state: MavenState, request: FixtureRequest): FixtureAnswer | undefined {
  const path = decodeURIComponent(request.path);
  const file = fileAt(state, path);
  if (file !== undefined) return sendFile(path, file.bytes, file.lastModified);
  const [, base = '', algorithm = ''] = /^(.*)\.(md5|sha1|sha256|sha512)$/.exec(path) ?? [];
  const summed = fileAt(state, base);
  if (summed === undefined || !(state.checksums as readonly string[]).includes(algorithm)) return undefined;
  const digest = createHash(algorithm).update(summed.declared).digest('hex');
  return sendFile(path, Buffer.from(digest), summed.lastModified);
}

function sendFile(path: string, bytes: Uint8Array, lastModified: Instant | undefined): FixtureAnswer {
  const isXml = /\.(xml|pom)$/.test(path);
  const isText = /\.(md5|sha1|sha256|sha512|asc)$/.test(path);
  const contentType = isXml ? 'text/xml' : isText ? 'text/plain' : 'application/java-archive';
  return { body: bytes, contentType, ...(lastModified === undefined ? {} : { lastModified }) };
}

function fileAt(state: MavenState, path: string): StoredFile | undefined {
  const stored = state.files.get(path);
  if (stored !== undefined) return stored;
  for (const artifact of state.artifacts.values()) {
    const folder = folderOf(artifact.groupId, artifact.artifactId);
    const xml =
      path === `${folder}/maven-metadata.xml`
        ? artifactMetadata(artifact)
        : snapshotMetadata(state, artifact, path.slice(folder.length + 1));
    if (!path.startsWith(`${folder}/`) || xml === undefined) continue;
    const bytes = Buffer.from(xml);
    return { bytes, declared: bytes, lastModified: artifact.updatedAt };
  }
  return undefined;
}

function artifactMetadata(artifact: MavenArtifact): string | undefined {
  const releases = artifact.versions.filter((version) => !version.endsWith(SNAPSHOT));
  const release = releases.at(-1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata>',
    `  <groupId>${artifact.groupId}</groupId>`,
    `  <artifactId>${artifact.artifactId}</artifactId>`,
    '  <versioning>',
    `    <latest>${artifact.versions.at(-1) ?? ''}</latest>`,
    ...(release === undefined ? [] : [`    <release>${release}</release>`]),
    '    <versions>',
    ...artifact.versions.map((version) => `      <version>${version}</version>`),
    '    </versions>',
    `    <lastUpdated>${stamp(artifact.updatedAt, '')}</lastUpdated>`,
    '  </versioning>',
    '</metadata>',
    '',
  ].join('\n');
}

/** The metadata of one snapshot version, at `{version}/maven-metadata.xml`. */
function snapshotMetadata(state: MavenState, artifact: MavenArtifact, rest: string): string | undefined {
  const version = /^([^/]+)\/maven-metadata\.xml$/.exec(rest)?.[1] ?? '';
  const last = artifact.snapshots.get(version)?.at(-1);
  if (last === undefined) return undefined;
  const fileVersion = version.replace(SNAPSHOT, `-${stamp(last.builtAt, '.')}-${last.build}`);
  const base = `${folderOf(artifact.groupId, artifact.artifactId)}/${version}/${artifact.artifactId}-${fileVersion}`;
  const files = [...state.files.keys()].filter((path) => path.startsWith(base) && !path.endsWith('.asc'));
  const entries = files.map((path) => {
    const [, classifier, extension] = /^(?:-([^.]+))?\.(.+)$/.exec(path.slice(base.length)) ?? [];
    const named = classifier === undefined ? '' : `<classifier>${classifier}</classifier>`;
    return `      <snapshotVersion>${named}<extension>${extension}</extension><value>${fileVersion}</value><updated>${stamp(last.builtAt, '')}</updated></snapshotVersion>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata modelVersion="1.1.0">',
    `  <groupId>${artifact.groupId}</groupId>`,
    `  <artifactId>${artifact.artifactId}</artifactId>`,
    `  <version>${version}</version>`,
    '  <versioning>',
    `    <snapshot><timestamp>${stamp(last.builtAt, '.')}</timestamp><buildNumber>${last.build}</buildNumber></snapshot>`,
    `    <lastUpdated>${stamp(last.builtAt, '')}</lastUpdated>`,
    '    <snapshotVersions>',
    ...entries,
    '    </snapshotVersions>',
    '  </versioning>',
    '</metadata>',
    '',
  ].join('\n');
}
