import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../kernel/package-ref.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { AboutDocuments, AboutPackage, Told } from './adapter-about.ts';
import { ADAPTERS } from './list.ts';

interface Have {
  readonly documents?: Readonly<Record<string, string>>;
  readonly upstream?: Readonly<Record<string, string>>;
  readonly missing?: Readonly<Record<string, string>>;
}

const bytesOf = (texts: Readonly<Record<string, string>> = {}) =>
  new Map(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text)]));

const haveOf = ({ documents, upstream, missing }: Have): AboutDocuments => ({
  documents: bytesOf(documents),
  upstream: bytesOf(upstream),
  missing: new Map(Object.entries(missing ?? {})),
});

function read(ecosystem: Ecosystem, name: string, version: string | undefined, have: Have): AboutPackage {
  const subject = { name: asPackageName(name), ...(version === undefined ? {} : { version }) };
  return ADAPTERS[ecosystem].about.read(subject, haveOf(have));
}

function asked(ecosystem: Ecosystem, name: string, version: string, have: Have = {}): readonly string[] {
  return ADAPTERS[ecosystem].about
    .documents({ name: asPackageName(name), version }, haveOf(have))
    .map(({ key, path }) => `${key} ${path}`);
}

const valueOf = <T>(told: Told<T>): T | string => (told.state === 'told' ? told.value : told.state);

function tell(about: AboutPackage): Readonly<Record<string, unknown>> {
  return {
    version: about.version,
    description: valueOf(about.description),
    homepage: valueOf(about.homepage),
    repository: valueOf(about.repository),
    issues: valueOf(about.issues),
    licence: valueOf(about.licence),
    people: valueOf(about.people),
    funding: valueOf(about.funding),
  };
}

const packument = (manifest: object, rest: object = {}) =>
  JSON.stringify({
    name: 'wave',
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': manifest },
    ...rest,
  });

test('npm: who may publish stands in the packument, all else in the version', () => {
  const document = packument(
    {
      description: '  Waves,\n well made ',
      homepage: 'https://wave.example/',
      repository: { type: 'git', url: 'git+https://github.com/acme/wave.git' },
      bugs: { url: 'https://github.com/acme/wave/issues' },
      license: 'MIT',
      author: 'Ann Author <ann@wave.example> (https://ann.example)',
      contributors: [{ name: 'Con' }],
      funding: [
        'https://fund.example/a',
        { type: 'opencollective', url: 'https://fund.example/b' },
        'fund.example',
      ],
    },
    { maintainers: [{ name: 'mo', email: 'mo@wave.example' }] },
  );
  assert.deepEqual(tell(read('npm', 'wave', undefined, { documents: { packument: document } })), {
    version: '1.0.0',
    description: 'Waves, well made',
    homepage: 'https://wave.example/',
    repository: 'https://github.com/acme/wave',
    issues: 'https://github.com/acme/wave/issues',
    licence: 'MIT',
    people: [
      { called: 'maintainer', name: 'mo', mayPublish: true },
      { called: 'author', name: 'Ann Author', url: 'https://ann.example/' },
      { called: 'contributor', name: 'Con' },
    ],
    funding: [{ url: 'https://fund.example/a' }, { url: 'https://fund.example/b', type: 'opencollective' }],
  });
});

test('npm: funding is an address, an object or a list of either; without any its place is empty', () => {
  const fundingOf = (funding: unknown) =>
    valueOf(read('npm', 'wave', '1.0.0', { documents: { packument: packument({ funding }) } }).funding);
  assert.deepEqual(fundingOf('https://fund.example/'), [{ url: 'https://fund.example/' }]);
  assert.deepEqual(fundingOf({ url: 'http://fund.example/', type: 'x' }), [
    { url: 'http://fund.example/', type: 'x' },
  ]);
  assert.equal(fundingOf(undefined), 'empty');
  assert.equal(fundingOf([]), 'empty');
  assert.equal(fundingOf('javascript:alert(1)'), 'unknown');
});

