// The journal of one organisation over HTTP: who reads it, what is in it, how it is paged, and what stays outside.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { asPackageName } from '../src/kernel/package-ref.ts';
import { seatPerson, type Seated } from './support/access-callers.ts';
import { callApi } from './support/call-api.ts';
import { startGate } from './support/gate.ts';

const TIDE = '/owners/npm/@acme%2ftide';

async function setScene(t: TestContext) {
  const gate = await startGate(t);
  const ada = await seatPerson(gate, 'ada', { role: 'reviewer' });
  const [bo, cy] = [await seatPerson(gate, 'bo'), await seatPerson(gate, 'cy')];
  const call = (who: Seated, request: string, body?: unknown) => callApi(gate, who, request, body);
  const done = async (who: Seated, request: string, body?: unknown) => {
    const answer = await call(who, request, body);
    assert.ok(answer.status < 300, `${request}: ${answer.detail}`);
    return answer;
  };
  const join = async (organisation: string, owner: Seated, who: Seated, role: string) => {
    const invited = await done(owner, `POST /organisations/${organisation}/invitations`, {
      name: who.name,
      role,
    });
    await done(who, `POST /invitations/${String(invited.body['id'])}/accept`);
  };
  await done(ada, 'POST /organisations', { name: 'acme' });
  await done(cy, 'POST /organisations', { name: 'other' });
  return { gate, ada, bo, cy, call, done, join };
}

const kindsOf = (answer: Awaited<ReturnType<typeof callApi>>) =>
  answer.body.items.map(({ kind }) => String(kind));

test('owners and auditors read what happened in their organisation, newest first and in pages; others do not', async (t) => {
  const { ada, bo, cy, call, done, join } = await setScene(t);
  await join('acme', ada, bo, 'publisher');
  assert.equal((await call(bo, 'GET /organisations/acme/journal')).status, 403);
  await done(ada, 'PUT /organisations/acme/members/bo', { role: 'auditor' });
  const whole = await done(bo, 'GET /organisations/acme/journal');
  const kinds = ['member-role-changed', 'member-joined', 'member-invited', 'organisation-created'];
  assert.deepEqual(kindsOf(whole), kinds);
  assert.equal(whole.body['next'], undefined);
  const first = await done(ada, 'GET /organisations/acme/journal?limit=3');
  assert.deepEqual(kindsOf(first), kinds.slice(0, 3));
  const rest = await done(ada, `GET /organisations/acme/journal?limit=3&after=${String(first.body['next'])}`);
  assert.deepEqual([kindsOf(rest), rest.body['next']], [kinds.slice(3), undefined]);
  const joined = await done(ada, 'GET /organisations/acme/journal?kind=member-joined');
  assert.deepEqual(kindsOf(joined), ['member-joined']);
  // Kinds that are about no organisation are for the auditors of the server.
  assert.equal((await call(ada, 'GET /organisations/acme/journal?kind=signed-in')).status, 400);
  const [stranger, absent] = [
    await call(cy, 'GET /organisations/acme/journal'),
    await call(cy, 'GET /organisations/none/journal'),
  ];
  assert.equal(stranger.status, 404);
  assert.deepEqual(stranger, absent);
});

test('what happens to a package is in the journal of whose it is then, and its handing over in both', async (t) => {
  const { gate, ada, cy, call, done } = await setScene(t);
  await done(ada, 'POST /organisations/acme/packages', {
    ecosystem: 'npm',
    name: '@acme/tide',
    visibility: 'private',
  });
  assert.deepEqual(kindsOf(await done(cy, 'GET /organisations/other/journal')), ['organisation-created']);
  await done(ada, `POST ${TIDE}/transfer`, { to: { kind: 'organisation', name: 'other' } });
  await gate.house.mail.settle();
  const offered = await done(cy, 'GET /organisations/other/journal?kind=package-transfer-offered');
  assert.deepEqual(offered.body.items[0]?.['data'], { owner: 'organisation:acme', to: 'organisation:other' });
  await gate.house.storage.work.transact(async ({ ownership, organisations, journal }) => {
    const owned = (
      await ownership.of({ kind: 'organisation', id: (await organisations.findByName('acme'))?.id ?? '' })
    )[0];
    const other = await organisations.findByName('other');
    assert.ok(owned !== undefined && other !== undefined);
    await ownership.save({ ...owned, owner: { kind: 'organisation', id: other.id } });
    const data = { from: 'organisation:acme', to: 'organisation:other' };
    const { ecosystem, name } = owned;
    journal.record({ kind: 'package-transferred', actor: 'account:cy', at: 1, ecosystem, name, data });
  });
  await done(cy, `PUT ${TIDE}`, { visibility: 'internal' });
  const before = kindsOf(await done(ada, 'GET /organisations/acme/journal'));
  assert.deepEqual(before, [
    'package-transferred',
    'package-transfer-offered',
    'package-assigned',
    'organisation-created',
  ]);
  const after = kindsOf(await done(cy, 'GET /organisations/other/journal'));
  assert.deepEqual(after, [
    'package-visibility-changed',
    'package-transferred',
    'package-transfer-offered',
    'organisation-created',
  ]);
  assert.equal((await call(ada, 'GET /organisations/other/journal')).status, 404);
});

