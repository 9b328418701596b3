// Packages that many depend on: how they are found, who is told what and when, and who may say otherwise.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ImpactItem } from '../../src/http/api/high-impact-contract.ts';
import { DAY_MS, formatInstant } from '../../src/kernel/clock.ts';
import { makeHigh, makeImpactScene, makeInForce, TIDE, type ImpactScene } from '../support/impact-scene.ts';
import { ask } from '../support/ask.ts';
import { crateBody } from '../support/crate-body.ts';
import { lettersOf } from '../support/letters-of.ts';
import { npmBody } from './npm-body.ts';
import type { Seated } from '../support/access-callers.ts';

const PATH = `/high-impact/npm/${encodeURIComponent(TIDE)}`;

async function show({ call }: ImpactScene, who: Seated): Promise<ImpactItem> {
  const { status, body, detail } = await call(who, `GET ${PATH}`);
  assert.equal(status, 200, detail);
  return body as unknown as ImpactItem;
}

async function letters(scene: ImpactScene, name: string): Promise<readonly string[]> {
  return (await lettersOf(scene.gate, name)).filter((letter) => /high-impact/.test(letter));
}

async function assertWritten(scene: ImpactScene, name: string, what: RegExp): Promise<void> {
  const all = await letters(scene, name);
  assert.ok(
    all.some((letter) => what.test(letter)),
    `${what.source} in ${all.join('\n')}`,
  );
}

