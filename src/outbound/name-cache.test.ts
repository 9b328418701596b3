import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ResolveAddresses } from './resolve-addresses.ts';
import { cacheNames } from './name-cache.ts';

describe('cacheNames', () => {
  it('asks once for all who ask at the same time, and for ten seconds after', async () => {
    const { resolve, clock, asked } = build();
    await Promise.all(Array.from({ length: 30 }, () => resolve('files.example')));
    clock.advance(10_000);
    assert.deepEqual(await resolve('files.example'), [{ address: '192.0.2.1', family: 4 }]);
    assert.deepEqual(asked, ['files.example']);
    await resolve('other.example');
    assert.equal(asked.length, 2);
  });

  it('goes on with what it knows while it asks again', async () => {
    const { resolve, clock, asked } = build();
    await resolve('files.example');
    clock.advance(10_001);
    assert.equal((await resolve('files.example'))[0]?.address, '192.0.2.1');
    await settle();
    assert.equal((await resolve('files.example'))[0]?.address, '192.0.2.2');
    assert.equal(asked.length, 2);
  });

  it('goes on with what it knows while the name service fails, for five minutes', async () => {
    const { resolve, clock, breakDown } = build();
    await resolve('files.example');
    breakDown();
    clock.advance(300_000);
    assert.equal((await resolve('files.example'))[0]?.address, '192.0.2.1');
    await settle();
    clock.advance(1);
    await assert.rejects(resolve('files.example'), /name service is down/);
  });

  it('keeps no failure and no empty answer', async () => {
    let asked = 0;
    const clock = { now: () => 0 };
    const resolve = cacheNames({
      clock,
      resolve: async () => {
        asked += 1;
        if (asked === 1) throw new Error('lost');
        return asked === 2 ? [] : [{ address: '192.0.2.1', family: 4 }];
      },
    });
    await assert.rejects(resolve('files.example'), /lost/);
    assert.equal((await resolve('files.example')).length, 0);
    assert.equal((await resolve('files.example')).length, 1);
  });

  it('forgets the longest unused of too many names', async () => {
    const { resolve, asked } = build();
    for (let index = 0; index <= 500; index += 1) await resolve(`${index}.example`);
    await resolve('500.example');
    assert.equal(asked.length, 501);
    await resolve('0.example');
    assert.equal(asked.length, 502);
  });
});

/** Lets what was started in the background come to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function build() {
  let now = 0;
  let isDown = false;
  const asked: string[] = [];
  const count = new Map<string, number>();
  const upstream: ResolveAddresses = async (hostname) => {
    if (isDown) throw new Error('name service is down');
    asked.push(hostname);
    const times = (count.get(hostname) ?? 0) + 1;
    count.set(hostname, times);
    return [{ address: `192.0.2.${times}`, family: 4 }];
  };
  const clock = { now: () => now, advance: (ms: number) => (now += ms) };
  const breakDown = (): void => {
    isDown = true;
  };
  return { resolve: cacheNames({ clock, resolve: upstream }), clock, asked, breakDown };
}
