import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { composerLockManifest } from './manifest-composer-lock.ts';

const read = (text: string, project?: object) =>
  composerLockManifest.read(
    text,
    new Map(project === undefined ? [] : [['composer.json', JSON.stringify(project)]]),
  );
const SAMPLE = readFileSync(new URL('testdata/composer.lock', import.meta.url), 'utf8');

interface Locked {
  readonly name: string;
  readonly version?: string;
  readonly [field: string]: unknown;
}

const ARCHIVE = { dist: { type: 'zip', url: 'https://files.example/a.zip', shasum: '' } };

/** Each package on a line of its own, the first of them on line 2. */
function lock(packages: readonly Locked[], development: readonly Locked[] = []): string {
  const list = (all: readonly Locked[]) =>
    all.map((one) => JSON.stringify({ version: '1.0.0', ...ARCHIVE, ...one })).join(',\n');
  return `{"packages": [\n${list(packages)}\n],\n"packages-dev": [\n${list(development)}\n]}`;
}

test('versions as they are written, branches as what was asked for, what comes from no registry', () => {
  const graph = read(SAMPLE);
  assert.equal(graph.format, 'composer.lock');
  assert.deepEqual(tellGraph(graph), [
    '7: acme/lib@v2.1.0 runtime registry',
    '33: acme/local@1.0.0 runtime elsewhere',
    '42: acme/git-only@[dev-main] runtime elsewhere',
    '53: acme/tool@[dev-feature/x] development registry',
  ]);
  assert.deepEqual(graph.roots, []);
  assert.deepEqual(graph.gaps, []);
});

