// One gate proxies another, which proxies the upstream: what is known, what is refused and who is asked, in all five ecosystems.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { formatInstant, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../src/kernel/ecosystem.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { CLIENTS } from '../support/clients.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES, type Sample } from '../support/samples.ts';
import { jobOn, makeMachine, mintApiToken, printed, requireInstalled } from './gate-clients.ts';

/** The near gate, which clients ask, and the far one, which asks the upstream. */
interface Chain {
  readonly near: Gate;
  readonly far: Gate;
}

async function startChain(
  test: TestContext,
  options: { readonly near?: GateOptions; readonly far?: GateOptions } = {},
): Promise<Chain> {
  const far = await startGate(test, options.far);
  const near = await startGate(test, { upstream: far.upstream, upstreamUrls: far.urls, ...options.near });
  return { near, far };
}

async function offeredBy(gate: Gate, sample: Sample): Promise<readonly string[]> {
  const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
  assert.equal(index.status, 200, index.text);
  return [...sample.offered(index)].sort();
}

const OBSERVE = 'preset = "observe"\n';
const ago = (ms: number) => formatInstant(Date.now() - ms);

for (const client of [CLIENTS.npm, CLIENTS.pip, CLIENTS.cargo, CLIENTS.mvn, CLIENTS.composer]) {
  test(
    `${client.id} installs through two gates, and again from its lock file`,
    { skip: skipUnlessInstalled(client) },
    async (t) => {
      const { near, far } = await startChain(t);
      await publishCatalogue(far.upstream);
      const { ask, get } = CATALOGUE[client.ecosystem];
      const machine = await makeMachine(t, near, client);
      requireInstalled(await client.install(jobOn(near, client, machine, ask)), get);
      requireInstalled(await client.lockInstall(jobOn(near, client, machine)), get);
    },
  );
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: bytes and dates come through two gates as they are`, async (t) => {
    const clock = holdClock();
    const { near, far } = await startChain(t, { near: { clock }, far: { clock, policy: OBSERVE } });
    const old = await sample.publish(far.upstream, { version: '1.0.0' });
    const young = await sample.publish(far.upstream, { version: '1.1.0', publishedAt: ago(3 * HOUR_MS) });
    assert.deepEqual(await offeredBy(far, sample), ['1.0.0', '1.1.0']);
    assert.deepEqual(await offeredBy(near, sample), ['1.0.0'], 'the near gate does not know the date');
    const refused = await near.ask(young.path);
    assert.match(`${refused.reason} ${refused.text}`, /young-version/);
    const served = await near.ask(old.path);
    assert.equal(served.status, 200, served.text);
    assert.equal(served.body.compare(old.bytes), 0);
  });

  test(`${ecosystem}: what the far gate keeps out stays out, and comes in when that ends`, async (t) => {
    const clock = holdClock();
    const { near, far } = await startChain(t, { near: { clock, policy: OBSERVE }, far: { clock } });
    const good = await sample.publish(far.upstream, { version: '1.0.0' });
    const bad = await sample.publish(far.upstream, { version: '1.1.0' });
    const entries = `[{ name = "${sample.ref.name}", versions = ">=1.1.0" }]`;
    await far.applyPolicy(
      `preset = "balanced"\n\n[[rules]]\nid = "no-one"\non = "deny-list"\nentries = ${entries}\n`,
    );
    assert.deepEqual(await offeredBy(near, sample), ['1.0.0']);
    const refused = await near.ask(bad.path);
    assert.ok(refused.status >= 400, `${refused.status}`);
    assert.equal(refused.body.includes(bad.bytes.subarray(0, 64)), false);
    assert.equal((await near.ask(good.path)).status, 200);

    await far.applyPolicy('preset = "balanced"\n');
    clock.passTime(10 * MINUTE_MS);
    assert.deepEqual(await offeredBy(near, sample), ['1.0.0', '1.1.0']);
    const served = await near.ask(bad.path);
    assert.equal(served.status, 200, served.text);
    assert.equal(served.body.compare(bad.bytes), 0);
  });

  test(`${ecosystem}: a file that the far gate refuses later says so at the near one, and poisons nothing`, async (t) => {
    const clock = holdClock();
    const { near, far } = await startChain(t, { near: { clock }, far: { clock } });
    const held = await sample.publish(far.upstream, { version: '1.0.0' });
    assert.deepEqual(await offeredBy(near, sample), ['1.0.0']);
    await far.quarantine(sample.ref, ['1.0.0']);
    const refused = await near.ask(held.path);
    assert.equal(refused.status, (await far.ask(held.path)).status, refused.text);
    assert.match(refused.text, /upstream main refuses: .*quarantine.*looks odd/);
    assert.ok(refused.text.includes(`${far.url}/packages/${ecosystem}/`), refused.text);
    const { artifacts } = near.house.storage.stores;
    assert.deepEqual(await artifacts.ofPackage(sample.ref), []);
  });
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: a name that only the far gate refuses is refused by the near one as by itself`, async (t) => {
    const { near, far } = await startChain(t);
    const third = await startGate(t, { upstream: far.upstream, upstreamUrls: near.urls });
    await sample.publish(far.upstream, { version: '1.0.0' });
    await far.reserve(ecosystem, sample.ref.name);
    const asked = { headers: sample.indexHeaders };
    const own = await far.ask(sample.indexPath, asked);
    for (const gate of [near, third]) {
      const refused = await gate.ask(sample.indexPath, asked);
      assert.equal(refused.status, own.status, refused.text);
      assert.match(refused.text, /upstream main refuses: .*rule reserved-name/);
      assert.ok(refused.text.includes(`see ${far.url}/packages/${ecosystem}/`), refused.text);
    }
  });
}

