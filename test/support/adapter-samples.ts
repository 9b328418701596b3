// What the conformance suite must be told about each ecosystem: spellings, versions in order, and a small index.

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';

/** A package with two releases, a pre-release that is newer than both, and fields that no adapter knows. */
export interface AdapterSample {
  /** The package that the documents are about; the same as in samples.ts. */
  readonly name: string;
  /** Other spellings of one name, and the canonical one. */
  readonly spellings: readonly (readonly [spelling: string, canonical: string])[];
  /** What is no name. */
  readonly badNames: readonly string[];
  /** Strictly ascending. */
  readonly ascending: readonly string[];
  /** What no order knows; sorts below all that are valid. */
  readonly invalid: readonly string[];
  /** Of `versions`, ascending; the last one is the pre-release. */
  readonly versions: readonly [string, string, string];
  readonly upstreamDocuments: Readonly<Record<string, string>>;
  readonly documents: Readonly<Record<string, string>>;
  /** Texts of fields that must survive rendering, by variant. */
  readonly survivors: Readonly<Record<string, readonly string[]>>;
  /** The variant that ranges are resolved from. */
  readonly main: string;
  /** The version that "latest" means, where a variant says; undefined when it says none. */
  readonly latest: Readonly<Record<string, (text: string) => string | undefined>>;
  /** The same documents about another package, or as an upstream that takes no notice of case sends them. */
  readonly othersDocuments: Readonly<Record<string, string>>;
}

const HEX = '0123456789abcdef'.repeat(4);
const UPSTREAM = 'https://upstream.example/base';
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0-rc.1'] as const;

const packument = (name: string): string =>
  JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: '1.1.0', next: '2.0.0-rc.1' },
    versions: Object.fromEntries(
      VERSIONS.map((version, at) => [
        version,
        {
          name,
          version,
          'x-kept': `kept-${version}`,
          dist: {
            tarball: `${UPSTREAM}/${name}/-/tide-${version}.tgz`,
            shasum: `${at}${HEX.slice(1, 40)}`,
            'x-dist': 'kept-dist',
          },
        },
      ]),
    ),
    time: Object.fromEntries(VERSIONS.map((version, at) => [version, `2024-0${at + 1}-01T00:00:00.000Z`])),
    'x-top': { kept: 'kept-top' },
  });

