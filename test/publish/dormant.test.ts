// What nobody used for long is asked for more, over HTTP with the clock moved: accounts prove their address, packages wait.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { noteUse } from '../../src/identity/takeover/activity.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { makeAcme } from '../support/acme.ts';
import type { Seated } from '../support/access-callers.ts';
import { ask } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { enrolAuthenticator, openAdministrator, PASSWORD } from '../support/factor-browser.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';
import { signAgain } from '../support/sign-again.ts';
import { npmBody } from './npm-body.ts';

/** A server that forgets sooner, so that a token outlives what is asked for. */
const SOON = { config: { publish: { dormant_account_days: 20, dormant_package_days: 60 } } };

describe('an account that nobody used for long', () => {
  it('publishes again once its person signed in and verified its address anew, and its old tokens do not wake it', async (test) => {
    const clock = holdClock();
    const gate = await startGate(test, { clock, ...SOON });
    const ada = await openAdministrator(gate);
    const phone = await enrolAuthenticator(ada, clock.now());
    const verify = async () => {
      await ada.json('POST', '/account/email', { email: 'ada@example.com' }, 202);
      const letter = (await lettersOf(gate, 'ada')).findLast((one) => one.includes('/verify#'));
      const secret = /\/verify#([\w-]{43})/.exec(letter ?? '')?.[1];
      await ada.json('POST', '/verify', { secret });
    };
    const enter = async () => {
      ada.forgetSession();
      const { next } = await ada.signIn('ada', PASSWORD);
      await ada.json('POST', '/session/second-factor', {
        ticket: next.ticket,
        code: phone.code(clock.now()),
      });
    };
    const { account } = await ada.json('GET', '/session');
    // What follows within a minute of a use.
    const flush = () => gate.house.storage.work.transact((work) => noteUse(work, account.id, clock.now()));
    await verify();
    clock.passTime(MINUTE_MS);
    await enter();
    const packages = [{ ecosystem: 'npm', pattern: 'tide' }];
    const wish = { name: 'ci', scope: 'write', actions: ['publish'], packages, lasts: '90d' };
    const { token } = await ada.json('POST', '/tokens', wish, 201);
    let patch = 0;
    const publish = async () =>
      ask(`${gate.urls.npm}/tide`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: await npmBody({ name: 'tide', version: `1.0.${patch++}` }),
      });
    assert.equal((await publish()).status, 201);
    clock.passTime(15 * DAY_MS);
    assert.equal((await publish()).status, 201);
    await flush();
    clock.passTime(15 * DAY_MS);
    assert.equal((await publish()).status, 201, 'a token of it was used meanwhile');
    await flush();
    clock.passTime(21 * DAY_MS);
    for (const when of ['first', 'noted']) {
      const held = await publish();
      assert.equal(held.status, 403, when);
      assert.match(
        held.text,
        /found that nobody used the account ada from \S+ on for longer than 20 days, expected that its person signs in and verifies its address anew/,
      );
      await flush();
    }
    await enter();
    assert.equal((await publish()).status, 403, 'a password and a factor may be somebody else’s by now');
    await verify();
    assert.equal((await publish()).status, 201);
    const refused = await gate.journal('publish-refused');
    assert.deepEqual(
      refused.map(({ data }) => 'rule' in data && data.rule),
      ['dormant-account', 'dormant-account', 'dormant-account'],
    );
  });
});

describe('a package that nothing was published to for long', () => {
  async function scene(test: TestContext) {
    const clock = holdClock();
    const gate = await startGate(test, { clock, ...SOON });
    const acme = await makeAcme(gate);
    const bo = await acme.seat('bo');
    await acme.join(bo, 'maintainer');
    await acme.own('npm', '@acme/tide');
    let patch = 0;
    const publish = async (who: Seated) =>
      ask(`${gate.urls.npm}/@acme%2ftide`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${await acme.mint(who, 'npm', ['@acme/tide'])}`,
          'content-type': 'application/json',
        },
        body: await npmBody({ version: `1.0.${patch++}` }),
      });
    assert.equal((await publish(bo)).status, 201);
    const pass = async (ms: number) => {
      clock.passTime(ms);
      // Somebody who was here all the time.
      await gate.house.storage.work.transact(({ activities }) =>
        activities.save({ accountId: bo.id, seenAt: clock.now() }),
      );
      return signAgain(gate, bo);
    };
    const kinds = async (who: Seated) => {
      const shown = await callApi(gate, who, 'GET /holds/npm/@acme%2ftide');
      return (shown.body['holds'] as readonly { kind: string; until?: string }[]).map(({ kind, until }) => [
        kind,
        until !== undefined,
      ]);
    };
    return { gate, acme, bo, publish, pass, kinds };
  }

  it('refuses its first release once, tells its people that somebody tries, and takes it after the hold', async (test) => {
    const { gate, publish, pass, kinds } = await scene(test);
    let bo = await pass(59 * DAY_MS);
    assert.equal((await publish(bo)).status, 201);
    bo = await pass(61 * DAY_MS);
    assert.deepEqual(await kinds(bo), [['dormant-package', false]]);
    for (let turn = 0; turn < 2; turn++) {
      const held = await publish(bo);
      assert.equal(held.status, 403, held.text);
      assert.match(
        held.text,
        /found that nothing was published to it since \S+, expected the approval of a second person, or that you publish again after \S+; its people are told; put it up for approval with npm stage publish/,
      );
    }
    assert.deepEqual(await kinds(bo), [['dormant-package', true]]);
    assert.equal((await gate.journal('package-held')).length, 1, 'the hold runs from the first try on');
    const letters = (await lettersOf(gate, 'ada')).filter((letter) =>
      /Somebody tries to publish/.test(letter),
    );
    assert.equal(letters.length, 1);
    assert.match(letters[0] ?? '', /gatehouse package freeze npm @acme\/tide/);
    bo = await pass(73 * HOUR_MS);
    assert.equal((await publish(bo)).status, 201);
    assert.equal((await publish(bo)).status, 201, 'it is awake');
    assert.deepEqual(await kinds(bo), []);
  });

  it('is asked for anew when nobody published for a month after the hold', async (test) => {
    const { gate, publish, pass } = await scene(test);
    let bo = await pass(61 * DAY_MS);
    assert.equal((await publish(bo)).status, 403);
    bo = await pass(34 * DAY_MS);
    assert.equal((await publish(bo)).status, 403);
    assert.equal((await gate.journal('package-held')).length, 2);
  });
});
