import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as assertProperty, asyncProperty, string } from 'fast-check';

import { DAY_MS } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { ageExposure, EXPOSURE_RETENTION } from './age-exposure.ts';
import type { ExposureRecord } from './ports.ts';
import { createMemoryExposure } from './testing/memory-exposure.ts';
import { whoHas } from './who-has.ts';

const REF = { ecosystem: 'npm', name: asPackageName('left-pad') } as const;

function row(changes: Partial<ExposureRecord> = {}): ExposureRecord {
  return {
    ...REF,
    version: '1.3.0',
    file: 'left-pad-1.3.0.tgz',
    reader: 'token:t1',
    client: 'npm/11.2.0',
    firstAt: 1_000,
    lastAt: 1_000,
    count: 1,
    ...changes,
  };
}

async function setUp(rows: readonly ExposureRecord[]) {
  const house = createMemoryExposure();
  await house.exposure.add(rows);
  return house;
}

test('who has a package is answered newest first, for one version or all, and for it alone', async () => {
  const house = await setUp([
    row({ reader: 'token:old', lastAt: 1 }),
    row({ reader: 'token:new', lastAt: 3 }),
    row({ reader: 'token:other', version: '2', lastAt: 2 }),
    row({ name: asPackageName('right-pad') }),
    row({ ecosystem: 'pypi' }),
  ]);
  const readers = async (version?: string) =>
    (await whoHas(house, { ref: REF, limit: 10, ...(version === undefined ? {} : { version }) })).records.map(
      ({ reader }) => reader,
    );
  assert.deepEqual(await readers(), ['token:new', 'token:other', 'token:old']);
  assert.deepEqual(await readers('1.3.0'), ['token:new', 'token:old']);
  assert.deepEqual(await readers('9'), []);
});

test('pages together hold every row once, also where many were seen at one moment', async () => {
  const rows = Array.from({ length: 25 }, (_, n) => row({ reader: `token:${n}`, lastAt: n % 3 }));
  const house = await setUp(rows);
  const seen: string[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const page = await whoHas(house, { ref: REF, limit: 5, ...(after === undefined ? {} : { after }) });
    seen.push(...page.records.map(({ reader }) => reader));
    after = page.next;
    pages += 1;
  } while (after !== undefined);
  assert.equal(pages, 5);
  assert.deepEqual(seen.sort(), rows.map(({ reader }) => reader).sort());
});

test('a limit or a place to go on from that is none is refused', async () => {
  const house = await setUp([row()]);
  const isInvalid = (error: unknown): boolean => isGatehouseError(error, 'invalid-request');
  for (const limit of [0, -1, 1.5, 1_001, Number.NaN]) {
    await assert.rejects(whoHas(house, { ref: REF, limit }), isInvalid);
  }
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const { ecosystem: _e, name: _n, ...cursor } = row();
  for (const after of [
    '',
    'x',
    encoded(null),
    encoded([]),
    encoded({}),
    encoded({ ...cursor, lastAt: '1' }),
    encoded({ ...cursor, extra: 1 }),
    encoded(cursor).slice(0, -4),
    Buffer.from('['.repeat(3_000)).toString('base64url'),
    'A'.repeat(1_000_000),
  ]) {
    await assert.rejects(whoHas(house, { ref: REF, limit: 5, after }), isInvalid, after.slice(0, 40));
  }
  await assertProperty(
    asyncProperty(string(), async (after) => {
      await assert.rejects(whoHas(house, { ref: REF, limit: 5, after }), isInvalid);
    }),
  );
});

test('addresses are shortened after seven days without a use, rows deleted after ninety', async () => {
  const now = 200 * DAY_MS;
  const house = await setUp([
    row({ reader: 'address:192.0.2.7', lastAt: now - 7 * DAY_MS }),
    row({ reader: 'address:192.0.2.8', lastAt: now - 7 * DAY_MS - 1 }),
    row({ reader: 'address:2001:db8:7:8::1', lastAt: now - 8 * DAY_MS }),
    row({ reader: 'token:t1', lastAt: now - 90 * DAY_MS }),
    row({ reader: 'token:t2', lastAt: now - 90 * DAY_MS - 1 }),
  ]);
  await ageExposure({ unit: house.unit, clock: { now: () => now } });
  assert.deepEqual(
    house
      .rows()
      .map(({ reader }) => reader)
      .sort(),
    ['address:192.0.2.0/24', 'address:192.0.2.7', 'address:2001:db8:7::/48', 'token:t1'],
  );
});

test('retention may be shorter, and limits that cross are refused', async () => {
  const now = 200 * DAY_MS;
  const clock = { now: () => now };
  const house = await setUp([row({ lastAt: now - 2 * DAY_MS })]);
  const { unit } = house;
  for (const retention of [
    { shortenAfterMs: DAY_MS, deleteAfterMs: DAY_MS - 1 },
    { shortenAfterMs: -1, deleteAfterMs: DAY_MS },
    { shortenAfterMs: Number.NaN, deleteAfterMs: DAY_MS },
  ]) {
    await assert.rejects(ageExposure({ unit, clock }, retention), (error) =>
      isGatehouseError(error, 'invalid-config'),
    );
  }
  await ageExposure({ unit, clock }, { ...EXPOSURE_RETENTION, shortenAfterMs: 0, deleteAfterMs: DAY_MS });
  assert.equal(house.rows().length, 0);
});
