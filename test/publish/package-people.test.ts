// Who may publish a package of an organisation: added and removed by its owners, by a grant on that package alone.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { makeAcme } from '../support/acme.ts';
import { ask } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { crateBody } from '../support/crate-body.ts';
import { startGate, type Gate } from '../support/gate.ts';

/** Acme owns the crate tide; ada owns acme, bo and cy are plain members. */
async function scene(test: TestContext) {
  const gate = await startGate(test);
  const acme = await makeAcme(gate);
  const [bo, cy] = [await acme.seat('bo'), await acme.seat('cy')];
  for (const one of [bo, cy]) await acme.join(one, 'member');
  await acme.own('cargo', 'tide');
  const token = await acme.mint(acme.ada, 'cargo', ['tide']);
  const change = (method: 'PUT' | 'DELETE', credential: string, ...users: readonly string[]) =>
    ask(`${gate.urls.cargo}/api/v1/crates/tide/owners`, {
      method,
      headers: { authorization: credential },
      body: JSON.stringify({ users }),
    });
  return { gate, acme, bo, cy, token, change };
}

async function ownersOf(gate: Gate): Promise<readonly string[]> {
  const answer = await gate.ask('/cargo/api/v1/crates/tide/owners');
  const { users } = JSON.parse(answer.text) as { users: readonly { login: string; name: string }[] };
  return users.map(({ login, name }) => `${login} (${name})`);
}

async function lettersTo(gate: Gate, name: string): Promise<readonly string[]> {
  await gate.house.mail.settle();
  const folder = gate.house.mail.folder ?? '';
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll(/\s+/g, ' '))
    .filter((letter) => letter.includes(`To: ${name}@example.com `));
}

describe('the people of a package', () => {
  it('a member is made a maintainer of the one package, may publish it then, and no more once removed', async (test) => {
    const { gate, acme, bo, token, change } = await scene(test);
    const bos = await acme.mint(bo, 'cargo', ['tide']);
    const publish = async (version: string) =>
      ask(`${gate.urls.cargo}/api/v1/crates/new`, {
        method: 'PUT',
        headers: { authorization: bos },
        body: await crateBody({ name: 'tide', version }),
      });
    assert.equal((await publish('1.0.0')).status, 403);
    assert.deepEqual(await ownersOf(gate), ['ada (owner of acme)']);
    const added = await change('PUT', token, 'bo');
    assert.equal(added.status, 200, added.text);
    assert.match(added.text, /may publish tide now/);
    assert.deepEqual(await ownersOf(gate), ['ada (owner of acme)', 'bo (maintainer of acme)']);
    assert.equal((await publish('1.0.0')).status, 200);
    const removed = await change('DELETE', token, 'bo');
    assert.equal(removed.status, 200, removed.text);
    assert.equal((await publish('1.1.0')).status, 403);
    assert.deepEqual(
      (await gate.journal('grant-given', 'grant-ended')).map(({ kind, data }) => {
        const { to, role, pattern } = data as { to: string; role: string; pattern: string };
        return [kind, to, role, pattern];
      }),
      [
        ['grant-given', 'account:bo', 'maintainer', 'tide'],
        ['grant-ended', 'account:bo', 'maintainer', 'tide'],
      ],
    );
    const told = (await lettersTo(gate, 'bo')).filter((letter) => /maintainer for cargo tide/.test(letter));
    assert.equal(told.length, 2, 'the one concerned hears of both');
    assert.ok((await lettersTo(gate, 'ada')).some((letter) => /bo of acme is now maintainer/.test(letter)));
  });

  it('nobody is added who does not belong to the organisation, nor twice; all of a change or nothing of it', async (test) => {
    const { gate, acme, token, change } = await scene(test);
    await acme.seat('eve');
    for (const users of [['eve'], ['bo', 'eve'], ['bo', 'bo']]) {
      const refused = await change('PUT', token, ...users);
      assert.ok([404, 409].includes(refused.status), refused.text);
    }
    assert.match((await change('PUT', token, 'eve')).text, /belongs to acme; invite them first/);
    assert.deepEqual(await ownersOf(gate), ['ada (owner of acme)']);
    assert.deepEqual(await gate.journal('grant-given'), []);
  });

  it('who publishes by a membership or a team is not removed from one package, and is told of by what', async (test) => {
    const { gate, acme, token, change } = await scene(test);
    const calls: readonly (readonly [string, object?])[] = [
      ['POST /organisations/acme/teams', { name: 'core' }],
      ['PUT /organisations/acme/teams/core/members/cy'],
      [
        'POST /organisations/acme/grants',
        { to: { kind: 'team', name: 'core' }, role: 'publisher', ecosystem: 'cargo', pattern: 'tide' },
      ],
    ];
    for (const [request, body] of calls) {
      const done = await callApi(gate, acme.ada, request, body);
      assert.ok(done.status < 300, `${request}: ${done.detail}`);
    }
    const dee = await acme.seat('dee');
    await acme.join(dee, 'publisher');
    for (const name of ['cy', 'dee']) {
      const refused = await change('DELETE', token, name);
      assert.equal(refused.status, 409, refused.text);
      assert.match(refused.text, /they are publisher by their membership, a team, or a grant on more/);
    }
    assert.match((await change('DELETE', token, 'bo')).text, /they may not publish it/);
    assert.ok((await ownersOf(gate)).includes('dee (publisher of acme)'));
  });

  it('takes the right to decide about people and a token made for it, or a person who confirmed it is them', async (test) => {
    const { gate, acme, bo, token, change } = await scene(test);
    await change('PUT', token, 'bo');
    // A maintainer publishes, and decides about nobody.
    assert.equal((await change('PUT', await acme.mint(bo, 'cargo', ['tide']), 'cy')).status, 403);
    const publishes = await acme.mint(acme.ada, 'cargo', ['tide'], ['publish']);
    assert.equal((await change('PUT', publishes, 'cy')).status, 403);
    const elsewhere = await acme.mint(acme.ada, 'cargo', ['wave']);
    assert.equal((await change('PUT', elsewhere, 'cy')).status, 403);
    const asPerson = () =>
      gate.ask('/cargo/api/v1/crates/tide/owners', {
        method: 'PUT',
        headers: acme.ada.headers,
        body: '{"users":["cy"]}',
      });
    await gate.house.storage.work.transact(async ({ identity }) => {
      for (const session of await identity.sessionsOf(acme.ada.id, 0)) {
        await identity.saveSession({ ...session, confirmedAt: 0 });
      }
    });
    const late = await asPerson();
    assert.equal(late.status, 403);
    assert.match(late.text, /confirm that it is you/);
    assert.ok(!(await ownersOf(gate)).some((owner) => owner.startsWith('cy')));
  });

  it('of a private package are told to those alone who may know it', async (test) => {
    const { gate, acme } = await scene(test);
    const hidden = await callApi(gate, acme.ada, 'PUT /owners/cargo/tide', { visibility: 'private' });
    assert.equal(hidden.status, 204, hidden.detail);
    const asked = async (headers: Readonly<Record<string, string>>) =>
      (await gate.ask('/cargo/api/v1/crates/tide/owners', { headers })).status;
    assert.equal(await asked({}), 404);
    assert.equal(await asked((await acme.seat('eve')).headers), 404);
    assert.equal(await asked(acme.ada.headers), 200);
  });
});
