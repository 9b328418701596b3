// Organisations over HTTP, with letters: consent, the last owner, rights that end, names that stay private, transfers.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { mayLeave } from '../src/identity/organisations/members.ts';
import { DAY_MS } from '../src/kernel/clock.ts';
import { seatPerson, type Seated } from './support/access-callers.ts';
import { callApi } from './support/call-api.ts';
import { holdClock, startGate, type Gate, type TestClock } from './support/gate.ts';

interface Scene {
  readonly gate: Gate;
  readonly clock: TestClock;
  readonly ada: Seated;
  readonly bo: Seated;
  readonly eve: Seated;
  readonly call: (who: Seated, request: string, body?: unknown) => ReturnType<typeof callApi>;
  /** Somebody joins acme as `role`. */
  readonly join: (who: Seated, role: string) => Promise<void>;
}

/** Ada owns acme. */
async function setScene(t: TestContext): Promise<Scene> {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await seatPerson(gate, 'ada', { role: 'reviewer' });
  const call: Scene['call'] = (who, request, body) => callApi(gate, who, request, body);
  const made = await call(ada, 'POST /organisations', { name: 'Acme', displayName: 'Acme Ltd' });
  assert.equal(made.status, 201, made.detail);
  return {
    gate,
    clock,
    ada,
    bo: await seatPerson(gate, 'bo'),
    eve: await seatPerson(gate, 'eve'),
    call,
    async join(who, role) {
      const invited = await call(ada, 'POST /organisations/acme/invitations', { name: who.name, role });
      assert.equal(invited.status, 201, invited.detail);
      const joined = await call(who, `POST /invitations/${String(invited.body['id'])}/accept`);
      assert.equal(joined.status, 200, joined.detail);
    },
  };
}

/** The letters that left so far, each on one line. */
async function lettersTo(gate: Gate, name: string): Promise<readonly string[]> {
  await gate.house.mail.settle();
  const folder = gate.house.mail.folder ?? '';
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\s+/g, ' '))
    .filter((letter) => letter.includes(`To: ${name}@example.com `));
}

const rolesOf = (answer: Awaited<ReturnType<typeof callApi>>) =>
  answer.body.items.map(({ name, role }) => `${String(name)} ${String(role)}`);

test("a name is one organisation's for ever, in any spelling, also when that is gone", async (t) => {
  const { call, ada, bo } = await setScene(t);
  for (const name of ['acme', ' ACME ']) {
    assert.equal((await call(bo, 'POST /organisations', { name })).code, 'conflict');
  }
  for (const name of ['', 'a b', '-acme', 'acme-', 'açme', 'a'.repeat(65)]) {
    assert.equal((await call(bo, 'POST /organisations', { name })).status, 400, name);
  }
  assert.equal((await call(ada, 'DELETE /organisations/acme')).status, 204);
  assert.equal((await call(ada, 'GET /organisations/acme')).status, 404);
  assert.deepEqual((await call(ada, 'GET /organisations')).body.items, []);
  assert.equal((await call(ada, 'POST /organisations', { name: 'acme' })).code, 'conflict');
});

test('nobody belongs to an organisation who did not accept, signed in as who was invited, within seven days', async (t) => {
  const { gate, clock, call, ada, bo, eve } = await setScene(t);
  const invite = () => call(ada, 'POST /organisations/acme/invitations', { name: 'bo', role: 'publisher' });
  const first = String((await invite()).body['id']);
  assert.deepEqual(rolesOf(await call(ada, 'GET /organisations/acme/members')), ['ada owner']);
  assert.equal((await call(bo, 'GET /organisations/acme')).status, 404);
  // Whoever gets hold of the letter has nothing: for another account the invitation is not there.
  const hijacked = await call(eve, `POST /invitations/${first}/accept`);
  assert.deepEqual(hijacked, await call(eve, 'POST /invitations/none/accept'));
  assert.equal(hijacked.status, 404);
  assert.equal((await call(eve, `DELETE /invitations/${first}`)).status, 404);
  assert.equal((await call(ada, `POST /invitations/${first}/accept`)).status, 404);
  const weak = await seatPerson(gate, 'weak', { proof: 'password' });
  assert.equal((await call(weak, `POST /invitations/${first}/accept`)).status, 403);
  const [letter = ''] = await lettersTo(gate, 'bo');
  assert.match(letter, /You are invited to be publisher of acme/);
  assert.ok(letter.includes(`gatehouse invitation accept ${first}`), letter);
  clock.passTime(7 * DAY_MS);
  assert.deepEqual((await call(bo, 'GET /invitations')).body.items, []);
  assert.equal((await call(bo, `POST /invitations/${first}/accept`)).status, 404);
});

