import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  array,
  assert as assertProperty,
  constantFrom,
  dictionary,
  json,
  jsonValue,
  nat,
  oneof,
  property,
  record,
  string,
  tuple,
  uint8Array,
} from 'fast-check';

import { isGatehouseError } from '../kernel/errors.ts';
import { parseSlice, sliceJson, type JsonMembers, type JsonSlices } from './json-slices.ts';

const LIMITS = { maxBytes: 1e6, maxDepth: 64, open: ['versions', 'time'] };
const WHAT = 'the document';

const slice = (text: string | Uint8Array, limits = LIMITS): JsonSlices =>
  sliceJson(typeof text === 'string' ? Buffer.from(text) : text, WHAT, limits);

/** The document, put together again from its slices. */
function build({ bytes, members }: JsonSlices): unknown {
  const buildMembers = (some: JsonMembers): object => {
    const built = Object.fromEntries(
      [...some].map(([key, one]) => [
        key,
        one.members === undefined ? parseSlice(bytes, one, WHAT) : buildMembers(one.members),
      ]),
    );
    assert.deepEqual([...some.keys()], Object.keys(built));
    return built;
  };
  return buildMembers(members);
}

/** What `JSON.parse` makes of it, as text (which keeps the order of keys), or undefined for what it refuses. */
function reference(bytes: Uint8Array): string | undefined {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}

function rebuilt(bytes: Uint8Array): string | undefined {
  try {
    return JSON.stringify(build(slice(bytes)));
  } catch (error) {
    assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
    return undefined;
  }
}

test('members are found with their bytes, those of opened objects too', () => {
  const text = ' {"name" : "a" ,"versions":{"1.0.0":{"x":[1,"]}"]},"2.0.0":null}, "n":-1.5e3}\n';
  const { members } = slice(text);
  const textOf = (one: { start: number; end: number } | undefined) => text.slice(one?.start, one?.end);
  assert.deepEqual([...members.keys()], ['name', 'versions', 'n']);
  assert.equal(textOf(members.get('name')), '"a"');
  assert.equal(textOf(members.get('n')), '-1.5e3');
  assert.equal(textOf(members.get('versions')?.members?.get('1.0.0')), '{"x":[1,"]}"]}');
  assert.equal(textOf(members.get('versions')?.members?.get('2.0.0')), 'null');
});

test('only objects are opened, and only at the top', () => {
  const { members } = slice('{"versions":[1],"other":{"versions":{"a":1}},"time":{"versions":{"b":2}}}');
  assert.equal(members.get('versions')?.members, undefined);
  assert.equal(members.get('other')?.members, undefined);
  assert.equal(members.get('time')?.members?.get('versions')?.members, undefined);
});

