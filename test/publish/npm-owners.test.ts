// Who may publish an npm package: told to whoever may read it, by name alone, and changed by its owners, each time with a proof.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { npmBody } from './npm-body.ts';
import { npmScene, ownAsAcme, seatMembers, type NpmPerson } from './npm-person.ts';

const TIDE = '/@acme%2ftide';

interface Maintainer {
  readonly name: string;
  readonly email: string;
}

async function scene(test: TestContext) {
  const person = await npmScene(test);
  await seatMembers(person, { bo: 'member', cy: 'publisher' });
  await ownAsAcme(person, '@acme/tide');
  await person.browser.json(
    'POST',
    '/organisations/acme/grants',
    { to: { kind: 'account', name: 'ada' }, role: 'maintainer', ecosystem: 'npm', pattern: '@acme/tide' },
    201,
  );
  const token = await person.mint();
  const published = await person.send(token, 'PUT', TIDE, { body: await npmBody() });
  assert.equal(published.status, 201, published.text);
  return { person, token };
}

async function maintainers({ gate }: NpmPerson): Promise<readonly Maintainer[]> {
  return (JSON.parse((await gate.ask(`/npm${TIDE}`)).text) as { maintainers: readonly Maintainer[] })
    .maintainers;
}

async function change(person: NpmPerson, token: string, names: readonly string[], otp?: string) {
  const { _rev: rev } = JSON.parse((await person.gate.ask(`/npm${TIDE}`)).text) as { _rev: string };
  return person.send(token, 'PUT', `${TIDE}/-rev/${rev}`, {
    body: JSON.stringify({
      _id: '@acme/tide',
      _rev: rev,
      maintainers: names.map((name) => ({ name, email: '' })),
    }),
    headers: otp === undefined ? {} : { 'npm-otp': otp },
  });
}

describe('the maintainers of an npm package', () => {
  it('stand in its packument by name alone, and follow who may publish it', async (test) => {
    const { person, token } = await scene(test);
    assert.deepEqual(await maintainers(person), [
      { name: 'ada', email: '' },
      { name: 'cy', email: '' },
    ]);
    assert.equal(
      (await change(person, token, ['ada', 'bo', 'cy'])).status,
      401,
      'it takes a proof each time',
    );
    const added = await change(person, token, ['ada', 'bo', 'cy'], person.freshCode());
    assert.equal(added.status, 200, added.text);
    assert.deepEqual(
      (await maintainers(person)).map(({ name }) => name),
      ['ada', 'bo', 'cy'],
    );
    const removed = await change(person, token, ['ada', 'cy'], person.freshCode());
    assert.equal(removed.status, 200, removed.text);
    assert.deepEqual(
      (await maintainers(person)).map(({ name }) => name),
      ['ada', 'cy'],
    );
    await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
    await person.browser.json('PUT', '/organisations/acme/members/cy', { role: 'member' }, 204);
    assert.deepEqual(
      (await maintainers(person)).map(({ name }) => name),
      ['ada'],
    );
  });

  it('are changed one at a time, so that nobody is undone who came meanwhile', async (test) => {
    const { person, token } = await scene(test);
    const refused = await change(person, token, ['bo', 'cy'], person.freshCode());
    assert.deepEqual([refused.status, /more than one difference/.test(refused.text)], [409, true]);
    assert.deepEqual(
      (await maintainers(person)).map(({ name }) => name),
      ['ada', 'cy'],
    );
  });

  it('are changed by no token that was not made for it', async (test) => {
    const { person } = await scene(test);
    const token = await person.mint({ actions: ['publish'] });
    const refused = await change(person, token, ['ada', 'bo', 'cy'], person.freshCode());
    assert.deepEqual([refused.status, /not made for this/.test(refused.text)], [403, true], refused.text);
  });

  it('says of somebody no more than was asked, whether there is such an account or not', async (test) => {
    const { person } = await scene(test);
    for (const name of ['bo', 'nobody-at-all']) {
      const answer = await person.gate.ask(`/npm/-/user/org.couchdb.user:${name}`);
      assert.deepEqual(JSON.parse(answer.text), { _id: `org.couchdb.user:${name}`, name, email: '' });
    }
  });
});
