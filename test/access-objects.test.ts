// Ids of others, and rights that were taken away: what holds for one caller must not open for another, nor a moment longer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Role } from '../src/identity/ports.ts';
import { makeCallers, type Caller, type Callers, type Credential } from './support/access-callers.ts';
import { startGate, type Gate } from './support/gate.ts';

async function send(gate: Gate, { headers }: Pick<Caller, 'headers'>, request: string, body?: unknown) {
  const [method = 'GET', path = ''] = request.split(' ');
  const answer = await gate.ask(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (answer.text === '' ? {} : JSON.parse(answer.text)) as unknown };
}

/** The same words for what is somebody else's as for what is not there. */
async function assertSameAsAbsent(gate: Gate, caller: Caller, request: string, id: string): Promise<void> {
  const [others, absent] = [
    await send(gate, caller, request.replace(':id', id)),
    await send(gate, caller, request.replace(':id', 'f'.repeat(id.length))),
  ];
  assert.equal(others.status, 404, `${request}: ${JSON.stringify(others.body)}`);
  assert.deepEqual(others, absent, `${request} tells that the id is somebody's`);
}

const MANY: readonly Credential[] = ['api-token', 'person', 'confirmed-person', 'confirmed-mfa-person'];

test("a token's id does not end it for those whose it is not: the same 404 as for none", async (t) => {
  const gate = await startGate(t);
  const callers = await makeCallers(gate);
  const { identity } = gate.house.storage.stores;
  const [theirs] = await identity.tokensOf(callers.accountOf('reviewer'));
  assert.ok(theirs !== undefined);
  for (const role of ['reader', 'auditor'] as const) {
    for (const credential of MANY) {
      await assertSameAsAbsent(gate, callers.find(role, credential), 'DELETE /tokens/:id', theirs.id);
    }
  }
  const kept = await identity.findTokenById(theirs.id);
  assert.equal(kept?.revokedAt, undefined);
  const list = await send(gate, callers.find('reader', 'api-token'), 'GET /tokens');
  const accounts = (list.body as { items: { account: string }[] }).items.map(({ account }) => account);
  assert.deepEqual(new Set(accounts), new Set(['walker-reader']));
  const all = await send(gate, callers.find('reviewer', 'api-token'), 'GET /tokens?everyone=true');
  assert.equal(all.status, 403);
});

/** What the session or token is now: its role, and whether it may see what a reviewer may do. */
async function rightsOf(gate: Gate, callers: Callers, role: Role, credential: Credential) {
  const caller = callers.find(role, credential);
  const [session, refresh] = [
    await send(gate, caller, 'GET /session'),
    await send(gate, caller, 'POST /feeds/none/refresh'),
  ];
  const { account } = session.body as { account?: { role: string } };
  return [account?.role, refresh.status];
}

const HOLDERS: readonly Credential[] = ['api-token', 'person', 'confirmed-mfa-person'];

test('a changed role holds from the next request on, for sessions and for tokens that were just used', async (t) => {
  const gate = await startGate(t);
  const callers = await makeCallers(gate);
  const administrator = callers.find('administrator', 'confirmed-mfa-person');
  const id = callers.accountOf('reviewer');
  // Warm: the token is in memory with the role that it had.
  for (const holder of HOLDERS) {
    assert.deepEqual(await rightsOf(gate, callers, 'reviewer', holder), ['reviewer', 404], holder);
  }
  const lowered = await send(gate, administrator, `PUT /people/${id}`, { role: 'reader' });
  assert.equal(lowered.status, 204, JSON.stringify(lowered.body));
  for (const holder of HOLDERS) {
    assert.deepEqual(await rightsOf(gate, callers, 'reviewer', holder), ['reader', 403], holder);
  }
  await send(gate, administrator, `PUT /people/${id}`, { role: 'reviewer' });
  for (const holder of HOLDERS) {
    assert.deepEqual(await rightsOf(gate, callers, 'reviewer', holder), ['reviewer', 404], holder);
  }
});

test('a disabled account has no rights from the next request on, by no session and no token', async (t) => {
  const gate = await startGate(t);
  const callers = await makeCallers(gate);
  const administrator = callers.find('administrator', 'confirmed-mfa-person');
  for (const holder of [...HOLDERS, 'read-token'] as const) {
    const [role] = await rightsOf(gate, callers, 'reviewer', holder);
    assert.equal(role, 'reviewer', holder);
  }
  const gone = await send(gate, administrator, `DELETE /people/${callers.accountOf('reviewer')}`);
  assert.equal(gone.status, 204);
  for (const holder of [...HOLDERS, 'read-token'] as const) {
    const [role, status] = await rightsOf(gate, callers, 'reviewer', holder);
    assert.deepEqual([role, status], [undefined, 401], holder);
  }
  // A link that was given before does not bring it back.
  const link = await send(gate, administrator, `POST /people/${callers.accountOf('reviewer')}/link`);
  assert.equal(link.status, 404);
});