test('npm: short spellings and other protocols of well-known code hosts lead to their pages', () => {
  const repositoryOf = (repository: unknown) =>
    valueOf(read('npm', 'wave', '1.0.0', { documents: { packument: packument({ repository }) } }).repository);
  assert.equal(repositoryOf('acme/wave'), 'https://github.com/acme/wave');
  assert.equal(repositoryOf('gitlab:acme/wave'), 'https://gitlab.com/acme/wave');
  assert.equal(repositoryOf('git@github.com:acme/wave.git'), 'https://github.com/acme/wave');
  assert.equal(repositoryOf('git+ssh://git@github.com/acme/wave.git'), 'https://github.com/acme/wave');
  assert.equal(repositoryOf('git://github.com/acme/wave'), 'https://github.com/acme/wave');
  assert.equal(repositoryOf('https://user:secret@code.example/w.git'), 'https://code.example/w');
  assert.equal(repositoryOf('https://code.example/all?p=w.git'), 'https://code.example/all?p=w.git');
  assert.equal(repositoryOf('git@code.internal:acme/wave.git'), 'unknown');
});

test('npm: a deprecated spelling, the wrong shapes and bidirectional marks do no harm', () => {
  const about = read('npm', 'wave', '1.0.0', {
    documents: {
      packument: packument({
        description: `a\u202eb\u0007${'x'.repeat(9_000)}`,
        homepage: 7,
        author: [],
        bugs: null,
      }),
    },
  });
  assert.equal(about.description.state, 'told');
  const description = valueOf(about.description);
  assert.ok(description.startsWith('a\\u202eb\\u0007xxx'));
  assert.ok(description.length < 600);
  assert.deepEqual(
    [about.homepage.state, about.issues.state, about.people.state],
    ['empty', 'empty', 'empty'],
  );
});

test('npm: without the packument nothing is known, and nothing is said to be none', () => {
  const about = read('npm', 'wave', '1.0.0', { missing: { packument: 'the upstream is down' } });
  assert.deepEqual(about.funding, { state: 'unknown', why: 'the upstream is down' });
  assert.deepEqual(about.people, { state: 'unknown', why: 'the upstream is down' });
});

test('pypi: labels of addresses are taken by their well-known names, people are words', () => {
  const info = {
    version: '2.0',
    summary: 'Tides',
    home_page: '',
    project_urls: {
      Homepage: 'https://tide.example',
      'Source Code': 'https://github.com/acme/tide',
      'Bug Tracker': 'https://github.com/acme/tide/issues',
      Donate: 'https://fund.example/tide',
      'Sponsor!': 'ftp://fund.example',
    },
    author: '',
    author_email: '"Ann Author" <ann@tide.example>',
    maintainer: 'mo@tide.example',
    license: 'X'.repeat(5_000),
    classifiers: ['Topic :: Sea', 'License :: OSI Approved :: MIT License'],
  };
  assert.deepEqual(
    tell(read('pypi', 'tide', undefined, { documents: { 'project-json': JSON.stringify({ info }) } })),
    {
      version: '2.0',
      description: 'Tides',
      homepage: 'https://tide.example/',
      repository: 'https://github.com/acme/tide',
      issues: 'https://github.com/acme/tide/issues',
      licence: 'MIT License',
      people: [
        { called: 'maintainer', name: 'mo' },
        { called: 'author', name: 'Ann Author' },
      ],
      funding: [{ url: 'https://fund.example/tide', type: 'Donate' }],
    },
  );
  assert.deepEqual(asked('pypi', 'tide', '2.0'), ['project-json pypi/tide/json']);
});