describe('packages that many depend on', () => {
  it('packages that need it, applications that have it and files that were served are counted, and nothing else', async (test) => {
    const scene = await makeImpactScene(test, { dependents: 3, downloads: 5, grace_days: 30 });
    const { acme, gate, call, passTime, turn } = scene;
    assert.deepEqual((await show(scene, acme.ada)).counted, undefined);
    await makeHigh(scene);
    const { counted, ...first } = await show(scene, acme.ada);
    assert.deepEqual(
      [first.state, counted?.packages, counted?.applications, counted?.downloads],
      ['not-high-impact', 2, 0, 0],
    );
    assert.deepEqual(first.threshold, { dependents: 3, downloads: 5 });
    const components = [
      { purl: 'pkg:npm/shop@1.0.0', source: 'project', scope: 'runtime', needs: [1] },
      { purl: 'pkg:npm/%40acme/tide@1.0.0', scope: 'runtime', needs: [] },
    ];
    for (const name of ['shop', 'desk']) {
      const pushed = await call(acme.ada, `POST /applications/${name}/snapshots`, {
        files: [{ path: 'package-lock.json', format: 'package-lock.json', components, roots: [0] }],
      });
      assert.equal(pushed.status, 201, pushed.detail);
    }
    for (let time = 0; time < 4; time += 1) {
      const served = await gate.ask(`/npm/${TIDE}/-/tide-1.0.0.tgz`);
      assert.equal(served.status, 200);
    }
    await gate.exposure({ ecosystem: 'npm', name: TIDE as never });
    // It is counted once a day.
    await turn();
    assert.equal((await show(scene, acme.ada)).counted?.applications, 0);
    await passTime(DAY_MS);
    await turn();
    const then = await show(scene, acme.ada);
    assert.deepEqual(
      [then.counted?.packages, then.counted?.applications, then.counted?.downloads],
      [2, 2, 4],
    );
    assert.deepEqual([then.state, then.because], ['coming', 'dependents']);
    const [began] = await gate.journal('high-impact-began');
    assert.deepEqual([began?.name, began?.actor], [TIDE, 'gatehouse']);
  });

  it('its people are told at once, and a week and a day before the deadline, each once', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, clock, passTime, turn, equip } = scene;
    const cy = await acme.seat('cy');
    await acme.join(cy, 'publisher');
    await equip(cy, 'totp', 'two-factor');
    const begunAt = clock.now();
    await makeHigh(scene);
    const item = await show(scene, bo);
    assert.deepEqual([item.state, item.deadline], ['coming', formatInstant(begunAt + 30 * DAY_MS)]);
    assert.deepEqual(item.missing, ['cy']);
    const [first, ...none] = await letters(scene, 'bo');
    assert.deepEqual(none, []);
    assert.match(first ?? '', /2 packages and 0 applications depend on it here/);
    assert.match(first ?? '', new RegExp(`From ${item.deadline} on it is published only when everybody`));
    assert.match(first ?? '', /These may publish it and have none yet: cy\./);
    assert.match((await letters(scene, 'cy'))[0] ?? '', /You may publish it and have none yet\. Enrol one/);
    const counts: number[] = [];
    for (const days of [22, 1, 0, 5, 1, 0, 1, 5]) {
      await passTime(days * DAY_MS);
      await turn();
      await turn();
      counts.push((await letters(scene, 'bo')).length);
    }
    assert.deepEqual(counts, [1, 2, 2, 2, 3, 3, 3, 3]);
    await assertWritten(scene, 'bo', /Subject: .*One day until a package of yours/);
    assert.equal((await show(scene, bo)).state, 'in-force');
  });

  it('who is missing is told to its people and to reviewers, and a private package to nobody else', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, call } = scene;
    await makeHigh(scene);
    const eve = await acme.seat('eve');
    const seen = await show(scene, eve);
    assert.deepEqual([seen.state, seen.missing, seen.word], ['coming', undefined, undefined]);
    assert.deepEqual((await show(scene, bo)).missing, []);
    const mine = async (who: Seated) =>
      (await call(who, 'GET /high-impact/mine')).body.items.map(({ name }) => name);
    assert.deepEqual([await mine(bo), await mine(eve)], [[TIDE], []]);
    assert.equal((await call(eve, 'GET /high-impact')).status, 403);
    const all = await call(acme.ada, 'GET /high-impact');
    assert.deepEqual(
      all.body.items.map(({ name }) => name),
      [TIDE],
    );
    const hidden = await call(acme.ada, `PUT /owners/npm/${encodeURIComponent(TIDE)}`, {
      visibility: 'private',
    });
    assert.equal(hidden.status, 204, hidden.detail);
    const absent = await call(eve, `GET /high-impact/npm/${encodeURIComponent('@acme/nothing')}`);
    const refused = await call(eve, `GET ${PATH}`);
    assert.deepEqual([refused.status, refused.detail], [404, absent.detail]);
    const rex = await scene.acme.seat('rex');
    await scene.gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(rex.id);
      if (account !== undefined) await identity.saveAccount({ ...account, role: 'reviewer' });
    });
    assert.deepEqual((await call(rex, 'GET /high-impact')).body.items, []);
    assert.equal((await call(rex, `PUT ${PATH}`, { reason: 'x' })).status, 404);
  });

  it('a reviewer marks and unmarks with a reason, the people are told, and nobody frees what they publish', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, call, passTime, turn, gate } = scene;
    await makeHigh(scene);
    assert.equal((await call(bo, `POST ${PATH}/exemption`, { reason: 'mine' })).status, 403);
    assert.equal((await call(acme.ada, `POST ${PATH}/exemption`, { reason: ' ' })).status, 400);
    const freed = await call(acme.ada, `POST ${PATH}/exemption`, { reason: 'a demo' });
    assert.equal(freed.status, 200, freed.detail);
    await assertWritten(scene, 'ada', /is not high-impact any more: a reviewer says so/);
    await passTime(DAY_MS);
    await turn();
    assert.equal((await show(scene, bo)).state, 'not-high-impact', 'whatever is counted');
    const marked = await call(acme.ada, `PUT ${PATH}`, { reason: 'signs our releases' });
    const item = marked.body as unknown as ImpactItem;
    assert.deepEqual([item.state, item.because, item.word?.reason], ['coming', 'hand', 'signs our releases']);
    await assertWritten(scene, 'bo', /a reviewer says so \(signs our releases\)/);
    const back = await call(acme.ada, `DELETE ${PATH}/word`);
    assert.deepEqual([back.status, back.body['because']], [200, 'dependents']);
    assert.deepEqual(
      (await gate.journal('high-impact-said')).map(({ actor, data }) => [actor, data]),
      [
        ['account:ada', { says: 'not-high', reason: 'a demo' }],
        ['account:ada', { says: 'high', reason: 'signs our releases' }],
        ['account:ada', { says: 'counted', reason: '' }],
      ],
    );
    // A reviewer who is made a publisher of it frees it no more.
    const granted = await call(acme.ada, 'POST /organisations/acme/grants', {
      to: { kind: 'account', name: 'ada' },
      role: 'publisher',
      ecosystem: 'npm',
      pattern: TIDE,
    });
    assert.ok(granted.status < 300, granted.detail);
    const own = await call(acme.ada, `POST ${PATH}/exemption`, { reason: 'in a hurry' });
    assert.deepEqual([own.status, own.code], [403, 'not-allowed']);
    assert.match(own.detail, /found somebody who may publish it, expected another reviewer/);
  });

  it('below the threshold it ends after 90 days, and its people are told', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, call, passTime, turn } = scene;
    await makeHigh(scene);
    const marked = await call(acme.ada, `PUT ${PATH}`, { reason: 'x' });
    assert.equal(marked.status, 200);
    // What needed it is gone.
    await scene.gate.house.storage.work.transact(async ({ hosted }) => {
      for (const name of ['@acme/wave', '@acme/pool']) {
        const versions = await hosted.versions({ ecosystem: 'npm', name: name as never });
        for (const version of versions) await hosted.saveVersion({ ...version, removedAt: 1 });
        const found = await hosted.find({ ecosystem: 'npm', name: name as never });
        if (found !== undefined) await hosted.savePackage({ ...found, updatedAt: 2 });
      }
    });
    assert.equal((await call(acme.ada, `DELETE ${PATH}/word`)).status, 200);
    await passTime(DAY_MS);
    await turn();
    const below = await show(scene, acme.ada);
    assert.deepEqual([below.counted?.packages, below.state], [0, 'coming']);
    assert.ok(below.belowSince !== undefined);
    await passTime(89 * DAY_MS);
    await turn();
    assert.equal((await show(scene, acme.ada)).state, 'in-force');
    await passTime(DAY_MS);
    await turn();
    assert.equal((await show(scene, acme.ada)).state, 'not-high-impact');
    await assertWritten(scene, 'ada', /for 90 days less depended on it/);
  });

  it('an owner lets it hold before the deadline, once everybody has a key', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, call, equip, gate } = scene;
    const cy = await acme.seat('cy');
    await acme.join(cy, 'publisher');
    await makeHigh(scene);
    await equip(cy, 'totp', 'two-factor');
    const early = await call(bo, `POST ${PATH}/taken-in`);
    assert.deepEqual([early.status, early.code], [409, 'conflict']);
    assert.match(early.detail, /since cy may publish it without a passkey/);
    await equip(cy, 'passkey', 'passkey');
    assert.equal((await call(cy, `POST ${PATH}/taken-in`)).status, 403, 'a publisher settles nothing');
    await equip(bo, 'passkey', 'two-factor');
    const phishable = await call(bo, `POST ${PATH}/taken-in`);
    assert.deepEqual([phishable.status, phishable.code], [403, 'not-allowed']);
    await equip(bo, 'passkey', 'passkey');
    assert.equal((await call(bo, `GET ${PATH}`)).body['mayTakeIn'], true);
    const taken = await call(bo, `POST ${PATH}/taken-in`);
    assert.deepEqual(
      [taken.status, taken.body['state'], taken.body['takenInBy']],
      [200, 'in-force', 'account:bo'],
    );
    assert.equal((await call(bo, `POST ${PATH}/taken-in`)).status, 409);
    assert.equal((await gate.journal('high-impact-taken-in')).length, 1);
  });

  it('before the deadline publishing goes on, and says what is to come; afterwards a second person is asked for', async (test) => {
    const scene = await makeImpactScene(test);
    const { publish, clock, gate } = scene;
    const token = await makeHigh(scene);
    const until = formatInstant(clock.now() + 30 * DAY_MS);
    const early = await publish(token, TIDE, '1.1.0');
    assert.equal(early.status, 201, early.text);
    const notice = String(early.headers['npm-notice']);
    assert.match(notice, new RegExp(`@acme/tide is high-impact: from ${until} on, everybody`));
    const other = await publish(token, '@acme/wave', '1.1.0');
    assert.equal(other.headers['npm-notice'], undefined);
    await scene.passTime(30 * DAY_MS);
    const later = await scene.acme.mint(scene.bo, 'npm', ['@acme/*'], ['publish']);
    const refused = await publish(later, TIDE, '1.2.0');
    assert.equal(refused.status, 403, refused.text);
    assert.match(refused.text, /Cannot publish @acme.tide: it is high-impact, and expected a second person/);
    assert.equal((await publish(later, '@acme/wave', '1.2.0')).status, 201);
    assert.equal((await gate.ask('/npm/@acme%2ftide/1.2.0')).status, 404);
  });

  it('who lacks a key is named to whoever publishes, and nothing is published until they have one or go', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, publish, equip, call } = scene;
    const cy = await acme.seat('cy');
    await acme.join(cy, 'publisher');
    const token = await makeInForce(scene);
    await equip(cy, 'totp', 'two-factor');
    const term = async (credential = token) => (await publish(credential, TIDE, '1.1.0')).text;
    assert.match(await term(), /found cy without a passkey or a security key, expected one of everybody/);
    await equip(bo, 'totp', 'passkey');
    assert.match(await term(), /found you, cy without a passkey/);
    await equip(bo, 'passkey', 'passkey');
    const gone = await call(acme.ada, 'DELETE /organisations/acme/members/cy');
    assert.ok(gone.status < 300, gone.detail);
    assert.match(await term(), /expected a second person/);
  });

  it('a version is staged, and a second person with a passkey publishes it', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, call, equip, gate } = scene;
    const cy = await acme.seat('cy');
    await acme.join(cy, 'reviewer');
    await makeInForce(scene);
    const token = await acme.mint(bo, 'npm', [TIDE], ['stage', 'publish']);
    const staged = await ask(`${gate.urls.npm}/-/stage/package/@acme%2ftide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody({ name: TIDE, version: '1.1.0' }),
    });
    assert.equal(staged.status, 201, staged.text);
    const { stageId } = JSON.parse(staged.text) as { stageId: string };
    const { fingerprint } = (await call(cy, `GET /staged/${stageId}`)).body;
    const approve = (who: Seated) => call(who, `POST /staged/${stageId}/approve`, { fingerprint });
    assert.equal((await approve(bo)).status, 403, 'who staged it');
    await equip(cy, 'passkey', 'two-factor');
    const phishable = await approve(cy);
    assert.equal(phishable.status, 403);
    assert.match(phishable.detail, /found a sign-in without a passkey/);
    assert.equal((await gate.ask('/npm/@acme%2ftide/1.1.0')).status, 404);
    await equip(cy, 'passkey', 'passkey');
    const approved = await approve(cy);
    assert.equal(approved.status, 200, approved.detail);
    assert.equal((await gate.ask('/npm/@acme%2ftide/1.1.0')).status, 200);
  });

  it('a client that has no word for staging has it staged, and is told so', async (test) => {
    const scene = await makeImpactScene(test);
    const { acme, bo, call, gate, passTime } = scene;
    await acme.own('cargo', 'tide');
    const send = async (version: string) =>
      ask(`${gate.urls.cargo}/api/v1/crates/new`, {
        method: 'PUT',
        headers: { authorization: await acme.mint(bo, 'cargo', ['tide'], ['publish', 'stage']) },
        body: await crateBody({ name: 'tide', version }),
      });
    const cy = await acme.seat('cy');
    await acme.join(cy, 'reviewer');
    assert.equal((await send('1.0.0')).status, 200);
    assert.equal((await call(acme.ada, 'PUT /high-impact/cargo/tide', { reason: 'x' })).status, 200);
    const early = await send('1.1.0');
    assert.match(early.text, /tide is high-impact: from .* on, everybody/);
    await passTime(30 * DAY_MS);
    const staged = await send('1.2.0');
    assert.equal(staged.status, 200, staged.text);
    assert.match(staged.text, /1\.2\.0 is staged, not published/);
    const listed = async () =>
      (await gate.ask('/cargo/index/ti/de/tide')).text + (await gate.ask('/cargo/ti/de/tide')).text;
    assert.doesNotMatch(await listed(), /1\.2\.0/);
    const { items } = (await call(cy, 'GET /staged')).body;
    const id = String(items[0]?.['id']);
    const { fingerprint } = (await call(cy, `GET /staged/${id}`)).body;
    const approved = await call(cy, `POST /staged/${id}/approve`, { fingerprint });
    assert.equal(approved.status, 200, approved.detail);
    assert.match(await listed(), /1\.2\.0/);
  });
});
