// Takeovers over HTTP: who is new to a package or was recovered waits, its people hear of it, and what is resurrected freezes.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { HOUR_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { makeAcme } from '../support/acme.ts';
import { seatPerson, type Seated } from '../support/access-callers.ts';
import { ask, type Answer } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';
import { signAgain } from '../support/sign-again.ts';
import { assertExchanged, assertRefused, GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { npmBody } from './npm-body.ts';

const TIDE = '@acme/tide';
const HELD = 73 * HOUR_MS;

interface Hold {
  readonly kind: string;
  readonly about?: string;
  readonly until?: string;
  readonly mayEnd: boolean;
}

async function publishAt(gate: Gate, token: string, version: string): Promise<Answer> {
  return ask(`${gate.urls.npm}/@acme%2ftide`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: await npmBody({ name: TIDE, version }),
  });
}

/** Acme owns @acme/tide, which bo, a maintainer, published first; the clock stands until it is moved. */
async function scene(test: TestContext, config = {}) {
  const clock = holdClock();
  const gate = await startGate(test, { clock, ...config });
  const acme = await makeAcme(gate);
  let { ada } = acme;
  const bo = await acme.seat('bo');
  await acme.join(bo, 'maintainer');
  await acme.own('npm', TIDE);
  const bos = await acme.mint(bo, 'npm', [TIDE]);
  const first = await publishAt(gate, bos, '1.0.0');
  assert.equal(first.status, 201, first.text);
  return {
    gate,
    clock,
    acme,
    bo,
    bos,
    /** Time goes by, and ada signs in again. */
    pass: async (ms: number) => {
      clock.passTime(ms);
      ada = await signAgain(gate, ada);
      return ada;
    },
    /** Somebody new joins acme; answers them with a token for the package. */
    bring: async (name: string, role: string) => {
      const seated = await acme.seat(name);
      const invited = await callApi(gate, ada, 'POST /organisations/acme/invitations', { name, role });
      assert.equal(invited.status, 201, invited.detail);
      const joined = await callApi(gate, seated, `POST /invitations/${String(invited.body['id'])}/accept`);
      assert.ok(joined.status < 300, joined.detail);
      return { seated, token: await acme.mint(seated, 'npm', [TIDE]) };
    },
    publish: (token: string, version: string) => publishAt(gate, token, version),
    holds: async (who: Seated) => {
      const answer = await callApi(gate, who, `GET /holds/npm/${encodeURIComponent(TIDE)}`);
      return answer.body['holds'] as readonly Hold[];
    },
  };
}

function assertHeld(answer: Answer, found: RegExp): void {
  assert.equal(answer.status, 403, answer.text);
  assert.match(answer.text, found);
  assert.match(
    answer.text,
    /expected the approval of somebody who was there before, or that you try again after \d{4}-/,
  );
}

