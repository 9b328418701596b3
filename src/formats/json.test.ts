import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../kernel/errors.ts';
import {
  arrayField,
  field,
  kindOf,
  objectField,
  parseJson,
  parseJsonObject,
  stringField,
  type JsonObject,
} from './json.ts';

const LIMITS = { maxBytes: 1_000, maxDepth: 5 };
const parse = (text: string | Uint8Array, limits = LIMITS) =>
  parseJson(Buffer.from(text), 'the page', limits);
const refused = (found: RegExp) => (error: unknown) =>
  isGatehouseError(error, 'invalid-document') &&
  error.message.startsWith('Cannot read the page: ') &&
  found.test(error.message);

test('JSON is read as it stands, a byte order mark passed over', () => {
  assert.deepEqual(parse('{"a": [1, "ü", null]}'), { a: [1, 'ü', null] });
  assert.deepEqual(parse('\uFEFF[true]'), [true]);
});

test('more bytes than the limit are too large, whatever they are', () => {
  assert.throws(
    () => parse('x'.repeat(1_001)),
    (error) =>
      isGatehouseError(error, 'too-large') &&
      error.message.includes('found 1001 bytes, expected at most 1000'),
  );
  assert.equal(parse(`"${'x'.repeat(998)}"`), 'x'.repeat(998));
});

test('nesting is counted before anything is built, brackets in strings do not count', () => {
  assert.throws(() => parse('[[[[[[]]]]]]'), refused(/more than 5 levels at byte 5/));
  assert.throws(
    () => parse('['.repeat(900_000), { maxBytes: 1e6, maxDepth: 100 }),
    refused(/more than 100 levels/),
  );
  assert.deepEqual(parse('[[[[["[[[[[[\\"[["]]]]]'), [[[[['[[[[[["[[']]]]]);
});

test('what is no JSON is refused: cut off, no UTF-8, words of other languages', () => {
  for (const text of ['', '{"a": ', '{"a": 1,}', "{'a': 1}", 'NaN', '{"a": 1} x', '// no\n{}']) {
    assert.throws(() => parse(text), refused(/./), text);
  }
  assert.throws(() => parse(Buffer.from([0x22, 0xff, 0x22])), refused(/no UTF-8/));
  assert.throws(() => parse(Buffer.from('\uFEFF[]', 'utf16le')), refused(/no UTF-8/));
});

test('an object is asked for, and what was found is said', () => {
  for (const [text, kind] of [
    ['[]', 'an array'],
    ['null', 'null'],
    ['"x"', 'a string'],
    ['1', 'a number'],
    ['true', 'a boolean'],
  ] as const) {
    assert.throws(
      () => parseJsonObject(Buffer.from(text), 'the page', LIMITS),
      refused(new RegExp(`found ${kind}, expected an object`)),
    );
  }
  assert.equal(kindOf(undefined), 'nothing');
  assert.equal(kindOf({}), 'an object');
});

test('fields are own fields: nothing comes from a prototype', () => {
  const object = parse('{"__proto__": {"b": "x"}, "a": "y", "list": [1], "inner": {}}') as JsonObject;
  assert.equal(stringField(object, 'a'), 'y');
  assert.equal(stringField(object, 'b'), undefined);
  assert.equal(field(object, 'toString'), undefined);
  assert.equal(objectField(object, 'constructor'), undefined);
  assert.deepEqual(objectField(object, '__proto__'), { b: 'x' });
  assert.deepEqual(arrayField(object, 'list'), [1]);
  assert.deepEqual(arrayField(object, 'inner'), []);
  assert.equal(objectField(object, 'list'), undefined);
  assert.equal(({} as Record<string, unknown>)['b'], undefined);
});

test('property: bytes are read as JSON.parse reads them, or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        let ours: unknown;
        try {
          ours = parseJson(bytes, 'the page', { maxBytes: 10_000, maxDepth: 20 });
        } catch (error) {
          assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
          return;
        }
        assert.deepEqual(
          ours,
          JSON.parse(
            Buffer.from(bytes)
              .toString('utf8')
              .replace(/^\uFEFF/, ''),
          ),
        );
      },
    ),
    { numRuns: 500 },
  );
});
