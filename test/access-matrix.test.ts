// The access matrix: every route of the API and of the registries, for every role with every kind of credential, over HTTP,
// against a table that people wrote.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../src/ecosystems/list.ts';
import { findRoute } from '../src/http/find-route.ts';
import { ROUTES } from '../src/http/api/routes.ts';
import { splitPath } from '../src/http/split-path.ts';
import type { Role } from '../src/identity/ports.ts';
import { ECOSYSTEMS } from '../src/kernel/ecosystem.ts';
import { makeCallers, type Caller, type Callers } from './support/access-callers.ts';
import {
  API_ROWS,
  REGISTRY_ROWS,
  SHOWN_TO_MORE,
  type AccessRow,
  type LeastProof,
} from './support/access-rows.ts';
import { startGate, type Gate } from './support/gate.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const RANK: Readonly<Record<Role, number>> = { reader: 0, auditor: 1, reviewer: 2, administrator: 3 };
/** Weakest first; a session with two factors is none of less proof than one without. */
const PROOF_RANK: Readonly<Record<LeastProof, number>> = {
  nothing: 0,
  reading: 1,
  'read-token': 2,
  'api-token': 3,
  person: 4,
  'confirmed-person': 5,
  'mfa-person': 5,
  'confirmed-mfa-person': 6,
};
const CLOSED = { config: { access: { anonymous_read: false } } };

type Outcome = 'in' | 401 | 403;

function partsOf(row: AccessRow): { readonly proof: LeastProof; readonly role: Role } {
  const [proof, role = 'reader'] = row.split(' ') as [LeastProof, Role?];
  return { proof, role };
}

/** What a row says of a caller. */
function expectedOutcome(row: AccessRow, { credential, role }: Caller, isClosed: boolean): Outcome {
  const least = partsOf(row);
  const proof = least.proof === 'reading' ? (isClosed ? 'read-token' : 'nothing') : least.proof;
  if (proof === 'nothing') return 'in';
  if (credential === 'nobody') return 401;
  if (proof === 'read-token') return 'in';
  if (credential === 'read-token' || (credential === 'api-token' && proof !== 'api-token')) return 403;
  if (RANK[role] < RANK[least.role]) return 403;
  if (proof.startsWith('confirmed-') && !credential.startsWith('confirmed-')) return 403;
  return proof.includes('mfa-') && !credential.includes('mfa-') ? 403 : 'in';
}

/** A body that no schema takes: whoever is let in is told so, and nothing changes. */
const UNREADABLE = '{"unheardOf":1}';

