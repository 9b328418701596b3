// Upstreams that are down, slow or lying: nothing wrong is ever kept, and what was good before keeps serving.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Answer } from '../support/ask.ts';
import type { Fault } from '../support/fixture-answer.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES, type PublishedSample, type Sample } from '../support/samples.ts';

const HTML = '<!DOCTYPE html><html><body>We are down for maintenance</body></html>';

/** Faults of a document or a file that a client must never be given, with the statuses that say so. */
const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly statuses: readonly number[] }>> = {
  'that breaks the connection': { fault: { reset: true }, statuses: [502, 504] },
  'that fails': { fault: { status: 500 }, statuses: [502] },
  'that refuses': { fault: { status: 403 }, statuses: [502] },
  'that asks to wait': { fault: { status: 429, headers: { 'retry-after': '9' } }, statuses: [502] },
  'that breaks off in the middle': { fault: { truncateAfter: 20 }, statuses: [502, 504] },
  'that sends more than the limit': { fault: { padToBytes: 3_000_000 }, statuses: [502] },
  'that sends a page instead': { fault: { body: HTML, contentType: 'text/html' }, statuses: [502] },
  'that sends nothing': { fault: { body: '' }, statuses: [502] },
  'that redirects to another host': { fault: { redirectTo: 'http://127.0.0.1:9/x' }, statuses: [502] },
  'that redirects into the house': { fault: { redirectTo: 'http://10.0.0.7/x' }, statuses: [502] },
  'that redirects to a file': { fault: { redirectTo: 'file:///etc/passwd' }, statuses: [502] },
  'that redirects for ever': { fault: { redirectTo: 'loop' }, statuses: [502] },
};

const SMALL = { limits: { index_max: '1 MB', artifact_max: '1 MB' } };

function assertRefusedInWords(answer: Answer, statuses: readonly number[], bytes: Buffer): void {
  assert.ok(statuses.includes(answer.status), `${answer.status}: ${answer.text.slice(0, 300)}`);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.equal(answer.body.includes(bytes.subarray(0, 64)), false);
  assert.match(answer.text, /Cannot /);
}

async function assertServed(
  gate: Gate,
  sample: Sample,
  { path, bytes, version }: PublishedSample,
): Promise<void> {
  const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
  assert.equal(index.status, 200, index.text);
  assert.deepEqual(sample.offered(index), [version]);
  const artifact = await gate.ask(path);
  assert.equal(artifact.status, 200, artifact.text);
  assert.equal(artifact.body.compare(bytes), 0);
}

