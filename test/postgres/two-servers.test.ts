// Two servers on one PostgreSQL: a change made through one is in force at the other, and real clients install through both.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeAdministrator, type Administrator } from '../support/administrator.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { CLIENTS } from '../support/clients.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { SAMPLES } from '../support/samples.ts';
import {
  makeDataFolder,
  startServer,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';
import { createTestDatabase, POSTGRES_CLUSTER } from '../support/test-database.ts';
import { makeWorkspace } from '../support/workspace.ts';

const skip = POSTGRES_CLUSTER === undefined ? 'GATEHOUSE_TEST_POSTGRES is not set' : false;

interface Pair {
  readonly upstream: FixtureUpstream;
  readonly one: ServerProcess;
  readonly other: ServerProcess;
  readonly administrator: Administrator;
}

/** Two servers with data folders of their own, on one new database; the administrator was made through the first. */
async function startPair(t: TestContext): Promise<Pair> {
  const upstream = await startFixtureUpstream();
  const database = await createTestDatabase('');
  const start = async (): Promise<ServerProcess> => {
    const dataDir = makeDataFolder(t);
    writeServerConfig(dataDir, upstream, { storage: { database: database.setting } });
    return startServer(t, { dataDir });
  };
  const one = await start();
  const other = await start();
  t.after(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await database.drop();
    await upstream.close();
  });
  return { upstream, one, other, administrator: await makeAdministrator(one) };
}

/** Asks until `isThere`; a change that never comes fails the test by its words. */
async function until(isThere: () => Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await isThere()) return;
    await sleep(50);
  }
  assert.fail(`${what} did not come into force at the other server`);
}

test(
  'changes through one server are in force at the other: quarantine, policy, reservation, token',
  { skip },
  async (t) => {
    const { upstream, one, other, administrator } = await startPair(t);
    const published = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
    for (const server of [one, other]) assert.equal((await server.ask(published.path)).status, 200);
    const isRefusedThere = async () => (await other.ask(published.path)).status === 403;

    const purl = 'pkg:npm/%40acme/tide';
    const held = await administrator.call('POST', '/quarantines', { purl, reason: 'looks odd' });
    assert.equal(held.status, 201, held.text);
    await until(isRefusedThere, 'the quarantine');
    const { id } = JSON.parse(held.text) as { readonly id: string };
    const lifted = await administrator.call('DELETE', `/quarantines/${id}`, undefined, other);
    assert.equal(lifted.status, 200, lifted.text);
    await until(async () => (await one.ask(published.path)).status === 200, 'lifting it');

    const deny = '[[rules]]\nid = "no-one"\non = "deny-list"\nentries = [{ name = "@acme/tide" }]\n';
    const policy = { text: `preset = "balanced"\n\n${deny}`, note: 'a test', number: 0 };
    const applied = await administrator.call('PUT', '/policies/default', policy);
    assert.equal(applied.status, 200, applied.text);
    // Through the server that was asked, it is in force once it has answered.
    assert.equal((await one.ask(published.path)).status, 403);
    await until(isRefusedThere, 'the policy');

    const reservation = { ecosystem: 'pypi', pattern: SAMPLES.pypi.ref.name, reason: 'ours' };
    await SAMPLES.pypi.publish(upstream, { version: '1.0.0' });
    const pypiIndex = async () => (await other.ask(SAMPLES.pypi.indexPath)).status;
    assert.equal(await pypiIndex(), 200);
    assert.equal((await administrator.call('POST', '/reservations', reservation)).status, 201);
    await until(async () => (await pypiIndex()) !== 200, 'the reservation');

    const minted = await administrator.call('POST', '/tokens', { name: 'ci', scope: 'api' });
    assert.equal(minted.status, 201, minted.text);
    const { token, item } = JSON.parse(minted.text) as {
      readonly token: string;
      readonly item: { readonly id: string };
    };
    const asToken = async () =>
      (await other.ask('/api/v1/status', { headers: { authorization: `Bearer ${token}` } })).status;
    await until(async () => (await asToken()) === 200, 'the token');
    assert.equal((await administrator.call('DELETE', `/tokens/${item.id}`)).status, 204);
    await until(async () => (await asToken()) === 401, 'its end');
  },
);

for (const client of [CLIENTS.npm, CLIENTS.pip]) {
  const options = { skip: skip === false ? skipUnlessInstalled(client) : skip };
  test(`${client.id} installs through both servers, and each knows who has it`, options, async (t) => {
    const pair = await startPair(t);
    await publishCatalogue(pair.upstream);
    await installThrough(t, client, pair.one);
    await installThrough(t, client, pair.other);
    const [name = '', version = ''] = Object.entries(CATALOGUE[client.ecosystem].get)[0] ?? [];
    const purl = `pkg:${client.ecosystem}/${name.replace('@', '%40')}@${version}`;
    for (const server of [pair.one, pair.other]) {
      const asked = await pair.administrator.call(
        'GET',
        `/who?purl=${encodeURIComponent(purl)}`,
        undefined,
        server,
      );
      const { items } = JSON.parse(asked.text) as { readonly items: readonly { readonly client: string }[] };
      assert.ok(items.length > 0, asked.text);
      assert.match(items[0]?.client ?? '', new RegExp(`^${client.id}`));
    }
  });
}

async function installThrough(t: TestContext, client: Client, server: ServerProcess): Promise<void> {
  const registryUrl = `${server.url.replace('127.0.0.1', 'localhost')}/${client.ecosystem}`;
  const packages = CATALOGUE[client.ecosystem].ask;
  const result = await client.install({ ...makeWorkspace(t), registryUrl, packages });
  assert.equal(result.exitCode, 0, `${result.stdout}\n${result.stderr}`);
  assert.deepEqual(result.installed, CATALOGUE[client.ecosystem].get);
}
