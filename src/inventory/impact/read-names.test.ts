import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { createNameReader } from './read-names.ts';

function readerOf(most?: number) {
  const asked: (readonly number[])[] = [];
  const reader = createNameReader(
    {
      async byId(ids) {
        asked.push(ids);
        const known = ids.filter((id) => id < 100);
        return new Map(
          known.map((id) => [
            id,
            { ecosystem: 'npm', name: asPackageName(`package-${id}`), version: '1.0.0' },
          ]),
        );
      },
    },
    most,
  );
  const namesOf = async (...ids: number[]) =>
    [...(await reader.of(new Set(ids)))].map(([, { name }]) => name);
  return { asked, namesOf };
}

test('names that were read are at hand; only others are asked for', async () => {
  const { asked, namesOf } = readerOf();
  assert.deepEqual(await namesOf(1, 2), ['package-1', 'package-2']);
  assert.deepEqual(await namesOf(2, 3), ['package-2', 'package-3']);
  assert.deepEqual(await namesOf(1, 2, 3), ['package-1', 'package-2', 'package-3']);
  assert.deepEqual(asked, [[1, 2], [3]]);
});

test('what has no name now may have one later', async () => {
  const { asked, namesOf } = readerOf();
  assert.deepEqual(await namesOf(100), []);
  assert.deepEqual(await namesOf(100), []);
  assert.equal(asked.length, 2);
});

test('no more names are kept than there is room for, and all are told', async () => {
  const { asked, namesOf } = readerOf(2);
  assert.equal((await namesOf(1, 2, 3)).length, 3);
  assert.equal((await namesOf(4)).length, 1);
  assert.equal((await namesOf(4, 5)).length, 2);
  assert.deepEqual(asked, [[1, 2, 3], [4], [5]]);
});
