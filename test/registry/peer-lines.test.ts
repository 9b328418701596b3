// Habits of the protocols that other gates got wrong, through a whole gate. The numbers are those of docs/known-gaps.md;
// the lines that one adapter keeps alone are tested beside it.

import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { evictArtifacts } from '../../src/registry/evict-artifacts.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES } from '../support/samples.ts';

const NOW = Date.now();
const ago = (ms: number) => new Date(NOW - ms).toISOString();

test('N3: a version is kept out of the packument and at the tarball, for a client that reads one of them alone', async (t) => {
  const gate = await startGate(t);
  await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  const young = await SAMPLES.npm.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(HOUR_MS) });
  assert.equal((await gate.ask(young.path)).status, 403);
  const full = await gate.ask('/npm/@acme%2ftide');
  assert.deepEqual(SAMPLES.npm.offered(full), ['1.0.0']);
});

test('N4: the first tarball of a package is judged by its date, without its packument having been asked for', async (t) => {
  const gate = await startGate(t);
  const old = await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0', publishedAt: ago(50 * DAY_MS) });
  const young = await SAMPLES.npm.publish(gate.upstream, { version: '1.1.0', publishedAt: ago(HOUR_MS) });
  const [first, second] = [await gate.ask(young.path), await gate.ask(old.path)];
  assert.equal(first.status, 403, first.text);
  assert.match(first.text, /young-version: published/);
  assert.equal(second.status, 200, second.text);
});

test('N16: a packument of many megabytes is served whole', async (t) => {
  const gate = await startGate(t);
  await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  gate.upstream.npm.edit('@acme/tide', '1.0.0', (manifest) => {
    manifest['readme'] = 'x'.repeat(6_000_000);
  });
  const answer = await gate.ask('/npm/@acme%2ftide');
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  const { versions } = JSON.parse(answer.text) as { versions: Record<string, { readme: string }> };
  assert.equal(versions['1.0.0']?.readme.length, 6_000_000);
});

test('N19, P8, C5: an index is confirmed by its tag, a refusal is never stored, a policy holds for what is cached', async (t) => {
  const gate = await startGate(t);
  for (const [, sample] of ALL_SAMPLES) {
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    await sample.publish(gate.upstream, { version: '0.9.0' });
    const first = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    const etag = first.headers.etag ?? '';
    assert.equal(first.headers['cache-control'], 'no-cache');
    const again = { ...sample.indexHeaders, 'if-none-match': etag };
    // The tag counts even beside a date that would say otherwise.
    const dated = { ...again, 'if-modified-since': new Date(0).toUTCString() };
    for (const headers of [again, dated]) {
      const confirmed = await gate.ask(sample.indexPath, { headers });
      assert.deepEqual([confirmed.status, confirmed.body.length], [304, 0]);
    }
    assert.equal((await gate.ask(published.path)).status, 200);
    await gate.quarantine(sample.ref, ['1.0.0']);
    assert.equal((await gate.ask(sample.indexPath, { headers: again })).status, 200);
    const refused = await gate.ask(published.path, { headers: { 'if-none-match': `"${etag}"` } });
    assert.ok([403, 410, 451].includes(refused.status));
    assert.equal(refused.headers['cache-control'], 'no-store');
    assert.equal(refused.headers.etag, undefined);
  }
});

test('P7: parts of a wheel are served, and a part is refused like the whole', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.pypi;
  const { path, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
  const part = await gate.ask(path, { headers: { range: 'bytes=10-19' } });
  assert.deepEqual([part.status, part.headers['content-range']], [206, `bytes 10-19/${bytes.length}`]);
  assert.equal(part.body.compare(bytes.subarray(10, 20)), 0);
  const tail = await gate.ask(path, { headers: { range: 'bytes=-16' } });
  assert.equal(tail.body.compare(bytes.subarray(-16)), 0);
  assert.equal((await gate.ask(path, { headers: { range: `bytes=${bytes.length}-` } })).status, 416);
  assert.equal((await gate.ask(path, { method: 'HEAD' })).headers['accept-ranges'], 'bytes');
  await gate.quarantine(sample.ref, ['1.0.0']);
  assert.equal((await gate.ask(path, { headers: { range: 'bytes=10-19' } })).status, 403);
});

