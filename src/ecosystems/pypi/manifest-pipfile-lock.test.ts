import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { readFileSync } from 'node:fs';
import { pipfileLock } from './manifest-pipfile-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string) => pipfileLock.read(text, new Map());

test("default is for running, develop for development, and the project's own groups are unknown", () => {
  const graph = read(sample('Pipfile.lock'));
  assert.equal(graph.format, 'Pipfile.lock 6');
  assert.deepEqual(tellGraph(graph), [
    '19: flask@2.0.1 runtime registry -> ?',
    '27: from-git@[git+https://code.example/from-git.git] runtime elsewhere -> ?',
    '31: ranged@[*] runtime registry -> ?',
    '36: pytest@7.4.4 development registry -> ?',
    '45: docutils@0.19 unknown registry -> ?',
  ]);
  assert.deepEqual(graph.components[0]?.digests, { sha256: 'ab'.repeat(32) });
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['{"_meta": {"pipfile-spec": 7}}', 'unsupported', /found 7 as pipfile-spec, expected 6/],
    ['{"default": {}}', 'invalid-document', /found nothing as pipfile-spec/],
    [
      '{"_meta": {"pipfile-spec": 6},\n"default": {"a": "==1"}}',
      'invalid-document',
      /found a string as "a" below line 2/,
    ],
    [
      '{"_meta": {"pipfile-spec": 6},\n"default": {"a": {}, "a": {}}}',
      'invalid-document',
      /at line 2, expected a key/,
    ],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