test('what is published under a name is in the journal of whose it is then', async (t) => {
  const { gate, ada, cy, done } = await setScene(t);
  const name = '@acme/tide';
  await done(ada, 'POST /organisations/acme/packages', { ecosystem: 'npm', name, visibility: 'private' });
  const publish = (version: string) =>
    gate.house.storage.work.transact(async ({ journal }) => {
      const about = { actor: 'account:ada', at: 1, ecosystem: 'npm', name: asPackageName(name) } as const;
      journal.record({ ...about, kind: 'version-published', data: { version, files: [] } });
      journal.record({ ...about, kind: 'tag-moved', data: { tag: 'latest', version } });
      const other = { ...about, name: asPackageName('unowned') };
      journal.record({ ...other, kind: 'version-removed', data: { version } });
    });
  await publish('1.0.0');
  const first = await done(ada, 'GET /organisations/acme/journal?limit=2');
  assert.deepEqual(kindsOf(first), ['tag-moved', 'version-published']);
  assert.equal(kindsOf(await done(ada, 'GET /organisations/acme/journal?kind=version-removed')).length, 0);
  await gate.house.storage.work.transact(async ({ ownership, organisations, journal }) => {
    const other = await organisations.findByName('other');
    const owned = await ownership.find('npm', asPackageName(name));
    assert.ok(other !== undefined && owned !== undefined);
    await ownership.save({ ...owned, owner: { kind: 'organisation', id: other.id } });
    // Written before the package went over, in the same unit of work: it is the new owner's already.
    const about = { actor: 'account:cy', at: 2, ecosystem: 'npm', name: owned.name } as const;
    journal.record({ ...about, kind: 'version-yanked', data: { version: '1.0.0', reason: '' } });
  });
  await publish('1.1.0');
  const published = async (who: Seated, organisation: string) =>
    (await done(who, `GET /organisations/${organisation}/journal?kind=version-published`)).body.items.map(
      (item) => (item['data'] as unknown as { version: string }).version,
    );
  assert.deepEqual([await published(ada, 'acme'), await published(cy, 'other')], [['1.0.0'], ['1.1.0']]);
  assert.equal(kindsOf(await done(cy, 'GET /organisations/other/journal?kind=version-yanked')).length, 1);
});

test('whose a package was is told to whoever may know it now, and to nobody else', async (t) => {
  const { ada, bo, cy, call, done, join } = await setScene(t);
  await done(ada, 'POST /organisations/acme/packages', {
    ecosystem: 'npm',
    name: '@acme/tide',
    visibility: 'private',
  });
  await join('acme', ada, bo, 'publisher');
  await done(ada, `PUT ${TIDE}`, { visibility: 'internal' });
  const history = `GET ${TIDE}/history`;
  assert.deepEqual(kindsOf(await done(bo, history)), [
    'package-visibility-changed',
    'member-joined',
    'package-assigned',
  ]);
  assert.equal(kindsOf(await done(cy, history)).length, 3, 'an account may know an internal one');
  const first = await done(bo, `${history}?limit=1`);
  const rest = await done(bo, `${history}?limit=2&after=${String(first.body['next'])}`);
  assert.deepEqual([kindsOf(rest), rest.body['next']], [['member-joined', 'package-assigned'], undefined]);
  await done(ada, `PUT ${TIDE}`, { visibility: 'private' });
  const hidden = await call(cy, history);
  assert.equal(hidden.status, 404);
  assert.deepEqual(hidden, await call(cy, 'GET /owners/npm/none/history'));
});