describe('somebody who is new to a package', () => {
  it('waits for 72 hours, and everybody who publishes it is told who, until when, and how to freeze it', async (test) => {
    const { gate, pass, bring, publish, bos, bo, holds } = await scene(test);
    await pass(HELD);
    const cy = await bring('cy', 'publisher');
    assertHeld(await publish(cy.token, '1.1.0'), /found that cy may do so only since \S+/);
    assert.equal((await publish(bos, '1.1.0')).status, 201, 'who was there before goes on');
    const told = (await lettersOf(gate, 'bo')).find((letter) => /cy accepted an invitation/.test(letter));
    assert.match(
      told ?? '',
      /Until \S+ cy cannot publish what was published here before, unless somebody approves it who was there before\..*gatehouse package freeze --all --organisation acme/,
    );
    const ada = await pass(0);
    assert.deepEqual(
      (await holds(ada)).map(({ kind, about, mayEnd }) => [kind, about, mayEnd]),
      [['owners-changed', 'account:cy', false]],
    );
    assert.deepEqual((await holds(await signAgain(gate, bo))).length, 1);
    await pass(HELD);
    assert.equal((await publish(cy.token, '1.2.0')).status, 201);
    assert.deepEqual(await holds(await pass(0)), []);
  });

  it('comes by a grant, a team or another role, too; a step on the way makes nobody known', async (test) => {
    const { gate, pass, bring, publish } = await scene(test);
    const cy = await bring('cy', 'member');
    const di = await bring('di', 'member');
    const em = await bring('em', 'member');
    const ada = await pass(HELD);
    const call = async (request: string, body?: object) => {
      const answer = await callApi(gate, ada, request, body);
      assert.ok(answer.status < 300, `${request}: ${answer.detail}`);
    };
    await call('POST /organisations/acme/grants', {
      to: { kind: 'account', name: 'cy' },
      role: 'publisher',
      ecosystem: 'npm',
      pattern: '@acme/*',
    });
    await call('POST /organisations/acme/teams', { name: 'crew' });
    await call('POST /organisations/acme/grants', {
      to: { kind: 'team', name: 'crew' },
      role: 'maintainer',
      ecosystem: 'npm',
      pattern: TIDE,
    });
    await call('PUT /organisations/acme/teams/crew/members/di');
    for (const role of ['publisher', 'maintainer']) {
      await call('PUT /organisations/acme/members/em', { role });
    }
    for (const { token } of [cy, di, em]) assertHeld(await publish(token, '1.1.0'), /only since \S+/);
    const letters = await lettersOf(gate, 'bo');
    for (const happened of [
      /cy of acme is now publisher/,
      /crew of Acme Ltd|team crew/,
      /em was publisher/,
    ]) {
      assert.ok(
        letters.some((letter) => happened.test(letter) && /cannot publish what was published/.test(letter)),
        String(happened),
      );
    }
    await pass(HELD);
    for (const [index, { token }] of [cy, di, em].entries()) {
      assert.equal((await publish(token, `1.${index + 1}.0`)).status, 201);
    }
  });

  it('publishes all the same what a second person approves who was there before, and whom nobody recovered', async (test) => {
    const { gate, acme, bo, pass, bring, publish } = await scene(test);
    await pass(HELD);
    const cy = await bring('cy', 'publisher');
    const di = await bring('di', 'maintainer');
    const refused = await publish(cy.token, '1.1.0');
    assert.match(refused.text, /put it up for approval with npm stage publish/);
    const token = await acme.mint(cy.seated, 'npm', [TIDE], ['stage']);
    const staged = await ask(`${gate.urls.npm}/-/stage/package/@acme%2ftide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody({ name: TIDE, version: '1.1.0' }),
    });
    assert.equal(staged.status, 201, staged.text);
    const { stageId } = JSON.parse(staged.text) as { stageId: string };
    const approve = async (who: Seated) => {
      const shown = await callApi(gate, who, `GET /staged/${stageId}`);
      const { fingerprint } = shown.body;
      return callApi(gate, who, `POST /staged/${stageId}/approve`, { fingerprint });
    };
    const byNew = await approve(di.seated);
    assert.equal(byNew.status, 403);
    assert.match(byNew.detail, /Cannot approve @acme\/tide: found that di may do so only since \S+/);
    const at = gate.house.registry.clock.now();
    const recover = { accountId: bo.id, how: 'address', at } as const;
    await gate.house.storage.work.transact(({ recoveries }) => recoveries.add(recover));
    const byRecovered = await approve(await signAgain(gate, bo));
    assert.match(byRecovered.detail, /found that the account bo was recovered/);
    const ed = await acme.seat('ed');
    await gate.house.storage.work.transact(({ organisations }) =>
      organisations.findByName('acme').then((found) =>
        organisations.saveMember({
          organisationId: found?.id ?? '',
          accountId: ed.id,
          role: 'reviewer',
          since: at - HELD,
        }),
      ),
    );
    const approved = await approve(ed);
    assert.equal(approved.status, 200, approved.detail);
    assert.equal((await ask(`${gate.urls.npm}/@acme/tide/-/tide-1.1.0.tgz`)).status, 200);
  });

  it('is nobody in the first days of a package, whoever gives them their part in it', async (test) => {
    const { pass, bring, publish, holds } = await scene(test);
    const cy = await bring('cy', 'publisher');
    assert.equal((await publish(cy.token, '1.1.0')).status, 201);
    assert.deepEqual(await holds(await pass(0)), []);
  });

  it('comes with a transfer: the new owner waits, and who published it before does not', async (test) => {
    const { gate, acme, bo, bos, pass, bring, publish } = await scene(test);
    const cy = await bring('cy', 'publisher');
    let ada = await pass(HELD);
    const create = await callApi(gate, ada, 'POST /organisations', { name: 'other', displayName: 'Other' });
    assert.ok(create.status < 300, create.detail);
    const newcomer = await acme.seat('mallory');
    for (const who of [await signAgain(gate, bo), await signAgain(gate, cy.seated), newcomer]) {
      const wish = { name: who.name, role: 'maintainer' };
      const invited = await callApi(gate, ada, 'POST /organisations/other/invitations', wish);
      await callApi(gate, who, `POST /invitations/${String(invited.body['id'])}/accept`);
    }
    const mallory = await acme.mint(newcomer, 'npm', [TIDE]);
    ada = await pass(HELD);
    const path = `POST /owners/npm/${encodeURIComponent(TIDE)}/transfer`;
    assert.equal(
      (await callApi(gate, ada, path, { to: { kind: 'organisation', name: 'other' } })).status,
      204,
    );
    const letters = (await lettersOf(gate, 'ada')).join(' ');
    const secret = /transfer accept ([\w-]{43})/.exec(letters)?.[1];
    assert.equal((await callApi(gate, ada, 'POST /transfers', { secret })).status, 200);
    assert.match(
      (await lettersOf(gate, 'bo')).join(' '),
      /went from organisation:acme to organisation:other\..*Until/,
    );
    assert.equal((await publish(bos, '1.1.0')).status, 201, 'bo published it before');
    assert.equal((await publish(cy.token, '1.2.0')).status, 201, 'and cy might have');
    assertHeld(await publish(mallory, '1.3.0'), /found that mallory may do so only since \S+/);
  });
});

describe('an account that was recovered', () => {
  it('waits, however it was recovered, and those who publish with it are told', async (test) => {
    const { gate, bring, pass, publish } = await scene(test);
    const cy = await bring('cy', 'maintainer');
    await pass(HELD);
    const root = await seatPerson(gate, 'root', { role: 'administrator' });
    await gate.house.storage.work.transact(({ factors }) =>
      factors.saveFactor({
        id: 'f',
        accountId: cy.seated.id,
        kind: 'totp',
        name: 'phone',
        createdAt: 0,
        counter: 0,
        sealedSecret: new Uint8Array(),
      } as never),
    );
    const reset = await callApi(gate, root, `POST /people/${cy.seated.id}/recover`);
    assert.equal(reset.status, 204, reset.detail);
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(cy.seated.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
    assertHeld(
      await publish(cy.token, '1.1.0'),
      /found that the account cy was recovered at \S+ \(an administrator removed its second factors\)/,
    );
    const told = (await lettersOf(gate, 'bo')).find((letter) => /account cy, which may publish/.test(letter));
    assert.match(
      told ?? '',
      /was recovered at \S+: an administrator removed its second factors\. Until \S+ it cannot publish/,
    );
    assert.ok(!(await lettersOf(gate, 'cy')).some((letter) => /account cy, which may publish/.test(letter)));
    await pass(HELD);
    assert.equal((await publish(cy.token, '1.1.0')).status, 201);
  });

  it('ends no freeze of its packages before that', async (test) => {
    const { gate, acme, pass } = await scene(test);
    const holds = `/holds/npm/${encodeURIComponent(TIDE)}`;
    let ada = await pass(HELD);
    await callApi(gate, ada, `POST ${holds}/freeze`, {});
    await gate.house.storage.work.transact(({ recoveries }) =>
      recoveries.add({ accountId: acme.ada.id, how: 'password', at: gate.house.registry.clock.now() }),
    );
    const early = await callApi(gate, ada, `POST ${holds}/unfreeze`, {});
    assert.deepEqual([early.status, early.code], [403, 'not-allowed']);
    assert.match(early.detail, /found that your account was recovered at .*, expected somebody else who may/);
    ada = await pass(HELD);
    assert.equal((await callApi(gate, ada, `POST ${holds}/unfreeze`, {})).status, 200);
  });
});

describe('trusted publishers', () => {
  it('a publisher that is new to a package waits as a person does, and one of its first days does not', async (test) => {
    const clock = holdClock();
    const { gate, ada, publish, identity, exchange } = await openTrustedScene(test, {
      clock,
      email: 'ada@example.com',
    });
    await publish();
    const first = assertExchanged(await exchange(identity(GITHUB), { name: TIDE }));
    assert.equal((await publishAt(gate, first.token, '1.0.0')).status, 201);
    clock.passTime(HELD);
    const again = await signAgain(gate, { id: ada.accountId, name: 'ada', headers: {}, token: {} });
    const settings = { repository: 'acme/tide', workflow: 'other.yml', allowsSelfHosted: false };
    const wish = { ecosystem: 'npm', name: TIDE, issuer: 'github', settings };
    const added = await callApi(gate, again, 'POST /publishers', wish);
    assert.equal(added.status, 201, added.detail);
    const workflow = 'acme/tide/.github/workflows/other.yml@refs/heads/main';
    const now = clock.now() / SECOND_MS;
    const today = { ...GITHUB, iat: Math.floor(now), exp: Math.floor(now) + 300 };
    const other = { ...today, workflow_ref: workflow, job_workflow_ref: workflow };
    const held = assertExchanged(await exchange(identity(other), { name: TIDE }));
    assertHeld(await publishAt(gate, held.token, '1.1.0'), /found a trusted publisher that was added at/);
    const known = assertExchanged(await exchange(identity(today), { name: TIDE }));
    assert.equal((await publishAt(gate, known.token, '1.1.0')).status, 201);
    const letter = (await lettersOf(gate, 'ada')).findLast((one) => /Whoever runs github/.test(one));
    assert.match(letter ?? '', /Until \S+ it cannot publish .* gatehouse package freeze npm @acme\/tide/);
  });

  it('an identity of the pinned name with other ids freezes the package, until its publisher is removed', async (test) => {
    const { gate, ada, publish, identity, exchange } = await openTrustedScene(test, {
      email: 'ada@example.com',
    });
    const id = await publish();
    const first = assertExchanged(await exchange(identity(GITHUB), { name: TIDE }));
    assert.equal((await publishAt(gate, first.token, '1.0.0')).status, 201);
    const resurrected = { ...GITHUB, repository_id: '999999' };
    for (let turn = 0; turn < 2; turn++) {
      const refused = await exchange(identity(resurrected), { name: TIDE });
      assertRefused(refused, 'invalid-publisher', /repository_id/);
    }
    assert.equal((await gate.journal('package-frozen')).length, 1, 'once');
    const stopped = await publishAt(gate, first.token, '1.1.0');
    assert.equal(stopped.status, 403);
    assert.match(
      stopped.text,
      /it is frozen since \S+ since an identity of another repository or owner asked/,
    );
    const letters = await lettersOf(gate, 'ada');
    assert.equal(
      letters.filter((letter) => /@acme\/tide was frozen \(repository_id is another/.test(letter)).length,
      1,
    );
    const path = `/holds/npm/${encodeURIComponent(TIDE)}`;
    const early = await ada.call('POST', `${path}/unfreeze`, {});
    assert.equal(early.status, 403);
    assert.match(early.text, /whoever settles things on it, once that publisher is removed/);
    assert.equal((await ada.call('DELETE', `/publishers/${id}`)).status, 204, 'while it is frozen');
    const refusedHere = await ada.call('POST', '/publishers', {
      ecosystem: 'npm',
      name: TIDE,
      issuer: 'github',
      settings: { repository: 'acme/tide', workflow: 'release.yml', allowsSelfHosted: false },
    });
    assert.equal(refusedHere.status, 403, 'none is added while it is frozen');
    assert.equal((await ada.call('POST', `${path}/unfreeze`, {})).status, 200);
  });
});
