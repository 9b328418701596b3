import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { createWindowLimit, FACTOR_LIMITS } from './window-limit.ts';

function hold(options = {}) {
  let now = 1_000_000;
  const limit = createWindowLimit({ clock: { now: () => now } }, { ...FACTOR_LIMITS, ...options });
  /** Attempts until it is held back, at most `most`. */
  const tryUntilHeld = (account: string, address: string, most = 100): number => {
    for (let count = 0; count < most; count++) {
      try {
        limit.admit({ account, address });
      } catch (error) {
        assert.ok(isGatehouseError(error, 'too-many-requests'));
        assert.ok(Number(error.facts['retryAfterSeconds']) > 0);
        return count;
      }
    }
    return most;
  };
  return { limit, tryUntilHeld, pass: (ms: number) => void (now += ms) };
}

test('an account is tried five times in five minutes, twenty in an hour, fifty in a day', () => {
  const { tryUntilHeld, pass } = hold();
  let address = 0;
  const counts: number[] = [];
  for (let round = 0; round < 40; round++) {
    counts.push(tryUntilHeld('ada', `192.0.2.${address++}`));
    pass(5 * MINUTE_MS);
  }
  assert.deepEqual(counts.slice(0, 5), [5, 5, 5, 5, 0]);
  assert.equal(
    counts.slice(0, 12).reduce((a, b) => a + b),
    20,
  );
  assert.equal(
    counts.reduce((a, b) => a + b),
    50,
  );
  pass(DAY_MS);
  assert.equal(tryUntilHeld('ada', '192.0.2.200'), 5);
});

test('a network is tried fifty times in an hour, whichever accounts it tries', () => {
  const { tryUntilHeld, pass } = hold();
  let total = 0;
  for (let account = 0; account < 20; account++)
    total += tryUntilHeld(`account ${account}`, `2001:db8::${account}`);
  assert.equal(total, 50);
  assert.equal(tryUntilHeld('other', '2001:db8:0:1::1'), 5);
  pass(HOUR_MS);
  assert.equal(tryUntilHeld('other 2', '2001:db8::1'), 5);
});

test('success takes back its own attempt and no other', () => {
  const { limit, tryUntilHeld } = hold();
  const attempt = { account: 'ada', address: '192.0.2.1' };
  assert.equal(tryUntilHeld('ada', '192.0.2.1', 4), 4);
  limit.admit(attempt);
  limit.succeed(attempt);
  assert.equal(tryUntilHeld('ada', '192.0.2.1'), 1);
});

test('a flood of accounts does not free one that is held back', () => {
  const { tryUntilHeld } = hold({ maxEntries: 50 });
  assert.equal(tryUntilHeld('ada', '192.0.2.1'), 5);
  for (let other = 0; other < 500; other++) tryUntilHeld(`other ${other}`, `198.51.100.${other % 250}`, 1);
  assert.equal(tryUntilHeld('ada', '192.0.2.1'), 0);
});
