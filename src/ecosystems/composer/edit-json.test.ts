import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { setJsonMember } from './edit-json.ts';

const set = (text: string, path: readonly string[], value: unknown) =>
  setJsonMember(text, path, value, 'the file');

test('a member is put behind its siblings in their indentation and line endings', () => {
  assert.equal(
    set('{\n  "a": 1\n}\n', ['b'], { c: true }),
    '{\n  "a": 1,\n  "b": {\n    "c": true\n  }\n}\n',
  );
  assert.equal(
    set('{\r\n\t"a": {\r\n\t\t"x": []\r\n\t}\r\n}', ['a', 'y'], 2),
    '{\r\n\t"a": {\r\n\t\t"x": [],\r\n\t\t"y": 2\r\n\t}\r\n}',
  );
});

test('objects above it are made where there are none, with four spaces where nothing tells', () => {
  assert.equal(set('{}', ['a', 'b'], 1), '{\n    "a": {\n        "b": 1\n    }\n}');
  assert.equal(set('{"a":{}}', ['a', 'b'], 1), '{"a":{\n        "b": 1\n    }}');
});

test('a member that is there is replaced in its place; one that says so already stays byte for byte', () => {
  const text = '{ "b" : [ 1,2 ], "a": "\\u0041", "b":[1, 2] , "c": {} }';
  assert.equal(set(text, ['a'], 'A'), text);
  assert.equal(set(text, ['b'], [1, 2]), text);
  assert.equal(set(text, ['b'], 3), '{ "b" : [ 1,2 ], "a": "\\u0041", "b":3 , "c": {} }');
  assert.equal(set('{"a": 1}', ['a', 'b'], 2), '{"a": {\n        "b": 2\n    }}');
});

test('what is no JSON object is refused', () => {
  for (const bad of ['', '[]', 'null', '{"a":1,}', '// x\n{}', '{"a":1', '"x"', '['.repeat(100_000)]) {
    assert.throws(
      () => set(bad, ['a'], 1),
      (error) => isGatehouseError(error, 'invalid-document'),
      bad.slice(0, 20),
    );
  }
  const deep = `{"a":${'['.repeat(200)}${']'.repeat(200)}}`;
  assert.throws(
    () => set(deep, ['b'], 1),
    (error) => isGatehouseError(error, 'invalid-document'),
  );
});

test('whatever the object, setting a member sets it, keeps the rest, and twice is once', () => {
  const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'x"y', '{'), fc.string());
  const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
  const indent = fc.constantFrom(undefined, 2, 4, '\t');
  fc.assert(
    fc.property(object, indent, fc.constantFrom(['a'], ['a', 'b'], ['n', '{', 'b']), (value, space, path) => {
      const text = JSON.stringify(value, null, space);
      const edited = set(text, path, [1, { z: null }]);
      const expected = JSON.parse(text) as Record<string, unknown>;
      let at = expected;
      for (const name of path.slice(0, -1)) {
        const next = Object.hasOwn(at, name) ? at[name] : undefined;
        if (typeof next !== 'object' || next === null || Array.isArray(next)) at[name] = {};
        at = at[name] as Record<string, unknown>;
      }
      at[path.at(-1) ?? ''] = [1, { z: null }];
      assert.deepEqual(JSON.parse(edited), expected);
      assert.equal(set(edited, path, [1, { z: null }]), edited);
    }),
  );
});

test('a string of many millions of characters is read like any other', () => {
  for (const long of ['x'.repeat(15_000_000), '\n'.repeat(7_000_000)]) {
    assert.ok(set(JSON.stringify({ long }), ['more'], 1).endsWith('"more": 1}'));
  }
});
