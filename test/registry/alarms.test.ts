// Whoever has a version that is blocked now is told, whatever blocked it and whether a server ran then.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { loadCurrentPolicies } from '../../src/governance/current-policies.ts';
import { loadReservations } from '../../src/governance/reservations.ts';
import { withdrawStatement } from '../../src/governance/withdraw.ts';
import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { describeAlarms } from '../../src/main/describe-alarms.ts';
import { importAdvisories } from '../../src/main/import-advisories.ts';
import { openDatabase, type DatabaseLocation } from '../../src/storage/database.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { LOCAL_READER, startGate, type Gate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { ALL_SAMPLES, SAMPLES, type PublishedSample, type Sample } from '../support/samples.ts';

/** Refuses what the samples are, and can be waived. */
const FROZEN = `preset = "balanced"
  [[rules]]
  id = "frozen"
  on = "freeze"
  at = "2020-01-01"
  action = "block"`;
const OPEN = 'preset = "balanced"';

async function assertServed(gate: Gate, { path }: PublishedSample): Promise<void> {
  const answer = await gate.ask(path);
  assert.equal(answer.status, 200, answer.text);
}

/** Serves the file once more than before, and waits until that is written. */
async function serveAgain(gate: Gate, sample: Sample, published: PublishedSample): Promise<void> {
  const count = async () => (await gate.exposure(sample.ref)).reduce((sum, row) => sum + row.count, 0);
  const before = await gate.house.storage.stores.exposure.ofPackage(sample.ref, { limit: 100 });
  const served = before.reduce((sum, row) => sum + row.count, 0);
  await assertServed(gate, published);
  await until(async () => ((await count()) > served ? true : undefined));
}

async function alarmsOf(gate: Gate) {
  return (await gate.journal('version-blocked')).flatMap((entry) =>
    entry.kind === 'version-blocked' ? [entry] : [],
  );
}

/** What the alarms say: ecosystem, version, rule, whether it was purged, and who has it. */
async function tell(gate: Gate) {
  return (await alarmsOf(gate)).map(({ ecosystem, data }) => [
    ecosystem,
    data.version,
    data.rule,
    data.isPurged,
    data.readers.map(({ reader }) => reader),
  ]);
}

async function until<V>(ask: () => Promise<V | undefined>): Promise<V> {
  for (const began = performance.now(); performance.now() - began < 30_000;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('what was waited for did not come');
}

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-alarms-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** As `gatehouse advisories import` does it when no server runs. */
async function importInto(folder: string, location: DatabaseLocation, records: readonly object[]) {
  const path = join(folder, 'records.ndjson');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const database = location.kind === 'sqlite' ? 'sqlite' : location.url;
  const config = configSchema.parse({ storage: { database } });
  await importAdvisories({
    config,
    dataDir: join(folder, 'data'),
    path,
    mode: 'changes',
    onProgress: () => {},
  });
}

test('records that were imported while no server ran raise their alarms after the next start, once, and purge', async (t) => {
  const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  t.after(() => upstream.close());
  const folder = makeFolder(t);
  const dataDir = join(folder, 'data');
  const before = await startGate(t, { upstream, dataDir });
  for (const [, sample] of ALL_SAMPLES) {
    await sample.publish(upstream, { version: '1.0.0' });
    await serveAgain(before, sample, await sample.publish(upstream, { version: '1.1.0' }));
  }
  await before.house.alarms.settle();
  await before.close();
  const records = ALL_SAMPLES.map(([ecosystem, { ref }]) =>
    malwareRecord({ ecosystem, name: ref.name, versions: ['1.1.0'] }),
  );
  await importInto(folder, before.house.storage.location, records);

  upstream.requests.length = 0;
  const after = await startGate(t, { upstream, dataDir });
  await after.house.alarms.settle();
  const told = new Set((await tell(after)).map((one) => JSON.stringify(one)));
  const expected = ALL_SAMPLES.map(([ecosystem]) =>
    JSON.stringify([ecosystem, '1.1.0', 'malware', true, [LOCAL_READER]]),
  );
  assert.deepEqual(told, new Set(expected));
  for (const [, { ref }] of ALL_SAMPLES) {
    const kept = await after.house.storage.stores.artifacts.ofPackage(ref);
    for (const { version, present, sha256 } of kept) {
      assert.equal(present, version === '1.0.0');
      if (!present) assert.equal(await after.house.storage.blobs.read(sha256), undefined);
    }
  }
  assert.deepEqual(
    upstream.requests.map(({ path }) => path),
    [],
    'no upstream is asked for what is stored',
  );
  await after.close();

  const again = await startGate(t, { upstream, dataDir });
  await again.house.alarms.settle();
  assert.equal((await tell(again)).length, ALL_SAMPLES.length);
  await again.close();
});

test('a folder that is older than the look-out is walked over once', async (t) => {
  const folder = makeFolder(t);
  const dataDir = join(folder, 'data');
  const sample = SAMPLES.npm;
  const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  t.after(() => upstream.close());
  const before = await startGate(t, { upstream, dataDir });
  await serveAgain(before, sample, await sample.publish(upstream, { version: '1.0.0' }));
  await before.close();
  const { location } = before.house.storage;
  await importInto(folder, location, [
    malwareRecord({ ecosystem: 'npm', name: sample.ref.name, versions: ['1.0.0'] }),
  ]);
  const database = await openDatabase(location);
  await database.transact((trx) => trx.deleteFrom('job_progress').execute());
  await database.close();

  const after = await startGate(t, { upstream, dataDir });
  await after.house.alarms.settle();
  assert.deepEqual(await tell(after), [['npm', '1.0.0', 'malware', true, [LOCAL_READER]]]);
  await after.close();
});

test('a policy that blocks what was served tells who has it, by what is stored', async (t) => {
  const gate = await startGate(t);
  for (const [, sample] of ALL_SAMPLES) {
    await sample.publish(gate.upstream, { version: '1.0.0' });
    await serveAgain(gate, sample, await sample.publish(gate.upstream, { version: '1.1.0' }));
  }
  await gate.house.alarms.settle();
  assert.deepEqual(await tell(gate), []);
  gate.upstream.requests.length = 0;
  await gate.applyPolicy(FROZEN);
  await gate.house.alarms.settle();
  const told = (await tell(gate)).map((one) => JSON.stringify(one)).sort();
  const expected = ALL_SAMPLES.map(([ecosystem]) =>
    JSON.stringify([ecosystem, '1.1.0', 'frozen', false, [LOCAL_READER]]),
  );
  assert.deepEqual(told, expected.sort());
  assert.deepEqual(
    gate.upstream.requests.map(({ path }) => path),
    [],
  );
  await gate.applyPolicy(`${FROZEN}\n# the same again`);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, ALL_SAMPLES.length, 'told once');
});

