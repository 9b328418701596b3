// A3.2: multi-factor authentication is required for all maintainers, however they came to be one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Seated } from '../support/access-callers.ts';
import { ApiBrowser, enrolAuthenticator, openAdministrator, type Json } from '../support/factor-browser.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { makeImpactScene, type ImpactScene } from '../support/impact-scene.ts';
import { npmBody } from '../publish/npm-body.ts';

const WAVE = '@acme/wave';

/** Each way by which somebody gets a right to publish wave. */
const WAYS: Readonly<Record<string, (scene: ImpactScene, who: Seated) => Promise<void>>> = {
  'a role in its organisation': ({ acme }, who) => acme.join(who, 'maintainer'),
  async 'another role in its organisation'({ acme, call }, who) {
    await acme.join(who, 'member');
    await done(call(acme.ada, `PUT /organisations/acme/members/${who.name}`, { role: 'publisher' }));
  },
  async 'a grant'({ acme, call }, who) {
    await acme.join(who, 'member');
    const to = { kind: 'account', name: who.name };
    const grant = { to, role: 'publisher', ecosystem: 'npm', pattern: WAVE };
    await done(call(acme.ada, 'POST /organisations/acme/grants', grant));
  },
  async 'a team'({ acme, call }, who) {
    await acme.join(who, 'member');
    await done(call(acme.ada, 'POST /organisations/acme/teams', { name: 'core' }));
    const to = { kind: 'team', name: 'core' };
    const grant = { to, role: 'maintainer', ecosystem: 'npm', pattern: '@acme/*' };
    await done(call(acme.ada, 'POST /organisations/acme/grants', grant));
    await done(call(acme.ada, `PUT /organisations/acme/teams/core/members/${who.name}`));
  },
  async 'owning it alone'({ gate }, { id }) {
    await gate.house.storage.work.transact(async ({ ownership }) => {
      const owned = await ownership.find('npm', WAVE as never);
      assert.ok(owned !== undefined);
      await ownership.save({ ...owned, owner: { kind: 'account', id } });
    });
  },
};

async function done(answer: Promise<{ readonly status: number; readonly detail: string }>): Promise<void> {
  const { status, detail } = await answer;
  assert.ok(status < 300, detail);
}

async function publishAsPerson({ gate }: ImpactScene, who: Seated, version: string) {
  return gate.ask(`/npm/${WAVE.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { ...who.headers, 'content-type': 'application/json' },
    body: await npmBody({ name: WAVE, version }),
  });
}

describe('A3.2: whoever may publish does so with a second factor alone', () => {
  for (const [way, give] of Object.entries(WAYS)) {
    it(`A3.2: by ${way}`, async (t) => {
      const scene = await makeImpactScene(t, { dependents: 1_000 });
      const { acme, equip, publish, call } = scene;
      await acme.own('npm', WAVE);
      const who = await acme.seat('cy');
      await give(scene, who);
      const token = await acme.mint(who, 'npm', [WAVE], ['publish']);
      assert.equal((await publish(token, WAVE, '1.0.0')).status, 201);
      // An administrator's reset leaves a maintainer without a factor; so does removing the last one.
      await equip(who, undefined, 'password');
      assert.equal((await publish(token, WAVE, '1.1.0')).status, 401, 'by the token of before');
      const person = await publishAsPerson(scene, who, '1.1.0');
      assert.ok([401, 403].includes(person.status), person.text);
      const minted = await call(who, 'POST /tokens', {
        name: 'again',
        scope: 'write',
        actions: ['publish'],
        packages: [{ ecosystem: 'npm', pattern: WAVE }],
      });
      assert.equal(minted.status, 403, minted.detail);
      const deployed = await call(who, 'POST /deployments/none/publish');
      assert.equal(deployed.status, 403, deployed.detail);
      assert.equal((await scene.gate.ask('/npm/@acme%2fwave/1.1.0')).status, 404);
    });
  }

  it('A3.2: nobody joins an organisation without one', async (t) => {
    const scene = await makeImpactScene(t, { dependents: 1_000 });
    const { acme, call, equip } = scene;
    const cy = await acme.seat('cy');
    const invited = await call(acme.ada, 'POST /organisations/acme/invitations', {
      name: 'cy',
      role: 'publisher',
    });
    await equip(cy, undefined, 'password');
    const accepted = await call(cy, `POST /invitations/${String(invited.body['id'])}/accept`);
    assert.deepEqual([accepted.status, accepted.code], [403, 'not-allowed']);
    assert.match(accepted.detail, /sign-in by password alone/);
  });

  it('A3.2: with the last factor the session that removed it publishes nothing any more, nor what it had made to publish', async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock });
    const ada = await openAdministrator(gate);
    const authenticator = await enrolAuthenticator(ada, clock.now());
    const mint = () =>
      ada.call('POST', '/tokens', {
        name: 'ci',
        scope: 'write',
        actions: ['publish'],
        packages: [{ ecosystem: 'npm', pattern: 'tide-pool' }],
      });
    const { token }: Json = JSON.parse((await mint()).text);
    const publish = async (version: string, credential: Readonly<Record<string, string>>) =>
      gate.ask('/npm/tide-pool', {
        method: 'PUT',
        headers: { ...credential, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: await npmBody({ name: 'tide-pool', version }),
      });
    const cookie = () => ({
      cookie: [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    });
    const bearer = { authorization: `Bearer ${token}` };
    assert.equal((await publish('1.0.0', bearer)).status, 201);
    assert.equal((await publish('1.1.0', cookie())).status, 201);
    await ada.json('DELETE', `/account/factors/${authenticator.id}`, undefined, 204);
    assert.equal((await ada.json('GET', '/session')).proof, 'password');
    const [byToken, bySession] = [await publish('1.2.0', bearer), await publish('1.2.0', cookie())];
    assert.deepEqual([byToken.status, bySession.status], [401, 403], bySession.text);
    assert.match(bySession.text, /sign-in by password alone; enrol a passkey or an authenticator/);
    assert.equal((await mint()).status, 403);
  });

  it('A3.2: an administrator who resets factors ends the sessions and tokens with them', async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock });
    const ada = await openAdministrator(gate);
    await enrolAuthenticator(ada, clock.now());
    const { link } = await ada.json('POST', '/people', { name: 'bo', role: 'reader' }, 201);
    const bo = new ApiBrowser(gate);
    const secret = link.slice(link.indexOf('#') + 1);
    const setUp = await bo.json('POST', '/setup', { secret, name: 'bo', password: 'bo has a pass phrase' });
    await enrolAuthenticator(bo, clock.now());
    const packages = [{ ecosystem: 'npm', pattern: 'tide-pool' }];
    const wish = { name: 'ci', scope: 'write', actions: ['publish'], packages };
    const { token } = await bo.json('POST', '/tokens', wish, 201);
    await ada.json('POST', `/people/${setUp.account.id}/recover`, undefined, 204);
    const published = await gate.ask('/npm/tide-pool', {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody({ name: 'tide-pool', version: '1.0.0' }),
    });
    assert.equal(published.status, 401);
    assert.equal((await bo.call('GET', '/account/factors')).status, 401);
  });
});
