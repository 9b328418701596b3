import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { poetryLock } from './manifest-poetry-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, pyproject?: string) =>
  poetryLock.read(text, new Map(pyproject === undefined ? [] : [['pyproject.toml', pyproject]]));
const withoutLines = (told: readonly string[]) => told.map((line) => line.replace(/^\d+: /, ''));

const PROJECT = `[project]
name = "Sample_App"
version = "1.0.0"
requires-python = ">=3.9,<4.0"
dependencies = ["flask==2.0.1", "requests[socks]<2.30", "numpy<2.1"]
[project.optional-dependencies]
fast = ["orjson (<3.10)"]
[tool.poetry.group.dev.dependencies]
pytest = "<8"
`;

test('a real lock of version 2.1 is what `poetry show --tree` says', () => {
  const graph = read(sample('poetry-groups.lock'), PROJECT);
  assert.equal(graph.format, 'poetry.lock 2.1');
  assert.deepEqual(tellGraph(graph), [
    'sample-app@1.0.0 runtime project -> flask@2.0.1, numpy@2.0.2, orjson@3.9.15, pytest@7.4.4, requests@2.29.0',
    '3: certifi@2026.10.19.post1 runtime registry',
    '19: charset-normalizer@3.5.3 runtime registry',
    '35: click@8.1.8 runtime registry -> colorama@0.4.6',
    '54: colorama@0.4.6 runtime registry',
    '71: exceptiongroup@1.3.2 development registry -> typing-extensions@4.16.0',
    '94: flask@2.0.1 runtime registry -> click@8.1.8, itsdangerous@2.2.0, jinja2@3.1.6, werkzeug@3.1.9',
    '120: idna@3.20 runtime registry',
    '139: iniconfig@2.1.0 development registry',
    '155: itsdangerous@2.2.0 runtime registry',
    '171: jinja2@3.1.6 runtime registry -> markupsafe@3.0.4',
    '193: markupsafe@3.0.4 runtime registry',
    '209: numpy@2.0.2 runtime registry',
    '225: orjson@3.9.15 runtime registry',
    '242: packaging@26.3 development registry',
    '258: pluggy@1.6.0 development registry',
    '278: pysocks@1.7.1 runtime registry',
    '294: pytest@7.4.4 development registry -> colorama@0.4.6, exceptiongroup@1.3.2, iniconfig@2.1.0, packaging@26.3, pluggy@1.6.0, tomli@2.5.0',
    '321: requests@2.29.0 runtime registry -> certifi@2026.10.19.post1, charset-normalizer@3.5.3, idna@3.20, pysocks@1.7.1, urllib3@1.26.20',
    '348: tomli@2.5.0 development registry',
    '365: typing-extensions@4.16.0 development registry',
    '382: urllib3@1.26.20 runtime registry',
    '403: werkzeug@3.1.9 runtime registry -> markupsafe@3.0.4',
  ]);
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(graph.gaps, []);
});

test('versions 1.5 to 2.0 do not say what is for development: pyproject.toml does', () => {
  const older = sample('poetry-groups.lock')
    .replace(/^(?:groups|markers) = .*\n/gm, '')
    .replace('lock-version = "2.1"', 'lock-version = "2.0"');
  assert.deepEqual(poetryLock.companions?.(older, new Map()), ['pyproject.toml']);
  const told = withoutLines(tellGraph(read(older, PROJECT)));
  assert.deepEqual(told, withoutLines(tellGraph(read(sample('poetry-groups.lock'), PROJECT))));
  const alone = read(older);
  assert.deepEqual([...new Set(alone.components.map(({ scope }) => scope))], ['unknown']);
  assert.deepEqual(alone.roots, []);
});

const OLD = `[[package]]
name = "Requests"
version = "2.25.0"
category = "main"
optional = false

[package.dependencies]
urllib3 = [
    {version = "<1.26", markers = "python_version < '3.6'"},
    {version = ">=1.26", markers = "python_version >= '3.6'"},
]
win-inet-pton = {version = "*", markers = "sys_platform == 'win32'"}
PySocks = {version = ">=1.5.6,!=1.5.7", optional = true, markers = "extra == 'socks'"}
gone = "*"

[package.extras]
all = ["requests[socks]"]
socks = ["PySocks (>=1.5.6,!=1.5.7)"]

[[package]]
name = "urllib3"
version = "1.25.11"
category = "dev"

[[package]]
name = "urllib3"
version = "1.26.20"
category = "main"

[[package]]
name = "pysocks"
version = "1.7.1"
category = "main"

[[package]]
name = "near"
version = "0.1"
category = "dev"

[package.source]
type = "directory"
url = "../near"

[[package]]
name = "from-git"
version = "0.2"
category = "main"

[package.source]
type = "git"
url = "https://code.example/from-git.git"

[metadata]
lock-version = "1.1"

[metadata.files]
Requests = [{file = "requests-2.25.0.tar.gz", hash = "sha256:${'ab'.repeat(32)}"}]
urllib3 = [{file = "a.whl", hash = "sha256:${'12'.repeat(32)}"}, {file = "b.whl", hash = "sha256:${'34'.repeat(32)}"}]
`;

test('old locks have categories, and their files together; markers tell versions of one package apart', () => {
  const graph = read(
    OLD,
    '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\npython = "^3.8"\nrequests = {version = "^2.25", extras = ["all"]}\n',
  );
  assert.deepEqual(tellGraph(graph), [
    'app@? runtime project -> requests@2.25.0',
    '1: requests@2.25.0 runtime registry -> pysocks@1.7.1, urllib3@1.25.11, urllib3@1.26.20',
    '20: urllib3@1.25.11 development registry',
    '25: urllib3@1.26.20 runtime registry',
    '30: pysocks@1.7.1 runtime registry',
    '35: near@0.1 development project',
    '44: from-git@0.2 runtime elsewhere',
  ]);
  assert.deepEqual(graph.components[1]?.digests, { sha256: 'ab'.repeat(32) });
  // Two files: no digest is the component's.
  assert.equal(graph.components[2]?.digests, undefined);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what requests needs: found no gone in poetry.lock', line: 1 },
  ]);
});

test('an optional dependency is needed only for the sake of an extra that somebody asks for', () => {
  const line = (pyproject?: string) =>
    tellGraph(read(OLD, pyproject)).find((told) => told.startsWith('1: ')) ?? '';
  assert.ok(!line('[project]\nname = "app"\ndependencies = ["requests"]\n').includes('pysocks'));
  assert.ok(line('[project]\nname = "app"\ndependencies = ["requests[Socks]"]\n').includes('pysocks'));
  // Nobody says what the project asks for.
  assert.ok(line().includes('pysocks'));
});

test('faults name the place, also those of pyproject.toml', () => {
  const lock = '[metadata]\nlock-version = "2.1"\n';
  const faults: readonly (readonly [string, string | undefined, ErrorCode, RegExp])[] = [
    [
      '[metadata]\nlock-version = "3.0"\n',
      undefined,
      'unsupported',
      /lock-version "3\.0", expected at most 2\.x/,
    ],
    ['[metadata]\nlock-version = 2\n', undefined, 'invalid-document', /found lock-version 2, expected/],
    [`[[package]]\nversion = "1"\n${lock}`, undefined, 'invalid-document', /found no name at line 1/],
    ['[[package]]\nname = "a', undefined, 'invalid-document', /Cannot read poetry\.lock: .* at line 2/],
    [lock, '[project\n', 'invalid-document', /Cannot read pyproject\.toml: .* at line 1/],
  ];
  for (const [text, pyproject, code, words] of faults) {
    assert.throws(
      () => read(text, pyproject),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
