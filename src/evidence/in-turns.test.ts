import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { mapInTurns, sortInTurns } from './in-turns.ts';
import { startTurn, type Turn } from './turn.ts';

interface Item {
  readonly rank: number;
  readonly at: number;
}
const byRank = (one: Item, other: Item): number => one.rank - other.rank;

test('a list is sorted in turns as it is at once, equal items in their order', async () => {
  const ranks = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4_500, size: 'max' });
  await fc.assert(
    fc.asyncProperty(ranks, async (some) => {
      const items = some.map((rank, at) => ({ rank, at }));
      assert.deepEqual(await sortInTurns(items, startTurn(), byRank), items.toSorted(byRank));
    }),
    { numRuns: 20 },
  );
});

test('others have their turn whenever one is over, wherever the work is', async () => {
  let [asked, waited] = [0, 0];
  const turn: Turn = {
    isOver: () => (asked += 1) % 100 === 0,
    next: async () => {
      waited += 1;
    },
  };
  assert.deepEqual(await mapInTurns([1, 2, 3], turn, (one, at) => one * at), [0, 2, 6]);
  await mapInTurns(Array.from({ length: 1_000 }), turn, () => 0);
  assert.ok(waited >= 10);
  waited = 0;
  await sortInTurns(
    Array.from({ length: 10_000 }, (_, at) => ({ rank: (at * 7919) % 10_007, at })),
    turn,
    byRank,
  );
  assert.ok(waited > 100);
});
