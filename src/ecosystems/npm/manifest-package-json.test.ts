import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { manifests } from './manifest.ts';
import { packageJson } from './manifest-package-json.ts';

const read = (text: string) => packageJson.read(text, new Map());

const TEXT = `{
  "name": "@acme/app",
  "version": "1.0.0",
  "scripts": {"debug": "x"},
  "dependencies": {
    "debug": "^4.0.0",
    "exact": "1.2.3",
    "alias": "npm:@s/real@2.0.0",
    "alias-of-range": "npm:real@^2",
    "tag": "latest",
    "catalogued": "catalog:",
    "git": "git+https://git.example/o/git.git#v1.0.0",
    "short": "o/short",
    "archive": "file:a.tgz",
    "folder": "file:../folder",
    "member": "workspace:*",
    "__proto__": "1.0.0"
  },
  "devDependencies": {"debug": "^4.0.0", "tool": "~1.0.0"},
  "peerDependencies": {"react": ">=16"}
}
`;

test('a range is no version: what is asked for stays open, but for what names one version', () => {
  const graph = read(TEXT);
  assert.equal(graph.format, 'package.json');
  assert.deepEqual(tellGraph(graph).slice(1), [
    '6: debug@[^4.0.0] runtime registry -> ?',
    '7: exact@1.2.3 runtime registry -> ?',
    '8: @s/real@2.0.0 runtime registry -> ?',
    '9: real@[npm:real@^2] runtime registry -> ?',
    '10: tag@[latest] runtime registry -> ?',
    '11: catalogued@[catalog:] runtime registry -> ?',
    '12: git@[git+https://git.example/o/git.git#v1.0.0] runtime elsewhere -> ?',
    '13: short@[o/short] runtime elsewhere -> ?',
    '14: archive@[file:a.tgz] runtime elsewhere -> ?',
    '15: folder@[file:../folder] runtime project -> ?',
    '16: member@[workspace:*] runtime project -> ?',
    '17: __proto__@1.0.0 runtime registry -> ?',
    '20: react@[>=16] runtime registry -> ?',
    '19: tool@[~1.0.0] development registry -> ?',
  ]);
  assert.match(tellGraph(graph)[0] ?? '', /^1: @acme\/app@1\.0\.0 runtime project -> /);
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot tell what package.json brings with it: found no lock file, expected one beside it' },
  ]);
});

test('a project that asks for nothing has no gap', () => {
  for (const text of ['{"type": "module"}', '\uFEFF{"dependencies": {}}\r\n']) {
    const graph = read(text);
    assert.deepEqual(tellGraph(graph), ['1: ?@? runtime project']);
    assert.deepEqual(graph.gaps, []);
  }
});

test('every lock file says more', () => {
  const others = manifests.filter((format) => format !== packageJson).map(({ id }) => id);
  assert.deepEqual([...(packageJson.yieldsTo ?? [])].sort(), others.sort());
});

test('faults name the place', () => {
  for (const [text, words] of [
    ['{"dependencies": {\n"a": "1",\n"a": "2"}}', /"a" a second time at line 3/],
    ['{"dependencies": {', /found the end of the text at line 1/],
    ['[]', /found an array/],
  ] as const) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, 'invalid-document') && words.test(error.message),
    );
  }
});