test('pypi: the licence is that of the version, by its own document or the core metadata of its file', () => {
  const json = (version: string, more: object) => JSON.stringify({ info: { version, ...more } });
  const newest = json('2.0', { license: 'MIT', summary: 'New' });
  const own = 'release-json:1.0 pypi/tide/1.0/json';
  const project = 'project-json pypi/tide/json';
  assert.deepEqual(asked('pypi', 'tide', '1.0', { documents: { 'project-json': newest } }), [project, own]);
  assert.deepEqual(asked('pypi', 'tide', '2.0.0', { documents: { 'project-json': newest } }), [project]);
  assert.deepEqual(asked('pypi', 'tide', '1.0', { missing: { 'project-json': 'it is gone' } }), [
    project,
    own,
  ]);
  const files = ['tide-1.0.tar.gz', 'tide-1.0-py3-none-any.whl.metadata'].map((file) => ({
    file,
    url: `https://files.example/${file}`,
  }));
  const have = { ...haveOf({ documents: { 'project-json': newest } }), files };
  const [, metadataRequest] = ADAPTERS.pypi.about.documents(
    { name: asPackageName('tide'), version: '1.0' },
    have,
  );
  assert.deepEqual(metadataRequest, {
    key: 'core-metadata:1.0',
    path: 'https://files.example/tide-1.0-py3-none-any.whl.metadata',
    optional: true,
    storedAs: { name: 'tide', file: 'tide-1.0-py3-none-any.whl.metadata' },
  });
  const licenceOf = (documents: Readonly<Record<string, string>>) => {
    const { licence, licenceVersion } = read('pypi', 'tide', '1.0', { documents });
    return [valueOf(licence), licenceVersion];
  };
  const old = json('1.0', { license: 'GPLv3' });
  const metadata = 'Name: tide\r\nClassifier: License :: OSI Approved :: BSD License\r\n\r\nLicense: no';
  assert.deepEqual(licenceOf({ 'project-json': newest }), ['MIT', undefined]);
  assert.deepEqual(licenceOf({ 'project-json': newest, 'release-json:1.0': old }), ['GPLv3', '1.0']);
  assert.deepEqual(licenceOf({ 'project-json': newest, 'core-metadata:1.0': metadata }), [
    'BSD License',
    '1.0',
  ]);
  assert.deepEqual(licenceOf({ 'core-metadata:1.0': metadata }), ['BSD License', '1.0']);
  // A far gate answers for another version with its name alone.
  assert.deepEqual(licenceOf({ 'release-json:1.0': json('1.0', {}), 'core-metadata:1.0': metadata }), [
    'BSD License',
    '1.0',
  ]);
  assert.deepEqual(licenceOf({ 'release-json:1.0': json('3.0', { license: 'MIT' }) }), [
    'unknown',
    undefined,
  ]);
});

test('pypi: core metadata is read by its headers, whose values go on behind a blank', () => {
  const licenceOf = (...lines: readonly string[]) =>
    valueOf(read('pypi', 'tide', '1.0', { documents: { 'core-metadata:1.0': lines.join('\n') } }).licence);
  assert.equal(
    licenceOf('License: UNKNOWN', 'Classifier: License :: OSI Approved :: MIT License'),
    'MIT License',
  );
  assert.equal(licenceOf('license-expression: MIT OR Apache-2.0', 'License: other'), 'MIT OR Apache-2.0');
  assert.equal(
    licenceOf('License: The text', '        of it', '', 'Classifier: License :: OSI Approved :: MIT License'),
    'empty',
  );
  assert.equal(licenceOf('Name: tide', '', 'License: MIT'), 'empty');
  assert.equal(licenceOf('\u0000License: x', 'License: a\u0000b'), 'a b');
  assert.equal(licenceOf('\uFEFFLicense: MIT'), 'MIT');
});

test('composer: the words of the newest version, or of the one asked for', () => {
  const versions = [
    {
      name: 'acme/tide',
      version: '2.0.0',
      description: 'New',
      license: ['MIT', 'GPL-2.0-only'],
      source: { url: 'https://github.com/acme/tide.git' },
      support: { issues: 'https://github.com/acme/tide/issues' },
      authors: [{ name: 'Ann', role: 'Developer' }, { name: 'Bo' }, { email: 'x@y.example' }],
      funding: [{ type: 'github', url: 'https://github.com/sponsors/acme' }],
      dist: { type: 'zip', url: 'https://files.example/a.zip' },
    },
    { version: '1.0.0', description: 'Old', funding: '__unset' },
  ];
  const documents = {
    stable: JSON.stringify({ minified: 'composer/2.0', packages: { 'acme/tide': versions } }),
  };
  assert.deepEqual(tell(read('composer', 'acme/tide', undefined, { documents })), {
    version: '2.0.0',
    description: 'New',
    homepage: 'empty',
    repository: 'https://github.com/acme/tide',
    issues: 'https://github.com/acme/tide/issues',
    licence: '(MIT OR GPL-2.0-only)',
    people: [
      { called: 'Developer', name: 'Ann' },
      { called: 'author', name: 'Bo' },
    ],
    funding: [{ url: 'https://github.com/sponsors/acme', type: 'github' }],
  });
  const old = read('composer', 'acme/tide', '1.0.0', { documents });
  assert.deepEqual([valueOf(old.description), old.funding.state], ['Old', 'empty']);
  assert.equal(read('composer', 'acme/tide', '3.0.0', { documents }).funding.state, 'unknown');
});