async function startWith(t: TestContext, sample: Sample) {
  const clock = holdClock();
  const gate = await startGate(t, { clock, config: SMALL });
  const published = await sample.publish(gate.upstream, { version: '1.0.0' });
  return { gate, clock, published };
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  for (const [name, { fault, statuses }] of Object.entries(FAULTS)) {
    const adapted = (path: string): Fault => (fault.redirectTo === 'loop' ? { redirectTo: path } : fault);

    test(`${ecosystem}: an upstream ${name} for the artifact`, async (t) => {
      const { gate, published } = await startWith(t, sample);
      const heal = gate.upstream.fault(published.upstreamPath, adapted(published.upstreamPath));
      for (let attempt = 0; attempt < 2; attempt++) {
        assertRefusedInWords(await gate.ask(published.path), statuses, published.bytes);
      }
      assert.deepEqual(await gate.journal('artifact-stored'), []);
      heal();
      await assertServed(gate, sample, published);
    });

    test(`${ecosystem}: an upstream ${name} for the index, cold and later`, async (t) => {
      const { gate, clock, published } = await startWith(t, sample);
      const index = sample.indexPath;
      const upstreamPath = `/${index.split('/').slice(1).join('/')}`;
      const heal = gate.upstream.fault(sample.upstreamIndex, adapted(upstreamPath));
      const cold = await gate.ask(index, { headers: sample.indexHeaders });
      assertRefusedInWords(cold, statuses, published.bytes);
      heal();
      clock.passTime(MINUTE_MS);
      await assertServed(gate, sample, published);

      // Later what was good before keeps serving, warm or not.
      gate.upstream.fault(sample.upstreamIndex, adapted(upstreamPath));
      clock.passTime(10 * MINUTE_MS);
      const asked = gate.upstream.count(sample.upstreamIndex);
      await assertServed(gate, sample, published);
      assert.ok(gate.upstream.count(sample.upstreamIndex) > asked, 'the upstream was never asked again');
      gate.upstream.clearFaults();
      const second = await sample.publish(gate.upstream, { version: '1.1.0' });
      clock.passTime(10 * MINUTE_MS);
      const fresh = await gate.ask(index, { headers: sample.indexHeaders });
      assert.deepEqual([...sample.offered(fresh)].sort(), ['1.0.0', second.version]);
    });
  }

  test(`${ecosystem}: bytes that are not those of the index are never served nor kept`, async (t) => {
    const { gate, published } = await startWith(t, sample);
    const heal = gate.upstream.fault(published.upstreamPath, {
      body: Buffer.alloc(published.bytes.length, 7),
    });
    const refused = await gate.ask(published.path);
    assert.equal(refused.status, 502, refused.text);
    assert.match(refused.text, /found sha\d+ [0-9a-f]+, expected [0-9a-f]+/);
    assert.deepEqual(await gate.journal('artifact-stored'), []);
    heal();
    await assertServed(gate, sample, published);
  });

  test(`${ecosystem}: a slow upstream is waited for, and other packages are not held up`, async (t) => {
    const { gate, published } = await startWith(t, sample);
    gate.upstream.fault(published.upstreamPath, { delayMs: 400 });
    const slow = gate.ask(published.path);
    const quick = await gate.ask(sample.absentPath, { headers: sample.indexHeaders });
    assert.equal(quick.status, 404);
    assert.equal((await slow).status, 200);
  });

  test(`${ecosystem}: a redirect within the upstream is followed`, async (t) => {
    const { gate, published } = await startWith(t, sample);
    const there = `${published.upstreamPath}?moved`;
    gate.upstream.fault(published.upstreamPath, { redirectTo: there, times: 1 });
    await assertServed(gate, sample, published);
  });

  test(`${ecosystem}: an absence is believed for a minute, then asked about again`, async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock });
    const ask = () => gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    for (let round = 0; round < 3; round++) assert.equal((await ask()).status, 404);
    assert.equal(gate.upstream.count(sample.upstreamIndex), 1);
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    assert.equal((await ask()).status, 404);
    clock.passTime(61_000);
    await assertServed(gate, sample, published);
  });

  test(`${ecosystem}: an upstream that is gone altogether`, async (t) => {
    const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
    const clock = holdClock();
    const gate = await startGate(t, { upstream, clock });
    const published = await sample.publish(upstream, { version: '1.0.0' });
    const other = await sample.publish(upstream, { version: '1.1.0' });
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal((await gate.ask(published.path)).status, 200);
    await upstream.close();
    clock.passTime(60 * MINUTE_MS);
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal(index.status, 200, index.text);
    assert.equal((await gate.ask(published.path)).body.compare(published.bytes), 0);
    const cold = await gate.ask(other.path);
    assert.ok([502, 504].includes(cold.status), `${cold.status} ${cold.text}`);
    assert.match(cold.text, /Cannot /);
    const unknown = await gate.ask(sample.absentPath, { headers: sample.indexHeaders });
    assert.ok([502, 504].includes(unknown.status), `${unknown.status} ${unknown.text}`);
  });
}

