// What each ecosystem's documents, addresses and names look like when nobody means harm.

import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { testdata } from '../support/seeds.ts';

export interface EcosystemSeeds {
  readonly names: readonly string[];
  readonly versions: readonly string[];
  readonly files: readonly string[];
  /** Paths below the registry's root. */
  readonly paths: readonly string[];
  /** The package that `documents` are about. */
  readonly package: string;
  /** Documents of the package by key, each set whole; values in JSON are given as text. */
  readonly documents: readonly Readonly<Record<string, string>>[];
  readonly upstreamDocuments: Readonly<Record<string, string>>;
  /** Words of the documents. */
  readonly words: readonly string[];
  readonly audits: readonly { readonly variant: string; readonly body: string }[];
  /** By the id of the format. */
  readonly lockfiles: Readonly<Record<string, readonly string[]>>;
  /** By the id of the format. */
  readonly manifests: Readonly<Record<string, readonly string[]>>;
  /** By the id of the client. */
  readonly clientFiles: Readonly<Record<string, readonly string[]>>;
}

const HEX = '0123456789abcdef'.repeat(8);

const PACKUMENT = {
  _id: '@acme/anvil',
  name: '@acme/anvil',
  'dist-tags': { latest: '1.1.0', next: '2.0.0-rc.1' },
  versions: Object.fromEntries(
    ['1.0.0', '1.1.0', '2.0.0-rc.1'].map((version) => [
      version,
      {
        name: '@acme/anvil',
        version,
        deprecated: 'use another',
        license: 'MIT',
        scripts: { postinstall: 'node x.js' },
        dependencies: { 'is-odd': '^3.0.0' },
        dist: {
          tarball: `https://registry.example/@acme/anvil/-/anvil-${version}.tgz`,
          shasum: HEX.slice(0, 40),
          integrity:
            'sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
          attestations: { url: 'https://registry.example/a', provenance: { predicateType: 'x' } },
          fileCount: 3,
          unpackedSize: 9000,
        },
        _npmUser: { name: 'ann', trustedPublisher: { id: 'x' } },
      },
    ]),
  ),
  time: {
    created: '2024-01-01T00:00:00Z',
    modified: '2024-05-01T00:00:00Z',
    '1.0.0': '2024-01-01T00:00:00Z',
    '1.1.0': '2024-02-01T00:00:00Z',
  },
  maintainers: [{ name: 'ann' }],
  readme: '# anvil',
};

