// A read-only Cargo registry in memory: the sparse index and the crates it points to.

import { createHash } from 'node:crypto';

import { parseInstant, type Instant } from '../../src/kernel/clock.ts';
import type { FixtureAnswer, FixtureRequest, FixtureSite } from './fixture-answer.ts';
import { packTgz, type FileTree } from './tgz.ts';

/** One version to publish. */
export interface CargoRelease {
  readonly name: string;
  readonly version: string;
  /** ISO 8601; default 2024-01-01. */
  readonly publishedAt?: string;
  /** Requirements by crate name: `^1.2`. */
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly features?: Readonly<Record<string, readonly string[]>>;
  readonly rustVersion?: string;
  readonly yanked?: boolean;
  /** Leave `pubtime` out of the index line. */
  readonly undated?: boolean;
  /** Files beside Cargo.toml and src/lib.rs (a `build.rs` runs when the crate is built). */
  readonly files?: FileTree;
  /** More fields of the index line. */
  readonly line?: Readonly<Record<string, unknown>>;
}

interface StoredCrate {
  readonly name: string;
  readonly line: Record<string, unknown>;
  readonly publishedAt: Instant;
  bytes: Uint8Array;
}

/** The Cargo part of the fixture upstream. */
export interface CargoFixture {
  /** Builds the .crate and lists it. Answers its bytes and digest. */
  publish(release: CargoRelease): Promise<{ readonly crate: Buffer; readonly sha256: string }>;
  remove(name: string, version: string): void;
  removePackage(name: string): void;
  yank(name: string, version: string, yanked: boolean): void;
  /** Other bytes at the same address; the index keeps (or with `redeclare` renews) the digest. */
  replaceCrate(name: string, version: string, bytes: Uint8Array, redeclare?: 'redeclare'): void;
  /**
   * The `dl` of config.json below the files origin, such as `/cargo-files/{prefix}/{crate}-{version}.crate`;
   * default `/cargo-files/crates`, to which cargo adds `/{crate}/{version}/download`.
   */
  setDownloadTemplate(template: string): void;
  /** More fields of config.json (`auth-required`, `api`). */
  setConfig(fields: Readonly<Record<string, unknown>>): void;
  /** Where a crate is served, below the files origin. */
  downloadPath(name: string, version: string): string;
  readonly site: FixtureSite;
}

const DEFAULT_DATE = '2024-01-01T00:00:00Z';
const MARKERS = /\{(crate|version|prefix|lowerprefix|sha256-checksum)\}/g;

interface CargoState {
  readonly crates: Map<string, StoredCrate[]>;
  template: string;
  config: Readonly<Record<string, unknown>>;
  filesUrl(): string;
}

