import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { ADAPTERS } from './list.ts';

const all = (versions: readonly string[]) => new Set(versions);

function read(ecosystem: Ecosystem, name: string, key: string, document: string) {
  const documents = new Map([[key, Buffer.from(document)]]);
  return ADAPTERS[ecosystem].dependencies
    .read(documents, asPackageName(name), all)
    .map(
      ({ version, needs }) =>
        `${version}: ${needs.map((one) => `${one.name} ${one.range ?? '?'}`).join(', ')}`,
    );
}

const readFile = (ecosystem: Ecosystem, name: string, text: string) =>
  ADAPTERS[ecosystem].dependencies
    .readFile(Buffer.from(text), asPackageName(name), '1.0')
    .needs.map((one) => `${one.name} ${one.range ?? '?'}`);

test("npm: dependencies and optional ones, an alias by the other one's name, nothing for development", () => {
  const packument = {
    name: 'wave',
    versions: {
      '1.0.0': {
        dependencies: { tide: '^1', alias: 'npm:@acme/sand@~2', '../evil': '1' },
        optionalDependencies: { foam: '*' },
        devDependencies: { test: '1' },
        peerDependencies: { peer: '1' },
      },
      '2.0.0': {},
      '3.0.0': 'no object',
    },
  };
  assert.deepEqual(read('npm', 'wave', 'packument', JSON.stringify(packument)), [
    '1.0.0: tide ^1, @acme/sand ~2, foam *',
    '2.0.0: ',
  ]);
});

test('Cargo: a renamed crate by its own name, nothing for development', () => {
  const line = {
    name: 'wave',
    vers: '1.0.0',
    deps: [
      { name: 'tide', req: '^1', kind: 'normal' },
      { name: 'alias', package: 'Sand', req: '2', kind: 'build' },
      { name: 'test', req: '1', kind: 'dev' },
    ],
  };
  assert.deepEqual(read('cargo', 'wave', 'index', `${JSON.stringify(line)}\n\n`), ['1.0.0: tide ^1, sand 2']);
});

test('Composer: packages alone, not PHP and its extensions', () => {
  const release = {
    name: 'acme/wave',
    version: '1.0.0',
    require: { php: '>=8', 'ext-json': '*', 'Acme/Tide': '^1' },
    dist: { type: 'zip', url: 'https://upstream.example/x.zip' },
  };
  const metadata = JSON.stringify({ packages: { 'acme/wave': [release] } });
  assert.deepEqual(read('composer', 'acme/wave', 'stable', metadata), ['1.0.0: acme/tide ^1']);
});

test('PyPI: the newest release by its JSON, a file by its metadata, extras left out', () => {
  const lines = ['Tide_Pool>=1,<2', 'sand[big] (~=2.0) ; python_version > "3"', 'foam ; extra == "all"'];
  const project = JSON.stringify({ info: { version: '1.0', requires_dist: lines } });
  assert.deepEqual(read('pypi', 'wave', 'project-json', project), ['1.0: tide-pool >=1,<2, sand ~=2.0']);
  const metadata = `Metadata-Version: 2.1\r\n${lines.map((one) => `Requires-Dist: ${one}\r\n`).join('')}\r\nRequires-Dist: not-a-header\r\n`;
  assert.deepEqual(readFile('pypi', 'wave', metadata), ['tide-pool >=1,<2', 'sand ~=2.0']);
  assert.deepEqual(read('pypi', 'wave', 'simple', '{}'), []);
});

const coordinates = (artifactId: string, version: string) =>
  `<groupId>org.acme</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>`;
const dependency = (artifactId: string, more = '') =>
  `<dependency><groupId>\${project.groupId}</groupId><artifactId>${artifactId}</artifactId>${more}</dependency>`;
const managed = (...all: readonly string[]) =>
  `<dependencyManagement><dependencies>${all.join('')}</dependencies></dependencyManagement>`;
const WAVE = `<project><parent>${coordinates('base', '7')}</parent><artifactId>wave</artifactId>
  <properties><tide>1.2</tide></properties><dependencies>${dependency('tide', '<version>${tide}</version>')}
  ${dependency('sand', '<version>${sand}</version>')}${dependency('foam')}${dependency('surf', '<scope>compile</scope>')}
  ${dependency('test', '<version>1</version><scope>test</scope>')}
  ${dependency('maybe', '<version>1</version><optional>true</optional>')}</dependencies></project>`;

