// What is known about a version decides what the gate does with it: age, malware, reservations, removals, changed bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../src/kernel/clock.ts';
import type { Answer } from '../support/ask.ts';
import { holdClock, LOCAL_READER, startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { ALL_SAMPLES, SAMPLES, type PublishedSample, type Sample } from '../support/samples.ts';

const NOW = Date.now();
const iso = (at: Instant) => new Date(at).toISOString();
const ago = (ms: number) => iso(NOW - ms);

async function offeredBy(gate: Gate, sample: Sample): Promise<readonly string[]> {
  const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
  assert.equal(index.status, 200, index.text);
  return [...sample.offered(index)].sort();
}

/** A refusal: a status that no client takes for success or for absence, our reason where the client shows it. */
function assertRefused(answer: Answer, reason: RegExp, bytes: Buffer): void {
  assert.ok([403, 410, 451].includes(answer.status), `${answer.status} ${answer.text.slice(0, 200)}`);
  assert.match(`${answer.reason}\n${answer.text}`, reason);
  assert.match(answer.text, /\/packages\//, 'the refusal leads to no page');
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.body.includes(bytes.subarray(0, 64)), false);
}

/** As eviction does it. */
async function loseBytes(gate: Gate, sample: Sample): Promise<void> {
  const { stores, work, blobs } = gate.house.storage;
  const [record] = await stores.artifacts.ofPackage(sample.ref);
  assert.ok(record !== undefined);
  await work.transact(({ artifacts }) => artifacts.markAbsent(record.sha256));
  await blobs.remove(record.sha256);
  gate.house.registry.caches.revisions.raiseAll();
}

async function assertServed(gate: Gate, { path, bytes }: PublishedSample): Promise<void> {
  const answer = await gate.ask(path);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.body.compare(bytes), 0);
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: a version waits a day, stays out of ranges for three, then is like any other`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const old = await sample.publish(gate.upstream, { version: '1.0.0' });
    const young = await sample.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(2 * HOUR_MS) });

    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    assertRefused(await gate.ask(young.path), /young-version/, young.bytes);
    assert.equal(gate.upstream.count(young.upstreamPath, 'GET') <= 1, true);
    await assertServed(gate, old);

    clock.passTime(21 * HOUR_MS);
    assertRefused(await gate.ask(young.path), /young-version/, young.bytes);
    clock.passTime(HOUR_MS + MINUTE_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0'], 'hidden from ranges after a day');
    await assertServed(gate, young);

    clock.passTime(2 * DAY_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0', '1.1.0']);
    await assertServed(gate, young);
  });

  test(`${ecosystem}: a version without a date is old when it was there first, and dated by sight when it comes later`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const first = await sample.publish(gate.upstream, { version: '1.0.0', undated: true });
    if (ecosystem === 'pypi') return t.skip('PyPI’s index dates every file');
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    await assertServed(gate, first);

    const later = await sample.publish(gate.upstream, { version: '1.1.0', undated: true });
    clock.passTime(10 * MINUTE_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    assertRefused(await gate.ask(later.path), /young-version: first seen/, later.bytes);
    clock.passTime(25 * HOUR_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    await assertServed(gate, later);
    clock.passTime(2 * DAY_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0', '1.1.0']);
  });

  test(`${ecosystem}: a date is the upstream’s, never the day of caching`, async (t) => {
    const gate = await startGate(t);
    const published = await sample.publish(gate.upstream, {
      version: '1.0.0',
      publishedAt: ago(100 * DAY_MS),
    });
    await assertServed(gate, published);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
  });

  test(`${ecosystem}: a reserved name is never asked for upstream`, async (t) => {
    const gate = await startGate(t);
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await assertServed(gate, published);
    gate.upstream.requests.length = 0;
    await gate.reserve(ecosystem, sample.ref.name);
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    if (index.status === 200) assert.deepEqual(sample.offered(index), []);
    else assertRefused(index, /reserved-name/, published.bytes);
    assertRefused(await gate.ask(published.path), /reserved-name/, published.bytes);
    const alarm = await until(async () => (await gate.journal('version-blocked'))[0]);
    assert.ok(alarm.kind === 'version-blocked' && alarm.data.rule === 'reserved-name');
    const other = published.path.replaceAll('1.0.0', '2.0.0');
    assert.notEqual((await gate.ask(other)).status, 200);
    assert.deepEqual(
      gate.upstream.requests.map(({ path }) => path),
      [],
    );
  });

  test(`${ecosystem}: a name that is reserved while its index is on the way is refused from then on`, async (t) => {
    const gate = await startGate(t);
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    const heal = gate.upstream.fault(sample.upstreamIndex, { delayMs: 500 });
    const first = gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    await until(async () => (gate.upstream.count(sample.upstreamIndex) > 0 ? true : undefined));
    await gate.reserve(ecosystem, sample.ref.name);
    heal();
    await first;
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    if (index.status === 200) assert.deepEqual(sample.offered(index), []);
    else assertRefused(index, /reserved-name/, published.bytes);
    assertRefused(await gate.ask(published.path), /reserved-name/, published.bytes);
  });

  test(`${ecosystem}: a policy takes effect on packages that are cached, in both directions`, async (t) => {
    const gate = await startGate(t);
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await sample.publish(gate.upstream, { version: '0.9.0' });
    await assertServed(gate, published);
    assert.deepEqual(await offeredBy(gate, sample), ['0.9.0', '1.0.0']);
    const entries = `[{ name = "${sample.ref.name}", versions = ">=1.0.0" }]`;
    const deny = `preset = "balanced"\n\n[[rules]]\nid = "no-one"\non = "deny-list"\nentries = ${entries}\n`;
    await gate.applyPolicy(deny);
    assertRefused(await gate.ask(published.path), /no-one/, published.bytes);
    assert.deepEqual(await offeredBy(gate, sample), ['0.9.0']);
    await gate.applyPolicy('preset = "balanced"\n');
    await assertServed(gate, published);
    assert.deepEqual(await offeredBy(gate, sample), ['0.9.0', '1.0.0']);
  });

  test(`${ecosystem}: a policy that only observes lets young versions through, malware not`, async (t) => {
    const gate = await startGate(t, { policy: 'preset = "observe"\n', records: [] });
    const young = await sample.publish(gate.upstream, { version: '1.0.0', publishedAt: ago(HOUR_MS) });
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    await assertServed(gate, young);
    await gate.addRecords(malwareRecord({ ecosystem, name: sample.ref.name, versions: ['1.0.0'] }));
    assertRefused(await gate.ask(young.path), /malware/, young.bytes);
  });

  test(`${ecosystem}: what the upstream removed soon after its publication is refused, until it is listed again`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    await sample.publish(gate.upstream, { version: '1.0.0' });
    const recent = await sample.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(5 * DAY_MS) });
    const old = await sample.publish(gate.upstream, { version: '0.8.0', publishedAt: ago(99 * DAY_MS) });
    const never = await sample.publish(gate.upstream, { version: '0.7.0', publishedAt: ago(99 * DAY_MS) });
    await assertServed(gate, recent);
    await assertServed(gate, old);
    await offeredBy(gate, sample);
    for (const version of ['1.1.0', '0.8.0', '0.7.0']) sample.remove(gate.upstream, version);
    clock.passTime(10 * MINUTE_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    assertRefused(await gate.ask(recent.path), /removed-upstream/, recent.bytes);
    // Removed long after: what is here is served; what is not cannot be had.
    await assertServed(gate, old);
    const missing = await gate.ask(never.path);
    assert.ok([403, 404, 410, 451].includes(missing.status), missing.text);
    assert.equal(missing.body.includes(never.bytes.subarray(0, 64)), false);

    const again = await sample.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(5 * DAY_MS) });
    clock.passTime(10 * MINUTE_MS);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0', '1.1.0']);
    await assertServed(gate, again);
    const changes = await gate.journal('index-changed');
    assert.deepEqual(
      changes.map((entry) =>
        entry.kind === 'index-changed' ? [entry.data.added, [...entry.data.removed].sort()] : [],
      ),
      [
        [[], ['0.7.0', '0.8.0', '1.1.0']],
        [['1.1.0'], []],
      ],
    );
  });

  test(`${ecosystem}: other bytes under a known file are an alarm and a block`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await sample.publish(gate.upstream, { version: '0.9.0' });
    await assertServed(gate, published);
    await gate.exposure(sample.ref);
    const other = Buffer.concat([published.bytes, Buffer.from('evil')]);
    sample.replace(gate.upstream, published, other, 'redeclare');
    clock.passTime(10 * MINUTE_MS);
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    if (ecosystem === 'maven' || ecosystem === 'composer') {
      // Their indexes declare no digest that could change: the bytes first seen keep serving.
      await assertServed(gate, published);
      return;
    }
    assertRefused(await gate.ask(published.path), /digest-changed/, published.bytes);
    assert.deepEqual(await offeredBy(gate, sample), ['0.9.0']);
    const alarm = await until(async () => (await gate.journal('version-blocked'))[0]);
    assert.ok(alarm.kind === 'version-blocked');
    assert.equal(alarm.data.rule, 'digest-changed');
    // An upstream that takes it back does not clear itself.
    sample.replace(gate.upstream, published, published.bytes, 'redeclare');
    clock.passTime(10 * MINUTE_MS);
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assertRefused(await gate.ask(published.path), /digest-changed/, published.bytes);
  });

  test(`${ecosystem}: bytes that were evicted must come back the same`, async (t) => {
    const gate = await startGate(t);
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await assertServed(gate, published);
    await loseBytes(gate, sample);
    const heal = gate.upstream.fault(published.upstreamPath, {
      body: Buffer.alloc(published.bytes.length, 7),
    });
    const changed = await gate.ask(published.path);
    assert.ok([403, 410, 451, 502].includes(changed.status), `${changed.status} ${changed.text}`);
    heal();
    gate.house.registry.caches.revisions.raiseAll();
    const again = await gate.ask(published.path);
    if (again.status === 200) assert.equal(again.body.compare(published.bytes), 0);
    else assertRefused(again, /digest-changed/, published.bytes);
  });

  test(`${ecosystem}: bytes that were evicted and that the upstream replaced, digest and all, are a block`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await sample.publish(gate.upstream, { version: '0.9.0' });
    await assertServed(gate, published);
    await loseBytes(gate, sample);
    const other = Buffer.concat([published.bytes, Buffer.from('evil')]);
    sample.replace(gate.upstream, published, other, 'redeclare');
    clock.passTime(10 * MINUTE_MS);
    const first = await gate.ask(published.path);
    if (ecosystem === 'composer') {
      // The fixture's index goes on declaring the old digest: a lying upstream, whose bytes are never taken.
      assert.equal(first.status, 502);
      return;
    }
    assertRefused(await gate.ask(published.path), /digest-changed/, other);
    assert.deepEqual(await offeredBy(gate, sample), ['0.9.0']);
  });

  test(`${ecosystem}: people hold back and let through`, async (t) => {
    const clock = holdClock(NOW);
    const gate = await startGate(t, { clock });
    const old = await sample.publish(gate.upstream, { version: '1.0.0' });
    const young = await sample.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(HOUR_MS) });
    await assertServed(gate, old);
    await gate.quarantine(sample.ref, ['1.0.0']);
    assertRefused(await gate.ask(old.path), /quarantine.*looks odd/s, old.bytes);
    assertRefused(await gate.ask(young.path), /young-version/, young.bytes);
    await gate.waive(sample.ref, ['1.1.0']);
    await assertServed(gate, young);
    assert.deepEqual(await offeredBy(gate, sample), ['1.1.0']);
    clock.passTime(25 * HOUR_MS);
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    const offered = index.status === 200 ? sample.offered(index) : [];
    assert.equal(offered.includes('1.1.0'), false, 'the waiver ended, the age did not');
    assertRefused(await gate.ask(old.path), /quarantine/, old.bytes);
  });
}

test('malware is refused in index and file, whoever has it is told, its bytes are gone', async (t) => {
  const gate = await startGate(t, { records: [] });
  const published = new Map<Sample, readonly PublishedSample[]>();
  for (const [, sample] of ALL_SAMPLES) {
    const good = await sample.publish(gate.upstream, { version: '1.0.0' });
    const bad = await sample.publish(gate.upstream, { version: '1.1.0' });
    published.set(sample, [good, bad]);
    await assertServed(gate, bad);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0', '1.1.0']);
    assert.equal((await gate.exposure(sample.ref)).length, 1);
  }
  await gate.addRecords(
    ...ALL_SAMPLES.map(([ecosystem, { ref }]) =>
      malwareRecord({ ecosystem, name: ref.name, versions: ['1.1.0'], summary: 'Steals secrets' }),
    ),
  );
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    const [good, bad] = published.get(sample) ?? [];
    assert.ok(good !== undefined && bad !== undefined);
    assertRefused(await gate.ask(bad.path), /malware.*Steals secrets/s, bad.bytes);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0']);
    await assertServed(gate, good);
    const alarm = await until(async () =>
      (await gate.journal('version-blocked')).find((entry) => entry.ecosystem === ecosystem),
    );
    assert.ok(alarm.kind === 'version-blocked');
    assert.deepEqual(
      [alarm.name, alarm.data.version, alarm.data.rule],
      [sample.ref.name, '1.1.0', 'malware'],
    );
    assert.deepEqual(
      alarm.data.readers.map(({ reader }) => reader),
      [LOCAL_READER],
    );
    const { artifacts } = gate.house.storage.stores;
    const kept = (await artifacts.ofPackage(sample.ref)).find(({ version }) => version === '1.1.0');
    assert.ok(kept !== undefined);
    await until(async () =>
      (await gate.house.storage.blobs.read(kept.sha256)) === undefined ? true : undefined,
    );
    assertRefused(await gate.ask(bad.path), /malware/, bad.bytes);
  }
});

test('a record in a feed’s file reaches refusals by itself', async (t) => {
  const gate = await startGate(t, { records: [] });
  const published: PublishedSample[] = [];
  for (const [, sample] of ALL_SAMPLES) {
    published.push(await sample.publish(gate.upstream, { version: '1.0.0' }));
    await offeredBy(gate, sample);
  }
  for (const one of published) await assertServed(gate, one);
  gate.writeRecords(
    ...ALL_SAMPLES.map(([ecosystem, { ref }]) =>
      malwareRecord({ ecosystem, name: ref.name, versions: ['1.0.0'] }),
    ),
  );
  for (const { path } of published) {
    // The bench holds how soon.
    await until(async () => ((await gate.ask(path)).status === 200 ? undefined : true));
  }
});

test('the version that fixes a hole does not wait', async (t) => {
  const gate = await startGate(t, { records: [] });
  const fixes = new Map<Sample, PublishedSample>();
  for (const [, sample] of ALL_SAMPLES) {
    await sample.publish(gate.upstream, { version: '1.0.0' });
    const fix = await sample.publish(gate.upstream, { version: '1.0.1', publishedAt: ago(HOUR_MS) });
    fixes.set(sample, fix);
    assertRefused(await gate.ask(fix.path), /young-version/, fix.bytes);
  }
  await gate.addRecords(
    ...ALL_SAMPLES.map(([ecosystem, { ref }]) =>
      vulnerabilityRecord({ ecosystem, name: ref.name, fixed: '1.0.1', isCritical: true }),
    ),
  );
  for (const [sample, fix] of fixes) {
    await assertServed(gate, fix);
    assert.deepEqual(await offeredBy(gate, sample), ['1.0.0', '1.0.1']);
  }
});

/** Asks again until there is an answer; at most five seconds. */
async function until<V>(ask: () => Promise<V | undefined>): Promise<V> {
  for (const began = performance.now(); performance.now() - began < 30_000;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('what was waited for did not come');
}

test('an upstream’s namespaces bound what it is asked for', async (t) => {
  const gate = await startGate(t, {
    config: {
      upstreams: { npm: [{ name: 'main', url: 'http://127.0.0.1:9/npm', namespaces: ['@other/*'] }] },
    },
  });
  const answer = await gate.ask(SAMPLES.npm.indexPath);
  assert.equal(answer.status, 404, answer.text);
  assert.match(answer.text, /no npm upstream is configured for this name/);
});

test('malware is purged wherever its rule stands in the policy', async (t) => {
  const sample = SAMPLES.npm;
  const policy = `unknown = "block"
    [[rules]]
    id = "held"
    on = "quarantine"
    [[rules]]
    id = "malware"
    on = "malware"`;
  const gate = await startGate(t, { policy, records: [] });
  const published = await sample.publish(gate.upstream, { version: '1.0.0' });
  await assertServed(gate, published);
  await gate.quarantine(sample.ref);
  await until(async () => (await gate.journal('version-blocked'))[0]);
  await gate.addRecords(malwareRecord({ ecosystem: 'npm', name: sample.ref.name, versions: ['1.0.0'] }));
  const purged = await until(async () => (await gate.journal('artifact-removed'))[0]);
  assert.ok(purged.kind === 'artifact-removed' && purged.data.why === 'purged');
  const [record] = await gate.house.storage.stores.artifacts.ofPackage(sample.ref);
  assert.equal(record?.present, false);
});
