import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { type Attempt, type AttemptLimit, createAttemptLimit } from './attempt-limit.ts';

function setUp(options: Parameters<typeof createAttemptLimit>[1] = {}) {
  let now = 1_000_000;
  const limit = createAttemptLimit({ clock: { now: () => now } }, options);
  return { limit, advance: (ms: number) => (now += ms) };
}

/** Seconds to wait, or 0 when admitted. */
function waitOf(limit: AttemptLimit, attempt: Attempt): number {
  try {
    limit.admit(attempt);
    return 0;
  } catch (error) {
    assert.ok(isGatehouseError(error, 'too-many-requests'));
    return Number(error.facts['retryAfterSeconds']);
  }
}

test('after five failures an account waits, twice as long after each further one, up to a quarter of an hour', () => {
  const { limit, advance } = setUp();
  const from = (n: number): Attempt => ({ account: 'ada', address: `192.0.2.${n}` });
  for (let n = 0; n < 5; n += 1) assert.equal(waitOf(limit, from(n)), 0);
  const waits: number[] = [];
  for (let n = 5; n < 18; n += 1) {
    const wait = waitOf(limit, from(n));
    waits.push(wait);
    advance(wait * SECOND_MS);
    assert.equal(waitOf(limit, from(n)), 0);
  }
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
});

test('an address that tries many names waits too, and an IPv6 network counts as one', () => {
  const { limit } = setUp();
  for (let n = 0; n < 20; n += 1) {
    assert.equal(waitOf(limit, { account: `name-${n}`, address: `2001:db8::${n + 1}` }), 0);
  }
  assert.equal(waitOf(limit, { account: 'another', address: '2001:db8::ffff' }), 1);
  assert.equal(waitOf(limit, { account: 'another', address: '2001:db8:0:1::1' }), 0);
});

test('attempts side by side gain nothing: each counts before its outcome is known', () => {
  const { limit } = setUp();
  const attempt = { account: 'ada', address: '192.0.2.1' };
  const admitted = Array.from({ length: 50 }, () => waitOf(limit, attempt)).filter((wait) => wait === 0);
  assert.equal(admitted.length, 5);
});

test('success clears the account', () => {
  const { limit, advance } = setUp();
  const attempt = { account: 'ada', address: '192.0.2.1' };
  for (let n = 0; n < 5; n += 1) limit.admit(attempt);
  advance(2 * SECOND_MS);
  limit.admit(attempt);
  limit.succeed(attempt);
  for (let n = 0; n < 5; n += 1) assert.equal(waitOf(limit, attempt), 0);
});

test('a stranger who guesses at an account does not lock its owner out where the owner signed in before', () => {
  const { limit } = setUp();
  const owner = { account: 'ada', address: '192.0.2.1' };
  limit.admit(owner);
  limit.succeed(owner);
  for (let n = 0; n < 6; n += 1) waitOf(limit, { account: 'ada', address: `198.51.100.${n}` });
  assert.ok(waitOf(limit, { account: 'ada', address: '203.0.113.9' }) > 0);
  assert.equal(waitOf(limit, owner), 0);
});

test('an address where the owner signed in before is held back all the same when guesses come from there', () => {
  const { limit } = setUp();
  const owner = { account: 'ada', address: '192.0.2.1' };
  limit.admit(owner);
  limit.succeed(owner);
  for (let n = 0; n < 5; n += 1) assert.equal(waitOf(limit, owner), 0);
  assert.ok(waitOf(limit, owner) > 0);
});

test("an attacker's own account does not wipe the address clean", () => {
  const { limit, advance } = setUp();
  const address = '192.0.2.1';
  for (let n = 0; n < 19; n += 1) {
    limit.admit({ account: `victim-${n}`, address });
    limit.admit({ account: 'mallory', address });
    limit.succeed({ account: 'mallory', address });
    advance(SECOND_MS);
  }
  limit.admit({ account: 'victim-19', address });
  assert.ok(waitOf(limit, { account: 'victim-20', address }) > 0);
});

test('after an hour of rest, counting starts anew', () => {
  const { limit, advance } = setUp();
  const attempt = { account: 'ada', address: '192.0.2.1' };
  for (let n = 0; n < 5; n += 1) limit.admit(attempt);
  advance(HOUR_MS + MINUTE_MS);
  for (let n = 0; n < 5; n += 1) assert.equal(waitOf(limit, attempt), 0);
});

test('a flood of made-up names does not free the account that is guessed at', () => {
  const { limit } = setUp({ maxEntries: 20 });
  for (let n = 0; n < 5; n += 1) limit.admit({ account: 'ada', address: `192.0.2.${n}` });
  for (let n = 0; n < 500; n += 1) {
    limit.admit({ account: `made-up-${n}`, address: `10.0.${Math.floor(n / 200)}.${n % 200}` });
  }
  assert.ok(waitOf(limit, { account: 'ada', address: '203.0.113.1' }) > 0);
});
