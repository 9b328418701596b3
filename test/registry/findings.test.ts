// What is known against what applications have is found as it becomes known, whether a server ran then or not.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { pushSnapshot } from '../../src/inventory/applications/push-snapshot.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { importAdvisories } from '../../src/main/import-advisories.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';

const TIDE = vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '2.0.0' });
const ELSEWHERE = malwareRecord({ id: 'MAL-2026-9', ecosystem: 'npm', name: 'elsewhere' });

async function push(gate: Gate, name: string, ...names: readonly string[]) {
  const components = names.map((one) => ({
    ecosystem: 'npm' as const,
    name: asPackageName(one),
    version: '1.0.0',
    source: 'registry' as const,
    scope: 'runtime' as const,
  }));
  const needs = components.map(() => []);
  const graph = { format: 'test', components, roots: [], needs, gaps: [] };
  const files = [{ path: 'test.lock', graph }];
  return pushSnapshot(gate.house.inventory, { name, environment: 'default', files, author: 'test' });
}

/** How many are open in each application, and why they are not looked up. */
async function tell(gate: Gate) {
  await gate.house.findings.settle();
  const all = await gate.house.storage.stores.applications.list({}, { limit: 9 });
  return all.map(({ name, findingCount, unmatched }) => [name, findingCount, unmatched !== undefined]);
}

async function told(gate: Gate) {
  return (await gate.journal('finding-opened', 'finding-resolved')).flatMap((entry) =>
    entry.kind === 'finding-opened' || entry.kind === 'finding-resolved'
      ? [[entry.kind, entry.name, entry.data.record, entry.data.applications]]
      : [],
  );
}

test('a record that arrives is found in every application, and a name that becomes ours has none', async (t) => {
  const gate = await startGate(t, { records: [ELSEWHERE] });
  await gate.addRecords(malwareRecord({ id: 'MAL-2026-8', ecosystem: 'npm', name: 'nowhere' }));
  await push(gate, 'blog', 'tide');
  await push(gate, 'shop', 'tide', 'wave');
  assert.deepEqual(await tell(gate), [
    ['blog', 0, false],
    ['shop', 0, false],
  ]);
  await gate.addRecords(TIDE);
  assert.deepEqual(await tell(gate), [
    ['blog', 1, false],
    ['shop', 1, false],
  ]);
  assert.deepEqual(await told(gate), [['finding-opened', 'tide', 'GHSA-tide', 2]]);
  // What is known by now is known to whoever has it from now on, too.
  const { opened } = await push(gate, 'till', 'tide');
  assert.equal(opened, 1);
  await gate.reserve('npm', 'tide');
  assert.deepEqual(
    (await tell(gate)).map(([, count]) => count),
    [0, 0, 0],
  );
  const entries = await gate.journal('finding-resolved');
  assert.deepEqual(
    entries.map((entry) => entry.kind === 'finding-resolved' && entry.data.why),
    ['ours'],
  );
});

test('since when a fix could be had is known of packages that were asked for here', async (t) => {
  const gate = await startGate(t, { records: [ELSEWHERE] });
  const publishedAt = new Date(Date.now() - 30 * DAY_MS).toISOString();
  await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0', publishedAt });
  await gate.upstream.npm.publish({ name: 'tide', version: '2.0.0', publishedAt });
  assert.equal((await gate.ask('/npm/tide')).status, 200);
  await push(gate, 'shop', 'tide');
  await gate.addRecords(TIDE);
  await gate.house.findings.settle();
  const tellFix = async () => {
    const [found] = await gate.house.storage.stores.findingListing.list({}, { limit: 1 });
    return [found?.finding.fixedIn, found?.finding.fixedAt];
  };
  // Dates follow with the measurements of releases, a moment later.
  const isDated = async () => assert.deepEqual(await tellFix(), ['2.0.0', Date.parse(publishedAt)]);
  await t.waitFor(isDated, { interval: 100, timeout: 60_000 });
});

test('what is pushed before anything is known is looked up once something is', async (t) => {
  const folder = makeFolder(t);
  const dataDir = join(folder, 'data');
  const gate = await startGate(t, { dataDir });
  await push(gate, 'early', 'tide');
  assert.deepEqual(await tell(gate), [['early', 0, true]]);
  await importInto(gate, folder, TIDE);
  await gate.house.storage.feed.publish();
  assert.deepEqual(await tell(gate), [['early', 1, false]]);
  await gate.close();
});

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-findings-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

async function importInto({ house }: Gate, folder: string, record: object): Promise<void> {
  const { location } = house.storage;
  const path = join(folder, 'records.ndjson');
  writeFileSync(path, `${JSON.stringify(record)}\n`);
  const config = configSchema.parse({
    storage: location.kind === 'postgres' ? { database: location.url } : {},
  });
  const dataDir = join(folder, 'data');
  await importAdvisories({ config, dataDir, path, mode: 'changes', onProgress() {} });
}

test('what was imported while no server ran is found after the next start, once', async (t) => {
  const folder = makeFolder(t);
  const dataDir = join(folder, 'data');
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const before = await startGate(t, { upstream, dataDir, records: [ELSEWHERE] });
  await before.addRecords(malwareRecord({ id: 'MAL-2026-8', ecosystem: 'npm', name: 'nowhere' }));
  await push(before, 'shop', 'tide');
  assert.deepEqual(await tell(before), [['shop', 0, false]]);
  await before.close();
  await importInto(before, folder, TIDE);
  for (const _ of ['first', 'second']) {
    const after = await startGate(t, { upstream, dataDir });
    assert.deepEqual(await tell(after), [['shop', 1, false]]);
    assert.deepEqual(await told(after), [['finding-opened', 'tide', 'GHSA-tide', 1]]);
    await after.close();
  }
});
