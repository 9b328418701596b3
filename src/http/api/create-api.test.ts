import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { ACCESS, type Action } from '../../identity/access.ts';
import { ROLES, type Role } from '../../identity/ports.ts';
import type { Sent } from '../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../testing/api-house.ts';
import { PASSWORD } from '../testing/api-person.ts';
import { assertRoutes, type ApiRoute } from './route.ts';
import { ROUTES } from './routes.ts';
import { SUBJECTS } from './subjects.ts';

let house: ApiHouse;
before(async () => {
  house = await startApiHouse();
});
after(() => house.close());

const problemOf = (body: unknown) => body as { code: string; detail: string; facts?: { fields?: string[] } };

test('a route without a declared access, or one declared twice, is never mounted', async (t) => {
  assertRoutes(ROUTES);
  const [first] = ROUTES as [ApiRoute];
  const { access: _access, ...rest } = first;
  const tables = [[rest as ApiRoute], [{ ...first, access: 'everything' as Action }], [first, first]];
  const other = await startApiHouse({
    subjects: tables.map((table, at) => ({ below: [`table-${at}`], load: async () => table })),
  });
  t.after(() => other.close());
  for (const at of tables.keys())
    assert.equal((await other.request('GET', `/api/v1/table-${at}`)).status, 500);
  assert.deepEqual(
    other.reported.map((error) => isGatehouseError(error, 'invalid-config')),
    [true, true, true],
  );
});

test('each route stands below its subject, and no two subjects have the same below them', async () => {
  for (const subject of SUBJECTS) {
    const firsts = (await subject.load()).map(({ url }) => {
      const [, , version, name] = url.replace(/^\/cargo(?=\/api\/)/, '').split('/');
      return version === 'v1' ? name : version;
    });
    assert.deepEqual(new Set(firsts), new Set(subject.below));
  }
  const all = SUBJECTS.flatMap(({ below }) => below);
  assert.deepEqual(new Set(all).size, all.length);
});

test('of a subject that cannot be loaded every request fails, and is reported; other subjects answer', async (t) => {
  const broken = { below: ['broken'], load: () => Promise.reject(new Error('it is not there')) };
  const other = await startApiHouse({ subjects: [...SUBJECTS, broken] });
  t.after(() => other.close());
  for (const path of ['/api/v1/broken', '/api/v1/broken/further']) {
    const { status, headers, body } = await other.request('GET', path);
    assert.deepEqual([status, problemOf(body).code], [500, 'internal']);
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  }
  assert.equal(other.reported.length, 2);
  assert.equal((await other.request('GET', '/api/v1/session')).status, 200);
  const nowhere = await other.request('GET', '/api/v1/nothing-of-this-name');
  assert.deepEqual([nowhere.status, problemOf(nowhere.body).code], [404, 'not-found']);
});

