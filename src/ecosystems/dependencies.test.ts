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
  assert.deepEqual(read('pypi', 'wave', 'project-json', project), ['1.0: tide-pool >=1,<2, sand (~=2.0)']);
  const metadata = `Metadata-Version: 2.1\r\n${lines.map((one) => `Requires-Dist: ${one}\r\n`).join('')}\r\nRequires-Dist: not-a-header\r\n`;
  assert.deepEqual(readFile('pypi', 'wave', metadata), ['tide-pool >=1,<2', 'sand (~=2.0)']);
  assert.deepEqual(read('pypi', 'wave', 'simple', '{}'), []);
});

test('Maven: a POM with its own properties, without what is for tests or provided', () => {
  const dependency = (artifactId: string, version: string, more = '') =>
    `<dependency><groupId>\${project.groupId}</groupId><artifactId>${artifactId}</artifactId>${version}${more}</dependency>`;
  const pom = `<project><parent><groupId>org.acme</groupId><artifactId>p</artifactId><version>7</version></parent>
    <artifactId>wave</artifactId><properties><tide>1.2</tide></properties><dependencies>
    ${dependency('tide', '<version>${tide}</version>')}${dependency('sand', '<version>${elsewhere}</version>')}
    ${dependency('foam', '')}${dependency('test', '<version>1</version>', '<scope>test</scope>')}
    ${dependency('maybe', '<version>1</version>', '<optional>true</optional>')}</dependencies></project>`;
  assert.deepEqual(readFile('maven', 'org.acme:wave', pom), [
    'org.acme:tide 1.2',
    'org.acme:sand ?',
    'org.acme:foam ?',
  ]);
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
