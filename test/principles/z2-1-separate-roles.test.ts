// Z2.1: role-based access for maintainers, with separate roles for managing people and for publishing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seatPerson } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { startGate } from '../support/gate.ts';

const TIDE = '/owners/npm/%40acme%2Ftide';

test('Z2.1: who manages people does not publish by that, and who publishes manages nobody', async (t) => {
  const gate = await startGate(t);
  const ada = await seatPerson(gate, 'ada', { role: 'reviewer' });
  const bo = await seatPerson(gate, 'bo');
  const call = (who: typeof ada, request: string, body?: unknown) => callApi(gate, who, request, body);
  await call(ada, 'POST /organisations', { name: 'acme' });
  const tide = { ecosystem: 'npm', name: '@acme/tide', visibility: 'public' };
  assert.equal((await call(ada, 'POST /organisations/acme/packages', tide)).status, 204);
  const invited = await call(ada, 'POST /organisations/acme/invitations', { name: 'bo', role: 'publisher' });
  await call(bo, `POST /invitations/${String(invited.body['id'])}/accept`);

  const mayOf = async (who: typeof ada) => (await call(who, `GET ${TIDE}`)).body['may'] as readonly string[];
  const [owner, publisher] = [await mayOf(ada), await mayOf(bo)];
  assert.ok(owner.includes('manage-people') && !owner.includes('publish'), owner.join());
  assert.ok(publisher.includes('publish') && !publisher.includes('manage-people'), publisher.join());

  for (const [request, body] of [
    ['POST /organisations/acme/invitations', { name: 'bo', role: 'owner' }],
    ['PUT /organisations/acme/members/bo', { role: 'owner' }],
    ['DELETE /organisations/acme/members/ada', undefined],
    ['POST /organisations/acme/teams', { name: 'core' }],
    [
      'POST /organisations/acme/grants',
      { to: { kind: 'account', name: 'bo' }, role: 'maintainer', ecosystem: 'npm', pattern: '@acme/*' },
    ],
    [`POST ${TIDE}/transfer`, { to: { kind: 'account', name: 'bo' } }],
  ] as const) {
    const refused = await call(bo, request, body);
    assert.deepEqual([refused.status, refused.code], [403, 'not-allowed'], request);
  }
  // An owner who is to publish as well is given that, and it stands in the journal.
  const grant = { to: { kind: 'account', name: 'ada' }, role: 'publisher', ecosystem: 'npm' };
  await call(ada, 'POST /organisations/acme/grants', { ...grant, pattern: '@acme/tide' });
  assert.ok((await mayOf(ada)).includes('publish'));
  assert.equal((await gate.journal('grant-given')).length, 1);
});
