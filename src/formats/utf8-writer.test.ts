import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as assertProperty, nat, property, string } from 'fast-check';

import { Utf8Writer } from './utf8-writer.ts';

function written(parts: readonly string[], expectedBytes: number): Uint8Array {
  const writer = new Utf8Writer(expectedBytes);
  for (const part of parts) writer.write(part);
  return writer.finish();
}

test('what is written comes out as UTF-8, however much was expected', () => {
  assertProperty(
    property(array(string({ unit: 'grapheme', maxLength: 900 })), nat({ max: 9_000 }), (parts, expected) => {
      assert.equal(Buffer.compare(written(parts, expected), Buffer.from(parts.join(''))), 0);
    }),
  );
});

test('a result that is far smaller than expected does not hold on to the memory', () => {
  assert.equal(written(['abc'], 1e6).buffer.byteLength, 3);
  assert.equal(written(['a'.repeat(900_000)], 1e6).byteLength, 900_000);
});
