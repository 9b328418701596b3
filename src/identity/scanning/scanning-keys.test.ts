import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { parseScanningKeys } from './parse-scanning-keys.ts';
import { createScanningKeys } from './scanning-keys.ts';
import type { ScanningKey } from './scanning-ports.ts';

function setUp() {
  let now = Date.UTC(2026, 0, 1);
  let keys: readonly ScanningKey[] | undefined = [{ identifier: 'k1', pem: 'one' }];
  let asked = 0;
  const found = createScanningKeys({ clock: { now: () => now } }, [
    {
      name: 'hub',
      async keys() {
        asked += 1;
        await Promise.resolve();
        if (keys === undefined) throw new Error('down');
        return keys;
      },
    },
  ]);
  return {
    find: (identifier: string) => found.find(identifier),
    asked: () => asked,
    publish: (next: readonly ScanningKey[] | undefined) => void (keys = next),
    pass: (ms: number) => void (now += ms),
  };
}

test('keys are asked for once, and an unknown identifier asks again at most once a minute', async () => {
  const { find, asked, publish, pass } = setUp();
  const all = await Promise.all([find('k1'), find('k1'), find('nope')]);
  assert.deepEqual(all, [{ source: 'hub', pem: 'one' }, { source: 'hub', pem: 'one' }, undefined]);
  assert.equal(asked(), 1);
  publish([{ identifier: 'k2', pem: 'two' }]);
  for (let times = 0; times < 20; times += 1) assert.equal(await find('k2'), undefined);
  assert.equal(asked(), 1);
  pass(MINUTE_MS);
  assert.deepEqual(await find('k2'), { source: 'hub', pem: 'two' });
  assert.equal(asked(), 2);
  // What is no longer published counts no more.
  assert.equal(await find('k1'), undefined);
});

test('a source that is down keeps the keys that it had for an hour', async () => {
  const { find, publish, pass } = setUp();
  await find('k1');
  publish(undefined);
  pass(HOUR_MS - 1);
  assert.equal(await find('other'), undefined);
  assert.ok((await find('k1')) !== undefined);
  pass(1);
  assert.equal(await find('k1'), undefined);
  publish([{ identifier: 'k1', pem: 'one' }]);
  pass(MINUTE_MS);
  assert.ok((await find('k1')) !== undefined);
});

test('of a document of keys only the current ones count, and what is none is refused', () => {
  const document = {
    public_keys: [
      { key_identifier: 'a', key: 'pem a', is_current: true },
      { key_identifier: 'b', key: 'pem b', is_current: false },
      { key_identifier: 'c', key: 'pem c', is_current: 'true' },
      null,
    ],
  };
  assert.deepEqual(parseScanningKeys(JSON.stringify(document)), [{ identifier: 'a', pem: 'pem a' }]);
  for (const bad of ['', 'null', '[]', '{}', '{"public_keys":{}}', '{"public_keys":[{"is_current":true}]}']) {
    assert.throws(
      () => parseScanningKeys(bad),
      (error) => isGatehouseError(error, 'upstream-invalid'),
      bad,
    );
  }
});