test('P12: a package is of one upstream: a higher version of the same name elsewhere is not mixed in', async (t) => {
  const [own, other] = [await startFixtureUpstream(), await startFixtureUpstream()];
  t.after(async () => Promise.all([own.close(), other.close()]));
  const upstreams = Object.fromEntries(
    ALL_SAMPLES.map(([id]) => [
      id,
      [
        { name: 'company', url: own.urls[id] },
        { name: 'public', url: other.urls[id] },
      ],
    ]),
  );
  const gate = await startGate(t, { upstream: own, config: { upstreams } });
  for (const [, sample] of ALL_SAMPLES) {
    await sample.publish(own, { version: '1.0.0' });
    const foreign = await sample.publish(other, { version: '9.9.9' });
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.deepEqual(sample.offered(index), ['1.0.0']);
    const answer = await gate.ask(foreign.path);
    assert.ok([403, 404].includes(answer.status), `${foreign.path}: ${answer.status}`);
  }
  assert.deepEqual(other.requests, []);
});

test('C8: every upstream is told who asks', async (t) => {
  const gate = await startGate(t);
  for (const [, sample] of ALL_SAMPLES)
    await gate.ask((await sample.publish(gate.upstream, { version: '1.0.0' })).path);
  assert.ok(gate.upstream.requests.length >= ALL_SAMPLES.length);
  for (const { path, headers } of gate.upstream.requests) {
    assert.match(headers['user-agent'] ?? '', /gatehouse/i, path);
  }
});

test('C10: without a token Cargo is asked for one, and one that is none is not taken', async (t) => {
  const gate = await startGate(t, { config: { access: { anonymous_read: false } } });
  const first = await gate.ask('/cargo/config.json');
  assert.equal(first.status, 401);
  assert.notEqual(first.headers['www-authenticate'], undefined);
  const raw = await gate.ask('/cargo/config.json', { headers: { authorization: 'ghr_not-a-token' } });
  assert.equal(raw.status, 401);
  assert.match(raw.text, /mistyped/);
});

test('X2: an unknown package, a version without a date and an upstream that is down each have a word of their own', async (t) => {
  const clock = holdClock(NOW);
  const gate = await startGate(t, { clock });
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    const absent = await gate.ask(sample.absentPath);
    assert.equal(absent.status, 404, absent.text);
    if (ecosystem !== 'pypi') {
      const first = await sample.publish(gate.upstream, { version: '1.0.0', undated: true });
      assert.equal((await gate.ask(first.path)).status, 200, 'there when the package was first seen');
    }
    const heal = gate.upstream.fault(/./, { reset: true });
    const unknown = ecosystem === 'cargo' ? '/cargo/no/no/nono' : sample.absentPath.replace('none', 'nono');
    const down = await gate.ask(unknown);
    assert.ok(down.status >= 502, `${unknown}: ${down.status}`);
    heal();
    clock.passTime(2 * MINUTE_MS);
  }
});

test('X4: neither a document nor a redirect leads the gate to an address within', async (t) => {
  const inside = await startFixtureUpstream();
  t.after(() => inside.close());
  const clock = holdClock(NOW);
  const gate = await startGate(t, { clock });
  const published = await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  const packument = await (await fetch(`${gate.upstream.urls.npm}/@acme%2ftide`)).text();
  const astray = packument.replaceAll(gate.upstream.filesUrl, inside.registryUrl);
  assert.notEqual(astray, packument);
  const healIndex = gate.upstream.fault(SAMPLES.npm.upstreamIndex, { body: astray });
  const named = await gate.ask(published.path);
  assert.equal(named.status, 502, named.text);
  healIndex();
  clock.passTime(10 * MINUTE_MS);
  for (const redirectTo of [
    `${inside.registryUrl}/npm/x`,
    'http://169.254.169.254/latest',
    'http://[::1]:1/',
  ]) {
    const heal = gate.upstream.fault(published.upstreamPath, { redirectTo });
    const answer = await gate.ask(published.path);
    assert.ok(answer.status >= 500, `${redirectTo}: ${answer.status} ${answer.text}`);
    heal();
  }
  assert.deepEqual(inside.requests, []);
});

