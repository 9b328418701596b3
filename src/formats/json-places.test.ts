import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../kernel/errors.ts';
import { findJsonStrings } from './json-places.ts';
import { replacePlaces } from './replace-places.ts';

const places = (text: string) => findJsonStrings(text, 'the file');
const refused = (found: RegExp) => (error: unknown) =>
  isGatehouseError(error, 'invalid-document') && found.test(error.message);

test('every string value is found with its path, its offsets and its line', () => {
  const text = '{"a": "x",\n "b": [1, {"c": "y"}], "d": {"e": null, "f": true}}';
  assert.deepEqual(places(text), [
    { path: ['a'], value: 'x', start: 6, end: 9, line: 1 },
    { path: ['b', '1', 'c'], value: 'y', start: 27, end: 30, line: 2 },
  ]);
});

test('comments, trailing commas and a byte order mark are passed over', () => {
  const text = '\uFEFF// head "no"\n{"a": /* "no" */ "x", "b": ["y",],}\n';
  assert.deepEqual(
    places(text).map(({ value }) => value),
    ['x', 'y'],
  );
});

test('escapes are decoded in the value, and kept in the text', () => {
  const text = String.raw`{"\u0061": "\"\/\\\ud83d\ude00"}`;
  const [place] = places(text);
  assert.deepEqual(place?.path, ['a']);
  assert.equal(place.value, '"/\\😀');
  assert.equal(replacePlaces(text, [{ ...place, text: '"z"' }]), String.raw`{"\u0061": "z"}`);
});

test('keys like those of prototypes are keys like others', () => {
  assert.deepEqual(places('{"__proto__": {"constructor": "x"}}')[0]?.path, ['__proto__', 'constructor']);
});

test('replacements may come in any order, and nothing else changes', () => {
  const text = '["a", "b", "c"]';
  const [a, b, c] = places(text);
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  assert.equal(
    replacePlaces(text, [
      { ...c, text: '"3"' },
      { ...a, text: '"1"' },
    ]),
    '["1", "b", "3"]',
  );
});

test('damaged texts are refused, naming the file and the line', () => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['', /the end of the text at line 1/],
    ['{\n"a"', /the file: .*line 2/],
    ['{"a": "b"', /the end of the text/],
    ['{"a": "b\n"}', /a string that does not end at line 1/],
    ['{"a" "b"}', /expected JSON/],
    ['{a: 1}', /found "a"/],
    ['["a" "b"]', /expected JSON/],
    ['"\\x"', /bad escapes/],
    ['{"a": tru}', /found "t"/],
    ['{} {}', /more text after the document/],
    ['/* no end', /found "\/"/],
    ["{'a': 1}", /found "'"/],
    ['undefined', /found "u"/],
  ];
  for (const [text, found] of bad) assert.throws(() => places(text), refused(found), text);
});

test('deep nesting is refused before the stack is', () => {
  assert.throws(() => places('['.repeat(1_000_000)), refused(/more than 200 levels/));
  assert.throws(() => places('{"a":'.repeat(1_000_000)), refused(/more than 200 levels/));
  assert.equal(places(`${'['.repeat(150)}"x"${']'.repeat(150)}`).length, 1);
});

test('long strings and many lines are read', () => {
  const long = 'x'.repeat(8_000_000);
  assert.equal(places(`["${long}"]`)[0]?.value.length, 8_000_000);
  const escaped = String.raw`\n`.repeat(1_000_000);
  assert.equal(places(`["${escaped}"]`)[0]?.value.length, 1_000_000);
  assert.equal(places(`${'\n'.repeat(1_000_000)}"x"`)[0]?.line, 1_000_001);
});

test('property: of JSON, the strings that JSON.parse sees are found, each where it stands', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const expected: string[] = [];
      const walk = (one: unknown): void => {
        if (typeof one === 'string') expected.push(one);
        else if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) walk(inner);
      };
      walk(JSON.parse(text));
      const found = places(text);
      assert.deepEqual(
        found.map((place) => place.value),
        expected,
      );
      for (const { start, end, value: said } of found) {
        assert.equal(JSON.parse(text.slice(start, end)), said);
      }
    }),
  );
});

test('property: any text is read or refused, and reading it changes nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '/', '*', '\n', '1', 'true'), {
          maxLength: 60,
        }),
      ),
      (input) => {
        const text = typeof input === 'string' ? input : input.join('');
        try {
          const same = places(text).map((place) => ({ ...place, text: text.slice(place.start, place.end) }));
          assert.equal(replacePlaces(text, same), text);
        } catch (error) {
          assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a string of many millions of characters is refused as too large', () => {
  assert.throws(
    () => findJsonStrings(`["${'a'.repeat(12_000_000)}"]`, 'x.lock'),
    (error) => isGatehouseError(error, 'too-large'),
  );
});