test('a policy of another view raises no alarm', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  await serveAgain(gate, sample, await sample.publish(gate.upstream, { version: '1.0.0' }));
  await gate.applyPolicy(FROZEN, 'lab');
  await gate.house.alarms.settle();
  assert.deepEqual(await tell(gate), []);
});

test('a version that was let through meanwhile and is blocked again is told again, once', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  const published = await sample.publish(gate.upstream, { version: '1.0.0' });
  await serveAgain(gate, sample, published);
  await gate.applyPolicy(FROZEN);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 1);

  const letThrough = async (): Promise<() => Promise<void>> => {
    await gate.waive(sample.ref, ['1.0.0']);
    const { stores, work: unit } = gate.house.storage;
    const { clock } = gate.house.registry;
    const [waiver] = (await stores.statements.ofPackage(sample.ref, clock.now())).filter(
      ({ kind }) => kind === 'waiver',
    );
    assert.ok(waiver !== undefined);
    return async () => {
      await withdrawStatement({ unit, clock, newId: () => '' }, { id: waiver.id, author: 'account:ada' });
    };
  };
  const unused = await letThrough();
  await unused();
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 1, 'nobody fetched it meanwhile');

  const used = await letThrough();
  await serveAgain(gate, sample, published);
  await used();
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 2);

  await gate.applyPolicy(OPEN);
  await serveAgain(gate, sample, published);
  await gate.applyPolicy(FROZEN);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 3);
  await gate.applyPolicy(`${FROZEN}\n# the same again`);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 3);
});

test('what another view serves all the while is told once', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  await serveAgain(gate, sample, await sample.publish(gate.upstream, { version: '1.0.0' }));
  await gate.applyPolicy(OPEN, 'lab');
  await gate.applyPolicy(FROZEN);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 1);

  const { work, stores } = gate.house.storage;
  const [row] = await stores.exposure.ofPackage(sample.ref, { limit: 1 });
  assert.ok(row !== undefined);
  const lastAt = gate.house.registry.clock.now() + 1_000;
  await work.transact(({ exposure }) => exposure.add([{ ...row, reader: 'token:lab', lastAt }]));
  await gate.applyPolicy(`${FROZEN}\n# the same again`);
  await gate.house.alarms.settle();
  assert.equal((await tell(gate)).length, 1);
});

test('that a feed was never loaded refuses, and raises no alarm about what was served', async (t) => {
  const nowhere = join(makeFolder(t), 'none.ndjson');
  const gate = await startGate(t, { moreFeeds: [{ name: 'none', kind: 'osv', location: nowhere }] });
  const sample = SAMPLES.npm;
  const published = await sample.publish(gate.upstream, { version: '1.0.0' });
  await serveAgain(gate, sample, published);
  await gate.applyPolicy('preset = "balanced"\nrequire_feeds = true');
  await gate.house.alarms.settle();
  assert.equal((await gate.ask(published.path)).status, 403);
  assert.deepEqual(await tell(gate), []);
});

test('servers that look at the same package at the same moment raise one alarm', async (t) => {
  const gate = await startGate(t);
  const { storage, registry } = gate.house;
  const { governance } = storage.stores;
  for (const [, sample] of ALL_SAMPLES) {
    await serveAgain(gate, sample, await sample.publish(gate.upstream, { version: '1.0.0' }));
    await gate.quarantine(sample.ref);
  }
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const policies = await loadCurrentPolicies({ governance });
  const reservations = await loadReservations({ governance });
  const { raise } = describeAlarms({ storage, registry, policies, reservations, log });
  await Promise.all(ALL_SAMPLES.flatMap(([, { ref }]) => [raise(ref, 'touched'), raise(ref, 'touched')]));
  await gate.house.alarms.settle();
  const alarms = await alarmsOf(gate);
  assert.equal(alarms.length, ECOSYSTEMS.length);
  assert.deepEqual(new Set(alarms.map(({ ecosystem }) => ecosystem)), new Set(ECOSYSTEMS));
});
