// A server that is killed while versions are published: what was acknowledged is there whole, and nothing is there in part.

import assert from 'node:assert/strict';
import { createHash, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { npmBody } from '../publish/npm-body.ts';
import { mintPublishToken } from '../support/publishing-server.ts';
import {
  makeDataFolder,
  startServer,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';
import { assertSound, startUpstream } from './sound-folder.ts';

/** More for a long look: GATEHOUSE_KILLS=200. */
const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 30);
const SIDE_BY_SIDE = 4;
/** The longest that a server publishes before it is killed. */
const LONGEST_MS = 250;

interface Sent {
  readonly version: string;
  /** What the server answered before it was killed. */
  status?: number;
}

test(`killed ${KILLS} times while versions are published: what was acknowledged is there whole, the rest is not or whole`, async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  let token: string | undefined;
  const sent: Sent[] = [];
  let acknowledged = 0;
  for (let round = 0; round < KILLS; round++) {
    const server = await startServer(t, { dataDir });
    assertSound(dataDir);
    token ??= await mintPublishToken(server);
    const before = sent.length;
    await publishUntilKilled(server, token, sent);
    const [mine, unsure] = await lookAt(t, dataDir, sent.slice(before), token);
    acknowledged += mine;
    assert.ok(unsure <= SIDE_BY_SIDE, `${unsure} versions are there that nobody was told of`);
  }
  assert.ok(acknowledged > KILLS, `only ${acknowledged} versions were acknowledged: this showed nothing`);
  const server = await startServer(t, { dataDir });
  const [all] = await check(server, sent);
  assert.equal(all, acknowledged);
  assert.equal((await server.stop()).code, 0);
  assertSound(dataDir);
});

/** Publishes from several clients at once; kills the server at a moment of no choosing. */
async function publishUntilKilled(server: ServerProcess, token: string, sent: Sent[]): Promise<void> {
  const killed = sleep(randomInt(5, LONGEST_MS)).then(() => server.signal('SIGKILL'));
  const over = new AbortController();
  void server.ended.then(() => over.abort());
  const client = async () => {
    while (!over.signal.aborted) {
      const one: Sent = { version: `1.0.${sent.length}` };
      sent.push(one);
      const body = await npmBody({ version: one.version, manifest: { description: one.version } });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await server
        .ask('/npm/@acme%2ftide', { method: 'PUT', headers, body })
        .catch(() => undefined);
      if (answer !== undefined) one.status = answer.status;
    }
  };
  await Promise.all([killed, ...Array.from({ length: SIDE_BY_SIDE }, client)]);
  assert.equal((await server.ended).signal, 'SIGKILL');
}

/** Starts the server again and looks; answers how many versions were acknowledged, and how many are there without. */
async function lookAt(
  t: Parameters<typeof startServer>[0],
  dataDir: string,
  sent: readonly Sent[],
  token: string,
): Promise<readonly [number, number]> {
  const server = await startServer(t, { dataDir });
  const found = await check(server, sent);
  const [lost] = sent.filter(({ status }) => status === undefined);
  if (lost !== undefined) {
    // Its client tries again, and is told or gets it done.
    const body = await npmBody({ version: lost.version, manifest: { description: lost.version } });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const again = await server.ask('/npm/@acme%2ftide', { method: 'PUT', headers, body });
    assert.ok(again.status === 201 || again.status === 409, again.text);
    lost.status = again.status;
  }
  assert.equal((await server.stop()).code, 0);
  return lost?.status === 201 ? [found[0] + 1, found[1]] : found;
}

async function check(server: ServerProcess, sent: readonly Sent[]): Promise<readonly [number, number]> {
  const answer = await server.ask('/npm/@acme%2ftide');
  const { versions = {} } = JSON.parse(answer.text) as {
    readonly versions?: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>>;
  };
  let acknowledged = 0;
  let unsure = 0;
  for (const { version, status } of sent) {
    const there = versions[version];
    assert.ok(status !== 201 || there !== undefined, `${version} was acknowledged, and is not there`);
    assert.ok(status === undefined || status === 201 || status === 409, `${version}: ${status}`);
    if (there === undefined) continue;
    if (status === 201) acknowledged += 1;
    else unsure += 1;
    const tarball = await server.ask(`/npm/@acme/tide/-/tide-${version}.tgz`);
    assert.equal(tarball.status, 200, `${version}: ${tarball.text.slice(0, 200)}`);
    const found = `sha512-${createHash('sha512').update(tarball.body).digest('base64')}`;
    assert.equal(found, there.dist.integrity, version);
  }
  return [acknowledged, unsure];
}