test('an invitation is accepted once, declined, or taken back, and each is told and journalled', async (t) => {
  const { gate, call, ada, bo, eve, join } = await setScene(t);
  await join(bo, 'publisher');
  assert.deepEqual(rolesOf(await call(bo, 'GET /organisations/acme/members')), ['ada owner', 'bo publisher']);
  const again = await call(ada, 'POST /organisations/acme/invitations', { name: 'bo', role: 'owner' });
  assert.equal(again.code, 'conflict');
  const invite = async () =>
    String(
      (await call(ada, 'POST /organisations/acme/invitations', { name: 'eve', role: 'auditor' })).body['id'],
    );
  const declined = await invite();
  assert.equal((await call(eve, `DELETE /invitations/${declined}`)).status, 204);
  const withdrawn = await invite();
  assert.equal((await call(ada, `DELETE /organisations/acme/invitations/${withdrawn}`)).status, 204);
  assert.equal((await call(eve, `POST /invitations/${withdrawn}/accept`)).status, 404);
  const kinds = (await gate.journal('member-invited', 'member-joined', 'invitation-ended')).map(
    ({ kind }) => kind,
  );
  assert.deepEqual(kinds, [
    'member-invited',
    'member-joined',
    'member-invited',
    'invitation-ended',
    'member-invited',
    'invitation-ended',
  ]);
  const told = (await lettersTo(gate, 'ada')).join('\n');
  for (const words of ['bo was invited', 'bo accepted an invitation', 'eve does not want', 'taken back']) {
    assert.ok(told.includes(words), words);
  }
});

test('who may not invite any more brings nobody in afterwards', async (t) => {
  const { call, ada, bo, eve, join } = await setScene(t);
  await join(bo, 'owner');
  const invited = await call(bo, 'POST /organisations/acme/invitations', { name: 'eve', role: 'owner' });
  assert.equal(invited.status, 201);
  const lowered = await call(ada, 'PUT /organisations/acme/members/bo', { role: 'member' });
  assert.equal(lowered.status, 204, lowered.detail);
  assert.equal((await call(eve, `POST /invitations/${String(invited.body['id'])}/accept`)).status, 404);
});

test('the last owner who can act does not leave, is not removed and not made less', async (t) => {
  const { gate, call, ada, bo, join } = await setScene(t);
  const stuck = async () => {
    const tries = [
      await call(ada, 'POST /organisations/acme/leave'),
      await call(ada, 'DELETE /organisations/acme/members/ada'),
      await call(ada, 'PUT /organisations/acme/members/ada', { role: 'maintainer' }),
    ];
    assert.deepEqual(
      tries.map(({ code }) => code),
      ['conflict', 'conflict', 'conflict'],
    );
    await assert.rejects(mayLeave(gate.house.storage.stores, ada.id), /last owner of acme/);
  };
  await stuck();
  await join(bo, 'owner');
  await mayLeave(gate.house.storage.stores, ada.id);
  // An owner whose account was disabled can do nothing, and so is none.
  const { identity } = gate.house.storage.stores;
  const account = await identity.findAccount(bo.id);
  assert.ok(account !== undefined);
  await gate.house.storage.work.transact((work) => work.identity.saveAccount({ ...account, disabledAt: 1 }));
  await stuck();
  await gate.house.storage.work.transact((work) => work.identity.saveAccount(account));
  assert.equal((await call(ada, 'POST /organisations/acme/leave')).status, 204);
  assert.equal((await call(ada, 'GET /organisations/acme')).status, 404);
  assert.equal((await call(bo, 'DELETE /organisations/acme')).status, 204);
});