/** The needs by a POM with those beside it, by their file names; and what it leans on besides. */
function readPom(text: string, beside: Readonly<Record<string, string>> = {}) {
  const { needs, leansOn } = ADAPTERS.maven.dependencies.readFile(
    Buffer.from(text),
    asPackageName('org.acme:wave'),
    '7',
    ({ file }) => {
      const found = beside[file];
      return found === undefined ? undefined : Buffer.from(found);
    },
  );
  return {
    needs: needs.map(
      ({ name, range = '?', isPerhaps }) =>
        `${name.replace('org.acme:', '')} ${range}${isPerhaps === true ? ' perhaps' : ''}`,
    ),
    leansOn: leansOn.map(({ name, file }) => `${name} ${file}`),
  };
}

test('Maven: where a parent is not at hand, what leaves its scope to it is needed perhaps', () => {
  assert.deepEqual(readPom(WAVE), {
    needs: ['tide 1.2 perhaps', 'sand ? perhaps', 'foam ? perhaps', 'surf ?'],
    leansOn: ['org.acme:base 7/base-7.pom'],
  });
});

test('Maven: parents and imported lists say which version, and what is for tests, provided or optional', () => {
  const base = `<project><parent>${coordinates('root', '1')}</parent><artifactId>base</artifactId>
    ${managed(dependency('foam', '<version>3</version><scope>test</scope>'), dependency('bom', '<version>2</version><type>pom</type><scope>import</scope>'))}
    <dependencies>${dependency('logs', '<version>9</version>')}</dependencies></project>`;
  const root = `<project>${coordinates('root', '1')}<properties><sand>4.5</sand></properties></project>`;
  const bom = `<project>${coordinates('bom', '2')}${managed(
    dependency('surf', '<version>6</version>'),
    dependency('tide', '<version>0</version><scope>provided</scope>'),
  )}</project>`;
  assert.deepEqual(readPom(WAVE, { '7/base-7.pom': base }).leansOn, [
    'org.acme:root 1/root-1.pom',
    'org.acme:bom 2/bom-2.pom',
  ]);
  const beside = { '7/base-7.pom': base, '1/root-1.pom': root, '2/bom-2.pom': bom };
  assert.deepEqual(readPom(WAVE, beside), { needs: ['sand 4.5', 'surf 6', 'logs 9'], leansOn: [] });
  const optional = bom.replace('<scope>provided</scope>', '<optional>true</optional>');
  assert.deepEqual(readPom(WAVE, { ...beside, '2/bom-2.pom': optional }).needs, [
    'sand 4.5',
    'surf 6',
    'logs 9',
  ]);
});

test('Maven: parents that cannot be read, are their own, or have no possible name leave it unknown', () => {
  for (const base of ['<project>', '', WAVE.replace('>wave<', '>base<')]) {
    const { needs } = readPom(WAVE, { '7/base-7.pom': base });
    assert.equal(
      needs.find((one) => one.startsWith('tide')),
      'tide 1.2 perhaps',
      base,
    );
  }
  const nameless = readPom(WAVE.replace('>base<', '>../../base<'));
  assert.deepEqual([nameless.needs[0], nameless.leansOn], ['tide 1.2 perhaps', []]);
});

test('Maven: what is needed for sure goes before what may be', () => {
  const twice = WAVE.replace(
    '<dependencies>',
    `<dependencies>${dependency('foam', '<type>zip</type><scope>runtime</scope>')}`,
  );
  assert.ok(readPom(twice).needs.includes('foam ?'));
});

test('what is no document of the ecosystem is refused', () => {
  for (const [ecosystem, name, key] of [
    ['npm', 'wave', 'packument'],
    ['cargo', 'wave', 'index'],
    ['composer', 'acme/wave', 'stable'],
    ['pypi', 'wave', 'project-json'],
  ] as const) {
    assert.throws(
      () => read(ecosystem, name, key, '{"name": '),
      (error) => isGatehouseError(error, 'invalid-document', 'upstream-invalid'),
      ecosystem,
    );
  }
  assert.throws(
    () => readFile('maven', 'a:b', '<project>'),
    (error) => isGatehouseError(error, 'invalid-document'),
  );
});