test('every route of the table stands in the OpenAPI document, with its access and its answer', async () => {
  const { body } = await house.request('GET', '/api/openapi.json');
  const document = body as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { 'x-access': string; responses: object; parameters: { name: string }[] }>
    >;
  };
  assert.equal(document.openapi, '3.1.1');
  for (const { method, url, access, status, answer, streams } of ROUTES) {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${url}`);
    assert.equal(operation['x-access'], access);
    const isEmpty = answer === undefined && streams === undefined;
    assert.ok(String(status ?? (isEmpty ? 204 : 200)) in operation.responses, url);
    const named = [...url.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const described = operation.parameters.map(({ name }) => name);
    assert.deepEqual(
      named.filter((name) => !described.includes(name ?? '')),
      [],
      url,
    );
  }
  assert.equal(Object.values(document.paths).flatMap((path) => Object.keys(path)).length, ROUTES.length);
});

test('the OpenAPI document says what a stream is, and which credentials each route takes', async () => {
  const { body } = await house.request('GET', '/api/openapi.json');
  type Operation = { security: object[]; responses: Record<string, { content?: object }> };
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  const events = paths['/api/v1/events']?.['get'];
  assert.deepEqual(Object.keys(events?.responses['200']?.content ?? {}), ['text/event-stream']);
  assert.equal('204' in (events?.responses ?? {}), false);
  const securityOf = (path: string, method: string) =>
    paths[path]?.[method]?.security.map((way) => Object.keys(way).join());
  assert.deepEqual(securityOf('/api/v1/session', 'get'), []);
  assert.deepEqual(securityOf('/api/v1/packages', 'get'), ['', 'token', 'session']);
  assert.deepEqual(securityOf('/api/v1/events', 'get'), ['token', 'session']);
  assert.deepEqual(securityOf('/api/v1/waivers', 'post'), ['session']);
  assert.deepEqual(securityOf('/api/v1/organisations', 'post'), ['session']);
  assert.deepEqual(securityOf('/api/v1/hosted/{ecosystem}/{name}/changes', 'post'), ['token', 'session']);
});

/** What stands behind each caller of the walk. */
const CALLERS = ['nobody', 'read token', 'api token', 'person', 'confirmed person'] as const;
const RANK: Readonly<Record<Role, number>> = { reader: 0, auditor: 1, reviewer: 2, administrator: 3 };

/** What the table says that a caller gets: nothing (let in), or the code of the refusal. */
function expectedRefusal(
  access: ApiRoute['access'],
  caller: (typeof CALLERS)[number],
  role: Role,
): string | undefined {
  if (access === 'anyone') return undefined;
  const rule = ACCESS[access];
  if (rule.proof === 'nothing') return undefined;
  if (caller === 'nobody') return 'not-signed-in';
  if (rule.proof === 'read-token') return undefined;
  const takesApiToken = rule.proof === 'api-token' || rule.proof === 'acting';
  if (caller === 'read token' || (caller === 'api token' && !takesApiToken)) return 'not-allowed';
  if (RANK[role] < RANK[rule.role]) return 'not-allowed';
  // Nobody here has a second factor; test/access-matrix.test.ts has those who do.
  if (rule.proof.includes('mfa-') || rule.proof.endsWith('writer')) return 'not-allowed';
  if (rule.proof === 'confirmed-person' && caller === 'person') return 'needs-confirmation';
  return undefined;
}

const ACCESS_REFUSALS = ['not-signed-in', 'not-allowed', 'needs-confirmation'];
/** They speak of the session itself; who may do what is decided within. */
const OWN_RULES = new Set([
  'POST /api/v1/session',
  'POST /api/v1/session/confirm',
  'POST /api/v1/setup',
  'DELETE /api/v1/session',
  'GET /api/v1/events',
  // Told in the form of other registries' clients; an identity token is what they take, and test/trusted-publishing.test.ts has it.
  'POST /_/oidc/mint-token',
  'POST /-/npm/v1/oidc/token/exchange/package/:name',
  'POST /api/v1/trusted_publishing/tokens',
  'POST /cargo/api/v1/trusted_publishing/tokens',
]);

test('each route lets in exactly those whom the table lets in', async () => {
  const people: Awaited<ReturnType<ApiHouse['person']>>[] = [];
  for (const role of ROLES) people.push(await house.person(`walker-${role}`, role));
  const walk = async (callers: readonly (typeof CALLERS)[number][]) => {
    for (const person of people) {
      for (const caller of callers) {
        const sent: Sent =
          caller === 'nobody'
            ? {}
            : caller === 'read token'
              ? { token: person.readToken }
              : caller === 'api token'
                ? { token: person.apiToken }
                : { cookie: person.cookie };
        await walkRoutes(sent, caller, person.role);
      }
    }
  };
  await walk(['nobody', 'read token', 'api token', 'confirmed person']);
  house.clock.advance(6 * 60_000);
  await walk(['person']);
});

async function walkRoutes(sent: Sent, caller: (typeof CALLERS)[number], role: Role): Promise<void> {
  for (const { method, url, access, body } of ROUTES) {
    if (OWN_RULES.has(`${method} ${url}`)) continue;
    const path = url.replace(':ecosystem', 'npm').replace(/:(\w+)/g, 'none-of-this-name');
    // A body that no schema takes: what is let in is refused as unreadable, and changes nothing.
    const wrong = body === undefined ? {} : { body: { unheardOf: 1 } };
    const answer = await house.request(method, path, { ...sent, ...wrong });
    const { code } = problemOf(answer.body ?? {});
    const refusal = ACCESS_REFUSALS.includes(code) ? code : undefined;
    assert.equal(refusal, expectedRefusal(access, caller, role), `${caller} (${role}): ${method} ${url}`);
    assert.ok(answer.status < 500, `${method} ${url}: ${answer.status}`);
  }
}

test('all bad fields of a request are told together', async () => {
  const { status, body, headers } = await house.request('POST', '/api/v1/session', {
    body: { name: 7, more: true },
  });
  assert.equal(status, 400);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(problemOf(body).code, 'invalid-request');
  assert.equal(problemOf(body).facts?.fields?.length, 3);
  const query = await house.request('GET', '/api/v1/packages?limit=0&ecosystem=gem&limit=x');
  assert.deepEqual(
    problemOf(query.body).facts?.fields?.map((field) => field.split(':')[0]),
    ['query.ecosystem', 'query.limit'],
  );
});

test('bodies that are no JSON of a fitting size are refused as such', async () => {
  const session = (sent: Sent) => house.request('POST', '/api/v1/session', sent);
  const cases: readonly (readonly [Sent, number, string])[] = [
    [{ body: '{"name":' }, 400, 'invalid-request'],
    [{ body: '{"__proto__":{"name":"x"}}' }, 400, 'invalid-request'],
    [{ body: '[]' }, 400, 'invalid-request'],
    [{ body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'invalid-request'],
    [
      { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'invalid-request',
    ],
    [{ body: JSON.stringify({ name: 'x'.repeat(1_100_000) }) }, 413, 'too-large'],
    [{}, 400, 'invalid-request'],
  ];
  for (const [sent, status, code] of cases) {
    const answer = await session(sent);
    assert.deepEqual([answer.status, problemOf(answer.body).code], [status, code]);
  }
  assert.deepEqual(house.reported, []);
});

test('a page of another origin cannot act with the session of its visitor', async () => {
  const ada = await house.person('origin-ada', 'reviewer');
  const foreign: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: house.url, 'sec-fetch-site': 'cross-site' },
    { origin: house.url, 'sec-fetch-site': 'same-site' },
    { origin: house.url.replace('http:', 'https:') },
    { origin: `${house.url}.evil.example` },
  ];
  for (const headers of foreign) {
    for (const path of ['/api/v1/session', '/api/v1/feeds/kev/refresh']) {
      const answer = await house.request('POST', path, { cookie: ada.cookie, headers, body: {} });
      assert.equal(problemOf(answer.body).code, 'not-allowed', JSON.stringify(headers));
    }
  }
  // A browser always says where a request that changes something comes from.
  const silent = await fetch(`${house.url}/api/v1/feeds/kev/refresh`, {
    method: 'POST',
    headers: { cookie: ada.cookie },
  });
  assert.equal(silent.status, 403);
  assert.deepEqual(house.refreshed, []);
  const own = await house.request('POST', '/api/v1/feeds/kev/refresh', { cookie: ada.cookie });
  assert.equal(own.status, 200);
  const byToken = await fetch(`${house.url}/api/v1/feeds/kev/refresh`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.apiToken}` },
  });
  assert.equal(byToken.status, 200);
  assert.deepEqual(house.refreshed, ['kev', 'kev']);
});

