import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import { takeTurns } from './take-turns.ts';

function createLog() {
  const warnings: string[] = [];
  const quiet = () => undefined;
  return {
    warnings,
    log: { debug: quiet, info: quiet, error: quiet, warn: (text: string) => void warnings.push(text) },
  };
}

test('a turn is taken soon after the start and every hour', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let taken = 0;
  const turns = takeTurns(
    { firstAfterMs: MINUTE_MS, take: async () => (taken += 1), failed: 'no' },
    createLog().log,
  );
  t.mock.timers.tick(MINUTE_MS - 1);
  await Promise.resolve();
  assert.equal(taken, 0);
  t.mock.timers.tick(1);
  assert.equal(await turns.turn(), 2, 'behind the first');
  t.mock.timers.tick(HOUR_MS - MINUTE_MS);
  assert.equal(await turns.turn(), 4, 'behind the hourly one');
  await turns.close();
  t.mock.timers.tick(2 * HOUR_MS);
  assert.equal(await turns.turn(), undefined, 'none after the end');
  assert.equal(taken, 4);
});

test('turns never overlap, and one that fails is told and keeps none of the others away', async () => {
  const { warnings, log } = createLog();
  let under = 0;
  let most = 0;
  let count = 0;
  const take = async () => {
    under += 1;
    most = Math.max(most, under);
    count += 1;
    const isSecond = count === 2;
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    if (isSecond) throw new Error('the disk is full');
    return count;
  };
  const turns = takeTurns({ firstAfterMs: MINUTE_MS, take, failed: 'it is tried again' }, log);
  assert.deepEqual(await Promise.all([turns.turn(), turns.turn(), turns.turn()]), [1, undefined, 3]);
  assert.equal(most, 1);
  assert.deepEqual(warnings, ['it is tried again']);
  await turns.close();
});

test('closing tells the turn under way to end, waits for it, and is no failure', async () => {
  const { warnings, log } = createLog();
  let hasEnded = false;
  const take = async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    hasEnded = true;
    signal.throwIfAborted();
  };
  const turns = takeTurns({ firstAfterMs: MINUTE_MS, take, failed: 'no' }, log);
  void turns.turn();
  await new Promise((resolve) => setImmediate(resolve));
  await turns.close();
  assert.equal(hasEnded, true);
  assert.deepEqual(warnings, []);
});
