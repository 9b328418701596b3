import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { pdmLock } from './manifest-pdm-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, pyproject?: string) =>
  pdmLock.read(text, new Map(pyproject === undefined ? [] : [['pyproject.toml', pyproject]]));

const PROJECT = `[project]
name = "Sample_App"
version = "1.0.0"
dependencies = ["requests[socks]<2.30", "near"]
[project.optional-dependencies]
fast = ["orjson<3.10"]
[dependency-groups]
dev = ["pytest<8"]
`;

test('a package with extras is one component; groups by what the project says they are', () => {
  const graph = read(sample('pdm-groups.lock'), PROJECT);
  assert.equal(graph.format, 'pdm.lock 4.5.0');
  assert.deepEqual(tellGraph(graph), [
    'sample-app@1.0.0 runtime project -> near@0.1.0, orjson@3.9.15, pytest@7.4.4, requests@2.29.0',
    '9: certifi@2024.2.2 runtime registry',
    '20: colorama@0.4.6 development registry',
    '32: near@0.1.0 runtime project',
    '40: orjson@3.9.15 runtime registry',
    '51: pysocks@1.7.1 runtime registry',
    '62: pytest@7.4.4 development registry -> colorama@0.4.6',
    '77: requests@2.29.0 runtime registry -> certifi@2024.2.2, pysocks@1.7.1',
    '103: from-git@0.2.0 unknown elsewhere',
  ]);
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(graph.gaps, []);
});

test('without pyproject.toml only the default group is known to be for running', () => {
  const graph = read(sample('pdm-groups.lock'));
  assert.deepEqual(
    graph.components.map(({ name, scope }) => `${name} ${scope}`),
    [
      'certifi runtime',
      'colorama unknown',
      'near runtime',
      'orjson unknown',
      'pysocks runtime',
      'pytest unknown',
      'requests runtime',
      'from-git unknown',
    ],
  );
});

test('locks without groups get their scopes by what the project reaches', () => {
  const older = sample('pdm-groups.lock')
    .replace(/^groups = .*\n/gm, '')
    .replace('4.5.0', '4.3');
  const scopes = read(older, PROJECT).components.map(({ name, scope }) => `${name} ${scope}`);
  assert.deepEqual(scopes.slice(1), [
    'certifi runtime',
    'colorama development',
    'near runtime',
    'orjson runtime',
    'pysocks runtime',
    'pytest development',
    'requests runtime',
    'from-git unknown',
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    [
      '[metadata]\nlock_version = "5.0"\n',
      'unsupported',
      /found "5\.0" as lock_version, expected at most 4\.x/,
    ],
    ['[metadata]\nlock_version = 4\n', 'invalid-document', /found 4 as lock_version/],
    ['[[package]]\nversion = "1"\n', 'invalid-document', /found no name at line 1/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