test('two owners who remove each other at once leave one', async (t) => {
  const { call, ada, bo, join } = await setScene(t);
  await join(bo, 'owner');
  const answers = await Promise.all([
    call(ada, 'DELETE /organisations/acme/members/bo'),
    call(bo, 'DELETE /organisations/acme/members/ada'),
  ]);
  assert.equal(answers.filter(({ status }) => status === 204).length, 1);
  const lists = await Promise.all([ada, bo].map((who) => call(who, 'GET /organisations/acme/members')));
  const [left] = lists.filter(({ status }) => status === 200);
  assert.ok(left !== undefined);
  assert.equal(rolesOf(left).length, 1);
});

test('a role that was taken away holds no more with the next request, by session and by token', async (t) => {
  const { call, ada, bo, join } = await setScene(t);
  await join(bo, 'owner');
  const byToken = { ...bo, headers: bo.token };
  assert.equal((await call(byToken, 'GET /organisations/acme/invitations')).status, 200);
  await call(ada, 'PUT /organisations/acme/members/bo', { role: 'auditor' });
  assert.equal((await call(byToken, 'GET /organisations/acme/invitations')).status, 403);
  assert.equal((await call(bo, 'PUT /organisations/acme/members/ada', { role: 'member' })).status, 403);
  await call(ada, 'DELETE /organisations/acme/members/bo');
  for (const who of [bo, byToken]) assert.equal((await call(who, 'GET /organisations/acme')).status, 404);
});

const TIDE = '/owners/npm/%40acme%2Ftide';

async function assign({ call, ada }: Scene, visibility: string, name = '@acme/tide'): Promise<void> {
  const made = await call(ada, 'POST /organisations/acme/packages', { ecosystem: 'npm', name, visibility });
  assert.equal(made.status, 204, made.detail);
}

test('rights on a package come by grants to members and teams, and end with the team, the grant or the membership', async (t) => {
  const scene = await setScene(t);
  const { call, ada, bo, eve, join } = scene;
  await assign(scene, 'private');
  await join(bo, 'member');
  const may = async (who: Seated) => (await call(who, `GET ${TIDE}`)).body['may'];
  assert.equal(await may(bo), undefined);
  await call(ada, 'POST /organisations/acme/teams', { name: 'core' });
  const stranger = await call(ada, 'PUT /organisations/acme/teams/core/members/eve');
  assert.equal(stranger.status, 404);
  await call(ada, 'PUT /organisations/acme/teams/core/members/bo');
  const grant = { to: { kind: 'team', name: 'core' }, role: 'publisher', ecosystem: 'npm' };
  const given = await call(ada, 'POST /organisations/acme/grants', { ...grant, pattern: '@acme/*' });
  assert.equal(given.status, 201, given.detail);
  assert.deepEqual(await may(bo), ['see', 'publish', 'stage', 'yank', 'deprecate']);
  assert.equal(await may(eve), undefined);
  await call(ada, 'DELETE /organisations/acme/teams/core/members/bo');
  assert.equal(await may(bo), undefined);
  const own = { ...grant, to: { kind: 'account', name: 'bo' }, role: 'reviewer', pattern: '@acme/tide' };
  await call(ada, 'POST /organisations/acme/grants', own);
  assert.deepEqual(await may(bo), ['see', 'approve']);
  await call(ada, 'DELETE /organisations/acme/members/bo');
  assert.equal(await may(bo), undefined);
  await join(bo, 'member');
  assert.equal(await may(bo), undefined);
  const toStranger = { ...own, to: { kind: 'account', name: 'eve' } };
  assert.equal((await call(ada, 'POST /organisations/acme/grants', toStranger)).status, 404);
});