const npm: EcosystemSeeds = {
  names: ['anvil', '@acme/anvil', 'JSONStream', '_private', 'a.b-c_d'],
  versions: ['1.0.0', '1.0.0-rc.1+build.5', '0.0.1', '10.20.30', '1.0', 'latest'],
  files: ['anvil-1.0.0.tgz', 'anvil-2.0.0-rc.1.tgz'],
  paths: [
    '/@acme%2fanvil',
    '/@acme/anvil/-/anvil-1.0.0.tgz',
    '/@acme%2Fanvil/-/@acme/anvil-1.0.0.tgz',
    '/anvil/1.0.0',
    '/-/package/@acme%2fanvil/dist-tags',
    '/-/npm/v1/attestations/@acme%2fanvil@1.0.0',
    '/-/v1/search?text=anvil&size=20&from=0',
    '/-/npm/v1/security/advisories/bulk',
    '/-/ping',
    '/-/whoami',
  ],
  package: '@acme/anvil',
  documents: [{ packument: JSON.stringify(PACKUMENT) }],
  upstreamDocuments: {},
  words: ['versions', 'dist-tags', 'time', 'dist', 'tarball', 'latest', '1.0.0', '1.1.0', '3.0.0'],
  audits: [
    { variant: 'bulk', body: JSON.stringify({ anvil: ['1.0.0'], '@acme/anvil': ['1.0.0', '2.0.0'] }) },
    { variant: 'legacy', body: '{}' },
  ],
  lockfiles: {
    'package-lock.json': ['v1', 'v2', 'v3'].map((one) => testdata('npm', `package-lock.${one}.json`)),
    'pnpm-lock.yaml': ['v5', 'v6', 'v9'].map((one) => testdata('npm', `pnpm-lock.${one}.yaml`)),
    'yarn.lock': [testdata('npm', 'yarn-classic.lock'), testdata('npm', 'yarn-berry.lock')],
    'bun.lock': [testdata('npm', 'bun.lock')],
  },
  manifests: {
    'package-lock.json': ['v1', 'v2', 'v3'].map((one) => testdata('npm', `package-lock.${one}.json`)),
    'pnpm-lock.yaml': ['lock.v5', 'lock.v9', 'workspace.v6', 'workspace.v9'].map((one) =>
      testdata('npm', `pnpm-${one}.yaml`),
    ),
    'bun.lock': [testdata('npm', 'bun.lock'), testdata('npm', 'bun-workspace.lock')],
    'package.json': [
      '{"name": "app", "version": "1.0.0", "dependencies": {"a": "^1.0.0", "b": "npm:c@2.0.0", "d": "file:../d"}, "devDependencies": {"e": "o/e"}}',
    ],
    'yarn.lock': ['classic', 'berry', 'classic-workspace', 'berry-workspace'].map((one) =>
      testdata('npm', `yarn-${one}.lock`),
    ),
  },
  clientFiles: {
    npm: [
      'registry=https://registry.example/\n//registry.example/:_authToken=abc\n; comment\nsave-exact = true\n',
      '',
    ],
    pnpm: ['registry=https://registry.example/\nhoist=false\n', ''],
    'yarn-classic': ['registry "https://registry.example/"\nlastUpdateCheck 123\n', ''],
    yarn: [
      'npmRegistryServer: "https://registry.example"\nunsafeHttpWhitelist:\n  - localhost\nnodeLinker: node-modules\n',
      'npmScopes:\n  acme:\n    npmRegistryServer: x\n',
    ],
    bun: ['[install]\nregistry = "https://registry.example"\n[install.scopes]\nacme = "x"\n', '# nothing\n'],
  },
};

const pypi: EcosystemSeeds = {
  names: ['demo-pack', 'Demo_Pack', 'demo.pack', 'a', 'zope.interface'],
  versions: ['1.0', '1.1.0', '2.0rc1', '1!2.0.post1.dev3+local.7', '9.9', '1.0-1'],
  files: [
    'demo-pack-1.0.tar.gz',
    'demo_pack-1.0-py3-none-any.whl',
    'demo_pack-1.0-py3-none-any.whl.metadata',
    'demo-pack-1.0.win32-py2.7.exe',
    'demo_pack-1.0-py3.11.egg',
  ],
  paths: [
    '/simple/demo-pack/',
    '/simple/Demo_Pack',
    '/simple/',
    '/files/demo-pack/demo-pack-1.0.tar.gz',
    '/files/demo-pack/demo_pack-1.0-py3-none-any.whl.metadata',
    '/pypi/demo-pack/json',
    '/pypi/demo-pack/1.0/json',
    '/packages/aa/demo-pack-1.0.tar.gz',
    '/legacy/',
    '/v1/query',
  ],
  package: 'demo-pack',
  documents: [
    { simple: testdata('pypi', 'simple.json'), 'project-json': testdata('pypi', 'project.json') },
    { simple: testdata('pypi', 'simple.html') },
  ],
  upstreamDocuments: {},
  words: [
    'files',
    'filename',
    'url',
    'hashes',
    'yanked',
    'href',
    '<a href="',
    'data-yanked',
    'demo_pack-3.0.tar.gz',
    '#sha256=',
    'urls',
    'releases',
    'info',
  ],
  audits: [
    {
      variant: 'osv-query',
      body: JSON.stringify({ package: { name: 'demo-pack', ecosystem: 'PyPI' }, version: '1.0' }),
    },
  ],
  lockfiles: Object.fromEntries(
    ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml', 'requirements.txt'].map((file) => [
      file,
      [testdata('pypi', file)],
    ]),
  ),
  manifests: {
    'uv.lock': [testdata('pypi', 'uv.lock'), testdata('pypi', 'uv-workspace.lock')],
    'pdm.lock': [testdata('pypi', 'pdm.lock'), testdata('pypi', 'pdm-groups.lock')],
    'pylock.toml': [testdata('pypi', 'pylock.toml'), testdata('pypi', 'pylock-exported.toml')],
    'Pipfile.lock': [testdata('pypi', 'Pipfile.lock')],
    'pyproject.toml': [testdata('pypi', 'pyproject.toml')],
    'requirements.txt': [
      testdata('pypi', 'requirements.txt'),
      testdata('pypi', 'requirements-exported.txt'),
      '-r more/base.txt\n-c ../constraints.txt\n-e ./near\nfoo[bar]>=1,<2 ; os_name == "nt"\n',
    ],
    'poetry.lock': [testdata('pypi', 'poetry.lock'), testdata('pypi', 'poetry-groups.lock')],
  },
  clientFiles: {
    pip: [
      '[global]\nindex-url = https://registry.example/simple\ntimeout = 60\n[install]\nno-cache = true\n',
      '',
    ],
    uv: [
      '[[index]]\nname = "gatehouse"\nurl = "https://old.example/simple"\ndefault = true\n\n[pip]\nstrict = true\n',
      'index = []\n',
    ],
    poetry: [
      '[tool.poetry]\nname = "x"\n[[tool.poetry.source]]\nname = "gatehouse"\nurl = "https://old.example"\n',
      '[tool]\npoetry = {name = "x"}\n',
    ],
  },
};

