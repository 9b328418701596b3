import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as assertProperty, json, property } from 'fast-check';

import { isGatehouseError } from '../kernel/errors.ts';
import { readJsonObjectText, readJsonText } from './json-text.ts';

const read = (text: string, relaxed = false) => readJsonText(text, { what: 'a.json', relaxed });

function assertFault(text: string, words: RegExp, relaxed = false): void {
  assert.throws(
    () => read(text, relaxed),
    (error) => isGatehouseError(error, 'invalid-document') && words.test(error.message),
  );
}

test('what JSON.parse reads is read alike', () => {
  assertProperty(
    property(json(), (text) => {
      assert.deepEqual(JSON.stringify(read(text).value), JSON.stringify(JSON.parse(text)));
    }),
  );
  assert.equal(read(' "a\\u00e9\\n\\"\\\\" ').value, 'aé\n"\\');
  assert.deepEqual(read('[0, -1.5e3, 1E+2, true, false, null]').value, [0, -1500, 100, true, false, null]);
});

test('a byte order mark and any line ends are read, and objects know their line', () => {
  const { value, lineOf } = readJsonObjectText('\uFEFF{\r\n"a": {\r\n"b": [\n{}]}}', { what: 'a.json' });
  const a = value['a'] as { readonly b: readonly [object] };
  assert.equal(lineOf(value), 1);
  assert.equal(lineOf(a), 2);
  assert.equal(lineOf(a.b), 3);
  assert.equal(lineOf(a.b[0]), 4);
});

test('a key is only what the text says', () => {
  const { value } = readJsonObjectText('{"__proto__": {"a": 1}, "constructor": 2}', { what: 'a.json' });
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(value), null);
  assert.equal('a' in value, false);
});

test('faults name the file, the line and what was expected', () => {
  assertFault('{\n"a": 1,\n"a": 2}', /a\.json: found "a" a second time at line 3, expected a key/);
  assertFault('{"a" 1}', /found "1" at line 1, expected a colon/);
  assertFault('{"a": 1\n"b": 2}', /found "\\"" at line 2, expected a comma or }/);
  assertFault('[1,]', /expected a value/);
  assertFault('{"a": 1,}', /expected a key/);
  assertFault('["a', /found the end of the text at line 1, expected the end of a string/);
  assertFault('["\\x"]', /expected a string with the escapes of JSON/);
  assertFault('["a\nb"]', /expected the end of a string/);
  assertFault('{} {}', /expected the end$/);
  assertFault('01', /found "1" at line 1, expected the end/);
  assertFault('', /found the end of the text at line 1, expected a value/);
  assertFault('// a\n{}', /expected a value/);
  assertFault('[NaN]', /expected a value/);
  assert.throws(
    () => readJsonObjectText('[]', { what: 'a.json' }),
    (error) => isGatehouseError(error, 'invalid-document') && error.message.includes('found an array'),
  );
});

test('comments and last commas are read where they are allowed', () => {
  assert.deepEqual({ ...(read('/* a */ {"a": [1, // b\n],}', true).value as object) }, { a: [1] });
  assertFault('{,}', /expected a key/, true);
  assertFault('/* a', /expected a value/, true);
});

test('depth is bounded', () => {
  assertFault('['.repeat(100_000), /found another one at line 1, expected at most 100 levels/);
});

test('a text that ends with a backslash is refused', () => {
  for (const text of ['"\\', '{"a":"\\', '{\n"a\\']) {
    assert.throws(() => read(text), {
      code: 'invalid-document',
      message: /the end of the text at line [12]/,
    });
  }
});

test('time grows with the length: very many members, items and escapes', () => {
  const members = Array.from({ length: 200_000 }, (_, at) => `"k${at}":1`).join(',');
  assert.equal(Object.keys(readJsonObjectText(`{${members}}`, { what: 'a.json' }).value).length, 200_000);
  const objects = read(`[${'{},'.repeat(300_000)}{}]`);
  assert.equal(objects.lineOf((objects.value as readonly object[])[300_000] ?? {}), 1);
  assert.equal((read(`["${'\\n'.repeat(500_000)}"]`).value as readonly string[])[0]?.length, 500_000);
});
