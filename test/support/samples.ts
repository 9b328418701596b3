// One small package in each ecosystem, and how a test publishes it, asks for it and reads what is offered.

import { asPackageName, type PackageName, type PackageRef } from '../../src/kernel/package-ref.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../src/kernel/ecosystem.ts';
import type { Answer } from './ask.ts';
import type { FixtureUpstream } from './fixture-upstream.ts';

/** A version to publish. */
export interface SampleRelease {
  readonly version: string;
  /** ISO 8601; default 2024-01-01. */
  readonly publishedAt?: string;
  /** Without a date in the index (Maven: without Last-Modified). */
  readonly undated?: boolean;
}

/** A version as it was published: its main file. */
export interface PublishedSample {
  readonly version: string;
  /** The file's name in its package, as Gatehouse knows it. */
  readonly file: string;
  /** The file's path at the gate. */
  readonly path: string;
  /** The file's path at the upstream. */
  readonly upstreamPath: string;
  readonly bytes: Buffer;
}

/** One ecosystem's sample. */
export interface Sample {
  readonly ref: PackageRef;
  /** Where the gate serves the index that ranges are resolved from, and the headers with which clients ask. */
  readonly indexPath: string;
  readonly indexHeaders: Readonly<Record<string, string>>;
  /** The same of a package that is never published. */
  readonly absentPath: string;
  /** The index document at the upstream. */
  readonly upstreamIndex: RegExp;
  publish(upstream: FixtureUpstream, release: SampleRelease): Promise<PublishedSample>;
  remove(upstream: FixtureUpstream, version: string): void;
  /** Other bytes at the same address; with `redeclare` the index declares them. */
  replace(
    upstream: FixtureUpstream,
    published: PublishedSample,
    bytes: Uint8Array,
    redeclare?: 'redeclare',
  ): void;
  /** The versions that a client may resolve a range to. */
  offered(answer: Answer): readonly string[];
}

const named = (name: string): PackageName => asPackageName(name);

const npm: Sample = {
  ref: { ecosystem: 'npm', name: named('@acme/tide') },
  indexPath: '/npm/@acme%2ftide',
  absentPath: '/npm/@acme%2fnone',
  indexHeaders: { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' },
  upstreamIndex: /^\/npm\/@acme%2ftide$/,
  async publish({ npm: registry }, release) {
    const { tarball, tarballPath } = await registry.publish({ name: '@acme/tide', ...release });
    const file = `tide-${release.version}.tgz`;
    return {
      version: release.version,
      file,
      path: `/npm/@acme/tide/-/${file}`,
      upstreamPath: tarballPath,
      bytes: tarball,
    };
  },
  remove: ({ npm: registry }, version) => registry.remove('@acme/tide', version),
  replace: ({ npm: registry }, { version }, bytes, redeclare) =>
    registry.replaceTarball('@acme/tide', version, bytes, redeclare),
  offered: ({ text }) => Object.keys((JSON.parse(text) as { versions: object }).versions),
};

const pypi: Sample = {
  ref: { ecosystem: 'pypi', name: named('tide-pool') },
  indexPath: '/pypi/simple/tide-pool/',
  absentPath: '/pypi/simple/none/',
  indexHeaders: { accept: 'application/vnd.pypi.simple.v1+json' },
  upstreamIndex: /^\/pypi\/simple\/tide-pool\/$/,
  async publish({ pypi: registry }, { version, publishedAt }) {
    const [wheel] = await registry.publish({
      name: 'Tide.Pool',
      version,
      kinds: ['wheel'],
      ...(publishedAt === undefined ? {} : { publishedAt }),
    });
    if (wheel === undefined) throw new Error('nothing was published');
    return {
      version,
      file: wheel.filename,
      path: `/pypi/files/tide-pool/${wheel.filename}`,
      upstreamPath: wheel.path,
      bytes: Buffer.from(wheel.bytes),
    };
  },
  remove: ({ pypi: registry }, version) => registry.remove('tide-pool', version),
  replace: ({ pypi: registry }, { file }, bytes, redeclare) => registry.replaceFile(file, bytes, redeclare),
  offered({ text }) {
    const { files } = JSON.parse(text) as { files: { filename: string; yanked?: unknown }[] };
    return files
      .filter(({ yanked }) => yanked === undefined || yanked === false)
      .map(({ filename }) => filename.split('-')[1] ?? '');
  },
};

const cargo: Sample = {
  ref: { ecosystem: 'cargo', name: named('tide-pool') },
  indexPath: '/cargo/ti/de/tide-pool',
  absentPath: '/cargo/no/ne/none',
  indexHeaders: {},
  upstreamIndex: /^\/cargo\/ti\/de\/tide-pool$/,
  async publish({ cargo: registry }, release) {
    const { crate } = await registry.publish({ name: 'tide-pool', ...release });
    const { version } = release;
    return {
      version,
      file: `tide-pool-${version}.crate`,
      path: `/cargo/crates/tide-pool/${version}/download`,
      upstreamPath: registry.downloadPath('tide-pool', version),
      bytes: crate,
    };
  },
  remove: ({ cargo: registry }, version) => registry.remove('tide-pool', version),
  replace: ({ cargo: registry }, { version }, bytes, redeclare) =>
    registry.replaceCrate('tide-pool', version, bytes, redeclare),
  offered: ({ text }) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { vers: string; yanked: boolean })
      .filter(({ yanked }) => !yanked)
      .map(({ vers }) => vers),
};