test('a private package is to others as one that is not there; an internal one to nobody but accounts', async (t) => {
  const scene = await setScene(t);
  const { gate, call, ada, bo, eve, join } = scene;
  await assign(scene, 'private');
  await join(bo, 'member');
  const none = await call(eve, 'GET /owners/npm/%40acme%2Fnone');
  assert.equal(none.status, 404);
  for (const who of [eve, bo]) {
    for (const [request, body] of [
      [`GET ${TIDE}`, undefined],
      [`PUT ${TIDE}`, { visibility: 'public' }],
      [`POST ${TIDE}/transfer`, { to: { kind: 'account', name: who.name } }],
    ] as const) {
      const there = await call(who, request, body);
      assert.deepEqual(there, await call(who, request.replace('tide', 'none'), body), request);
      assert.equal(there.status, 404);
    }
  }
  assert.deepEqual((await call(bo, 'GET /organisations/acme/packages')).body.items, []);
  const opened = await call(ada, `PUT ${TIDE}`, { visibility: 'internal' });
  assert.equal(opened.status, 204);
  assert.equal((await call(eve, `GET ${TIDE}`)).body['visibility'], 'internal');
  assert.equal((await call(eve, `PUT ${TIDE}`, { visibility: 'public' })).status, 403);
  assert.equal((await gate.ask(`/api/v1${TIDE}`)).status, 401);
});

test("another organisation's invitations and grants are not reached by the address of one's own", async (t) => {
  const scene = await setScene(t);
  const { call, ada, bo, eve } = scene;
  assert.equal((await call(eve, 'POST /organisations', { name: 'evil' })).status, 201);
  const invited = await call(ada, 'POST /organisations/acme/invitations', { name: 'bo', role: 'member' });
  const grant = await call(ada, 'POST /organisations/acme/grants', {
    to: { kind: 'account', name: 'ada' },
    role: 'publisher',
    ecosystem: 'npm',
    pattern: '@acme/*',
  });
  for (const [kind, { body }] of [
    ['invitations', invited],
    ['grants', grant],
  ] as const) {
    const theirs = await call(eve, `DELETE /organisations/evil/${kind}/${String(body['id'])}`);
    assert.equal(theirs.status, 404);
    assert.deepEqual(theirs, await call(eve, `DELETE /organisations/evil/${kind}/none`));
  }
  assert.equal((await call(bo, 'GET /invitations')).body.items.length, 1);
  assert.equal((await call(ada, 'GET /organisations/acme/grants')).body.items.length, 1);
});

/** What the letter of an offer carries, other than that of an earlier one. */
async function secretFor(gate: Gate, name: string, earlier = ''): Promise<string> {
  const letters = await lettersTo(gate, name);
  const secrets = letters.flatMap((letter) => [...letter.matchAll(/transfer accept ([\w-]{43})/g)]);
  return secrets.find(([, secret]) => secret !== earlier)?.[1] ?? '';
}