test('X5: many who ask for a cold file share one fetch, and a body that breaks off is kept by nobody', async (t) => {
  const gate = await startGate(t);
  for (const [, sample] of ALL_SAMPLES) {
    const { path, upstreamPath, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
    const heal = gate.upstream.fault(upstreamPath, { truncateAfter: Math.floor(bytes.length / 2) });
    const broken = await Promise.all(Array.from({ length: 10 }, async () => gate.ask(path)));
    for (const { status } of broken) assert.ok(status >= 500, String(status));
    assert.deepEqual(await gate.house.storage.stores.artifacts.ofPackage(sample.ref), []);
    heal();
    gate.upstream.requests.length = 0;
    const whole = await Promise.all(Array.from({ length: 50 }, async () => gate.ask(path)));
    for (const answer of whole) assert.equal(answer.body.compare(bytes), 0);
    assert.equal(gate.upstream.count(upstreamPath, 'GET'), 1);
  }
});

test('X6: health does not touch the artifacts, and eviction keeps what no upstream has any more', async (t) => {
  const clock = holdClock(NOW);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-health-'));
  const gate = await startGate(t, { clock, dataDir: join(folder, 'data') });
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const { registry } = gate.house;
  for (const [, sample] of ALL_SAMPLES) {
    const removed = await sample.publish(gate.upstream, { version: '0.9.0', publishedAt: ago(99 * DAY_MS) });
    const there = await sample.publish(gate.upstream, { version: '1.0.0', publishedAt: ago(99 * DAY_MS) });
    for (const { path } of [removed, there]) assert.equal((await gate.ask(path)).status, 200);
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    sample.remove(gate.upstream, '0.9.0');
    clock.passTime(10 * MINUTE_MS);
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.ok((await evictArtifacts(registry, 1_000_000, 1)) > 0);
    assert.equal(
      (await gate.ask(removed.path)).status,
      200,
      `${sample.ref.ecosystem}: the last copy was evicted`,
    );
    assert.equal((await gate.ask(there.path)).status, 200, 'what is there comes again');
  }
  const blobs = join(folder, 'data', 'blobs');
  renameSync(blobs, `${blobs}-away`);
  for (const path of ['/healthz', '/readyz', '/metrics'])
    assert.equal((await gate.ask(path)).status, 200, path);
  renameSync(`${blobs}-away`, blobs);
});

test('X7: what lets something through ends, names its author, and stands in the journal; a freeze holds all that is newer', async (t) => {
  const clock = holdClock(NOW);
  const gate = await startGate(t, { clock });
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    const young = await sample.publish(gate.upstream, { version: '1.0.0', publishedAt: ago(HOUR_MS) });
    assert.notEqual((await gate.ask(young.path)).status, 200);
    await gate.waive(sample.ref, ['1.0.0']);
    assert.equal((await gate.ask(young.path)).status, 200);
    const [entry] = await gate.journal('evidence-added');
    assert.equal(entry?.actor, 'account:ada', ecosystem);
  }
  const at = new Date(NOW - 30 * DAY_MS).toISOString().slice(0, 10);
  await gate.applyPolicy(
    `preset = "balanced"\n[[rules]]\nid = "frozen"\non = "freeze"\nat = ${at}T00:00:00Z\n`,
  );
  for (const [, sample] of ALL_SAMPLES) {
    await sample.publish(gate.upstream, { version: '0.9.0', publishedAt: ago(20 * DAY_MS) });
    await sample.publish(gate.upstream, { version: '0.8.0', publishedAt: ago(40 * DAY_MS) });
  }
  clock.passTime(2 * DAY_MS);
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    // Only the artifact of a Maven version is dated.
    if (ecosystem === 'maven') continue;
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.deepEqual(sample.offered(index), ['0.8.0'], `${ecosystem}: ${index.text.slice(0, 300)}`);
  }
});
