// A read-only npm registry in memory: packuments, tarballs, attestations, signing keys.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';

import { parseInstant } from '../../src/kernel/clock.ts';
import type { FixtureSite } from './fixture-answer.ts';
import { answerNpm, type NpmPackage, type NpmState, type NpmVersion } from './fixture-npm-documents.ts';
import { packTgz, type FileTree } from './tgz.ts';

type Json = Readonly<Record<string, unknown>>;

/** One version to publish. */
export interface NpmRelease {
  readonly name: string;
  readonly version: string;
  /** ISO 8601; default 2024-01-01. */
  readonly publishedAt?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly deprecated?: string;
  readonly license?: string;
  /** Files beside package.json and index.js. */
  readonly files?: FileTree;
  /** More fields of package.json and of the version in the packument (`os`, `engines`, `_npmUser`, …). */
  readonly manifest?: Json;
  /** More fields of `dist`. */
  readonly dist?: Json;
  /** Bundles that the attestations document lists; `dist.attestations` then points to it. */
  readonly attestations?: readonly Json[];
  /** The tags to move here; default `latest` (unless the version is a pre-release). */
  readonly tags?: readonly string[];
  /** Leave the version out of `time`. */
  readonly undated?: boolean;
}

/** The npm part of the fixture upstream. */
export interface NpmFixture {
  /** Builds the tarball and lists the version. Answers the tarball's path on the files origin. */
  publish(release: NpmRelease): Promise<{ readonly tarballPath: string; readonly tarball: Buffer }>;
  /** Takes a version away; its date stays in `time`, as registries do, and its tarball answers 404. */
  remove(name: string, version: string): void;
  /** Takes the whole package away: everything answers 404. */
  removePackage(name: string): void;
  deprecate(name: string, version: string, message: string): void;
  setTag(name: string, tag: string, version: string): void;
  /** Other bytes at the same address; the packument keeps (or with `redeclare` renews) the digests. */
  replaceTarball(name: string, version: string, bytes: Uint8Array, redeclare?: 'redeclare'): void;
  /** Changes a version's document in place, for what the builder has no word for. */
  edit(name: string, version: string, change: (manifest: Record<string, unknown>) => void): void;
  /** Answers requests below `/npm/`. */
  readonly site: FixtureSite;
}

const DEFAULT_DATE = '2024-01-01T00:00:00.000Z';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** The npm fixture; `filesUrl` is where tarball addresses point. */
export function createNpmFixture(filesUrl: () => string): NpmFixture {
  const state: NpmState = { packages: new Map(), tarballs: new Map(), key: createKey(), filesUrl };
  return {
    publish: async (release) => publish(state, release),
    remove(name, version) {
      const found = packageOf(state, name);
      state.tarballs.delete(versionOf(state, name, version).tarballPath);
      found.versions.delete(version);
      for (const [tag, tagged] of Object.entries(found.tags)) {
        if (tagged === version) delete found.tags[tag];
      }
      const last = [...found.versions.keys()].at(-1);
      if (found.tags['latest'] === undefined && last !== undefined) found.tags['latest'] = last;
      found.modifiedAt += 1000;
    },
    removePackage(name) {
      for (const { tarballPath } of packageOf(state, name).versions.values())
        state.tarballs.delete(tarballPath);
      state.packages.delete(name);
    },
    deprecate: (name, version, message) => {
      versionOf(state, name, version).manifest['deprecated'] = message;
    },
    setTag: (name, tag, version) => {
      packageOf(state, name).tags[tag] = version;
    },
    replaceTarball(name, version, bytes, redeclare) {
      const found = versionOf(state, name, version);
      state.tarballs.set(found.tarballPath, { bytes, publishedAt: packageOf(state, name).modifiedAt });
      if (redeclare !== undefined) Object.assign(found.dist, digestsOf(bytes));
    },
    edit: (name, version, change) => change(versionOf(state, name, version).manifest),
    site: (request) => answerNpm(state, request),
  };
}