/** The Cargo fixture; `filesUrl` is the origin of crates. */
export function createCargoFixture(filesUrl: () => string): CargoFixture {
  const state: CargoState = { crates: new Map(), template: '/cargo-files/crates', config: {}, filesUrl };
  return {
    publish: async (release) => publish(state, release),
    remove(name, version) {
      const key = name.toLowerCase();
      const kept = (state.crates.get(key) ?? []).filter((crate) => crate.line['vers'] !== version);
      state.crates.set(key, kept);
    },
    removePackage: (name) => {
      state.crates.delete(name.toLowerCase());
    },
    yank: (name, version, yanked) => {
      crateOf(state, name, version).line['yanked'] = yanked;
    },
    replaceCrate(name, version, bytes, redeclare) {
      const found = crateOf(state, name, version);
      found.bytes = bytes;
      if (redeclare !== undefined) found.line['cksum'] = sha256(bytes);
    },
    setDownloadTemplate: (template) => {
      state.template = template;
    },
    setConfig: (fields) => {
      state.config = fields;
    },
    downloadPath: (name, version) => downloadPath(state, crateOf(state, name, version)),
    site: (request) => answer(state, request),
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function crateOf(state: CargoState, name: string, version: string): StoredCrate {
  const found = state.crates.get(name.toLowerCase())?.find((crate) => crate.line['vers'] === version);
  if (found === undefined) throw new Error(`fixture crate ${name}@${version} was not published`);
  return found;
}

async function publish(state: CargoState, release: CargoRelease): Promise<{ crate: Buffer; sha256: string }> {
  const { name, version } = release;
  const crate = await packTgz(`${name}-${version}`, {
    'Cargo.toml': cargoToml(release),
    'src/lib.rs': `pub fn id() -> &'static str { "${name}@${version}" }\n`,
    ...release.files,
  });
  const cksum = sha256(crate);
  const publishedAt = parseInstant(release.publishedAt ?? DEFAULT_DATE) ?? Number.NaN;
  const line: Record<string, unknown> = {
    name,
    vers: version,
    deps: Object.entries(release.dependencies ?? {}).map(([dependency, req]) => ({
      name: dependency,
      req,
      features: [],
      optional: false,
      default_features: true,
      target: null,
      kind: 'normal',
    })),
    cksum,
    features: release.features ?? {},
    yanked: release.yanked ?? false,
    ...(release.rustVersion === undefined ? {} : { rust_version: release.rustVersion }),
    ...(release.undated === true ? {} : { pubtime: `${new Date(publishedAt).toISOString().slice(0, 19)}Z` }),
    ...release.line,
  };
  const key = name.toLowerCase();
  const stored = state.crates.get(key) ?? [];
  state.crates.set(key, [...stored, { name, line, publishedAt, bytes: crate }]);
  return { crate, sha256: cksum };
}

function cargoToml(release: CargoRelease): string {
  const dependencies = Object.entries(release.dependencies ?? {});
  const features = Object.entries(release.features ?? {});
  return [
    '[package]',
    `name = "${release.name}"`,
    `version = "${release.version}"`,
    'edition = "2021"',
    'license = "MIT"',
    `description = "Fixture crate ${release.name}"`,
    ...(release.rustVersion === undefined ? [] : [`rust-version = "${release.rustVersion}"`]),
    '',
    '[dependencies]',
    ...dependencies.map(([name, req]) => `${name} = "${req}"`),
    '',
    '[features]',
    ...features.map(([name, enables]) => `${name} = ${JSON.stringify(enables)}`),
    '',
  ].join('\n');
}

/** The directory of a crate in an index ("Index Files" of the registry index format). */
function indexPrefix(name: string): string {
  if (name.length <= 2) return String(name.length);
  if (name.length === 3) return `3/${name.slice(0, 1)}`;
  return `${name.slice(0, 2)}/${name.slice(2, 4)}`;
}

function downloadPath(state: CargoState, crate: StoredCrate): string {
  const { template } = state;
  const full = /\{/.test(template) ? template : `${template}/{crate}/{version}/download`;
  const values: Readonly<Record<string, string>> = {
    crate: crate.name,
    version: String(crate.line['vers']),
    prefix: indexPrefix(crate.name),
    lowerprefix: indexPrefix(crate.name.toLowerCase()),
    'sha256-checksum': String(crate.line['cksum']),
  };
  return full.replace(MARKERS, (_, marker: string) => values[marker] ?? '');
}

function answer(state: CargoState, request: FixtureRequest): FixtureAnswer | undefined {
  const path = decodeURIComponent(request.path);
  if (path === '/cargo/config.json') {
    const config = { dl: `${state.filesUrl()}${state.template}`, ...state.config };
    return { body: JSON.stringify(config), contentType: 'application/json' };
  }
  if (path.startsWith('/cargo/')) return answerIndex(state, path);
  const crate = [...state.crates.values()].flat().find((crate) => downloadPath(state, crate) === path);
  if (crate === undefined) return undefined;
  return { body: crate.bytes, contentType: 'application/gzip', lastModified: crate.publishedAt };
}

function answerIndex(state: CargoState, path: string): FixtureAnswer | undefined {
  const name = path.split('/').at(-1) ?? '';
  const crates = state.crates.get(name) ?? [];
  if (crates.length === 0 || path !== `/cargo/${indexPrefix(name)}/${name}`) return undefined;
  return {
    body: crates.map((crate) => `${JSON.stringify(crate.line)}\n`).join(''),
    contentType: 'text/plain',
    lastModified: Math.max(...crates.map((crate) => crate.publishedAt)),
    headers: { 'cache-control': 'public, max-age=600' },
  };
}