/** A lock file that is its own Cargo.toml as well, since companions are as hostile as the file. */
const CARGO_MANIFEST = `version = 3
[workspace]
members = ["crates/*", "../b"]
[workspace.dependencies]
c = { package = "kelp", version = "1" }
[package]
name = "app"
[dependencies]
c = { workspace = true }
d = { path = "d" }
[target.x.dev-dependencies]
e = "1"
[patch.x]
e = { path = "e" }
`;

const cargo: EcosystemSeeds = {
  names: ['tide-pool', 'Tide_Pool', 'a', 'ab', 'abc'],
  versions: ['1.0.0', '1.2.0+build.7', '0.9.0', '1.0.0-alpha.1'],
  files: ['tide-pool-1.0.0.crate', 'tide-pool-1.2.0+build.7.crate'],
  paths: [
    '/config.json',
    '/ti/de/tide-pool',
    '/1/a',
    '/3/a/abc',
    '/crates/tide-pool/tide-pool-1.0.0.crate',
    '/crates/tide-pool/1.0.0/download',
    '/api/v1/crates/tide-pool/1.0.0/download',
    '/api/v1/crates?q=tide&per_page=10',
  ],
  package: 'tide-pool',
  documents: [{ index: testdata('cargo', 'tide-pool') }],
  upstreamDocuments: { config: testdata('cargo', 'config.json') },
  words: ['vers', 'cksum', 'yanked', 'deps', 'features', 'pubtime', '{"name":"tide-pool","vers":"1.0.0"}'],
  audits: [],
  lockfiles: { 'Cargo.lock': [testdata('cargo', 'Cargo.lock')] },
  manifests: { 'Cargo.lock': [testdata('cargo', 'Cargo.lock'), CARGO_MANIFEST] },
  clientFiles: {
    cargo: [
      testdata('cargo', 'config.toml'),
      '[source.crates-io]\nreplace-with = "x"\n[source]\nx = { registry = "sparse+https://x.example/" }\n',
      '',
    ],
  },
};

