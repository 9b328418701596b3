import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { pnpmLock } from './manifest-pnpm-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, companions: Record<string, string> = {}) =>
  pnpmLock.read(text, new Map(Object.entries(companions)));
const PACKAGE = { 'package.json': '{"name": "consumer", "version": "1.0.0"}' };
const withoutLines = (told: readonly string[]) => told.map((line) => line.replace(/^\d+: /, ''));

/** What `pnpm list -r --depth Infinity` says of the project, in each of the three versions of the format. */
const WORKSPACE = [
  'consumer@1.0.0 runtime project -> debug@2.6.9, debug@4.4.3, fsevents@2.3.3, local-dep, mkdirp@0.5.6',
  'a@? runtime project -> @app/b@?, ms@2.0.0, react@17.0.2, use-sync-external-store@1.2.0',
  '@app/b@? runtime project -> ms@2.1.3, once@1.4.0',
  'debug@2.6.9 runtime registry -> ms@2.0.0',
  'debug@4.4.3 runtime registry -> ms@2.1.3',
  'fsevents@2.3.3 runtime registry',
  'js-tokens@4.0.0 runtime registry',
  'local-dep runtime project -> ms@2.1.2',
  'loose-envify@1.4.0 runtime registry -> js-tokens@4.0.0',
  'minimist@1.2.7 development registry',
  'mkdirp@0.5.6 development registry -> minimist@1.2.7',
  'ms@2.0.0 runtime registry',
  'ms@2.1.2 runtime registry',
  'ms@2.1.3 runtime registry',
  'object-assign@4.1.1 runtime registry',
  'once@1.4.0 development registry -> wrappy@1.0.2',
  'react@17.0.2 runtime registry -> loose-envify@1.4.0, object-assign@4.1.1',
  'use-sync-external-store@1.2.0 runtime registry -> react@17.0.2',
  'wrappy@1.0.2 development registry',
];

test('what pnpm 7, 8 and 12 wrote of one workspace is one graph: aliases, peers, links, scopes by what is reached', () => {
  const versions = [
    ['v5', '5.4', 'local-dep@3.0.0'],
    ['v6', '6.0', 'local-dep@?'],
    ['v9', '9.0', 'local-dep@[file:local]'],
  ] as const;
  for (const [file, version, local] of versions) {
    const graph = read(sample(`pnpm-workspace.${file}.yaml`), PACKAGE);
    assert.equal(graph.format, `pnpm-lock.yaml ${version}`);
    const told = withoutLines(tellGraph(graph)).map((line) => line.replace(local, 'local-dep'));
    assert.deepEqual(told.toSorted(), WORKSPACE.toSorted());
    assert.deepEqual(graph.roots, [0, 1, 2]);
    assert.deepEqual(graph.speaksFor, ['', 'packages/a', 'packages/b']);
    assert.deepEqual(graph.gaps, []);
  }
});

