// A server that is killed while versions are staged and approved: each is published whole and closed, or waits whole, or never came.

import assert from 'node:assert/strict';
import { createHash, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { npmBody } from '../publish/npm-body.ts';
import { stagedScene } from '../publish/staged-scene.ts';
import {
  makeDataFolder,
  startServer,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';
import { assertSound, startUpstream } from './sound-folder.ts';

/** More for a long look: GATEHOUSE_KILLS=60; what its people proved of themselves lasts for five minutes. */
const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 8);
const SIDE_BY_SIDE = 3;
/** The first of a server takes longest: less would kill nothing but that. */
const MOMENTS_MS = [150, 1_500] as const;

/** Who stages, and who approves, with what they show the server. */
interface People {
  readonly stager: Readonly<Record<string, string>>;
  readonly approver: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly id: string;
  readonly version: string;
  readonly state: string;
}

test(`killed ${KILLS} times while versions are staged and approved: each is there whole, or waits whole, or never came`, async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const { gate, cy, token } = await stagedScene(t, { dataDir });
  await gate.close();
  const people: People = {
    stager: { authorization: `Bearer ${token}` },
    approver: { ...(cy.headers as Record<string, string>), 'sec-fetch-site': 'same-origin' },
  };
  const approved = new Set<string>();
  let numbered = 0;
  for (let round = 0; round < KILLS; round++) {
    const server = await startServer(t, { dataDir });
    assertSound(dataDir);
    numbered = await workUntilKilled(server, people, { numbered, approved });
    const again = await startServer(t, { dataDir });
    await assertWhole(again, people, approved);
    assert.equal((await again.stop()).code, 0);
  }
  assert.ok(approved.size > KILLS, `only ${approved.size} versions were approved: this showed nothing`);
  assertSound(dataDir);
});

/** Stages and approves from several clients at once; kills the server at a moment of no choosing. Answers the last number used. */
async function workUntilKilled(
  server: ServerProcess,
  people: People,
  { numbered, approved }: { readonly numbered: number; readonly approved: Set<string> },
): Promise<number> {
  let last = numbered;
  const killed = sleep(randomInt(...MOMENTS_MS)).then(() => server.signal('SIGKILL'));
  const over = new AbortController();
  void server.ended.then(() => over.abort());
  const client = async () => {
    while (!over.signal.aborted) {
      last += 1;
      const version = `1.0.${last}`;
      const id = await stage(server, people, version);
      if (id !== undefined && (await approve(server, people, id))) approved.add(version);
    }
  };
  await Promise.all([killed, ...Array.from({ length: SIDE_BY_SIDE }, client)]);
  assert.equal((await server.ended).signal, 'SIGKILL');
  return last;
}

/** The id of what was staged; undefined where the server went away meanwhile. */
async function stage(
  server: ServerProcess,
  { stager }: People,
  version: string,
): Promise<string | undefined> {
  const body = await npmBody({ version, manifest: { description: version } });
  const headers = { ...stager, 'content-type': 'application/json' };
  const answer = await askWhileThere(server, '/npm/-/stage/package/@acme%2ftide', {
    method: 'POST',
    headers,
    body,
  });
  if (answer === undefined) return undefined;
  assert.equal(answer.status, 201, answer.text);
  return (JSON.parse(answer.text) as { stageId: string }).stageId;
}

/** Whether it was published; false where the server went away meanwhile. */
async function approve(server: ServerProcess, { approver }: People, id: string): Promise<boolean> {
  const shown = await askWhileThere(server, `/api/v1/staged/${id}`, { headers: approver });
  if (shown === undefined) return false;
  const { fingerprint } = JSON.parse(shown.text) as { fingerprint: string };
  const answer = await askWhileThere(server, `/api/v1/staged/${id}/approve`, {
    method: 'POST',
    headers: { ...approver, 'content-type': 'application/json' },
    body: JSON.stringify({ fingerprint }),
  });
  if (answer === undefined) return false;
  assert.equal(answer.status, 200, answer.text);
  return true;
}

/** The answer; undefined where none came whole. */
function askWhileThere(server: ServerProcess, path: string, options: Parameters<ServerProcess['ask']>[1]) {
  return server.ask(path, options).catch(() => undefined);
}

/** What was approved is there and closed; what waits is not there, and is published now, whole. */
async function assertWhole(server: ServerProcess, people: People, approved: Set<string>): Promise<void> {
  const before = await readVersions(server);
  for (const version of approved) assert.ok(before.has(version), `${version} was approved, and is not there`);
  const listed = await server.ask('/api/v1/staged?limit=100', { headers: people.approver });
  assert.equal(listed.status, 200, listed.text);
  const { items } = JSON.parse(listed.text) as { items: readonly Waiting[] };
  for (const { id, version, state } of items) {
    assert.equal(state, 'open');
    assert.ok(!before.has(version), `${version} is published, and waits all the same`);
    assert.ok(await approve(server, people, id));
    approved.add(version);
  }
  for (const [version, integrity] of await readVersions(server)) {
    // Approved, and nobody was told: it is there, and nothing of it waits.
    approved.add(version);
    const tarball = await server.ask(`/npm/@acme/tide/-/tide-${version}.tgz`);
    assert.equal(tarball.status, 200, version);
    const found = `sha512-${createHash('sha512').update(tarball.body).digest('base64')}`;
    assert.equal(found, integrity, version);
  }
}

/** What is published: the digest that the index tells, by version. */
async function readVersions(server: ServerProcess): Promise<ReadonlyMap<string, string>> {
  const answer = await server.ask('/npm/@acme%2ftide');
  const { versions = {} } = JSON.parse(answer.text) as {
    readonly versions?: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>>;
  };
  return new Map(Object.entries(versions).map(([version, { dist }]) => [version, dist.integrity]));
}
