import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { createAllowance } from './allowance.ts';
import { createLetterLimits } from './letter-limits.ts';

function heldClock() {
  const clock = { at: 0, now: () => clock.at };
  return clock;
}

test('so many within a time, and another once the oldest is that long ago', () => {
  const clock = heldClock();
  const allowance = createAllowance({ clock }, { most: 2, withinMs: 10 });
  assert.deepEqual([allowance.take('a'), allowance.take('b')], [true, true]);
  clock.at = 4;
  assert.deepEqual([allowance.take('a'), allowance.take('a')], [true, false]);
  clock.at = 10;
  assert.deepEqual([allowance.take('a'), allowance.take('a')], [true, false]);
});

test('no more keys are kept than were said', () => {
  const allowance = createAllowance({ clock: heldClock() }, { most: 1, withinMs: 10, maxKeys: 2 });
  for (const key of ['a', 'b', 'c']) assert.ok(allowance.take(key));
  assert.deepEqual([allowance.take('c'), allowance.take('a')], [false, true]);
});

test('one mailbox gets five letters a day, whoever asks, and one machine asks for twenty an hour', () => {
  const clock = heldClock();
  const limits = createLetterLimits({ clock });
  const isRefused = (email: string, address: string) => {
    try {
      limits.admit({ email, address });
      return false;
    } catch (error) {
      assert.ok(
        isGatehouseError(error, 'too-many-requests') && error.facts['retryAfterSeconds'] !== undefined,
      );
      return true;
    }
  };
  const five = Array.from({ length: 6 }, (_, n) => isRefused('Ada@example.com', `192.0.2.${n}`));
  assert.deepEqual(five, [false, false, false, false, false, true]);
  assert.ok(isRefused('ada@example.com', '192.0.2.77'));
  const asked = Array.from({ length: 21 }, (_, n) => isRefused(`x${n}@example.com`, `2001:db8::${n}`));
  assert.equal(asked.indexOf(true), 20);
  clock.at += HOUR_MS;
  assert.ok(!isRefused('y@example.com', '2001:db8::1'));
});
