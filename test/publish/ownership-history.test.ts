// The history of a package's ownership: complete, for whoever may see the package, and without what is private.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAcme } from '../support/acme.ts';
import { callApi } from '../support/call-api.ts';
import { startGate } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';

const TIDE = '@acme/tide';
const OWNERS = `/owners/npm/${encodeURIComponent(TIDE)}`;
const NOBODY = { headers: {} };

interface Told {
  readonly kind: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sequence: number;
}

test('everything that changed whose a package is, and who publishes it, is told to everybody who may see it', async (t) => {
  const gate = await startGate(t);
  const acme = await makeAcme(gate);
  const { ada } = acme;
  const done = async (who: typeof ada | { headers: typeof ada.token }, request: string, body?: object) => {
    const answer = await callApi(gate, who, request, body);
    assert.ok(answer.status < 300, `${request}: ${answer.status} ${answer.detail}`);
    return answer;
  };
  const people = new Map<string, typeof ada>();
  for (const [name, role] of [
    ['eve', 'publisher'],
    ['bo', 'maintainer'],
    ['cy', 'auditor'],
    ['di', 'member'],
  ] as const) {
    const who = await acme.seat(name);
    people.set(name, who);
    // Eve came before the package did.
    if (name === 'bo') await acme.own('npm', TIDE);
    await acme.join(who, role);
  }
  const grant = async (to: object, role: string, pattern: string) =>
    done(ada, 'POST /organisations/acme/grants', { to, role, ecosystem: 'npm', pattern });
  await grant({ kind: 'account', name: 'di' }, 'publisher', TIDE);
  await grant({ kind: 'account', name: 'di' }, 'auditor', TIDE);
  await grant({ kind: 'account', name: 'di' }, 'publisher', '@acme/wave');
  await done(ada, 'POST /organisations/acme/teams', { name: 'secret-crew' });
  await grant({ kind: 'team', name: 'secret-crew' }, 'publisher', '@acme/*');
  await done(ada, 'PUT /organisations/acme/teams/secret-crew/members/cy');
  await done(ada, 'PUT /organisations/acme/members/bo', { role: 'owner' });
  const freeze = `POST /holds/npm/${encodeURIComponent(TIDE)}`;
  await done({ headers: ada.token }, `${freeze}/freeze`, { reason: 'odd' });
  await done(ada, `${freeze}/unfreeze`, {});
  await done(ada, `POST ${OWNERS}/transfer`, { to: { kind: 'account', name: 'ada' } });
  const secret = /transfer accept ([\w-]{43})/.exec((await lettersOf(gate, 'ada')).join(' '))?.[1];
  await done(ada, 'POST /transfers', { secret });
  // What happens in acme from now on concerns the package no more.
  await done(ada, 'DELETE /organisations/acme/members/eve');

  const page = await done(NOBODY, `GET ${OWNERS}/history?limit=200`);
  const events = page.body.items as unknown as readonly Told[];
  assert.deepEqual(events.map(({ kind, actor, data }) => [kind, actor, data]).reverse(), [
    ['package-assigned', 'account:ada', { owner: 'organisation:acme', visibility: 'public' }],
    ['member-joined', 'account:bo', { name: 'bo', role: 'maintainer' }],
    ['grant-given', 'account:ada', { to: 'account:di', role: 'publisher', pattern: TIDE }],
    ['grant-given', 'account:ada', { to: 'a team', role: 'publisher', pattern: '@acme/*' }],
    ['team-changed', 'account:ada', { what: 'member-added', name: 'cy' }],
    ['member-role-changed', 'account:ada', { name: 'bo', role: 'owner', was: 'maintainer' }],
    ['package-frozen', 'account:ada', { frozenBy: 'owner', reason: 'odd' }],
    ['package-unfrozen', 'account:ada', { frozenBy: 'owner', reason: 'odd' }],
    ['package-transfer-offered', 'account:ada', { owner: 'organisation:acme', to: 'account:ada' }],
    ['package-transferred', 'account:ada', { from: 'organisation:acme', to: 'account:ada' }],
  ]);
  assert.doesNotMatch(JSON.stringify(page.body), /secret-crew|Id"|token:/);
  const pages: Told[] = [];
  let after = '';
  do {
    const { body } = await done(NOBODY, `GET ${OWNERS}/history?limit=3${after}`);
    pages.push(...(body.items as unknown as readonly Told[]));
    after = body['next'] === undefined ? '' : `&after=${body['next'] as string}`;
  } while (after !== '');
  assert.deepEqual(pages, events, 'page by page the same');

  await done(ada, `PUT ${OWNERS}`, { visibility: 'private' });
  const never = '/owners/npm/%40acme%2fnever/history';
  for (const who of [NOBODY, ...people.values()]) {
    const hidden = await callApi(gate, who, `GET ${OWNERS}/history`);
    assert.equal(hidden.status, 404);
    assert.deepEqual(hidden, await callApi(gate, who, `GET ${never}`));
  }
  assert.equal((await done(ada, `GET ${OWNERS}/history`)).status, 200);
});