test('credentials that are not in force are refused on every route, in words', async () => {
  const answer = await house.request('GET', '/api/v1/session', { token: 'ghr_nothing' });
  assert.equal(answer.status, 401);
  assert.match(problemOf(answer.body).detail, /mistyped/);
  assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
});

test('what is no route is a problem, and answers are never cached or sniffed', async () => {
  const answer = await house.request('GET', '/api/v1/nothing?token=secret');
  assert.deepEqual([answer.status, problemOf(answer.body).code], [404, 'not-found']);
  assert.doesNotMatch(problemOf(answer.body).detail, /secret/);
  const session = await house.request('GET', '/api/v1/session');
  assert.equal(session.headers.get('cache-control'), 'no-store');
  assert.equal(session.headers.get('x-content-type-options'), 'nosniff');
});

test('the first administrator follows the link once, signs out and in, and confirms', async () => {
  const own = await startApiHouse();
  try {
    const secret = await own.firstLink();
    const setup = { secret, name: 'ada', password: PASSWORD };
    const nobody = await own.request('GET', '/api/v1/session');
    assert.deepEqual(nobody.body, {
      isConfirmed: false,
      may: ['read-packages'],
      mayWithFactor: [],
      needsAdministrator: true,
    });
    const made = await own.request('POST', '/api/v1/setup', { body: setup });
    assert.equal(made.status, 200);
    const cookie = made.headers.get('set-cookie') ?? '';
    assert.match(cookie, /; HttpOnly; SameSite=Strict$/);
    assert.match(cookie, /; Path=\/;/);
    assert.doesNotMatch(cookie, /Secure/);
    const session = { cookie: cookie.split(';')[0] ?? '' };
    const again = await own.request('POST', '/api/v1/setup', { body: { ...setup, name: 'eve' } });
    assert.equal(problemOf(again.body).code, 'not-allowed');
    own.clock.advance(6 * 60_000);
    const later = (await own.request('GET', '/api/v1/session', session)).body;
    assert.equal((later as { isConfirmed: boolean }).isConfirmed, false);
    const wrong = await own.request('POST', '/api/v1/session/confirm', {
      ...session,
      body: { password: 'no' },
    });
    assert.equal(problemOf(wrong.body).code, 'not-allowed');
    const confirmed = await own.request('POST', '/api/v1/session/confirm', {
      ...session,
      body: { password: PASSWORD },
    });
    assert.equal((confirmed.body as { isConfirmed: boolean }).isConfirmed, true);
    const out = await own.request('DELETE', '/api/v1/session', session);
    assert.equal(out.status, 204);
    assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/);
    const gone = (await own.request('GET', '/api/v1/session', session)).body;
    assert.equal((gone as { account?: unknown }).account, undefined);
    const refused = await own.request('POST', '/api/v1/session', { body: { name: 'ada', password: 'x' } });
    assert.equal(problemOf(refused.body).code, 'not-signed-in');
    const limited = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      limited.push(await own.request('POST', '/api/v1/session', { body: { name: 'bob', password: 'x' } }));
    }
    const last = limited.at(-1);
    assert.equal(last?.status, 429);
    assert.match(last?.headers.get('retry-after') ?? '', /^\d+$/);
  } finally {
    await own.close();
  }
});
