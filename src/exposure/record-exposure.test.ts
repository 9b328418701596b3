import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';

import { asPackageName } from '../kernel/package-ref.ts';
import { type ArtifactUse, createExposureRecorder, type ExposureRecorderOptions } from './record-exposure.ts';
import { createMemoryExposure } from './testing/memory-exposure.ts';

function use(changes: Partial<ArtifactUse> = {}): ArtifactUse {
  return {
    ecosystem: 'npm',
    name: asPackageName('left-pad'),
    version: '1.3.0',
    file: 'left-pad-1.3.0.tgz',
    reader: 'token:t1',
    client: 'npm/11.2.0',
    ...changes,
  };
}

function setUp(options: ExposureRecorderOptions = { flushMs: 60_000 }) {
  const house = createMemoryExposure();
  const reported: unknown[] = [];
  let now = 1_000;
  const clock = { now: () => now, set: (to: number) => (now = to) };
  const report = (error: unknown): void => void reported.push(error);
  const recorder = createExposureRecorder({ unit: house.unit, clock, report }, options);
  return { house, recorder, reported, clock };
}

const failing = (): never => {
  throw new Error('disk full');
};

test('uses of one artifact by one reader become one row with first, last and count', async () => {
  const { house, recorder, clock } = setUp();
  recorder.record(use());
  clock.set(2_000);
  recorder.record(use());
  clock.set(3_000);
  recorder.record(use());
  assert.equal(house.rows().length, 0);
  await recorder.flush();
  assert.deepEqual(house.rows(), [{ ...use(), firstAt: 1_000, lastAt: 3_000, count: 3 }]);
  assert.deepEqual(recorder.state(), { pending: 0, dropped: 0, failedFlushes: 0 });
});

test('another file, version, reader, client or package is another row', async () => {
  const { house, recorder } = setUp();
  recorder.record(use());
  recorder.record(use({ file: 'other.tgz' }));
  recorder.record(use({ version: '2' }));
  recorder.record(use({ reader: 'address:192.0.2.7' }));
  recorder.record(use({ client: 'pnpm/10' }));
  recorder.record(use({ name: asPackageName('right-pad') }));
  recorder.record(use({ ecosystem: 'pypi' }));
  await recorder.flush();
  assert.equal(house.rows().length, 7);
  assert.deepEqual(house.writes, [7]);
});

test('what was recorded is written by itself, soon', async () => {
  const { house, recorder } = setUp({ flushMs: 20 });
  recorder.record(use());
  const deadline = Date.now() + 5_000;
  while (house.rows().length === 0 && Date.now() < deadline) await sleep(5);
  assert.equal(house.rows().length, 1);
  await recorder.close();
});

test('a failed flush loses nothing and is merged with what came meanwhile', async () => {
  const { house, recorder, clock } = setUp();
  house.beforeTransaction = failing;
  recorder.record(use());
  recorder.record(use({ version: '2' }));
  const flushing = recorder.flush();
  clock.set(2_000);
  recorder.record(use());
  await assert.rejects(flushing, /disk full/);
  assert.deepEqual(recorder.state(), { pending: 2, dropped: 0, failedFlushes: 1 });
  house.beforeTransaction = () => undefined;
  await recorder.flush();
  assert.deepEqual(
    house.rows().map(({ version, firstAt, lastAt, count }) => ({ version, firstAt, lastAt, count })),
    [
      { version: '1.3.0', firstAt: 1_000, lastAt: 2_000, count: 2 },
      { version: '2', firstAt: 1_000, lastAt: 1_000, count: 1 },
    ],
  );
});

test('a flush that failed in the background is reported and tried again', async () => {
  const { house, recorder, reported } = setUp({ flushMs: 5 });
  let failures = 2;
  house.beforeTransaction = () => {
    if (failures > 0) {
      failures -= 1;
      failing();
    }
  };
  recorder.record(use());
  const deadline = Date.now() + 5_000;
  while (house.rows().length === 0 && Date.now() < deadline) await sleep(5);
  assert.equal(house.rows()[0]?.count, 1);
  assert.equal(reported.length, 2);
  await recorder.close();
});

test('rows that were written before a flush failed are not written twice', async () => {
  const { house, recorder } = setUp();
  for (let n = 0; n < 1_250; n += 1) recorder.record(use({ version: `1.0.${n}` }));
  let transactions = 0;
  house.beforeTransaction = () => {
    transactions += 1;
    if (transactions === 2) failing();
  };
  await assert.rejects(recorder.flush(), /disk full/);
  assert.equal(recorder.state().pending, 750);
  await recorder.flush();
  assert.equal(house.rows().length, 1_250);
  assert.ok(house.rows().every(({ count }) => count === 1));
  assert.deepEqual(house.writes, [500, 500, 250]);
});

test('many different uses force a flush before its time', async () => {
  const { house, recorder } = setUp({ flushMs: 60_000, maxPending: 10 });
  for (let n = 0; n < 10; n += 1) recorder.record(use({ version: `1.0.${n}` }));
  await sleep(0);
  assert.equal(house.rows().length, 10);
});

test('memory is bounded while the store fails: what no longer fits is counted, what is known goes on counting', async () => {
  const { house, recorder, reported } = setUp({ flushMs: 60_000, maxPending: 10 });
  house.beforeTransaction = failing;
  for (let n = 0; n < 100; n += 1) {
    recorder.record(use({ version: `1.0.${n}` }));
    await sleep(0);
  }
  recorder.record(use({ version: '1.0.0' }));
  assert.deepEqual(recorder.state(), { pending: 20, dropped: 80, failedFlushes: 1 });
  assert.equal(reported.length, 1);
  house.beforeTransaction = () => undefined;
  await recorder.flush();
  assert.equal(house.rows().length, 20);
  assert.equal(house.rows().find(({ version }) => version === '1.0.0')?.count, 2);
  recorder.record(use({ version: 'later' }));
  await recorder.flush();
  assert.equal(house.rows().length, 21);
});

test('a flush waits for one under way and writes what was recorded before the call', async () => {
  const { house, recorder } = setUp();
  const gate = Promise.withResolvers<void>();
  house.beforeTransaction = () => gate.promise;
  recorder.record(use());
  const first = recorder.flush();
  await sleep(0);
  recorder.record(use({ version: '2' }));
  const second = recorder.flush();
  gate.resolve();
  await Promise.all([first, second]);
  assert.deepEqual(house.writes, [1, 1]);
});

test('closing writes what is left; later uses count as dropped', async () => {
  const { house, recorder } = setUp();
  recorder.record(use());
  await recorder.close();
  assert.equal(house.rows().length, 1);
  recorder.record(use());
  await recorder.flush();
  assert.equal(house.rows()[0]?.count, 1);
  assert.equal(recorder.state().dropped, 1);
});

test('closing while the store fails rejects', async () => {
  const { house, recorder } = setUp();
  house.beforeTransaction = failing;
  recorder.record(use());
  await assert.rejects(recorder.close(), /disk full/);
});
