// Moving versions in by the API: who may, whose they become, what stands in the way, and what the books say of it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { makeAcme } from '../support/acme.ts';
import { ask } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { packTgz } from '../support/tgz.ts';

interface Wish {
  readonly version?: string;
  readonly name?: string;
  readonly head?: Readonly<Record<string, unknown>>;
}

async function bodyOf({ version = '1.0.0', name = '@acme/tide', head = {} }: Wish = {}): Promise<Buffer> {
  const bytes = await packTgz('package', { 'package.json': JSON.stringify({ name, version }) });
  const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const json = Buffer.from(
    JSON.stringify({
      name,
      version,
      owner: 'organisation:acme',
      origin: 'old registry',
      publishedAt: '2020-01-02T03:04:05.678Z',
      words: { name, version },
      files: [{ file, sizeBytes: bytes.length, digests: { sha256 } }],
      ...head,
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, bytes]);
}

async function send(
  gate: Gate,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  type = 'application/octet-stream',
) {
  const answer = await ask(`${gate.url}/api/v1/imports/npm/versions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body: Buffer.from(body),
  });
  const {
    detail = '',
    outcome = '',
    notes = [],
  } = JSON.parse(answer.text) as {
    detail?: string;
    outcome?: string;
    notes?: string[];
  };
  return { status: answer.status, detail, outcome, notes };
}

async function scene(t: Parameters<typeof startGate>[0]) {
  const gate = await startGate(t);
  const acme = await makeAcme(gate);
  const token = await acme.mint(acme.ada, 'npm', ['@acme/*'], ['import']);
  return { gate, acme, bearer: { authorization: `Bearer ${token}` } };
}

test('a reviewer who proved themself moves a version in, as a token does that was made for it', async (t) => {
  const { gate, acme, bearer } = await scene(t);
  assert.deepEqual(await send(gate, acme.ada.headers, await bodyOf()), {
    status: 200,
    detail: '',
    outcome: 'imported',
    notes: [],
  });
  assert.equal((await send(gate, bearer, await bodyOf())).outcome, 'present');
  assert.equal((await send(gate, bearer, await bodyOf({ version: '1.1.0' }))).outcome, 'imported');
  const outside = await send(gate, bearer, await bodyOf({ name: 'shore' }));
  assert.equal(outside.status, 403);
  assert.match(outside.detail, /bound to other packages/);
  const [entry] = await gate.journal('version-imported');
  assert.equal(entry?.actor, 'account:ada');
  assert.deepEqual(await gate.journal('version-published'), []);
});

test('bytes are taken where bytes are asked for, and JSON where JSON is', async (t) => {
  const { gate, bearer } = await scene(t);
  assert.equal((await send(gate, bearer, await bodyOf(), 'text/plain')).status, 415);
  const json = await send(gate, bearer, Buffer.from('{}'), 'application/json');
  assert.equal(json.status, 400);
  const plan = await ask(`${gate.url}/api/v1/imports/npm/plan`, {
    method: 'POST',
    headers: { ...bearer, 'content-type': 'application/octet-stream' },
    body: Buffer.from('{}'),
  });
  assert.equal(plan.status, 415);
  const cut = (await bodyOf()).subarray(0, -10);
  assert.match((await send(gate, bearer, cut)).detail, /ends before it is whole/);
  const more = Buffer.concat([await bodyOf(), Buffer.from('x')]);
  assert.match((await send(gate, bearer, more)).detail, /found 1 more bytes after its files/);
  const unknown = await send(gate, bearer, await bodyOf({ head: { surprise: 1 } }));
  assert.match(unknown.detail, /surprise/);
  assert.deepEqual(await gate.journal('version-imported'), []);
});

test('a name in the namespace of somebody else is not theirs whom the importer names', async (t) => {
  const { gate, acme, bearer } = await scene(t);
  const bo = await acme.seat('bo');
  await gate.house.storage.work.transact(async ({ namespaces }) => {
    await namespaces.save({
      id: 'namespace-1',
      ecosystem: 'npm',
      namespace: '@acme',
      owner: { kind: 'account', id: bo.id },
      state: 'proven',
      challenge: 'challenge',
      claimedBy: 'account:bo',
      claimedAt: 1,
      provenAt: 1,
      warnings: 0,
    });
  });
  const refused = await send(gate, bearer, await bodyOf());
  assert.equal(refused.status, 403);
  assert.match(refused.detail, /it lies in the namespace @acme\/\*, which is somebody else’s/);
  const plan = await callApi(gate, { headers: bearer }, 'POST /imports/npm/plan', {
    name: '@acme/tide',
    owner: 'organisation:acme',
    versions: [{ version: '1.0.0', files: [{ file: 'tide-1.0.0.tgz', digests: { sha1: 'a'.repeat(40) } }] }],
  });
  assert.match(String(plan.body['refused']), /it lies in the namespace/);
  const theirs = await send(gate, bearer, await bodyOf({ head: { owner: 'account:bo' } }));
  assert.equal(theirs.outcome, 'imported');
});

test('what was moved in, however old, is held back from nobody whose it is', async (t) => {
  const { gate, acme, bearer } = await scene(t);
  for (const version of ['1.0.0', '1.1.0', '1.2.0'])
    assert.equal((await send(gate, bearer, await bodyOf({ version }))).outcome, 'imported', version);
  const { body } = await callApi(gate, acme.ada, 'GET /holds/npm/@acme%2ftide');
  assert.deepEqual(body['holds'], []);
});

test('a frozen package takes nothing from elsewhere either', async (t) => {
  const { gate, acme, bearer } = await scene(t);
  assert.equal((await send(gate, bearer, await bodyOf())).outcome, 'imported');
  const frozen = await callApi(gate, acme.ada, 'POST /holds/npm/@acme%2ftide/freeze', { reason: 'odd mail' });
  assert.ok(frozen.status < 300, frozen.detail);
  const refused = await send(gate, bearer, await bodyOf({ version: '1.1.0' }));
  assert.equal(refused.status, 403);
  assert.match(refused.detail, /frozen/);
});

test('a new package is as visible as was said, its date is told as another’s word, and its owners hear of it once', async (t) => {
  const { gate, acme, bearer } = await scene(t);
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccount(acme.ada.id);
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, email: { address: 'ada@example.com', verifiedAt: 1 } });
  });
  await send(
    gate,
    bearer,
    await bodyOf({ head: { visibility: 'private', publisher: 'alice', yanked: 'eats data' } }),
  );
  await send(gate, bearer, await bodyOf({ version: '1.1.0' }));
  assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 404);
  const ref = { ecosystem: 'npm', name: asPackageName('@acme/tide') } as const;
  const { stores } = gate.house.storage;
  const [first] = await stores.hosted.versions(ref);
  assert.deepEqual(
    [first?.publishedAt, first?.yanked, first?.imported?.origin, first?.imported?.publisher],
    [Date.parse('2020-01-02T03:04:05.678Z'), 'eats data', 'old registry', 'alice'],
  );
  const statements = await stores.statements.ofPackage(ref, gate.house.registry.clock.now());
  assert.deepEqual(
    statements.filter(({ kind }) => kind === 'published').map(({ source }) => source),
    ['imported: old registry', 'imported: old registry'],
  );
  const letters = await gate.journal('letter-posted');
  const told = letters.filter(({ data }) => 'about' in data && data.about === 'version-imported');
  assert.equal(told.length, 1);
  const [created] = await gate.journal('package-created');
  assert.deepEqual(created?.data, { owner: 'organisation:acme', visibility: 'private' });
});