test('a package goes over once the other side accepts by its own letter, and every grant on it ends', async (t) => {
  const scene = await setScene(t);
  const { gate, call, ada, bo, eve, join } = scene;
  await assign(scene, 'private');
  await join(bo, 'member');
  await call(ada, 'POST /organisations/acme/grants', {
    to: { kind: 'account', name: 'bo' },
    role: 'maintainer',
    ecosystem: 'npm',
    pattern: '@acme/tide',
  });
  const cy = await seatPerson(gate, 'cy');
  await call(cy, 'POST /organisations', { name: 'other' });
  // A maintainer of the package does not give it away.
  const to = { to: { kind: 'organisation', name: 'other' } };
  assert.equal((await call(bo, `POST ${TIDE}/transfer`, to)).status, 403);
  assert.equal((await call(ada, `POST ${TIDE}/transfer`, to)).status, 204);
  assert.equal((await call(ada, `GET ${TIDE}`)).body['owner'], 'organisation:acme');
  const secret = await secretFor(gate, 'cy');
  for (const who of [eve, ada, bo]) {
    assert.equal((await call(who, 'POST /transfers', { secret })).status, 403, who.name);
  }
  const accepted = await call(cy, 'POST /transfers', { secret });
  assert.deepEqual([accepted.status, accepted.body], [200, { ecosystem: 'npm', name: '@acme/tide' }]);
  assert.equal((await call(cy, 'POST /transfers', { secret })).status, 403);
  assert.equal((await call(cy, `GET ${TIDE}`)).body['owner'], 'organisation:other');
  for (const who of [ada, bo]) assert.equal((await call(who, `GET ${TIDE}`)).status, 404, who.name);
  assert.deepEqual((await call(ada, 'GET /organisations/acme/grants')).body.items, []);
  const [entry] = await gate.journal('package-transferred');
  assert.deepEqual(entry?.data, { from: 'organisation:acme', to: 'organisation:other' });
  assert.match(
    (await lettersTo(gate, 'ada')).join('\n'),
    /went from organisation:acme to organisation:other/,
  );
  assert.equal((await call(cy, 'DELETE /organisations/other')).code, 'conflict');
});

test('an offer does not outlive the right of who made it, nor three days', async (t) => {
  const scene = await setScene(t);
  const { gate, clock, call, ada, bo, eve, join } = scene;
  await assign(scene, 'public');
  await join(bo, 'owner');
  const to = { to: { kind: 'account', name: 'eve' } };
  assert.equal((await call(bo, `POST ${TIDE}/transfer`, to)).status, 204);
  const secret = await secretFor(gate, 'eve');
  await call(ada, 'PUT /organisations/acme/members/bo', { role: 'member' });
  assert.equal((await call(eve, 'POST /transfers', { secret })).status, 403);
  assert.equal((await call(ada, `POST ${TIDE}/transfer`, to)).status, 204);
  const second = await secretFor(gate, 'eve', secret);
  assert.notEqual(second, '');
  clock.passTime(3 * DAY_MS);
  // Ada and Eve are signed in still, and would have to prove themselves again; a fresh session of Eve's does.
  const fresh = await gate.house.storage.stores.identity.sessionsOf(eve.id, clock.now());
  await gate.house.storage.work.transact(async ({ identity }) => {
    for (const session of fresh) await identity.saveSession({ ...session, confirmedAt: clock.now() });
  });
  const late = await call(eve, 'POST /transfers', { secret: second });
  assert.deepEqual([late.status, late.code], [403, 'not-allowed']);
  assert.equal((await call(eve, `GET ${TIDE}`)).body['owner'], 'organisation:acme');
});

test('a person who was given a package gives it on, and is told of what happens to it', async (t) => {
  const scene = await setScene(t);
  const { gate, call, ada, eve } = scene;
  await assign(scene, 'private');
  await call(ada, `POST ${TIDE}/transfer`, { to: { kind: 'account', name: 'eve' } });
  await call(eve, 'POST /transfers', { secret: await secretFor(gate, 'eve') });
  assert.equal((await call(eve, `GET ${TIDE}`)).body['owner'], 'account:eve');
  await assert.rejects(mayLeave(gate.house.storage.stores, eve.id), /owns npm:@acme\/tide; pass that on/);
  await call(eve, `POST ${TIDE}/transfer`, { to: { kind: 'organisation', name: 'acme' } });
  const back = await call(ada, 'POST /transfers', { secret: await secretFor(gate, 'ada') });
  assert.equal(back.status, 200, back.detail);
  assert.match((await lettersTo(gate, 'eve')).join('\n'), /went from account:eve to organisation:acme/);
  await mayLeave(gate.house.storage.stores, eve.id);
});