function createKey(): NpmState['key'] {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const id = `SHA256:${createHash('sha256').update(spki).digest('base64').replace(/=+$/, '')}`;
  return { id, spki: spki.toString('base64'), privateKey };
}

function packageOf(state: NpmState, name: string): NpmPackage {
  const found = state.packages.get(name);
  if (found === undefined) throw new Error(`fixture npm package ${name} was not published`);
  return found;
}

function versionOf(state: NpmState, name: string, version: string): NpmVersion {
  const found = packageOf(state, name).versions.get(version);
  if (found === undefined) throw new Error(`fixture npm package ${name}@${version} was not published`);
  return found;
}

function digestsOf(bytes: Uint8Array): { integrity: string; shasum: string } {
  return {
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    shasum: createHash('sha1').update(bytes).digest('hex'),
  };
}

async function publish(
  state: NpmState,
  release: NpmRelease,
): Promise<{ tarballPath: string; tarball: Buffer }> {
  const { name, version } = release;
  const packageJson = {
    name,
    version,
    description: `Fixture package ${name}`,
    license: release.license ?? 'MIT',
    main: 'index.js',
    ...(release.dependencies === undefined ? {} : { dependencies: release.dependencies }),
    ...(release.scripts === undefined ? {} : { scripts: release.scripts }),
    ...(release.bin === undefined ? {} : { bin: release.bin }),
    ...release.manifest,
  };
  const tarball = await packTgz('package', {
    'package.json': `${JSON.stringify(packageJson, null, 2)}\n`,
    'index.js': `module.exports = ${JSON.stringify(`${name}@${version}`)};\n`,
    ...release.files,
  });
  const base = name.slice(name.indexOf('/') + 1);
  const tarballPath = `/npm/${name}/-/${base}-${version}.tgz`;
  const found: NpmPackage = state.packages.get(name) ?? {
    versions: new Map(),
    time: {},
    tags: {},
    modifiedAt: 0,
  };
  state.packages.set(name, found);
  const publishedAt = new Date(parseInstant(release.publishedAt ?? DEFAULT_DATE) ?? Number.NaN).toISOString();
  found.versions.set(version, {
    manifest: manifestOf(packageJson, release),
    dist: distOf(state, release, tarball),
    tarballPath,
    attestations: release.attestations,
  });
  if (release.undated !== true) found.time[version] = publishedAt;
  found.modifiedAt = Math.max(found.modifiedAt, Date.parse(publishedAt));
  const tags = release.tags ?? (version.includes('-') && found.versions.size > 1 ? [] : ['latest']);
  for (const tag of tags) found.tags[tag] = version;
  state.tarballs.set(tarballPath, { bytes: tarball, publishedAt: Date.parse(publishedAt) });
  return { tarballPath, tarball };
}

function manifestOf(packageJson: Json, release: NpmRelease): Record<string, unknown> {
  const hasInstallScript = INSTALL_SCRIPTS.some((script) => release.scripts?.[script] !== undefined);
  return {
    ...packageJson,
    _id: `${release.name}@${release.version}`,
    _npmUser: { name: 'fixture', email: 'fixture@maker.example' },
    maintainers: [{ name: 'fixture', email: 'fixture@maker.example' }],
    ...(hasInstallScript ? { hasInstallScript } : {}),
    ...(release.deprecated === undefined ? {} : { deprecated: release.deprecated }),
    ...release.manifest,
  };
}

function distOf(state: NpmState, release: NpmRelease, tarball: Buffer): Record<string, unknown> {
  const digests = digestsOf(tarball);
  const message = `${release.name}@${release.version}:${digests.integrity}`;
  const signature = sign('sha256', Buffer.from(message), state.key.privateKey);
  return {
    ...digests,
    fileCount: 2 + Object.keys(release.files ?? {}).length,
    unpackedSize: tarball.length,
    signatures: [{ keyid: state.key.id, sig: signature.toString('base64') }],
    ...release.dist,
  };
}
