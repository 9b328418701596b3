import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { ByteRoom, SharedRoom } from './byte-room.ts';

const NEVER = new AbortController().signal;

/** Somebody who stays until they are told to leave. */
function guest(room: ByteRoom, sizeBytes: number, signal = NEVER) {
  const stay = Promise.withResolvers<void>();
  const seen = { isIn: false };
  const done = room.within(sizeBytes, signal, async () => {
    seen.isIn = true;
    await stay.promise;
    return sizeBytes;
  });
  return { seen, done, leave: stay.resolve };
}

const moment = () => new Promise((resolve) => setImmediate(resolve));

test('those for whom there is room go in at once, others when enough have left, and nobody overtakes', async () => {
  const room = new ByteRoom(10);
  const [first, second, large, small] = [guest(room, 4), guest(room, 4), guest(room, 6), guest(room, 1)];
  await moment();
  const states = () => [first, second, large, small].map(({ seen }) => seen.isIn);
  assert.deepEqual(states(), [true, true, false, false]);
  assert.deepEqual([room.takenBytes, room.waiting], [8, 2]);
  first.leave();
  await moment();
  assert.deepEqual(states(), [true, true, true, false], 'the small one stays behind the large one');
  second.leave();
  await moment();
  assert.deepEqual(states(), [true, true, true, true]);
  large.leave();
  small.leave();
  assert.deepEqual(await Promise.all([first.done, large.done]), [4, 6]);
  await moment();
  assert.deepEqual([room.takenBytes, room.waiting], [0, 0]);
});

test('what is larger than the room has it alone', async () => {
  const room = new ByteRoom(10);
  const [whole, next] = [guest(room, 1_000), guest(room, 1)];
  await moment();
  assert.deepEqual([whole.seen.isIn, next.seen.isIn, room.takenBytes], [true, false, 10]);
  whole.leave();
  next.leave();
  assert.equal(await next.done, 1);
});

test('who leaves while they wait lets those behind them in, and one that fails gives its room back', async () => {
  const room = new ByteRoom(10);
  const ended = new AbortController();
  const [first, gone, last] = [guest(room, 6), guest(room, 6, ended.signal), guest(room, 4)];
  await moment();
  assert.equal(last.seen.isIn, false);
  ended.abort(new Error('the client is gone'));
  await assert.rejects(gone.done, /the client is gone/);
  await moment();
  assert.equal(last.seen.isIn, true);
  first.leave();
  last.leave();
  await last.done;
  const fails = room.within(10, NEVER, async () => {
    throw new Error('no');
  });
  await assert.rejects(fails, /no/);
  assert.equal(room.takenBytes, 0);
  await assert.rejects(
    room.within(1, AbortSignal.abort(new Error('gone before')), async () => 1),
    /gone before/,
  );
  assert.deepEqual([room.takenBytes, room.waiting], [0, 0]);
});

test('however they come and go, there is never more than fits, and all get in', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 15 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 12 }), async (all, maxBytes) => {
      const room = new ByteRoom(maxBytes);
      let held = 0;
      const visits = all.map((sizeBytes) =>
        room.within(sizeBytes, NEVER, async () => {
          held += Math.min(sizeBytes, maxBytes);
          assert.ok(held <= maxBytes && room.takenBytes <= maxBytes);
          await moment();
          held -= Math.min(sizeBytes, maxBytes);
        }),
      );
      await Promise.all(visits);
      assert.deepEqual([room.takenBytes, room.waiting], [0, 0]);
    }),
    { numRuns: 50 },
  );
});

test('nobody has more than half of a shared room: others get in beside who fills theirs', async () => {
  const room = new SharedRoom(10);
  const stay = Promise.withResolvers<void>();
  const inside: string[] = [];
  const visit = (who: string, sizeBytes: number) =>
    room.within(who, sizeBytes, NEVER, async () => {
      inside.push(who);
      await stay.promise;
    });
  const visits = [visit('eve', 5), visit('eve', 1), visit('eve', 1), visit('ada', 4)];
  await moment();
  assert.deepEqual(inside, ['eve', 'ada']);
  assert.equal(room.takenBytes, 9);
  stay.resolve();
  await Promise.all(visits);
  assert.deepEqual(inside, ['eve', 'ada', 'eve', 'eve']);
  assert.equal(room.takenBytes, 0);
});
