import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../kernel/errors.ts';
import { readYamlText } from './yaml-text.ts';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (text: string) => readYamlText(text, 'it.yaml');

test('scalars are what is written; what has no content is empty', () => {
  assert.deepEqual(plain(read('a: 1.10\nb: true\nc:\nd: {}\ne: [x, "y\\n"]\n').documents), [
    { a: '1.10', b: 'true', c: '', d: {}, e: ['x', 'y\n'] },
  ]);
  assert.deepEqual(read('').documents, []);
  assert.deepEqual(
    plain(read('---\n---\na: 1\n').documents),
    [null, { a: '1' }].map((one) => one ?? ''),
  );
});

test('each container has the line of its key, in every document, with any line ends and a byte order mark', () => {
  const text = '---\nfirst: {}\n---\n\nsecond:\n  "a b":\n    - x\n    - {y: 1}\n';
  for (const written of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
    const { documents, lineOf } = read(written);
    const [first, second] = documents as readonly [
      { readonly first: object },
      { readonly second: { readonly 'a b': readonly [string, object] } },
    ];
    const { second: inner } = second;
    assert.deepEqual(
      [first.first, second, inner, inner['a b'], inner['a b'][1]].map(lineOf),
      [2, 5, 5, 6, 8],
    );
  }
});

test('a key is nothing but a key', () => {
  const [value] = read('__proto__: {polluted: yes}\nconstructor: 1\n').documents as readonly [object];
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(value), null);
});

test('faults name their line', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['a: 1\nb: 2\na: 3', 'invalid-document', /found "a" a second time at line 3, expected a key/],
    ['a: &x 1\nb: *x', 'invalid-document', /found an alias at line 2/],
    ['a: 1\nb: !!binary aGk=', 'invalid-document', /found a tag at line 2/],
    ['a: 1\n? [b]\n: 2', 'invalid-document', /found a mapping or list at line 2, expected a key/],
    ['a: 1\nb: [', 'invalid-document', /found a fault at line 2, expected YAML/],
    ['a: 1\n<<<<<<< HEAD\nb: 2\n', 'invalid-document', /at line [234], expected YAML/],
    ['['.repeat(5000), 'invalid-document', /found a fault at line 1/],
    ['a: "\u0000"', 'invalid-document', /Cannot read it\.yaml/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text.slice(0, 50),
    );
  }
});