async function outcomeOf(gate: Gate, method: string, path: string, { headers }: Caller): Promise<Outcome> {
  const body = method === 'GET' ? {} : { body: UNREADABLE };
  // An answer that goes on is known by its head.
  const end = new AbortController();
  const response = await fetch(`${gate.url}${path}`, {
    method,
    headers: { ...headers, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
    ...body,
    signal: end.signal,
    redirect: 'manual',
  });
  const { status } = response;
  if (path === '/api/v1/events') end.abort();
  else await response.arrayBuffer();
  assert.ok(status < 500, `${method} ${path}: ${status}`);
  return status === 401 || status === 403 ? status : 'in';
}

/** The address of a route, with an id that nothing has. */
function pathOf(url: string): string {
  return url.replace(':ecosystem', 'npm').replace(/:(\w+)/g, 'none-of-this-name');
}

async function assertRow(
  gate: Gate,
  { all }: Callers,
  row: AccessRow,
  request: { readonly method: string; readonly path: string; readonly isClosed: boolean },
): Promise<void> {
  const { method, path, isClosed } = request;
  for (const caller of all) {
    const found = await outcomeOf(gate, method, path, caller);
    const who = `${caller.role} with ${caller.credential}`;
    assert.equal(found, expectedOutcome(row, caller, isClosed), `${who}: ${method} ${path}`);
  }
}

test('every route has a row that somebody wrote, and every row has a route', () => {
  const named = ROUTES.map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual(
    named.filter((name) => !(name in API_ROWS)),
    [],
    'routes without a row in test/support/access-rows.ts',
  );
  assert.deepEqual(
    Object.keys(API_ROWS).filter((name) => !named.includes(name)),
    [],
    'rows without a route',
  );
  const registries = ECOSYSTEMS.flatMap((id) => ADAPTERS[id].routes.map((row) => row.id));
  assert.deepEqual(new Set(Object.keys(REGISTRY_ROWS)), new Set(registries));
});

for (const isClosed of [false, true]) {
  const where = isClosed ? 'a closed gate' : 'an open gate';

  test(`${where}: each route of the API lets in those whom its row lets in, by role and credential`, async (t) => {
    const gate = await startGate(t, isClosed ? CLOSED : {});
    const callers = await makeCallers(gate);
    for (const { method, url } of ROUTES) {
      const row = API_ROWS[`${method} ${url}`];
      assert.ok(row !== undefined, `${method} ${url}`);
      if (!isClosed || row === 'reading' || row === 'nothing') {
        await callers.renew();
        await assertRow(gate, callers, row, { method, path: pathOf(url), isClosed });
      }
    }
  });

  test(`${where}: each route of the registries lets in those whom its row lets in`, async (t) => {
    const gate = await startGate(t, { ...(isClosed ? CLOSED : {}), records: [] });
    const callers = await makeCallers(gate);
    for (const ecosystem of ECOSYSTEMS) {
      for (const { id } of ADAPTERS[ecosystem].routes) {
        const [row = 'nothing', request = ''] = REGISTRY_ROWS[id] ?? [];
        const [method = '', path = ''] = request.split(' ');
        const meant = findRoute(ADAPTERS[ecosystem], method, splitPath(`/${ecosystem}${path}`), {});
        assert.equal(meant.route.id, id, `${request} means another route`);
        await assertRow(gate, callers, row, { method, path: `/${ecosystem}${path}`, isClosed });
      }
    }
  });
}

test('what shows a thing takes no less than what changes it, but where the table says why', () => {
  for (const [name, row] of Object.entries(API_ROWS)) {
    const [method, url = ''] = name.split(' ');
    const shown = API_ROWS[`GET ${url}`];
    if (method === 'GET' || shown === undefined || SHOWN_TO_MORE[url] !== undefined) continue;
    const [show, change] = [partsOf(shown), partsOf(row)];
    assert.ok(RANK[show.role] >= RANK[change.role], `GET ${url} shows more people what ${method} changes`);
    assert.ok(PROOF_RANK[show.proof] >= Math.min(PROOF_RANK[change.proof], PROOF_RANK.person), url);
  }
  for (const url of Object.keys(SHOWN_TO_MORE)) assert.ok(`GET ${url}` in API_ROWS, `${url} shows nothing`);
});

test('reading changes nothing: after every GET of the strongest caller the journal is as it was', async (t) => {
  const gate = await startGate(t);
  const callers = await makeCallers(gate);
  const before = await gate.house.storage.reader.lastSequence();
  const strongest = callers.find('administrator', 'confirmed-mfa-person');
  for (const { url } of ROUTES.filter(({ method }) => method === 'GET')) {
    await outcomeOf(gate, 'GET', pathOf(url), strongest);
  }
  assert.equal(await gate.house.storage.reader.lastSequence(), before);
});

test('a method that a route does not name reaches nothing, also under the name of another', async (t) => {
  const gate = await startGate(t);
  const callers = await makeCallers(gate);
  const { headers } = callers.find('administrator', 'confirmed-mfa-person');
  const before = await gate.house.storage.reader.lastSequence();
  for (const url of new Set(ROUTES.map((route) => route.url))) {
    const named = ROUTES.filter((route) => route.url === url).map(({ method }) => method as string);
    const others = ROUTES.filter((route) => route.url !== url && matches(route.url, pathOf(url)));
    for (const method of METHODS) {
      if (named.includes(method) || others.some((other) => other.method === method)) continue;
      const answer = await gate.ask(pathOf(url), {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      assert.equal(answer.status, 404, `${method} ${url}`);
    }
    const disguised = await gate.ask(pathOf(url), {
      method: 'OPTIONS',
      headers: { ...headers, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
    });
    assert.equal(disguised.status, 404, url);
  }
  assert.equal(await gate.house.storage.reader.lastSequence(), before);
});

function matches(url: string, path: string): boolean {
  const [pattern, given] = [url.split('/'), path.split('/')];
  return (
    pattern.length === given.length && pattern.every((part, at) => part.startsWith(':') || part === given[at])
  );
}
