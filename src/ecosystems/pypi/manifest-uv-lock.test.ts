import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { uvLock } from './manifest-uv-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string) => uvLock.read(text, new Map());

test('a real lock of a workspace is what `uv tree` says: several versions, groups, extras, members', () => {
  const graph = read(sample('uv-workspace.lock'));
  assert.equal(graph.format, 'uv.lock 1');
  assert.deepEqual(tellGraph(graph), [
    '15: certifi@2026.10.19.post1 runtime registry',
    '23: charset-normalizer@3.5.3 runtime registry',
    '32: click@8.1.8 runtime registry -> colorama@0.4.6',
    '47: click@8.5.1 runtime registry',
    '59: colorama@0.4.6 runtime registry',
    '68: docutils@0.19 development registry',
    '77: exceptiongroup@1.3.2 development registry -> typing-extensions@4.16.0',
    '89: flask@2.0.1 runtime registry -> click@8.1.8, click@8.5.1, itsdangerous@2.2.0, jinja2@3.1.6, werkzeug@3.1.9',
    '105: idna@3.20 runtime registry',
    '114: iniconfig@2.1.0 development registry',
    '126: iniconfig@2.3.1 development registry',
    '138: itsdangerous@2.2.0 runtime registry',
    '147: jinja2@3.1.6 runtime registry -> markupsafe@3.0.4',
    '159: lib-a@0.1.0 runtime project -> idna@3.20, tomli@2.5.0',
    '178: markupsafe@3.0.4 runtime registry',
    '187: numpy@2.0.2 runtime registry',
    '196: orjson@3.11.5 runtime registry',
    '208: orjson@3.13.0 runtime registry',
    '220: packaging@26.3 development registry',
    '232: packaging@26.4 development registry',
    '244: pluggy@1.6.0 development registry',
    '256: pluggy@1.7.0 development registry',
    '268: pysocks@1.7.1 runtime registry',
    '277: pytest@7.4.4 development registry -> colorama@0.4.6, exceptiongroup@1.3.2, iniconfig@2.1.0, iniconfig@2.3.1, packaging@26.3, packaging@26.4, pluggy@1.6.0, pluggy@1.7.0, tomli@2.5.0',
    '297: requests@2.29.0 runtime registry -> certifi@2026.10.19.post1, charset-normalizer@3.5.3, idna@3.20, pysocks@1.7.1, urllib3@1.26.20',
    '317: sample-app@1.0.0 runtime project -> docutils@0.19, flask@2.0.1, lib-a@0.1.0, numpy@2.0.2, orjson@3.11.5, orjson@3.13.0, pytest@7.4.4, requests@2.29.0',
    // lib-a asks for it too, but only for its own development.
    '356: tomli@2.5.0 development registry',
    '365: typing-extensions@4.16.0 development registry',
    '374: urllib3@1.26.20 runtime registry',
    '383: werkzeug@3.1.9 runtime registry -> markupsafe@3.0.4',
  ]);
  assert.deepEqual(graph.roots, [13, 25]);
  assert.deepEqual(graph.gaps, []);
});

test('code from a repository or an address is told apart, and credentials are not repeated', () => {
  const graph = read(sample('uv.lock').replace('https://code.example', 'https://user:secret@code.example'));
  assert.deepEqual(tellGraph(graph), [
    '5: demo-pack@1.0+cpu runtime registry -> other@2.0',
    '18: other@2.0 runtime elsewhere',
    '26: from-git@0.1 unknown elsewhere',
    '31: mine@0.1 runtime project -> demo-pack@1.0+cpu',
  ]);
  const unversioned = read(
    'version = 1\n[[package]]\nname = "from-git"\nsource = { git = "https://user:secret@code.example/x#abc" }\n',
  );
  assert.deepEqual(tellGraph(unversioned), ['2: from-git@[https://code.example/x#abc] unknown elsewhere']);
});

test('a workspace without a project of its own has groups; what the lock lacks is a gap', () => {
  const graph = read(
    `version = 1
[manifest.dependency-groups]
dev = [{ name = "Lint_Er" }]
[[package]]
name = "lint-er"
version = "1"
source = { registry = "https://index.example" }
dependencies = [{ name = "gone" }]
`,
  );
  assert.deepEqual(tellGraph(graph), ['4: lint-er@1 development registry']);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what lint-er needs: found no gone in uv.lock', line: 4 },
  ]);
});

test('names that are none and versions that are none stay unknown', () => {
  const graph = read(
    'version = 1\npackage = [{ name = "-x", version = "1.0" }, { name = "y", version = "latest" }, { name = "z" }]\n',
  );
  assert.deepEqual(tellGraph(graph), [
    '?-x@1.0 unknown elsewhere',
    'y@[latest] unknown elsewhere',
    'z@? unknown elsewhere',
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['version = 2\n', 'unsupported', /found version 2, expected 1/],
    ['revision = 1\n', 'invalid-document', /found version nothing, expected 1/],
    ['version = 1\npackage = 3\n', 'invalid-document', /found a number as package/],
    [
      'version = 1\n[[package]]\nname = "a"\n\n[[package]]\nversion = "1"\n',
      'invalid-document',
      /no name at line 5/,
    ],
    ['version = 1\n\n[[package]\n', 'invalid-document', /at line 3 .*expected TOML/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
