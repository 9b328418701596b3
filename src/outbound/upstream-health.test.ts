import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createUpstreamHealth, type UpstreamHealth } from './upstream-health.ts';

const ORIGIN = 'https://registry.example';

describe('upstream health', () => {
  it('opens after three failures in a row, for twice as long each time, at most a minute', () => {
    const { health, clock } = build();
    fail(health, 2);
    assert.equal(health.admit(ORIGIN), undefined);
    fail(health, 1);
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      assert.equal(health.admit(ORIGIN)?.retryAt, clock.now() + seconds * 1_000);
      clock.advance(seconds * 1_000 - 1);
      assert.ok(health.admit(ORIGIN) !== undefined);
      clock.advance(1);
      assert.equal(health.admit(ORIGIN), undefined);
      health.failed(ORIGIN, new Error('still down'));
    }
  });

  it('closes with the first success, and counts from nothing again', () => {
    const { health, clock } = build();
    fail(health, 3);
    clock.advance(2_000);
    assert.equal(health.admit(ORIGIN), undefined);
    health.succeeded(ORIGIN, 10);
    fail(health, 2);
    assert.equal(health.admit(ORIGIN), undefined);
  });

  it('lets a few requests try after the back-off, not all', () => {
    const { health, clock } = build();
    fail(health, 3);
    clock.advance(2_000);
    const admitted = Array.from({ length: 10 }, () => health.admit(ORIGIN)).filter(
      (open) => open === undefined,
    );
    assert.equal(admitted.length, 3);
    health.released(ORIGIN);
    assert.equal(health.admit(ORIGIN), undefined);
  });

  it('counts requests that fail together once the circuit is open as one', () => {
    const { health, clock } = build();
    fail(health, 50);
    assert.equal(health.admit(ORIGIN)?.retryAt, clock.now() + 2_000);
    assert.equal(health.health()[0]?.consecutiveFailures, 3);
  });

  it('keeps origins apart and forgets the longest unused', () => {
    const { health } = build(3);
    fail(health, 3);
    assert.equal(health.admit('https://other.example'), undefined);
    for (let index = 0; index < 3; index += 1) health.succeeded(`https://${index}.example`, 1);
    assert.equal(health.health().length, 3);
    assert.equal(health.admit(ORIGIN), undefined);
  });

  it('says how an origin fares', () => {
    const { health, clock } = build();
    health.succeeded(ORIGIN, 100);
    health.succeeded(ORIGIN, 200);
    const at = clock.now();
    assert.deepEqual(health.health(), [
      { origin: ORIGIN, state: 'up', consecutiveFailures: 0, lastSuccessAt: at, averageLatencyMs: 120 },
    ]);
    clock.advance(5);
    health.failed(ORIGIN, new Error('line\nbreak'));
    assert.deepEqual(health.health(), [
      {
        origin: ORIGIN,
        state: 'failing',
        consecutiveFailures: 1,
        lastSuccessAt: at,
        lastFailureAt: at + 5,
        lastError: 'line\\u000abreak',
        averageLatencyMs: 120,
      },
    ]);
    fail(health, 2);
    assert.equal(health.health()[0]?.state, 'open');
    assert.equal(health.health()[0]?.retryAt, at + 2_005);
  });
});

function fail(health: UpstreamHealth, times: number): void {
  for (let time = 0; time < times; time += 1) health.failed(ORIGIN, new Error('down'));
}

function build(maxOrigins = 500) {
  let now = 1_000_000;
  const clock = { now: () => now, advance: (ms: number) => (now += ms) };
  return { clock, health: createUpstreamHealth({ clock }, { maxOrigins }) };
}