test('cargo: owners come from the API that config.json names, words from the Cargo.toml that is stored', () => {
  const upstream = {
    config: JSON.stringify({ dl: 'https://files.example', api: 'https://registry.example/' }),
  };
  assert.deepEqual(asked('cargo', 'tide', '1.0.0', { upstream }), [
    'index ti/de/tide',
    'crate-api https://registry.example/api/v1/crates/tide',
    'crate-owners https://registry.example/api/v1/crates/tide/owners',
  ]);
  assert.deepEqual(asked('cargo', 'tide', '1.0.0'), ['index ti/de/tide']);
  const documents = {
    'crate-api': JSON.stringify({
      crate: { description: 'Tides' },
      versions: [{ num: '1.0.0', license: 'MIT' }],
    }),
    'crate-owners': JSON.stringify({ users: [{ login: 'mo', name: 'Mo', url: 'https://code.example/mo' }] }),
    'cargo-toml':
      '[package]\nauthors = ["Ann <ann@tide.example>"]\nrepository = "https://code.example/tide.git"\n',
  };
  assert.deepEqual(tell(read('cargo', 'tide', '1.0.0', { upstream, documents })), {
    version: '1.0.0',
    description: 'Tides',
    homepage: 'empty',
    repository: 'https://code.example/tide',
    issues: 'absent',
    licence: 'MIT',
    people: [{ called: 'owner', name: 'mo', url: 'https://code.example/mo', mayPublish: true }],
    funding: 'absent',
  });
  const { 'cargo-toml': manifest } = documents;
  const stored = read('cargo', 'tide', '1.0.0', { documents: { 'cargo-toml': manifest } });
  assert.deepEqual(valueOf(stored.people), [{ called: 'author', name: 'Ann' }]);
  const nothing = read('cargo', 'tide', '1.0.0', { missing: { 'cargo-toml': 'it was not fetched' } });
  assert.deepEqual(nothing.people, { state: 'unknown', why: 'it was not fetched' });
});

test('maven: what a POM does not say is inherited from its parents, which are asked for one after the other', () => {
  const pom = `<project xmlns="http://maven.example/POM"><parent><groupId>org.acme</groupId><artifactId>base</artifactId>
    <version>7</version></parent><artifactId>tide</artifactId><description>Tides of \${project.artifactId}</description>
    <scm><url>\${site}/tide</url></scm></project>`;
  const parent = `<project><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version>
    <url>https://acme.example</url><properties><site>https://code.example</site></properties>
    <licenses><license><name>Apache-2.0</name></license></licenses>
    <developers><developer><id>ann</id><name>Ann M&uuml;ller</name></developer></developers>
    <organization><name>Acme</name><url>https://acme.example</url></organization></project>`;
  const own = 'pom:org.acme:tide:1.0';
  const above = 'pom:org.acme:base:7';
  assert.deepEqual(asked('maven', 'org.acme:tide', '1.0'), [`${own} org/acme/tide/1.0/tide-1.0.pom`]);
  assert.deepEqual(asked('maven', 'org.acme:tide', '1.0', { documents: { [own]: pom } }), [
    `${above} org/acme/base/7/base-7.pom`,
  ]);
  const documents = { [own]: pom, [above]: parent };
  assert.deepEqual(asked('maven', 'org.acme:tide', '1.0', { documents }), []);
  assert.deepEqual(tell(read('maven', 'org.acme:tide', '1.0', { documents })), {
    version: '1.0',
    description: 'Tides of tide',
    homepage: 'https://acme.example/',
    repository: 'https://code.example/tide',
    issues: 'empty',
    licence: 'Apache-2.0',
    people: [
      { called: 'developer', name: 'Ann M?ller' },
      { called: 'organisation', name: 'Acme', url: 'https://acme.example/' },
    ],
    funding: 'absent',
  });
});