test('keys come in the order of an object, the last of equal keys counting', () => {
  for (const text of [
    '{"b":1,"a":2,"b":3}',
    '{"b":1,"10":2,"9":3,"a":4,"010":5,"-1":6,"4294967294":7,"4294967295":8,"4294967296":9}',
    '{"__proto__":{"x":1},"constructor":2,"versions":{"__proto__":3,"7":4,"toString":5,"1":6}}',
    '{"\\u0061":1,"a":2,"\\"":3,"":4,"é":5,"\\ud83d":6}',
  ]) {
    assert.equal(rebuilt(Buffer.from(text)), reference(Buffer.from(text)), text);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
});

test('a value that a later one of the same key replaces is proven as well', () => {
  for (const text of [
    '{"a":01,"a":2}',
    '{"a":[1 2],"b":3,"a":2}',
    '{"versions":{"x":nul},"versions":{}}',
    '{"versions":{"1":tru e,"1":2}}',
  ]) {
    assert.equal(rebuilt(Buffer.from(text)), undefined, text);
  }
});

test('a byte order mark is passed over at the start and nowhere else', () => {
  assert.equal(rebuilt(Buffer.from('\ufeff{"a":1}')), '{"a":1}');
  for (const text of ['{\ufeff"a":1}', '{"a":\ufeff1}', '{"a":1}\ufeff', '\ufeff\ufeff{}', '{"\ufeffa":1}']) {
    assert.equal(rebuilt(Buffer.from(text)), reference(Buffer.from(text)), JSON.stringify(text));
  }
});

test('what is no object is refused with its place', () => {
  for (const [text, message] of [
    ['', 'Cannot read the document: found the end at byte 0, expected an object'],
    ['[]', 'Cannot read the document: found an array at byte 0, expected an object'],
    ['{"a":1} x', 'Cannot read the document: found byte 78 (hexadecimal) at byte 8, expected the end'],
    ['{"a" 1}', 'Cannot read the document: found byte 31 (hexadecimal) at byte 5, expected a colon'],
    ['{"a":1,}', 'Cannot read the document: found byte 7d (hexadecimal) at byte 7, expected a key'],
    ['{"a":', 'Cannot read the document: found the end at byte 5, expected a value'],
    ['{"a":}', 'Cannot read the document: found byte 7d (hexadecimal) at byte 5, expected a value'],
    ['{"a', 'Cannot read the document: found the end at byte 3, expected the end of a string'],
  ] as const) {
    assert.throws(() => slice(text), { code: 'invalid-document', message });
  }
});

test('a document that ends early anywhere is refused', () => {
  const text = '{"name":"a","versions":{"1":{"d":[true,"\\"",{}]}},"time":{"1":"é"},"n":12}';
  const bytes = Buffer.from(text);
  for (let length = 0; length < bytes.length; length += 1) {
    assert.equal(rebuilt(bytes.subarray(0, length)), undefined, String(length));
  }
  assert.equal(rebuilt(bytes), reference(bytes));
});

test('bytes, depth and brackets that do not match are bounded without recursion', () => {
  assert.throws(() => slice('{"a":1}', { ...LIMITS, maxBytes: 6 }), { code: 'too-large' });
  const deep = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  assert.equal(rebuilt(Buffer.from(deep(64))), reference(Buffer.from(deep(64))));
  assert.throws(() => slice(deep(65)), { code: 'invalid-document', message: /more than 64 levels at byte/ });
  assert.throws(() => slice(`{"a":${'['.repeat(900_000)}`), { code: 'invalid-document' });
  assert.throws(() => slice(`{"versions":${'{"versions":'.repeat(60_000)}`), { code: 'invalid-document' });
  for (const text of ['{"a":[}]}', '{"a":{]}', '{"a":]', '{"versions":{"a":[}}']) {
    assert.equal(rebuilt(Buffer.from(text)), undefined, text);
  }
});

test('numbers, words and strings that JSON does not know are refused when parsed', () => {
  for (const value of [
    '01',
    'nul',
    'NaN',
    "'a'",
    '1.',
    '+1',
    '"\t"',
    '"\\x"',
    'tru e',
    '-',
    '1 2',
    '{"a"}',
  ]) {
    assert.equal(rebuilt(Buffer.from(`{"a":${value}}`)), undefined, value);
  }
  assert.equal(rebuilt(Buffer.from('{"a":"\xff"}', 'latin1')), undefined);
  assert.equal(rebuilt(Buffer.from('{"\xff":1}', 'latin1')), undefined);
});

const key = oneof(string(), constantFrom('versions', 'time', 'name', '__proto__', '1', '10', '2'));
const documents = oneof(
  dictionary(key, jsonValue()),
  record({ versions: dictionary(key, jsonValue()), time: dictionary(key, jsonValue()) }),
);

test('what is put together from slices is what JSON.parse makes of the whole', () => {
  assertProperty(
    property(documents, nat({ max: 3 }), (document, indent) => {
      const bytes = Buffer.from(JSON.stringify(document, undefined, indent));
      assert.equal(rebuilt(bytes), reference(bytes));
    }),
    { numRuns: 500 },
  );
});

test('a damaged document is accepted exactly when JSON.parse accepts it, and then means the same', () => {
  const damages = array(tuple(nat(), constantFrom(...'{}[],:"\\ 1-etrufalsn.\n\u0000'.split(''), '')), {
    maxLength: 4,
  });
  assertProperty(
    property(oneof(documents, jsonValue()), damages, (document, changes) => {
      let text = JSON.stringify(document);
      for (const [at, byte] of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + byte + text.slice(place + (at % 2));
      }
      const bytes = Buffer.from(text);
      assert.equal(rebuilt(bytes), reference(bytes), text);
    }),
    { numRuns: 3_000 },
  );
});

test('any bytes end in a value or in a clear error', () => {
  assertProperty(
    property(
      oneof(
        uint8Array({ maxLength: 60 }),
        json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        assert.equal(rebuilt(bytes), reference(bytes));
      },
    ),
    { numRuns: 1_000 },
  );
});