for (const client of [CLIENTS.npm, CLIENTS.pip, CLIENTS.cargo]) {
  test(
    `${client.id} is told at once what the far gate refuses, and why`,
    { skip: skipUnlessInstalled(client) },
    async (t) => {
      const { near, far } = await startChain(t);
      await publishCatalogue(far.upstream);
      const { ask } = CATALOGUE[client.ecosystem];
      const { ecosystem } = client;
      for (const rawName of Object.keys(ask)) {
        await far.quarantine({ ecosystem, name: ADAPTERS[ecosystem].names.parse(rawName) });
      }
      const machine = await makeMachine(t, near, client);
      const refused = await client.install(jobOn(near, client, machine, ask));
      assert.notEqual(refused.exitCode, 0);
      const said = printed(refused).replaceAll(/\s+/g, ' ');
      assert.match(said, /upstream main refuses: .*rule quarantine/);
      assert.ok(said.includes(`${far.url}/packages/${ecosystem}/`), said);
    },
  );
}

test('a read token of the far gate stands in the near gate’s configuration', async (t) => {
  const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  t.after(async () => upstream.close());
  const far = await startGate(t, { upstream, config: { access: { anonymous_read: false } } });
  const token = await mintApiToken(far, 'read');
  const upstreams = (auth: object) =>
    Object.fromEntries(ECOSYSTEMS.map((id) => [id, [{ name: 'far', url: far.urls[id], ...auth }]]));
  const knows = await startGate(t, {
    upstream,
    config: { upstreams: upstreams({ auth: { type: 'bearer', token } }) },
  });
  const knowsNot = await startGate(t, { upstream, config: { upstreams: upstreams({}) } });
  for (const [, sample] of ALL_SAMPLES) {
    const published = await sample.publish(upstream, { version: '1.0.0' });
    assert.deepEqual(await offeredBy(knows, sample), ['1.0.0']);
    assert.equal((await knows.ask(published.path)).body.compare(published.bytes), 0);
    const closed = await knowsNot.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal(closed.status, 502, closed.text);
    assert.match(closed.text, /401/);
  }
});

test('gates that are each other’s upstream say so at once, and ask no more than once', async (t) => {
  const back = await startForwarder(t);
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  const rootsOf = (url: string) =>
    Object.fromEntries(ECOSYSTEMS.map((id) => [id, `${url}/${id}`])) as Record<Ecosystem, string>;
  const far = await startGate(t, { upstream, upstreamUrls: rootsOf(back.url) });
  const near = await startGate(t, { upstream, upstreamUrls: far.urls });
  back.leadTo(near.url);
  for (const [ecosystem, { indexPath, indexHeaders }] of Object.entries(SAMPLES)) {
    const before = back.count();
    const answer = await near.ask(indexPath, { headers: indexHeaders });
    assert.equal(answer.status, 508, `${ecosystem}: ${answer.status} ${answer.text}`);
    assert.match(answer.text, /in a loop/);
    assert.ok(back.count() - before <= 2, `${ecosystem}: ${back.count() - before} requests came round`);
  }
});

/** Passes requests on to an address that is named later, with their headers. */
async function startForwarder(test: TestContext) {
  let target = '';
  let count = 0;
  const server = createServer((incoming, response) => {
    count += 1;
    const headers = { ...incoming.headers, host: new URL(target).host };
    const outgoing = request(`${target}${incoming.url}`, { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (url: string) => void (target = url),
    count: () => count,
  };
}