test('maven: of a licence the well-known one of name and address is told, of several any may be chosen', () => {
  const licenceOf = (...licenses: readonly (readonly [name: string, url: string])[]) => {
    const listed = licenses.map(([name, url]) => `<license><name>${name}</name><url>${url}</url></license>`);
    const pom = `<project><artifactId>tide</artifactId><licenses>${listed.join('')}</licenses></project>`;
    return valueOf(
      read('maven', 'org.acme:tide', '1.0', { documents: { 'pom:org.acme:tide:1.0': pom } }).licence,
    );
  };
  const text = 'http://www.apache.org/licenses/LICENSE-2.0.txt';
  assert.equal(licenceOf(['Apache License, Version 2.0', text]), 'Apache License, Version 2.0');
  assert.equal(licenceOf(['Our licence', text]), text);
  assert.equal(licenceOf(['Our licence', 'https://acme.example/licence']), 'Our licence');
  assert.equal(licenceOf(['', 'https://acme.example/licence']), 'https://acme.example/licence');
  assert.equal(licenceOf(['EPL 2.0', ''], ['Our licence', '']), 'EPL 2.0 OR Our licence');
});

test('maven: what a parent would say that cannot be had is not known, what the POM says itself is', () => {
  const pom = `<project><parent><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version></parent>
    <artifactId>tide</artifactId><url>https://acme.example</url></project>`;
  const about = read('maven', 'org.acme:tide', '1.0', {
    documents: { 'pom:org.acme:tide:1.0': pom },
    missing: { 'pom:org.acme:base:7': 'the upstream has no such document' },
  });
  assert.equal(valueOf(about.homepage), 'https://acme.example/');
  assert.deepEqual(about.licence, { state: 'unknown', why: 'the upstream has no such document' });
  assert.deepEqual(about.funding, { state: 'absent' });
});

test('maven: a POM that names itself as its parent, or a parent of no plain version, leads nowhere', () => {
  const circle = `<project><parent><groupId>a.b</groupId><artifactId>c</artifactId><version>1</version></parent>
    <artifactId>c</artifactId></project>`;
  const key = 'pom:a.b:c:1';
  assert.deepEqual(asked('maven', 'a.b:c', '1', { documents: { [key]: circle } }), []);
  assert.equal(read('maven', 'a.b:c', '1', { documents: { [key]: circle } }).licence.state, 'unknown');
  const escaping = circle.replace('<version>1<', '<version>../../x<');
  assert.deepEqual(asked('maven', 'a.b:c', '1', { documents: { [key]: escaping } }), []);
});

test('what a version needs is told by the same documents, and unknown where they do not say it', () => {
  const needsOf = (...question: Parameters<typeof read>) => valueOf(read(...question).needs);
  const documents = { packument: packument({ dependencies: { tide: '^1', sand: '2' } }) };
  assert.deepEqual(needsOf('npm', 'wave', '1.0.0', { documents }), ['sand', 'tide'].toSorted().reverse());
  const info = { version: '2.0', requires_dist: ['sand>=1', 'foam; extra == "x"'] };
  const json = { 'project-json': JSON.stringify({ info }) };
  assert.deepEqual(needsOf('pypi', 'tide', '2.0', { documents: json }), ['sand']);
  const pom = `<project><artifactId>tide</artifactId><dependencies><dependency><groupId>a.b</groupId>
    <artifactId>c</artifactId><version>1</version></dependency></dependencies></project>`;
  assert.deepEqual(
    needsOf('maven', 'org.acme:tide', '1.0', { documents: { 'pom:org.acme:tide:1.0': pom } }),
    ['a.b:c'],
  );
  const managed = `<project><artifactId>base</artifactId><dependencyManagement><dependencies><dependency><groupId>a.b</groupId>
    <artifactId>c</artifactId><scope>test</scope></dependency></dependencies></dependencyManagement></project>`;
  const child = pom.replace(
    '<artifactId>tide',
    '<parent><groupId>x.y</groupId><artifactId>base</artifactId><version>7</version></parent><artifactId>tide',
  );
  const lineage = { 'pom:org.acme:tide:1.0': child, 'pom:x.y:base:7': managed };
  assert.deepEqual(needsOf('maven', 'org.acme:tide', '1.0', { documents: lineage }), []);
  const index = JSON.stringify({
    name: 'tide',
    vers: '1.0.0',
    deps: [{ name: 'sand', req: '^1', kind: 'normal' }],
  });
  assert.deepEqual(needsOf('cargo', 'tide', '1.0.0', { documents: { index } }), ['sand']);
  assert.equal(needsOf('cargo', 'tide', '1.0.0', {}), 'unknown');
});