const maven: Sample = {
  ref: { ecosystem: 'maven', name: named('org.acme:tide') },
  indexPath: '/maven/org/acme/tide/maven-metadata.xml',
  absentPath: '/maven/org/acme/none/maven-metadata.xml',
  indexHeaders: {},
  upstreamIndex: /^\/maven\/org\/acme\/tide\/maven-metadata\.xml$/,
  async publish({ maven: registry, urls, requests }, release) {
    const { paths } = await registry.publish({ groupId: 'org.acme', artifactId: 'tide', ...release });
    const path = paths.find((one) => one.endsWith('.jar')) ?? '';
    const response = await fetch(`${urls.maven}${path.slice('/maven'.length)}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    // What was asked to know the bytes is no request of the test's.
    requests.pop();
    const file = `${release.version}/tide-${release.version}.jar`;
    return { version: release.version, file, path, upstreamPath: path, bytes };
  },
  remove: ({ maven: registry }, version) => registry.remove('org.acme:tide', version),
  replace: ({ maven: registry }, { upstreamPath }, bytes, redeclare) =>
    registry.replaceFile(upstreamPath, bytes, redeclare),
  offered: ({ text }) =>
    [...text.matchAll(/<version>([^<]+)<\/version>/g)].map(([, version]) => version ?? ''),
};

const composer: Sample = {
  ref: { ecosystem: 'composer', name: named('acme/tide') },
  indexPath: '/composer/p2/acme/tide.json',
  absentPath: '/composer/p2/acme/none.json',
  indexHeaders: {},
  upstreamIndex: /^\/composer\/p2\/acme\/tide\.json$/,
  async publish({ composer: registry }, release) {
    const { archive, distPath } = await registry.publish({ name: 'acme/tide', shasum: true, ...release });
    const file = `${release.version}/${distPath.slice(distPath.lastIndexOf('/') + 1)}`;
    return {
      version: release.version,
      file,
      path: `/composer/dist/acme/tide/${file}`,
      upstreamPath: distPath,
      bytes: archive,
    };
  },
  remove: ({ composer: registry }, version) => registry.remove('acme/tide', version),
  replace: ({ composer: registry }, { version }, bytes) =>
    registry.replaceArchive('acme/tide', version, bytes),
  offered({ text }) {
    const { packages } = JSON.parse(text) as { packages: Record<string, { version?: string }[]> };
    return (packages['acme/tide'] ?? []).flatMap(({ version }) => version ?? []);
  },
};

/** The five samples. */
export const SAMPLES: Readonly<Record<Ecosystem, Sample>> = { npm, pypi, cargo, maven, composer };

/** The same, to go through. */
export const ALL_SAMPLES: readonly (readonly [Ecosystem, Sample])[] = ECOSYSTEMS.map((id) => [
  id,
  SAMPLES[id],
]);
