import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph, tellRanges } from '../../kernel/testing/tell-graph.ts';
import { packageLock } from './manifest-package-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, companions: Record<string, string> = {}) =>
  packageLock.read(text, new Map(Object.entries(companions)));

test('version 1: nested packages are found by climbing, an alias is the package that it stands for', () => {
  const graph = read(sample('package-lock.v1.json'));
  assert.equal(graph.format, 'package-lock.json 1');
  assert.deepEqual(tellGraph(graph), [
    '1: consumer@1.0.0 runtime project -> ?',
    '7: @acme/app@1.2.0 runtime registry -> dep@2.1.0',
    '22: dep@2.0.0 runtime registry',
    '27: from-git@[git+ssh://git@git.example/from-git.git#0123456789abcdef0123456789abcdef01234567] runtime elsewhere',
    '15: dep@2.1.0 runtime registry',
  ]);
  assert.deepEqual(graph.gaps, []);
});

test('version 1 says what its project needs when package.json is there', () => {
  const text = sample('package-lock.v1.json');
  assert.deepEqual(packageLock.companions?.(text, new Map()), ['package.json']);
  const graph = read(text, {
    'package.json': '{"dependencies": {"alias": "npm:dep@2"}, "devDependencies": {"@acme/app": "1"}}',
  });
  assert.equal(tellGraph(graph)[0], '1: consumer@1.0.0 runtime project -> @acme/app@1.2.0, dep@2.0.0');
});

test('version 2 is read by its folders, and needs no package.json', () => {
  const text = sample('package-lock.v2.json');
  assert.deepEqual(packageLock.companions?.(text, new Map()), []);
  assert.deepEqual(tellGraph(read(text)), [
    '7: consumer@1.0.0 runtime project -> @acme/app@1.2.0',
    '14: @acme/app@1.2.0 runtime registry',
  ]);
});

test('version 3: a link is the workspace that it leads to; code from a repository is told apart', () => {
  const graph = read(sample('package-lock.v3.json'));
  assert.deepEqual(tellGraph(graph), [
    '7: consumer@1.0.0 runtime project -> @acme/app@1.2.0, dep@2.0.0',
    '16: @acme/app@1.2.0 runtime registry -> dep@2.1.0',
    '24: dep@2.1.0 runtime registry',
    '29: dep@2.0.0 runtime registry',
    '35: from-git@3.0.0 runtime elsewhere',
    '44: omitted@4.0.0 runtime registry',
    '48: linked@0.0.1 runtime project',
  ]);
  assert.deepEqual(graph.roots, [0, 6]);
  assert.equal(graph.speaksFor?.length, 2);
});

const MANY = `{"lockfileVersion": 3, "packages": {
"": {"name": "app", "dependencies": {"a": "1"}, "devDependencies": {"b": "1"}, "optionalDependencies": {"only-on-mac": "1"}},
"node_modules/a": {"version": "1.0.0", "dependencies": {"c": "^1", "gone": "1"}, "peerDependencies": {"not-there": "1"}, "license": "MIT"},
"node_modules/a/node_modules/c": {"version": "1.1.0", "integrity": "sha1-C8+aa3/yNHEf+YvJxGFLr0LuC+0="},
"node_modules/b": {"version": "1.0.0", "dev": true, "dependencies": {"c": "*"}},
"node_modules/c": {"version": "2.0.0", "devOptional": true},
"packages/w": {"name": "@app/w", "version": "0.1.0", "dependencies": {"c": "1", "a": "1"}},
"packages/w/node_modules/c": {"version": "1.5.0"},
"node_modules/@app/w": {"resolved": "packages/w", "link": true}
}}`;

test('each range is told as the file asks for it', () => {
  assert.deepEqual(tellRanges(read(MANY)), [
    'app@? -> a@1.0.0 by 1',
    'app@? -> b@1.0.0 by 1',
    'a@1.0.0 -> c@1.1.0 by ^1',
    'b@1.0.0 -> c@2.0.0 by *',
    '@app/w@0.1.0 -> c@1.5.0 by 1',
    '@app/w@0.1.0 -> a@1.0.0 by 1',
  ]);
});

test('scopes, several versions of one package, workspaces with folders of their own', () => {
  const graph = read(MANY);
  assert.deepEqual(tellGraph(graph), [
    '2: app@? runtime project -> a@1.0.0, b@1.0.0',
    '3: a@1.0.0 runtime registry -> c@1.1.0',
    '4: c@1.1.0 runtime registry',
    '5: b@1.0.0 development registry -> c@2.0.0',
    '6: c@2.0.0 runtime registry',
    '7: @app/w@0.1.0 runtime project -> a@1.0.0, c@1.5.0',
    '8: c@1.5.0 runtime registry',
  ]);
  assert.equal(graph.components[1]?.licence, 'MIT');
  assert.deepEqual(graph.components[2]?.digests, { sha1: '0bcf9a6b7ff234711ff98bc9c4614baf42ee0bed' });
});

test('what is needed and not there is a gap, unless it may be missing', () => {
  assert.deepEqual(read(MANY).gaps, [
    { message: 'Cannot find what a needs: found no gone in package-lock.json', line: 3 },
  ]);
});

test('names that npm cannot have and versions that are none stay unknown', () => {
  const graph = read(
    '{"lockfileVersion": 3, "packages": {"node_modules/..": {"version": "1.0.0"}, "node_modules/a": {"version": "latest"}, "node_modules/b": {}}}',
  );
  assert.deepEqual(tellGraph(graph), [
    '1: ?..@1.0.0 runtime registry',
    '1: a@[latest] runtime registry',
    '1: b@? runtime registry',
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['{"lockfileVersion": 4}', 'unsupported', /found lockfileVersion 4, expected at most 3/],
    ['{"lockfileVersion": "2"}', 'invalid-document', /found lockfileVersion "2", expected 1 to 3/],
    ['{"lockfileVersion": 3,\n"packages": {"node_modules/a": 7}}', 'invalid-document', /found 7 .* line 2/],
    ['{"lockfileVersion": 3,', 'invalid-document', /at line 1, expected a key/],
    ['[]', 'invalid-document', /found an array/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