const npm: AdapterSample = {
  name: '@acme/tide',
  spellings: [['@acme/tide', '@acme/tide']],
  badNames: ['', '.', '..', '@acme', '@acme/', '@acme/..', 'a/b', '../a', 'a b', 'a\0', '@a/b/c'],
  ascending: ['0.0.1', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-rc.1', '1.0.0', '1.2.0', '1.10.0', '10.0.0'],
  invalid: ['latest', '', 'x.1'],
  versions: VERSIONS,
  upstreamDocuments: {},
  documents: { packument: packument('@acme/tide') },
  survivors: { full: ['kept-top', 'kept-1.0.0', 'kept-dist'] },
  main: 'abbreviated',
  latest: {
    full: (text) => readLatestTag(JSON.parse(text)),
    abbreviated: (text) => readLatestTag(JSON.parse(text)),
  },
  othersDocuments: { packument: packument('@acme/other') },
};

function readLatestTag(document: { 'dist-tags'?: { latest?: string } }): string | undefined {
  return document['dist-tags']?.latest;
}

const PYPI_VERSIONS = ['1.0', '1.1', '2.0rc1'] as const;

const pypiFile = (version: string, at: number) => ({
  filename: `tide_pool-${version}-py3-none-any.whl`,
  url: `https://files.example/tide_pool-${version}-py3-none-any.whl`,
  hashes: { sha256: `${at}${HEX.slice(1)}` },
  'upload-time': `2024-0${at + 1}-01T00:00:00Z`,
  size: 100,
  'x-file': `kept-${version}`,
});

const simplePage = (name: string): string =>
  JSON.stringify({
    meta: { 'api-version': '1.1', 'x-meta': 'kept-meta' },
    name,
    versions: PYPI_VERSIONS,
    files: PYPI_VERSIONS.map(pypiFile),
    'x-top': 'kept-top',
  });

const pypi: AdapterSample = {
  name: 'tide-pool',
  spellings: [
    ['Tide.Pool', 'tide-pool'],
    ['tide__pool', 'tide-pool'],
    ['TIDE-_.POOL', 'tide-pool'],
  ],
  badNames: ['', '.', '..', '-a', 'a-', 'a/b', '../a', 'a b', 'a\0', 'ä'],
  ascending: ['1.0.dev1', '1.0a1', '1.0rc1', '1.0', '1.0+local', '1.0.post1', '1.1', '1.10', '1!0.1'],
  invalid: ['one', '1..0', ''],
  versions: PYPI_VERSIONS,
  upstreamDocuments: {},
  documents: {
    simple: simplePage('tide-pool'),
    'project-json': JSON.stringify({
      info: { name: 'tide-pool', version: '1.1', summary: 'kept-summary', 'x-info': 'kept-info' },
      releases: Object.fromEntries(PYPI_VERSIONS.map((version, at) => [version, [pypiFile(version, at)]])),
      urls: [pypiFile('1.1', 1)],
      'x-top': 'kept-top',
    }),
  },
  survivors: { json: ['kept-1.0', 'kept-meta', 'kept-top'], 'project-json': ['kept-info', 'kept-top'] },
  main: 'json',
  latest: { 'project-json': (text) => (JSON.parse(text) as { info: { version: string } }).info.version },
  othersDocuments: { simple: simplePage('other') },
};

const crateLines = (name: string): string =>
  VERSIONS.map((vers, at) =>
    JSON.stringify({
      name,
      vers,
      deps: [],
      cksum: `${at}${HEX.slice(1)}`,
      features: {},
      yanked: false,
      'x-kept': `kept-${vers}`,
    }),
  ).join('\n');

const cargo: AdapterSample = {
  name: 'tide-pool',
  spellings: [
    ['Tide-Pool', 'tide-pool'],
    ['TIDE-POOL', 'tide-pool'],
  ],
  badNames: ['', '.', '..', '1a', 'a/b', '../a', 'a b', 'a.b', 'a\0'],
  ascending: ['0.0.1', '1.0.0-alpha', '1.0.0-rc.1', '1.0.0', '1.2.0', '1.10.0', '10.0.0'],
  invalid: ['1', '1.0', ''],
  versions: VERSIONS,
  upstreamDocuments: { config: JSON.stringify({ dl: `${UPSTREAM}/crates` }) },
  documents: { index: crateLines('tide-pool') },
  survivors: { index: ['kept-1.0.0', 'kept-1.1.0', 'kept-2.0.0-rc.1'] },
  main: 'index',
  latest: {},
  othersDocuments: { index: crateLines('other') },
};

const mavenMetadata = (artifactId: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<metadata x-kept="kept-attribute">
  <groupId>org.acme</groupId>
  <artifactId>${artifactId}</artifactId>
  <versioning>
    <latest>2.0.0-rc.1</latest>
    <release>1.1.0</release>
    <versions>
${VERSIONS.map((version) => `      <version>${version}</version>`).join('\n')}
    </versions>
    <lastUpdated>20240301000000</lastUpdated>
    <x-kept>kept-element</x-kept>
  </versioning>
</metadata>
`;

const maven: AdapterSample = {
  name: 'org.acme:tide',
  spellings: [['org.acme:tide', 'org.acme:tide']],
  badNames: ['', ':', 'a', 'a:', ':b', 'a:b:c', '..:a', 'a:..', 'a/b:c', 'a:b/c', 'a b:c', 'a:b\0'],
  ascending: ['1.0-alpha-1', '1.0-beta-1', '1.0-rc1', '1.0-SNAPSHOT', '1.0', '1.0-sp', '1.2', '1.10', '10'],
  invalid: ['', '1/0', '[1,2)'],
  versions: VERSIONS,
  upstreamDocuments: {},
  documents: { metadata: mavenMetadata('tide') },
  survivors: { metadata: ['kept-attribute', 'kept-element'] },
  main: 'metadata',
  latest: {
    metadata: (text) => /<release>([^<]*)<\/release>/.exec(text)?.[1],
  },
  othersDocuments: { metadata: mavenMetadata('Tide') },
};

const p2 = (name: string, versions: readonly string[]): string =>
  JSON.stringify({
    packages: {
      [name]: versions.map((version, at) => ({
        name,
        version,
        version_normalized: `${version}.0`,
        'published-time': `2024-0${at + 1}-01T00:00:00+00:00`,
        dist: {
          type: 'zip',
          url: `https://files.example/${version}.zip`,
          reference: `${at}${HEX.slice(1, 40)}`,
          shasum: '',
        },
        extra: { kept: `kept-${version}` },
        'x-kept': 'kept-field',
      })),
    },
    'x-top': 'kept-top',
  });

const COMPOSER_VERSIONS = ['1.0.0', '1.1.0', '2.0.0-beta1'] as const;

const composer: AdapterSample = {
  name: 'acme/tide',
  spellings: [
    ['Acme/Tide', 'acme/tide'],
    ['ACME/tide', 'acme/tide'],
  ],
  badNames: ['', '.', '..', 'a', 'a/', '/b', 'a/b/c', '../a', 'a/..', 'a b/c', 'a/b\0', 'ext-json'],
  ascending: ['1.0.0-alpha1', '1.0.0-beta1', '1.0.0-RC1', '1.0.0', '1.0.0-patch1', '1.2.0', '1.10.0', '10.0'],
  invalid: ['', 'one two'],
  versions: COMPOSER_VERSIONS,
  upstreamDocuments: { 'packages.json': JSON.stringify({ 'metadata-url': '/p2/%package%.json' }) },
  documents: { stable: p2('acme/tide', COMPOSER_VERSIONS), dev: p2('acme/tide', []) },
  survivors: { stable: ['kept-1.0.0', 'kept-2.0.0-beta1', 'kept-field', 'kept-top'] },
  main: 'stable',
  latest: {},
  othersDocuments: { stable: p2('acme/other', COMPOSER_VERSIONS) },
};

export const ADAPTER_SAMPLES: Readonly<Record<Ecosystem, AdapterSample>> = {
  npm,
  pypi,
  cargo,
  maven,
  composer,
};