const maven: EcosystemSeeds = {
  names: ['org.example:app', 'junit:junit', 'org.example.deep:app-core_2.13'],
  versions: ['1.0', '1.2.0-rc1', '2.1-SNAPSHOT', '2.0.0', 'Final.1', '20240101.120000-1'],
  files: ['1.0/app-1.0.jar', '1.0/app-1.0.pom', '2.1-SNAPSHOT/app-2.1-20240101.120000-1.jar'],
  paths: [
    '/org/example/app/maven-metadata.xml',
    '/org/example/app/maven-metadata.xml.sha1',
    '/org/example/app/1.0/app-1.0.jar',
    '/org/example/app/1.0/app-1.0.jar.sha256',
    '/org/example/app/2.1-SNAPSHOT/maven-metadata.xml',
    '/junit/maven-metadata.xml',
    '/archetype-catalog.xml',
  ],
  package: 'org.example:app',
  documents: [
    { metadata: testdata('maven', 'maven-metadata.xml') },
    { metadata: testdata('maven', 'plugin-group.xml') },
  ],
  upstreamDocuments: {},
  words: [
    '<version>9.9</version>',
    '<versions>',
    '</versions>',
    '<latest>',
    '<release>',
    '<metadata>',
    '</metadata>',
    '<versioning>',
  ],
  audits: [],
  lockfiles: { 'gradle.lockfile': [testdata('maven', 'gradle.lockfile')] },
  manifests: {
    'gradle.lockfile': [testdata('maven', 'gradle.lockfile')],
    'pom.xml': [testdata('maven', 'pom.xml')],
  },
  clientFiles: {
    mvn: [testdata('maven', 'settings.xml'), '<settings/>', ''],
    gradle: ['x\n// begin gatehouse\nold\n// end gatehouse\ny\n', 'allprojects { }\n', ''],
  },
};

const composer: EcosystemSeeds = {
  names: ['acme/lib', 'Acme/Lib', 'a1/b--c', 'psr/log'],
  versions: ['1.0.0', 'v2.1.0', 'dev-main', '1.x-dev', '2.0.0-beta1', 'dev-feature/x#1'],
  files: ['1.0.0/1111111111111111111111111111111111111111.zip', 'dev-feature/x/none.tar.gz'],
  paths: [
    '/packages.json',
    '/p2/acme/lib.json',
    '/p2/acme/lib~dev.json',
    '/dist/acme/lib/v2.1.0/1111111111111111111111111111111111111111.zip',
    '/dist/acme/lib/dev-feature/x/none.zip',
    '/api/security-advisories?packages[]=acme/lib',
    '/search.json?q=x',
  ],
  package: 'acme/lib',
  documents: [{ stable: testdata('composer', 'stable.json'), dev: testdata('composer', 'dev.json') }],
  upstreamDocuments: { 'packages.json': testdata('composer', 'packages.json') },
  words: [
    'packages',
    'acme/lib',
    'minified',
    'composer/2.0',
    '__unset',
    'version',
    'dist',
    'published-time',
    'metapackage',
  ],
  audits: [
    { variant: 'security-advisories', body: 'packages[0]=acme/lib&packages[]=psr/log' },
    {
      variant: 'filter',
      body: JSON.stringify({
        packages: ['pkg://composer/acme/lib', 'pkg:composer/psr/log'],
        lists: ['malware'],
      }),
    },
  ],
  lockfiles: { 'composer.lock': [testdata('composer', 'composer.lock')] },
  manifests: {
    'composer.lock': [
      testdata('composer', 'composer.lock'),
      '{"require": {"a/a": "1", "v/v": "*"}, "replace": {"b/b": "*"}, "packages": [{"name": "a/a", "version": "1.0", "require": {"v/v": "*", "b/b": "*"}, "provide": {"v/v": "1"}, "replace": {"c/c": "1"}, "license": ["MIT", "X"]}]}',
    ],
    'composer.json': [
      '{"name": "acme/app", "require": {"php": ">=8", "acme/lib": "^1.0", "a/b": "1.2.3"}, "require-dev": {"acme/tool": "dev-main"}, "repositories": [{"type": "vcs", "url": "git@git.example:a/b.git"}]}',
    ],
  },
  clientFiles: {
    composer: [
      '{\n  "name": "acme/app",\n  "repositories": [{ "type": "composer", "url": "https://old.example" }, {"x": false}],\n  "config": { "secure-http": true }\n}\n',
      '{"repositories": {"packagist.example": false}}',
      '{}',
    ],
  },
};

export const ECOSYSTEM_SEEDS: Readonly<Record<Ecosystem, EcosystemSeeds>> = {
  npm,
  pypi,
  cargo,
  maven,
  composer,
};
