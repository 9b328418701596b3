// Invitations to an address: for whoever shows to read it, now or later, and without a word on whether there is such an account.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { seatPerson, type Seated } from './support/access-callers.ts';
import { callApi } from './support/call-api.ts';
import { holdClock, startGate } from './support/gate.ts';

async function setScene(t: TestContext) {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await seatPerson(gate, 'ada');
  const bo = await seatPerson(gate, 'bo');
  const eve = await seatPerson(gate, 'eve');
  const call = (who: Seated, request: string, body?: unknown) => callApi(gate, who, request, body);
  assert.equal((await call(ada, 'POST /organisations', { name: 'acme' })).status, 201);
  const invite = (name: string, role = 'member') =>
    call(ada, 'POST /organisations/acme/invitations', { name, role });
  const letters = async (address: string) => {
    await gate.house.mail.settle();
    const folder = gate.house.mail.folder ?? '';
    return readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\s+/g, ' '))
      .filter((letter) => letter.includes(`To: ${address} `));
  };
  return { gate, ada, bo, eve, call, invite, letters };
}

test('an invitation to an address is joined by the account that has verified it, in any spelling, and by no other', async (t) => {
  const { gate, bo, eve, call, invite, letters } = await setScene(t);
  const invited = await invite(' BO@Example.com ', 'publisher');
  assert.deepEqual([invited.status, invited.body['name']], [201, 'bo@example.com']);
  const id = String(invited.body['id']);
  const [letter = ''] = await letters('bo@example.com');
  assert.match(letter, /You are invited to be publisher of acme/);
  assert.ok(letter.includes(`/invitations/${id}`));
  assert.deepEqual((await call(eve, 'GET /invitations')).body.items, []);
  assert.equal((await call(eve, `POST /invitations/${id}/accept`)).status, 404);
  const [waiting] = (await call(bo, 'GET /invitations')).body.items;
  assert.deepEqual(
    [waiting?.['id'], waiting?.['organisation'], waiting?.['role']],
    [id, 'acme', 'publisher'],
  );
  assert.equal((await call(bo, `POST /invitations/${id}/accept`)).status, 200);
  assert.equal((await call(bo, `POST /invitations/${id}/accept`)).status, 404);
  const entries = await gate.journal('member-invited', 'member-joined');
  assert.equal(entries.length, 2);
  assert.ok(!JSON.stringify(entries).includes('bo@example.com'), 'the journal keeps no address');
});

test('nobody learns from an invitation whether an address has an account, and who makes one later finds it', async (t) => {
  const { gate, ada, call, invite, letters } = await setScene(t);
  const [known, unknown] = [await invite('bo@example.com'), await invite('cy@example.com')];
  assert.deepEqual(Object.keys(known.body).sort(), Object.keys(unknown.body).sort());
  assert.deepEqual([known.status, unknown.status], [201, 201]);
  const [toKnown, toUnknown] = [await letters('bo@example.com'), await letters('cy@example.com')];
  const same = (letter = '') =>
    letter
      .slice(letter.indexOf('You are invited to be'))
      .replaceAll(/(?:bo|cy)@example\.com/g, 'x')
      .replaceAll(/[0-9a-f]{24}/g, 'id');
  assert.equal(same(toKnown[0]), same(toUnknown[0]));
  const listed = (await call(ada, 'GET /organisations/acme/invitations')).body.items;
  assert.deepEqual(new Set(listed.map(({ name }) => name)), new Set(['bo@example.com', 'cy@example.com']));
  const cy = await seatPerson(gate, 'cy');
  const [waiting] = (await call(cy, 'GET /invitations')).body.items;
  assert.equal((await call(cy, `POST /invitations/${String(waiting?.['id'])}/accept`)).status, 200);
});

test('an address that was not verified, or whose domain was gone once, joins nothing', async (t) => {
  const { gate, bo, call, invite } = await setScene(t);
  const id = String((await invite('bo@example.com', 'owner')).body['id']);
  const give = (email: object) =>
    gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(bo.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, email: { address: 'bo@example.com', ...email } });
    });
  for (const email of [{}, { verifiedAt: 1, lapsedAt: 2 }]) {
    await give(email);
    assert.deepEqual((await call(bo, 'GET /invitations')).body.items, []);
    assert.equal((await call(bo, `POST /invitations/${id}/accept`)).status, 404);
  }
  await give({ verifiedAt: 1 });
  assert.equal((await call(bo, `POST /invitations/${id}/accept`)).status, 200);
});

test('whoever belongs already takes no other role by a second invitation: the last owner stays one', async (t) => {
  const { ada, bo, call, invite } = await setScene(t);
  const own = String((await invite('ada@example.com', 'member')).body['id']);
  const again = await call(ada, `POST /invitations/${own}/accept`);
  assert.deepEqual([again.status, again.code], [409, 'conflict']);
  const [byName, byAddress] = [await invite('bo', 'member'), await invite('bo@example.com', 'owner')];
  assert.equal((await call(bo, `POST /invitations/${String(byName.body['id'])}/accept`)).status, 200);
  assert.equal((await call(bo, `POST /invitations/${String(byAddress.body['id'])}/accept`)).status, 409);
  const members = (await call(ada, 'GET /organisations/acme/members')).body.items;
  assert.deepEqual(
    members.map(({ name, role }) => `${String(name)} ${String(role)}`),
    ['ada owner', 'bo member'],
  );
  assert.equal((await call(bo, `DELETE /invitations/${String(byAddress.body['id'])}`)).status, 204);
});

test('an address is invited once at a time, taken back, sent five letters a day at most, and no address is refused', async (t) => {
  const { ada, bo, call, invite, letters } = await setScene(t);
  const ids = [];
  for (let times = 0; times < 5; times += 1) ids.push(String((await invite('bo@example.com')).body['id']));
  assert.equal((await call(ada, 'GET /organisations/acme/invitations')).body.items.length, 1);
  assert.equal((await invite('bo@example.com')).status, 429);
  assert.equal((await letters('bo@example.com')).length, 5);
  assert.equal((await call(ada, `DELETE /organisations/acme/invitations/${ids[4]}`)).status, 204);
  assert.equal((await call(bo, `POST /invitations/${ids[4]}/accept`)).status, 404);
  for (const name of ['@', 'a@b', 'a b@example.com', 'x@127.0.0.1', `${'x'.repeat(70)}@example.com`]) {
    assert.equal((await invite(name)).status, 400, name);
  }
});