test('N8: a tarball on a host that is not the upstream’s is not fetched, and no credentials go there', async (t) => {
  const stranger = await startFixtureUpstream();
  t.after(async () => stranger.close());
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  upstream.requireAuthorization('/npm/', 'Bearer secret-of-the-upstream');
  const gate = await startGate(t, {
    upstream,
    config: {
      upstreams: {
        npm: [
          { name: 'main', url: upstream.urls.npm, auth: { type: 'bearer', token: 'secret-of-the-upstream' } },
        ],
      },
    },
  });
  const here = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const there = await SAMPLES.npm.publish(upstream, { version: '1.1.0' });
  upstream.npm.edit('@acme/tide', '1.1.0', (manifest) => {
    manifest['dist'] = { tarball: `${stranger.filesUrl}${there.upstreamPath}` };
  });
  assert.equal((await gate.ask(here.path)).status, 200);
  const found = upstream.requests.filter(({ path }) => path === here.upstreamPath);
  assert.equal(found[0]?.headers['authorization'], 'Bearer secret-of-the-upstream');

  // The fixture writes `dist` itself, so that the address is led away by a redirect.
  upstream.fault(there.upstreamPath, { redirectTo: `${stranger.filesUrl}${there.upstreamPath}` });
  const refused = await gate.ask(there.path);
  assert.equal(refused.status, 502, refused.text);
  assert.equal(stranger.requests.length, 0);
  for (const line of gate.logged)
    assert.equal(JSON.stringify(line).includes('secret-of-the-upstream'), false);
});

const OWN_DOCUMENTS = { cargo: /^\/cargo\/config\.json$/, composer: /^\/composer\/packages\.json$/ } as const;

for (const ecosystem of ['cargo', 'composer'] as const) {
  const sample = SAMPLES[ecosystem];

  test(`${ecosystem}: what the upstream says of itself is kept only when it leads to packages`, async (t) => {
    const { gate, clock, published } = await startWith(t, sample);
    for (const fault of [
      { body: HTML },
      { body: '{}' },
      { truncateAfter: 9 },
      { status: 500 },
      { status: 404 },
    ]) {
      const heal = gate.upstream.fault(OWN_DOCUMENTS[ecosystem], fault);
      const cold = await gate.ask(sample.indexPath);
      assert.ok([502, 504].includes(cold.status), `${JSON.stringify(fault)} ${cold.status} ${cold.text}`);
      assert.match(cold.text, /Cannot /);
      heal();
      clock.passTime(2 * MINUTE_MS);
    }
    await assertServed(gate, sample, published);
    for (const fault of [{ body: HTML }, { body: '{}' }, { truncateAfter: 9 }, { status: 500 }]) {
      const heal = gate.upstream.fault(OWN_DOCUMENTS[ecosystem], fault);
      clock.passTime(10 * MINUTE_MS);
      await assertServed(gate, sample, published);
      heal();
    }
  });

  test(`${ecosystem}: many packages at once ask once what the upstream says of itself`, async (t) => {
    const { gate } = await startWith(t, sample);
    gate.upstream.fault(OWN_DOCUMENTS[ecosystem], { delayMs: 100 });
    const others = Array.from({ length: 40 }, (_, at) =>
      sample.absentPath.replace(/none(?=[^/]*$)/, `none${at}`),
    );
    await Promise.all([sample.indexPath, ...others].map((path) => gate.ask(path)));
    assert.equal(gate.upstream.count(OWN_DOCUMENTS[ecosystem]), 1);
  });
}

test('a document that the upstream says is elsewhere is not fetched from strangers', async (t) => {
  const stranger = await startFixtureUpstream();
  t.after(async () => stranger.close());
  const gate = await startGate(t);
  await SAMPLES.composer.publish(gate.upstream, { version: '1.0.0' });
  gate.upstream.composer.setRoot({ 'metadata-url': `${stranger.registryUrl}/composer/p2/%package%.json` });
  const answer = await gate.ask(SAMPLES.composer.indexPath);
  assert.equal(answer.status, 502, answer.text);
  assert.match(answer.text, /neither its own host nor one of its artifact_hosts/);
  assert.equal(stranger.requests.length, 0);
});