test('the document about pnpm itself, before the project, is not the project', () => {
  const text = sample('pnpm-workspace.v9.yaml');
  assert.match(text, /^---\n[^]*is-number@7\.0\.0[^]*\n---\n/);
  const told = tellGraph(read(text));
  assert.equal(told.filter((line) => line.includes('is-number')).length, 0);
  for (const written of [text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
    assert.deepEqual(tellGraph(read(written)), told);
  }
  const alone = text.slice(0, text.indexOf('\n---\n'));
  for (const written of [alone, `${alone}\n---\n`]) {
    assert.deepEqual(tellGraph(read(written)), ['?@? runtime project']);
  }
});

test('a component has the line on which its package stands, and its digests', () => {
  const graph = read(sample('pnpm-workspace.v9.yaml'), PACKAGE);
  assert.equal(tellGraph(graph)[4], '89: debug@4.4.3 runtime registry -> ms@2.1.3');
  assert.match(graph.components[4]?.digests?.sha512 ?? '', /^[0-9a-f]{128}$/);
});

test('what a package was resolved with is no part of its version', () => {
  assert.deepEqual(withoutLines(tellGraph(read(sample('pnpm-lock.v5.yaml')))), [
    '?@? runtime project -> @acme/app@1.2.0, dep@2.1.0',
    '@acme/app@1.2.0 runtime registry',
    '@acme/plain@1.0.0 runtime registry',
    'dep@2.1.0 runtime registry',
    'peer-of-scope@1.0.0 runtime registry',
  ]);
  const patched = read(`lockfileVersion: '9.0'
importers: {.: {dependencies: {a: {specifier: ^1, version: 1.0.0(patch_hash=abc)(b@2.0.0(c@3.0.0))}}}}
packages: {a@1.0.0: {}, b@2.0.0: {}}
snapshots: {a@1.0.0(patch_hash=abc)(b@2.0.0(c@3.0.0)): {dependencies: {b: 2.0.0(c@3.0.0)}}, b@2.0.0(c@3.0.0): {}}
`);
  assert.deepEqual(withoutLines(tellGraph(patched)), [
    '?@? runtime project -> a@1.0.0',
    'a@1.0.0 runtime registry -> b@2.0.0',
    'b@2.0.0 runtime registry',
  ]);
});

const ELSEWHERE = `lockfileVersion: '9.0'
importers:
  app:
    dependencies:
      git: {specifier: x, version: https://codeload.example/o/git/tar.gz/0123}
      node: {specifier: 'runtime:^22', version: 'runtime:22.1.0'}
      outside: {specifier: 'link:../../outside', version: link:../../outside}
      gone: {specifier: '1', version: 1.0.0}
packages:
  git@https://codeload.example/o/git/tar.gz/0123:
    resolution: {tarball: https://codeload.example/o/git/tar.gz/0123}
    version: 1.5.0
  node@runtime:22.1.0: {resolution: {type: variations}}
  without-snapshot@1.0.0: {}
  archive@file:archive.tgz: {resolution: {integrity: sha512-AAAA, tarball: file:archive.tgz}, version: 1.0.0}
snapshots:
  git@https://codeload.example/o/git/tar.gz/0123: {}
  node@runtime:22.1.0: {}
`;

test('code from a repository or a file, runtimes, folders outside of the project are told apart; what is missing is a gap', () => {
  const graph = read(ELSEWHERE);
  assert.deepEqual(withoutLines(tellGraph(graph)), [
    'app@? runtime project -> ?node@22.1.0, git@1.5.0, outside@[link:../../outside]',
    'git@1.5.0 runtime elsewhere',
    '?node@22.1.0 runtime elsewhere',
    'without-snapshot@1.0.0 unknown registry -> ?',
    'archive@1.0.0 unknown elsewhere -> ?',
    'outside@[link:../../outside] runtime project -> ?',
  ]);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what app needs: found no gone 1.0.0 in pnpm-lock.yaml', line: 3 },
  ]);
});

test('what pnpm 8 said is for development stays so where no project asks for it', () => {
  const graph = read(
    "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0: {dev: true}\n  registry.example/b@2.0.0: {dev: false}\n  /@x@1: {}\n",
  );
  assert.deepEqual(withoutLines(tellGraph(graph)), [
    '?@? runtime project',
    'a@1.0.0 development registry',
    'b@2.0.0 runtime registry',
    '?/@x@1@? unknown elsewhere',
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ["lockfileVersion: '10.0'", 'unsupported', /found lockfileVersion 10\.0, expected 5, 6 or 9/],
    ['lockfileVersion: 4', 'unsupported', /found lockfileVersion 4/],
    ['lockfileVersion: {}', 'invalid-document', /found lockfileVersion nowhere/],
    ['- a', 'invalid-document', /found an array, expected a mapping/],
    ['', 'invalid-document', /found nothing/],
    ['---\na: 1\n---\na: 1\n---\na: 1', 'invalid-document', /found 3 documents/],
    ["lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {", 'invalid-document', /at line 3/],
    [
      "lockfileVersion: '9.0'\npackages:\n  a@1: {}\n  a@1: {}",
      'invalid-document',
      /"a@1" a second time at line 4/,
    ],
    ["lockfileVersion: '9.0'\n<<<<<<< HEAD\npackages: {}\n", 'invalid-document', /at line [23]/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text,
    );
  }
});