test('digests, where there are any', () => {
  const { components } = read(SAMPLE);
  assert.equal(components[0]?.digests, undefined);
  assert.deepEqual(components[3]?.digests, { sha1: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3' });
});

test('a line of numbers that moves is no version either', () => {
  const { components } = read(
    lock([
      { name: 'a/a', version: '2.x-dev' },
      { name: 'a/b', version: '1.0.0-beta1' },
    ]),
  );
  assert.deepEqual(
    components.map(({ version, requested }) => version ?? `[${requested}]`),
    ['[2.x-dev]', '1.0.0-beta1'],
  );
});

test('composer.json says what the project asks for, also what it brings itself', () => {
  const graph = read(lock([{ name: 'acme/a' }], [{ name: 'acme/b', require: { 'acme/a': '*' } }]), {
    name: 'Acme/Shop',
    version: '3.0.0',
    require: { php: '>=8', 'ext-json': '*', 'Acme/A': '^1', 'acme/polyfill': '*' },
    'require-dev': { 'acme/b': '*' },
    replace: { 'acme/polyfill': '*' },
  });
  assert.deepEqual(tellGraph(graph), [
    'acme/shop@3.0.0 runtime project -> acme/a@1.0.0, acme/b@1.0.0',
    '2: acme/a@1.0.0 runtime registry',
    '5: acme/b@1.0.0 development registry -> acme/a@1.0.0',
  ]);
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(graph.gaps, []);
});

test('an edge to a name that others stand in for leads to them; conflicts are none', () => {
  const graph = read(
    lock([
      {
        name: 'a/app',
        require: { 'psr/log-implementation': '1', 'a/part': '*', 'composer-runtime-api': '^2' },
      },
      { name: 'a/log', provide: { 'psr/log-implementation': '1.0' }, conflict: { 'a/app': '<1' } },
      { name: 'b/log', provide: { 'psr/log-implementation': '1.0' } },
      { name: 'b/whole', replace: { 'a/part': 'self.version' }, require: { 'a/part': '*' } },
    ]),
  );
  assert.deepEqual(tellGraph(graph), [
    '2: a/app@1.0.0 runtime registry -> a/log@1.0.0, b/log@1.0.0, b/whole@1.0.0',
    '3: a/log@1.0.0 runtime registry',
    '4: b/log@1.0.0 runtime registry',
    '5: b/whole@1.0.0 runtime registry',
  ]);
  assert.deepEqual(graph.gaps, []);
});

test("other people's copy of a package is told: what is known against the package may hold for it", () => {
  const packages = [
    { name: 'a/app', require: { 'victim/lib': '^1' } },
    { name: 'a/other', require: { 'victim/lib': '^1' } },
    { name: 'fork/lib', replace: { 'victim/lib': '1.0.0', 'fork/part': '1.0.0' } },
  ];
  assert.deepEqual(read(lock(packages)).gaps, [
    { message: 'Cannot tell what is known against victim/lib: found fork/lib in its place', line: 2 },
  ]);
});

test('a package from a repository of its own is a fork, whatever its name says', () => {
  const project = {
    repositories: [
      { type: 'vcs', url: 'git@git.example:Us/Lib.git' },
      { type: 'composer', url: 'https://git.example/them/kept.git' },
      false,
    ],
  };
  const source = (url: string) => ({ source: { type: 'git', url, reference: 'abc' } });
  const { components } = read(
    lock([
      { name: 'them/lib', ...source('https://git.example/us/lib') },
      { name: 'them/kept', ...source('https://git.example/them/kept.git') },
      { name: 'them/artifact', dist: { type: 'zip', url: 'artifacts/x.zip' } },
      { name: 'them/no-archive', dist: undefined, ...source('x'), 'notification-url': 'https://x.example/' },
      { name: 'them/meta', dist: undefined, type: 'metapackage' },
    ]),
    project,
  );
  assert.deepEqual(
    components.slice(1).map((one) => one.source),
    ['elsewhere', 'registry', 'elsewhere', 'registry', 'registry'],
  );
});

test('several licences are a choice', () => {
  const { components } = read(
    lock([
      { name: 'a/a', license: ['MIT'] },
      { name: 'a/b', license: ['LGPL-2.1-only', 'GPL-3.0-or-later'] },
      { name: 'a/c', license: ['MIT and BSD-3-Clause', '(Apache-2.0 or MIT)'] },
      { name: 'a/d', license: [] },
    ]),
  );
  assert.deepEqual(
    components.map(({ licence }) => licence),
    ['MIT', 'LGPL-2.1-only OR GPL-3.0-or-later', '(MIT and BSD-3-Clause) OR (Apache-2.0 or MIT)', undefined],
  );
});

test('what is needed and not there is a gap', () => {
  assert.deepEqual(read(lock([{ name: 'a/app', require: { 'a/gone': '1' } }])).gaps, [
    { message: 'Cannot find what a/app needs: found no a/gone in composer.lock', line: 2 },
  ]);
});

test('a composer.json that cannot be read is a gap, and the lock file is read all the same', () => {
  const graph = composerLockManifest.read(lock([{ name: 'a/a' }]), new Map([['composer.json', '{']]));
  assert.equal(graph.components.length, 1);
  assert.match(graph.gaps[0]?.message ?? '', /^Cannot tell what the project asks for: .*composer\.json/);
});

test('names that Composer cannot have and versions that are none stay unknown', () => {
  assert.deepEqual(tellGraph(read(lock([{ name: 'ext-json' }, { name: 'a/b', version: 'latest' }]))), [
    '2: ?ext-json@1.0.0 runtime registry',
    '3: a/b@[latest] runtime registry',
  ]);
});

test('a byte order mark, Windows line ends and lists for empty objects change nothing', () => {
  const text = lock([
    { name: 'a/a', require: [] },
    { name: 'a/b', require: { 'a/a': '*' } },
  ]);
  assert.deepEqual(tellGraph(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)), tellGraph(read(text)));
  assert.deepEqual(tellGraph(read('{"packages": [], "packages-dev": null}')), []);
});

test('the number of edges stays in proportion to the file', () => {
  const packages = Array.from({ length: 5_000 }, (_, at) => ({
    name: `a/p${at}`,
    require: { 'v/virtual': '*' },
    provide: { 'v/virtual': '1' },
  }));
  const { needs } = read(lock(packages));
  assert.equal(needs.length, 5_000);
  assert.ok(needs.every((targets) => (targets?.length ?? 0) <= 100));
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['{}', 'invalid-document', /found nothing as "packages", expected a list/],
    ['{"packages": [],\n"packages-dev": {}}', 'invalid-document', /found an object as "packages-dev"/],
    ['{\n"packages": [7]}', 'invalid-document', /found a number in "packages", which begins at line 2/],
    ['{"packages": [\n{}]}', 'invalid-document', /found a package without a name at line 2, expected a name/],
    [lock([{ name: 'a/a' }], [{ name: 'A/a' }]), 'invalid-document', /found a\/a a second time at line 5/],
    ['{"packages": [\n{"name": "a/a", "name": "a/b"}]}', 'invalid-document', /"name" a second time.* line 2/],
    ['{"packages": [', 'invalid-document', /at line 1/],
    [`{"packages": ${'['.repeat(5_000)}`, 'invalid-document', /line 1/],
    ['[]', 'invalid-document', /found an array/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text.slice(0, 60),
    );
  }
});
