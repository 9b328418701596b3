import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { splitLines, splitObjects, type RawRecord } from './split-records.ts';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function collect(batches: AsyncIterable<readonly RawRecord[]>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const batch of batches) {
    for (const raw of batch) {
      all.push(
        'bytes' in raw ? `${raw.place}=${Buffer.from(raw.bytes).toString()}` : `${raw.place}!${raw.problem}`,
      );
    }
  }
  return all;
}

const lines = (text: string, size: number, max = 100): Promise<readonly string[]> =>
  collect(splitLines(inPieces(Buffer.from(text), size), 'f', max));
const objects = (text: string, size: number, max = 100): Promise<readonly string[]> =>
  collect(splitObjects(inPieces(Buffer.from(text), size), 'f', max));

test('lines are cut wherever chunks end; blank ones are counted and left out', async () => {
  const sizes = fc.integer({ min: 1, max: 20 });
  await fc.assert(
    fc.asyncProperty(sizes, async (size) => {
      assert.deepEqual(await lines('{"a":1}\n\n \r\n{"b":"ü"}\n{"c":3}', size), [
        'f line 1={"a":1}',
        'f line 4={"b":"ü"}',
        'f line 5={"c":3}',
      ]);
    }),
  );
});

test('a line beyond the limit is a problem and the next ones are read', async () => {
  const found = await lines(`a\n${'x'.repeat(500)}\nb`, 7);
  assert.deepEqual(
    found.map((line) => line.slice(0, 20)),
    ['f line 1=a', 'f line 2!found 500 b', 'f line 3=b'],
  );
});

test('one object, a list of objects and objects in a row are told apart by no one', async () => {
  const text = '{"s":"}{[\\"","n":{"m":[1]}}';
  for (const size of [1, 3, 1000]) {
    assert.deepEqual(await objects(text, size), [`f=${text}`]);
    assert.deepEqual(await objects(`\ufeff[${text},\n{}]`, size), [`f record 1=${text}`, 'f record 2={}']);
    assert.deepEqual(await objects(`${text}\n{}`, size), [`f=${text}`, 'f record 2={}']);
    assert.deepEqual(await objects('[]', size), []);
  }
});

test('text that ends within a record, or is none, is a problem', async () => {
  for (const text of ['{"a":', '[{"a":1}', 'hello', '{} nonsense {}']) {
    const found = await objects(text, 4);
    assert.match(found.at(-1) ?? '', /!found/, text);
  }
});

test('an object beyond the limit ends reading with a problem', async () => {
  const found = await objects(`{"a":"${'x'.repeat(1000)}"}{}`, 64);
  assert.deepEqual(
    found.map((one) => one.slice(0, 20)),
    ['f!found more than 10'],
  );
});

test('an object is as long as the limit at most, wherever its chunks end', async () => {
  const [fits, longer] = [92, 93].map((length) => `{"a":"${'x'.repeat(length)}"}`);
  for (const size of [1, 64, 1_000]) {
    assert.deepEqual(await objects(`${fits}{}`, size), [`f=${fits}`, 'f record 2={}']);
    assert.deepEqual(await objects(`${longer}{}`, size), ['f!found more than 100 bytes in one record']);
  }
});
