// The access matrix of organisations: each route about one, for each role in it and for those who do not belong to it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ROUTES } from '../src/http/api/routes.ts';
import { MEMBER_ROLES } from '../src/identity/organisations/organisation-ports.ts';
import { seatPerson, type Seated } from './support/access-callers.ts';
import { ORGANISATION_ROWS } from './support/access-rows.ts';
import { callApi } from './support/call-api.ts';
import { startGate, type Gate } from './support/gate.ts';

const ABOUT_ONE = ROUTES.filter(({ url }) => url.includes(':organisation'));

type Outcome = 'in' | 'refused' | 'absent';

/** The address about an organisation, all else in it named as nothing is. */
function pathAbout(url: string, organisation: string): string {
  return url
    .replace('/api/v1', '')
    .replace(':organisation', organisation)
    .replace(/:(\w+)/g, 'none-of-this-name');
}

interface Scene {
  readonly gate: Gate;
  readonly members: readonly Seated[];
  readonly strangers: readonly Seated[];
  /** As it was at the beginning, whatever was done since. */
  readonly restore: () => Promise<void>;
}

async function setScene(gate: Gate): Promise<Scene> {
  // Reviewers of the server, so that only the organisation refuses.
  const members: Seated[] = [];
  for (const role of MEMBER_ROLES) members.push(await seatPerson(gate, `m-${role}`, { role: 'reviewer' }));
  const second = await seatPerson(gate, 'second-owner');
  const strangers = [
    await seatPerson(gate, 'stranger', { role: 'reviewer' }),
    await seatPerson(gate, 'administrator', { role: 'administrator' }),
  ];
  const organisation = { id: 'o1', name: 'acme', displayName: 'Acme', createdAt: 1 };
  const restore = () =>
    gate.house.storage.work.transact(async ({ organisations }) => {
      await organisations.save(organisation);
      for (const [at, role] of MEMBER_ROLES.entries()) {
        const accountId = members[at]?.id ?? '';
        await organisations.saveMember({ organisationId: 'o1', accountId, role, since: 1 });
      }
      const owner = { organisationId: 'o1', accountId: second.id, role: 'owner', since: 1 } as const;
      await organisations.saveMember(owner);
    });
  await restore();
  return { gate, members, strangers, restore };
}

async function outcomeOf({ gate }: Scene, caller: Seated, method: string, path: string): Promise<Outcome> {
  const body = method === 'GET' || method === 'DELETE' ? undefined : { unheardOf: 1 };
  const answer = await callApi(gate, caller, `${method} ${path}`, body);
  assert.notEqual(answer.status, 401, path);
  if (answer.status === 403) return 'refused';
  return answer.status === 404 && answer.detail.startsWith('Cannot find the organisation') ? 'absent' : 'in';
}

test('each route about an organisation has a row, and is checked before its handler', () => {
  const named = ABOUT_ONE.map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual(new Set(named), new Set(Object.keys(ORGANISATION_ROWS)));
  for (const { url, onOrganisation } of ABOUT_ONE) assert.notEqual(onOrganisation, undefined, url);
});

test('each route about an organisation lets in those of its people whom its row names; for others there is none', async (t) => {
  const scene = await setScene(await startGate(t));
  for (const { method, url } of ABOUT_ONE) {
    const row = ORGANISATION_ROWS[`${method} ${url}`] ?? [];
    for (const [at, role] of MEMBER_ROLES.entries()) {
      await scene.restore();
      const member = scene.members[at];
      assert.ok(member !== undefined);
      const found = await outcomeOf(scene, member, method, pathAbout(url, 'acme'));
      assert.equal(found, row.includes(role) ? 'in' : 'refused', `${role}: ${method} ${url}`);
    }
    for (const stranger of scene.strangers) {
      const [real, absent] = [pathAbout(url, 'acme'), pathAbout(url, 'none-of-this-name')];
      assert.equal(
        await outcomeOf(scene, stranger, method, real),
        'absent',
        `${stranger.name}: ${method} ${url}`,
      );
      const [one, other] = [
        await callApi(scene.gate, stranger, `${method} ${real}`),
        await callApi(scene.gate, stranger, `${method} ${absent}`),
      ];
      assert.deepEqual(one, other, `${method} ${url} tells a stranger that there is one`);
    }
  }
});

test('whoever signed in with a password alone hears of a factor first, whether or not there is an organisation', async (t) => {
  const gate = await startGate(t);
  await setScene(gate);
  const weak = await seatPerson(gate, 'weak', { proof: 'password' });
  for (const name of ['acme', 'none-of-this-name']) {
    const answer = await callApi(gate, weak, `POST /organisations/${name}/invitations`, {
      name: 'weak',
      role: 'owner',
    });
    assert.deepEqual([answer.status, answer.code], [403, 'not-allowed']);
    assert.match(answer.detail, /by password alone/);
  }
});
