import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { bunLock } from './manifest-bun-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string) => bunLock.read(text, new Map());

test('what bun wrote of a workspace is the graph that bun lists', () => {
  const graph = read(sample('bun-workspace.lock'));
  assert.equal(graph.format, 'bun.lock 2');
  assert.deepEqual(tellGraph(graph), [
    '5: consumer@? runtime project -> debug@2.6.9, debug@4.4.3, fsevents@2.3.3, local-dep@[file:local], mkdirp@0.5.6',
    '19: @app/a@0.1.0 runtime project -> @app/b@0.2.0, ms@2.0.0, react@17.0.2, use-sync-external-store@1.2.0',
    '31: @app/b@0.2.0 runtime project -> ms@2.1.3, once@1.4.0',
    '50: debug@4.4.3 runtime registry -> ms@2.1.3',
    '52: fsevents@2.3.3 runtime registry',
    '54: js-tokens@4.0.0 runtime registry',
    '56: local-dep@[file:local] runtime project -> ms@2.1.2',
    '58: loose-envify@1.4.0 runtime registry -> js-tokens@4.0.0',
    '60: minimist@1.2.7 development registry',
    '62: mkdirp@0.5.6 development registry -> minimist@1.2.7',
    '64: ms@2.0.0 runtime registry',
    '66: object-assign@4.1.1 runtime registry',
    '68: debug@2.6.9 runtime registry -> ms@2.0.0',
    '70: once@1.4.0 development registry -> wrappy@1.0.2',
    '72: react@17.0.2 runtime registry -> loose-envify@1.4.0, object-assign@4.1.1',
    '74: use-sync-external-store@1.2.0 runtime registry -> react@17.0.2',
    '76: wrappy@1.0.2 development registry',
    '78: ms@2.1.3 runtime registry',
    '80: ms@2.1.3 runtime registry',
    '82: ms@2.1.2 runtime registry',
  ]);
  assert.deepEqual(graph.roots, [0, 1, 2]);
  assert.deepEqual(graph.speaksFor, ['', 'packages/a', 'packages/b']);
  assert.match(graph.components[3]?.digests?.sha512 ?? '', /^[0-9a-f]{128}$/);
  assert.deepEqual(graph.gaps, []);
});

test('comments, trailing commas, a byte order mark and other line ends are taken', () => {
  const text = sample('bun-workspace.lock');
  const told = tellGraph(read(text));
  for (const written of [`\uFEFF${text}`, text.replaceAll('\n', '\r\n'), `${text}// the end`]) {
    assert.deepEqual(tellGraph(read(written)), told);
  }
});

const KINDS = `{"lockfileVersion": 1, "workspaces": {
"": {"name": "app", "dependencies": {"a": "1", "gone": "1"}, "optionalDependencies": {"gone-too": "1"}, "peerDependencies": {"p": "1"}},
"libs/@s/w": {"name": "@s/w", "devDependencies": {"a": "2", "app": "workspace:*"}}},
"packages": {
"a": ["a@1.0.0", "", {"peerDependencies": {"not-there": "*"}, "dependencies": {"a": "*", "maybe": "*"}, "optionalPeers": ["maybe"]}, "sha1-C8+aa3/yNHEf+YvJxGFLr0LuC+0="],
"@s/w": ["@s/w@workspace:libs/@s/w"],
"app": ["app@root:", {"bin": {}}],
"@s/w/a": ["a@2.0.0", "https://registry.example/a/-/a-2.0.0.tgz", {"dependencies": {"@t/b": "1"}}, "sha512-AAAA"],
"@t/b": ["@t/b@1.0.0", "", {"dependencies": {"c": "1"}}, ""],
"@t/b/c": ["c@git+ssh://git@git.example/o/c.git#0123", {}, "0123"],
"p": ["p@github:o/p#0123", {}, "o-p-0123"],
"d": ["d@https://files.example/d.tgz", {}],
"e": ["e@file:e.tgz", {}],
"f": ["f@link:../f", {}]
}}`;

test('tuples by kind: workspaces, the project itself, repositories, addresses, archives and links', () => {
  const graph = read(KINDS);
  assert.deepEqual(tellGraph(graph), [
    '2: app@? runtime project -> a@1.0.0, p@[github:o/p#0123]',
    '3: @s/w@? runtime project -> a@2.0.0, app@?',
    '5: a@1.0.0 runtime registry -> a@1.0.0',
    '8: a@2.0.0 development registry -> @t/b@1.0.0',
    '9: @t/b@1.0.0 development registry -> c@[git+ssh://git@git.example/o/c.git#0123]',
    '10: c@[git+ssh://git@git.example/o/c.git#0123] development elsewhere',
    '11: p@[github:o/p#0123] runtime elsewhere',
    '12: d@[https://files.example/d.tgz] unknown elsewhere',
    '13: e@[file:e.tgz] unknown elsewhere',
    '14: f@[link:../f] unknown project -> ?',
  ]);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what app needs: found no gone in bun.lock', line: 2 },
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['{"lockfileVersion": 3}', 'unsupported', /found lockfileVersion 3, expected at most 2/],
    ['{"lockfileVersion": "1"}', 'invalid-document', /found lockfileVersion "1", expected 0 to 2/],
    ['{}', 'invalid-document', /found lockfileVersion nowhere/],
    ['{"lockfileVersion": 1, "packages": {"a": {}}}', 'invalid-document', /found \{\} for packages\["a"\]/],
    ['{"lockfileVersion": 1, "packages": {"a": [1]}}', 'invalid-document', /found \[1\] for packages\["a"\]/],
    [
      `{"lockfileVersion": 1, "packages": {"${'a/'.repeat(3000)}": ["a@1.0.0"]}}`,
      'invalid-document',
      /found a key of 6000 characters .* expected at most 4096/,
    ],
    [
      '{"lockfileVersion": 1,\n"packages": {"a": ["a@1.0.0"], "a": []}}',
      'invalid-document',
      /"a" a second time at line 2/,
    ],
    ['{"lockfileVersion": 1,', 'invalid-document', /found the end of the text at line 1, expected a key/],
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
