// Trusted publishing over HTTP: each provider's documented claims by a real provider on loopback, and each client's own doors.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { load as parseYaml } from 'js-yaml';

import { DAY_MS, MINUTE_MS, SECOND_MS } from '../src/kernel/clock.ts';
import { asPackageName } from '../src/kernel/package-ref.ts';
import { requireTrustedWhereOnly } from '../src/identity/trusted-publishing/trusted-only.ts';
import { endOverdue } from '../src/identity/trusted-publishing/publishers.ts';
import { seatPerson } from './support/access-callers.ts';
import { ask } from './support/ask.ts';
import { callApi } from './support/call-api.ts';
import { holdClock } from './support/gate.ts';
import { packZip } from './support/zip.ts';
import {
  assertExchanged,
  assertRefused,
  GITHUB,
  openTrustedScene,
  TIDE,
  type Claims,
} from './support/trusted-scene.ts';

const ORG = '11111111-1111-4111-8111-111111111111';
const PROJECT = '22222222-2222-4222-8222-222222222222';
const PIPELINE = '33333333-3333-4333-8333-333333333333';
const CONTEXT = '44444444-4444-4444-8444-444444444444';

test('a workflow of GitHub gets a token for its package, to publish and to nothing else, with what its run was', async (t) => {
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t);
  const id = await publish();
  const { token, packages, actions } = assertExchanged(await exchange(identity(GITHUB)));
  assert.match(token, /^ght_[0-9A-Za-z]{36}$/);
  assert.deepEqual([packages, actions], [['npm:@acme/tide'], ['publish', 'stage']]);
  const [minted] = await gate.journal('publisher-token-minted');
  assert.equal(minted?.actor, `publisher:${id}`);
  const { claims } = minted.data as { claims: Record<string, string> };
  assert.deepEqual(
    [claims['ref'], claims['sha'], claims['run'], claims['repository']],
    ['refs/heads/main', 'f'.repeat(40), '1234567890', 'acme/tide'],
  );
  assert.doesNotMatch(JSON.stringify(minted), new RegExp(token));
  // The JSON API is no place for it, and what belongs to an account is none of its.
  for (const path of ['/tokens', '/publishers?ecosystem=npm&name=@acme/tide', '/account', '/organisations']) {
    const answer = await ask(`${gate.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 403, `${path}: ${answer.text}`);
  }
  const listed = await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/tide');
  assert.equal(
    (JSON.parse(listed.text) as { items: { lastUsedAt?: string }[] }).items[0]?.lastUsedAt !== undefined,
    true,
  );
});

test("the sub of 2026, with ids in it, is as good as the old one: nobody reads GitHub's sub", async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const sub = 'repo:acme@123456/tide@456789:ref:refs/heads/main';
  assertExchanged(await exchange(identity({ ...GITHUB, sub })));
  // And it is nobody's proof of anything.
  const evil = { ...GITHUB, repository: 'evil/tide', repository_owner: 'evil', sub };
  assertRefused(await exchange(identity(evil)), 'invalid-publisher', /no publisher/);
  assertExchanged(await exchange(identity({ ...GITHUB, sub: undefined })));
});

test('of several publishers the most specific is meant: an environment, and the package before its namespace', async (t) => {
  const { gate, identity, exchange, publish } = await openTrustedScene(t);
  await publish({ settings: TIDE, right: 'stage' });
  const strict = await publish({ settings: { ...TIDE, environment: 'Production' }, right: 'publish' });
  const staged = assertExchanged(await exchange(identity({ ...GITHUB, environment: 'test' })));
  assert.deepEqual(staged.actions, ['stage']);
  const published = assertExchanged(await exchange(identity({ ...GITHUB, environment: 'production' })));
  assert.deepEqual(published.actions, ['publish', 'stage']);
  const [, last] = await gate.journal('publisher-token-minted');
  assert.equal(last?.actor, `publisher:${strict}`);
});

test('one repository publishes several packages, and its token is for all of them, or for the one that it asks for', async (t) => {
  const { own, identity, exchange, publish } = await openTrustedScene(t);
  await own('npm', '@acme/pool');
  await own('cargo', 'tide-pool');
  await publish();
  await publish({ name: '@acme/pool' });
  await publish({ ecosystem: 'cargo', name: 'tide-pool' });
  const all = assertExchanged(await exchange(identity(GITHUB)));
  assert.deepEqual([...all.packages].sort(), ['npm:@acme/pool', 'npm:@acme/tide']);
  const one = assertExchanged(await exchange(identity(GITHUB), { name: '@acme/pool' }));
  assert.deepEqual(one.packages, ['npm:@acme/pool']);
  const crate = assertExchanged(await exchange(identity(GITHUB), { ecosystem: 'cargo' }));
  assert.deepEqual(crate.packages, ['cargo:tide-pool']);
  assertRefused(await exchange(identity(GITHUB), { ecosystem: 'pypi' }), 'invalid-publisher', /no publisher/);
});

test("GitLab's jobs, of a server of one's own: project and group are pinned, the pipeline's file is the one named", async (t) => {
  const as = { name: 'own-gitlab', provider: 'gitlab' };
  const { provider, identity, exchange, publish } = await openTrustedScene(t, { as });
  const settings = { project: 'Acme/sub/tide', environment: 'release' };
  await publish({ settings });
  const host = new URL(provider.issuer).host;
  const claims: Claims = {
    sub: 'project_path:acme/sub/tide:ref_type:branch:ref:main',
    namespace_id: '72',
    namespace_path: 'acme/sub',
    project_id: '20',
    project_path: 'acme/sub/tide',
    user_id: '1',
    user_login: 'ada',
    pipeline_id: '574',
    pipeline_source: 'push',
    job_id: '302',
    ref: 'main',
    ref_type: 'branch',
    ref_path: 'refs/heads/main',
    ref_protected: 'true',
    runner_environment: 'self-hosted',
    sha: 'e'.repeat(40),
    project_visibility: 'private',
    ci_config_ref_uri: `${host}/acme/sub/tide//.gitlab-ci.yml@refs/heads/main`,
    ci_config_sha: 'e'.repeat(40),
    environment: 'release',
  };
  assertExchanged(await exchange(identity(claims)));
  for (const [change, detail] of [
    [{ project_id: '21' }, /project_id is 21, which is another/],
    [{ namespace_id: '73' }, /namespace_id is 73, which is another/],
    [{ project_id: undefined }, /project_id/],
    [{ environment: 'Release' }, /environment/],
    [{ project_path: 'acme/sub/tide2' }, /no publisher/],
    [{ ci_config_ref_uri: `${host}/acme/sub/tide//other.yml@refs/heads/main` }, /ci_config_ref_uri/],
    [
      { ci_config_ref_uri: `evil.example/acme/sub/tide//.gitlab-ci.yml@refs/heads/main` },
      /ci_config_ref_uri/,
    ],
    [{ ci_config_ref_uri: `${host}/acme/sub/tide//.gitlab-ci.yml@refs/heads/other` }, /ci_config_ref_uri/],
    [{ ci_config_ref_uri: `${host}/acme/other//.gitlab-ci.yml@refs/heads/main` }, /ci_config_ref_uri/],
    [{ ci_config_ref_uri: null }, /ci_config_ref_uri/],
  ] as const) {
    assertRefused(await exchange(identity({ ...claims, ...change })), 'invalid-publisher', detail);
  }
});

test("Google's service accounts: the address must be verified, and its number stays", async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t, {
    as: { name: 'google', provider: 'google' },
  });
  const email = 'release@acme-prod.iam.gserviceaccount.com';
  await publish({ settings: { email } });
  const claims = { email, email_verified: true, sub: '111260650121185072906', azp: '111260650121185072906' };
  const once = identity({ ...claims, jti: undefined });
  assertExchanged(await exchange(once));
  // It has no id of its own, and works once all the same.
  assertRefused(await exchange(once), 'invalid-reuse-token', /works once/);
  for (const [change, detail] of [
    [{ email_verified: 'true' }, /email_verified/],
    [{ email_verified: undefined }, /email_verified/],
    [{ sub: '222' }, /sub is 222, which is another/],
    [{ email: 'RELEASE@acme-prod.iam.gserviceaccount.com' }, /no publisher/],
  ] as const) {
    assertRefused(await exchange(identity({ ...claims, ...change })), 'invalid-publisher', detail);
  }
});

test("ActiveState's builds: organization, project, actor and builder are all compared", async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t, {
    as: { name: 'activestate', provider: 'activestate' },
  });
  await publish({ settings: { organization: 'acme', project: 'tide', actorId: ORG } });
  const claims = {
    sub: 'org:acme:project:tide:extra',
    actor: 'ada',
    actor_id: ORG,
    organization: 'acme',
    organization_id: PROJECT,
    project: 'tide',
    project_path: 'acme/tide',
    builder: 'pypi-publisher',
  };
  assertExchanged(await exchange(identity(claims)));
  for (const [change, detail] of [
    [{ builder: 'other' }, /builder/],
    [{ actor_id: CONTEXT }, /actor_id/],
    [{ sub: 'org:evil:project:tide' }, /sub/],
    [{ organization_id: CONTEXT }, /organization_id/],
    [{ project: 'other' }, /no publisher/],
  ] as const) {
    assertRefused(await exchange(identity({ ...claims, ...change })), 'invalid-publisher', detail);
  }
});

test("CircleCI's jobs: an issuer of each organisation, ids alone, and no job that somebody sits in", async (t) => {
  const { provider, audience, exchange, publish, gate } = await openTrustedScene(t, {
    as: { name: 'circleci', provider: 'circleci' },
  });
  // Each organisation's issuer describes itself; the loopback one is asked below its own path.
  const settings = { orgId: ORG, projectId: PROJECT, pipelineDefinitionId: PIPELINE, contextIds: [CONTEXT] };
  await publish({ settings });
  const iss = `${provider.issuer}/${ORG}`;
  const claims = {
    iss,
    aud: audience,
    sub: `org/${ORG}/project/${PROJECT}/user/${CONTEXT}`,
    'oidc.circleci.com/org-id': ORG,
    'oidc.circleci.com/project-id': PROJECT,
    'oidc.circleci.com/pipeline-definition-id': PIPELINE,
    'oidc.circleci.com/context-ids': [CONTEXT],
    'oidc.circleci.com/vcs-origin': 'github.com/acme/tide',
    'oidc.circleci.com/vcs-ref': 'refs/heads/main',
    'oidc.circleci.com/ssh-rerun': false,
  };
  let count = 0;
  const offer = (change: object) =>
    exchange(provider.mint({ ...claims, iat: undefined, ...fresh((count += 1)), ...change }));
  const { actions } = assertExchanged(await offer({}));
  assert.deepEqual(actions, ['publish', 'stage']);
  for (const [change, why, detail] of [
    [{ 'oidc.circleci.com/ssh-rerun': true }, 'invalid-publisher', /SSH/],
    [{ 'oidc.circleci.com/context-ids': [] }, 'invalid-publisher', /context-ids/],
    [{ 'oidc.circleci.com/pipeline-definition-id': ORG }, 'invalid-publisher', /pipeline-definition-id/],
    [{ 'oidc.circleci.com/org-id': PROJECT }, 'invalid-publisher', /another organisation/],
    [{ iss: `${provider.issuer}/${PROJECT}` }, 'invalid-publisher', /nothing here is published/],
    [{ iss: `${provider.issuer}/x` }, 'invalid-payload', /issuer/],
    [{ iss: provider.issuer }, 'invalid-payload', /issuer/],
  ] as const) {
    assertRefused(await offer(change), why, detail);
  }
  assert.equal((await gate.journal('publisher-token-minted')).length, 1);
});

/** Two tokens of one second differ in nothing but this. */
function fresh(count: number): Claims {
  const now = Math.floor(Date.now() / SECOND_MS);
  return { iat: now, exp: now + 300, 'oidc.circleci.com/job-id': String(count) };
}

test('what a publisher is may be said in no other way than its provider has it', async (t) => {
  const { ada } = await openTrustedScene(t);
  const add = async (settings: object, more: object = {}) =>
    ada.call('POST', '/publishers', {
      ecosystem: 'npm',
      name: '@acme/tide',
      issuer: 'github',
      settings,
      ...more,
    });
  for (const settings of [
    {},
    { repository: 'acme/tide' },
    { repository: 'acme', workflow: 'release.yml' },
    { repository: 'acme/tide/x', workflow: 'release.yml' },
    { repository: 'acme/..', workflow: 'release.yml' },
    { repository: '-acme/tide', workflow: 'release.yml' },
    { repository: 'acme/tide', workflow: 'release' },
    { repository: 'acme/tide', workflow: '../release.yml' },
    { repository: 'acme/tide', workflow: 'dir/release.yml' },
    { repository: 'acme/tide', workflow: 'release.yml', environment: "x'y" },
    { repository: 'acme/tide', workflow: 'release.yml', environment: 'a'.repeat(256) },
    { repository: 'acme/tide', workflow: 'release.yml', ownerId: 'x' },
    { repository: 'acme/tide', workflow: 'release.yml', sub: 'x' },
    { repository: 'acme/tide', workflow: 'release.yml', allowsSelfHosted: 'yes' },
    { repository: 'acme/tide', calledWorkflow: 'acme/shared/publish.yml' },
    { repository: ['acme/tide'], workflow: 'release.yml' },
  ]) {
    const answer = await add(settings);
    assert.equal(answer.status, 400, JSON.stringify(settings) + answer.text);
  }
  assert.equal((await add(TIDE, { issuer: 'https://evil.example' })).status, 404);
  assert.equal((await add(TIDE, { name: '@acme/other' })).status, 404);
  assert.equal((await add(TIDE, { name: '../x' })).status, 400);
  assert.equal((await add(TIDE)).status, 201);
  assert.equal((await add(TIDE)).status, 409);
});

test('a publisher that was removed ends with its tokens, at once, and its owners hear of both', async (t) => {
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t, { email: 'ada@example.com' });
  const id = await publish();
  const { token } = assertExchanged(await exchange(identity(GITHUB)));
  const whoami = () => ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await whoami()).status, 200);
  assert.equal((await ada.call('DELETE', `/publishers/${id}`)).status, 204);
  const refused = await whoami();
  assert.equal(refused.status, 401);
  assert.match(refused.text, /revoked/);
  assertRefused(await exchange(identity(GITHUB)), 'invalid-publisher', /nothing here is published/);
  assert.equal((await ada.call('DELETE', `/publishers/${id}`)).status, 404);
  const letters = (await gate.journal('letter-posted')).map(({ data }) => (data as { about: string }).about);
  assert.deepEqual(
    letters.filter((about) => about.startsWith('publisher-')),
    ['publisher-added', 'publisher-removed'],
  );
});

test('a token is over after fifteen minutes', async (t) => {
  const clock = holdClock();
  const { gate, identity, exchange, publish } = await openTrustedScene(t, { clock });
  await publish();
  const { token } = assertExchanged(await exchange(identity(GITHUB)));
  const whoami = () => ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  clock.passTime(15 * MINUTE_MS - 1);
  assert.equal((await whoami()).status, 200);
  clock.passTime(1);
  const over = await whoami();
  assert.equal(over.status, 401);
  assert.match(over.text, /expired/);
});

test('a package that is for trusted publishers alone is published by no person and by no other token', async (t) => {
  const { gate, ada, publish, identity, exchange } = await openTrustedScene(t, { email: 'ada@example.com' });
  const only = { ecosystem: 'npm', name: '@acme/tide', isOnly: true };
  assert.equal((await ada.call('PUT', '/publishers/only', only)).status, 409, 'nobody could publish it');
  await publish();
  assert.equal((await ada.call('PUT', '/publishers/only', only)).status, 204);
  const listed = await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/tide');
  assert.equal((JSON.parse(listed.text) as { isTrustedOnly: boolean }).isTrustedOnly, true);
  const ref = { ecosystem: 'npm', name: asPackageName('@acme/tide') } as const;
  const { stores } = gate.house.storage;
  const of = async (scope: 'write' | 'publisher') =>
    requireTrustedWhereOnly(
      stores,
      { kind: 'token', tokenId: '', tokenName: '', scope, accountId: '', accountName: '', role: 'reader' },
      ref,
    );
  await assert.rejects(of('write'), { code: 'not-allowed' });
  await of('publisher');
  await requireTrustedWhereOnly(
    stores,
    { kind: 'nobody', address: '' },
    { ...ref, name: asPackageName('tide') },
  );
  assertExchanged(await exchange(identity(GITHUB)));
  assert.equal((await ada.call('PUT', '/publishers/only', { ...only, isOnly: false })).status, 204);
  await of('write');
  assert.equal((await gate.journal('trusted-only-changed')).length, 2);
});

test('a name that is not there yet is made by the first token of who waited for it; the others are told', async (t) => {
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t, { email: 'ada@example.com' });
  const made = await ada.call('POST', '/organisations', { name: 'acme' });
  assert.equal(made.status, 201, made.text);
  const wish = { name: '@acme/new', pending: { visibility: 'internal' } };
  const mine = await publish(wish);
  const others = await publish({
    ...wish,
    settings: { ...TIDE, environment: 'x' },
    pending: { organisation: 'acme', visibility: 'private' },
  });
  assert.equal(await ownerOf(gate, '@acme/new'), undefined);
  const { packages } = assertExchanged(await exchange(identity(GITHUB), { name: '@acme/new' }));
  assert.deepEqual(packages, ['npm:@acme/new']);
  assert.deepEqual(await ownerOf(gate, '@acme/new'), { kind: 'account', id: ada.accountId });
  const removed = await gate.journal('publisher-removed');
  assert.deepEqual(
    removed.map(({ data }) => [
      (data as { publisherId: string }).publisherId,
      (data as { because: string }).because,
    ]),
    [[others, 'name-taken']],
  );
  const listed = JSON.parse((await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/new')).text) as {
    items: { id: string; pendingUntil?: string }[];
  };
  assert.deepEqual(
    listed.items.map(({ id, pendingUntil }) => [id, pendingUntil]),
    [[mine, undefined]],
  );
  assert.equal((await ada.call('POST', '/publishers', { ...body(wish), settings: TIDE })).status, 409);
});

test('a name that was taken meanwhile is not given to who waited for it, and nothing is used up', async (t) => {
  const { gate, own, identity, exchange, publish } = await openTrustedScene(t);
  await publish({ name: '@acme/new', pending: {} });
  await gate.house.storage.work.transact(({ ownership }) =>
    ownership.save({
      ecosystem: 'npm',
      name: asPackageName('@acme/new'),
      owner: { kind: 'account', id: 'somebody else' },
      visibility: 'public',
      since: 1,
    }),
  );
  const token = identity({ ...GITHUB, jti: 'kept' });
  assertRefused(await exchange(token, { name: '@acme/new' }), 'invalid-pending-publisher', /somebody else's/);
  await own('npm', '@acme/new');
  assertExchanged(await exchange(token, { name: '@acme/new' }));
});

test('who waits for a name waits for thirty days, and hears of the end five days before', async (t) => {
  const clock = holdClock();
  const { gate, identity, exchange, publish } = await openTrustedScene(t, {
    clock,
    email: 'ada@example.com',
  });
  await publish({ name: '@acme/new', pending: {} });
  const letters = async () =>
    (await gate.journal('letter-posted')).map(({ data }) => (data as { about: string }).about);
  const look = async () => {
    const { storage } = gate.house;
    const letterHead = { publicUrl: gate.url, holdMs: 0 };
    const random = (size: number) => randomBytes(size);
    await endOverdue({ clock, random, letterHead, unit: storage.work, stores: storage.stores });
  };
  clock.passTime(25 * DAY_MS - 1);
  await look();
  assert.ok(!(await letters()).includes('publisher-ends-soon'));
  clock.passTime(1);
  await look();
  await look();
  assert.equal((await letters()).filter((about) => about === 'publisher-ends-soon').length, 1);
  clock.passTime(5 * DAY_MS);
  const now = Math.floor(clock.now() / SECOND_MS);
  const token = identity({ ...GITHUB, iat: now, exp: now + 60 });
  assertRefused(await exchange(token, { name: '@acme/new' }), 'invalid-publisher', /no publisher/);
  await look();
  const [ended] = await gate.journal('publisher-removed');
  assert.equal((ended?.data as { because: string } | undefined)?.because, 'over');
});

test('with a package that goes to somebody else, its publishers and their tokens end', async (t) => {
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t, { email: 'ada@example.com' });
  await publish();
  const { token } = assertExchanged(await exchange(identity(GITHUB)));
  assert.equal((await ada.call('POST', '/organisations', { name: 'acme' })).status, 201);
  const offer = { to: { kind: 'organisation', name: 'acme' } };
  const offered = await ada.call('POST', '/owners/npm/@acme%2ftide/transfer', offer);
  assert.equal(offered.status, 204, offered.text);
  const letters = await gate.house.storage.database.read.selectFrom('letter').selectAll().execute();
  const secret = letters.map(({ body: text }) => /transfer accept ([\w-]{43})/.exec(text)?.[1]).find(Boolean);
  const accepted = await ada.call('POST', '/transfers', { secret });
  assert.equal(accepted.status, 200, accepted.text);
  assertRefused(await exchange(identity(GITHUB)), 'invalid-publisher', /nothing here/);
  const used = await ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(used.status, 401);
});

test("Python's clients find everything where PyPI has it, and where PEP 807 says", async (t) => {
  const { gate, audience, own, identity, publish } = await openTrustedScene(t);
  await own('pypi', 'tide-pool');
  await publish({ ecosystem: 'pypi', name: 'Tide_Pool' });
  const told = await ask(`${gate.url}/_/oidc/audience`);
  assert.deepEqual(JSON.parse(told.text), { audience });
  const mint = async (path: string, sent: string) =>
    ask(`${gate.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: sent,
    });
  const minted = await mint('/_/oidc/mint-token', JSON.stringify({ token: identity(GITHUB) }));
  assert.equal(minted.status, 200, minted.text);
  const { success, token, expires } = JSON.parse(minted.text) as Record<string, unknown>;
  assert.equal(success, true);
  assert.match(String(token), /^ght_/);
  assert.ok(Math.abs(Number(expires) - Date.now() / 1000 - 900) < 100);
  for (const [sent, code] of [
    ['no JSON', 'invalid-payload'],
    ['{}', 'invalid-payload'],
    ['{"token":7}', 'invalid-payload'],
    [JSON.stringify({ token: 'a.b.c' }), 'invalid-payload'],
    [JSON.stringify({ token: identity({ ...GITHUB, aud: 'pypi' }) }), 'invalid-token'],
    [
      JSON.stringify({ token: identity({ ...GITHUB, environment: 'x', repository: 'a/b' }) }),
      'invalid-publisher',
    ],
  ] as const) {
    const refused = await mint('/_/oidc/mint-token', sent);
    assert.equal(refused.status, 422, refused.text);
    const { message, errors } = JSON.parse(refused.text) as { message: string; errors: { code: string }[] };
    assert.deepEqual([message, errors[0]?.code], ['Token request failed', code]);
  }
  const discover = (path: string, accept?: string) =>
    ask(
      `${gate.url}/.well-known/pytp?discover=${encodeURIComponent(path)}`,
      accept === undefined ? {} : { headers: { accept } },
    );
  const found = await discover('/pypi/legacy/', 'application/vnd.pypi.pytp.v1+json');
  assert.equal(found.status, 200, found.text);
  assert.match(found.headers['content-type'] ?? '', /vnd\.pypi\.pytp\.v1\+json/);
  const endpoints = JSON.parse(found.text) as Record<string, string>;
  assert.equal(endpoints['audience-endpoint'], `${gate.url}/_/oidc/audience`);
  const path = new URL(endpoints['token-mint-endpoint'] ?? '').pathname;
  const again = await mint(path, JSON.stringify({ token: identity(GITHUB), features: ['multi-use-token'] }));
  assert.equal(again.status, 200, again.text);
  assert.deepEqual(Object.keys(JSON.parse(again.text) as object).sort(), ['expires', 'token']);
  assert.equal((await discover('/pypi/legacy/', 'text/html')).status, 406);
  assert.equal((await discover('/other/')).status, 404);
});

test("npm exchanges what it presents as its own token, at the root of the host, for the host's audience", async (t) => {
  const { gate, identity, publish } = await openTrustedScene(t);
  await publish();
  const exchange = (name: string, authorization: string) =>
    ask(`${gate.url}/-/npm/v1/oidc/token/exchange/package/${name}`, {
      method: 'POST',
      headers: { authorization },
    });
  const good = () => `Bearer ${identity({ ...GITHUB, aud: 'npm:127.0.0.1' })}`;
  const answer = await exchange('@acme%2ftide', good());
  assert.equal(answer.status, 201, answer.text);
  const { token_type: type, token, created, expires } = JSON.parse(answer.text) as Record<string, string>;
  assert.equal(type, 'oidc');
  assert.match(token ?? '', /^ght_/);
  assert.equal(Date.parse(expires ?? '') - Date.parse(created ?? ''), 15 * MINUTE_MS);
  for (const [name, authorization, status] of [
    ['@acme%2ftide', 'Bearer x', 400],
    ['@acme%2ftide', 'Basic eDp5', 400],
    ['@acme%2fother', good(), 401],
    ['@acme%2ftide', `Bearer ${identity({ ...GITHUB, aud: 'npm:registry.example' })}`, 401],
    ['%20x', good(), 400],
  ] as const) {
    const refused = await exchange(name, authorization);
    assert.equal(refused.status, status, refused.text);
    const { message } = JSON.parse(refused.text) as { message: string };
    assert.match(message, /^OIDC token exchange error - /);
  }
});

test("Cargo's action exchanges at its registry's address, and ends its token when it is done", async (t) => {
  const { gate, own, identity, publish } = await openTrustedScene(t);
  await own('cargo', 'tide-pool');
  await publish({ ecosystem: 'cargo', name: 'tide-pool' });
  const host = new URL(gate.url).host;
  for (const [root, aud] of [
    ['', host],
    ['/cargo', `${host}/cargo`],
  ] as const) {
    const address = `${gate.url}${root}/api/v1/trusted_publishing/tokens`;
    const asJson = { 'content-type': 'application/json' };
    const exchange = (jwt: string) =>
      ask(address, { method: 'POST', headers: asJson, body: JSON.stringify({ jwt }) });
    const answer = await exchange(identity({ ...GITHUB, aud }));
    assert.equal(answer.status, 200, answer.text);
    const { token } = JSON.parse(answer.text) as { token: string };
    const refused = await exchange(identity({ ...GITHUB, aud: 'other' }));
    assert.equal(refused.status, 400);
    const { errors } = JSON.parse(refused.text) as { errors: { detail: string }[] };
    assert.match(errors[0]?.detail ?? '', /audience/);
    const end = () => ask(address, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    assert.equal((await end()).status, 204);
    assert.equal((await end()).status, 401);
  }
  assert.equal((await gate.journal('publisher-token-ended')).length, 2);
});

test("a publisher's token that leaked is ended by whoever reports it", async (t) => {
  const { gate, identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const { token } = assertExchanged(await exchange(identity(GITHUB)));
  const report = () =>
    ask(`${gate.url}/api/v1/tokens/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ token, url: 'https://hub.example/log' }]),
    });
  assert.match((await report()).text, /true_positive/);
  assert.match((await report()).text, /false_positive/);
  const used = await ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(used.status, 401);
  const [ended] = await gate.journal('publisher-token-ended');
  assert.equal((ended?.data as { because: string } | undefined)?.because, 'reported-as-leaked');
});

function body(wish: object): object {
  return { ecosystem: 'npm', issuer: 'github', ...wish };
}

async function ownerOf(
  { house }: Awaited<ReturnType<typeof openTrustedScene>>['gate'],
  name: string,
): Promise<object | undefined> {
  return (await house.storage.stores.ownership.find('npm', asPackageName(name)))?.owner;
}

test('a ready snippet for each provider and ecosystem names the package, this server, and the audience', async (t) => {
  const { gate, audience } = await openTrustedScene(t);
  const names = {
    npm: '@acme/tide',
    pypi: 'tide-pool',
    cargo: 'tide-pool',
    maven: 'org.acme:tide',
    composer: 'acme/tide',
  };
  for (const provider of ['github', 'gitlab', 'circleci', 'google', 'activestate', 'custom']) {
    for (const [ecosystem, name] of Object.entries(names)) {
      const query = new URLSearchParams({ ecosystem, name, provider }).toString();
      const answer = await ask(`${gate.url}/api/v1/trusted-publishing/snippet?${query}`);
      assert.equal(answer.status, 200, answer.text);
      const { file, text } = JSON.parse(answer.text) as { file: string; text: string };
      const what = `${provider} ${ecosystem}: ${text}`;
      assert.ok(text.includes(gate.url), what);
      assert.doesNotMatch(text, /undefined|\[object/, what);
      if (file.endsWith('.yml')) parseYaml(text);
      // Where the client itself asks for an identity, it knows the audience; where a script does, it is told.
      const isByClient = provider === 'github' && ['npm', 'pypi', 'cargo'].includes(ecosystem);
      const expected = ecosystem === 'npm' && provider !== 'google' ? 'npm:127.0.0.1' : audience;
      const isGiven = provider === 'activestate' || provider === 'custom';
      if (!isByClient && !isGiven) assert.ok(text.includes(expected), what);
    }
  }
  const hostile = new URLSearchParams({ ecosystem: 'npm', name: '"; rm -rf ~' }).toString();
  assert.equal((await ask(`${gate.url}/api/v1/trusted-publishing/snippet?${hostile}`)).status, 400);
});

test('a build deploys to Maven by its identity: each part with its token, and the version says whose run it was', async (t) => {
  const { gate, own, identity, exchange, publish } = await openTrustedScene(t);
  await own('maven', 'org.acme:tide');
  const id = await publish({ ecosystem: 'maven', name: 'org.acme:tide' });
  const asked = { ecosystem: 'maven', name: 'org.acme:tide' };
  const { token } = assertExchanged(await exchange(identity(GITHUB), asked));
  const authorization = `Basic ${Buffer.from(`token:${token}`).toString('base64')}`;
  const put = (path: string, body: string | Buffer) =>
    ask(`${gate.urls.maven}/org/acme/${path}`, { method: 'PUT', headers: { authorization }, body });
  const jar = packZip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }]);
  const pom =
    '<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>tide</artifactId><version>1.0.0</version></project>';
  const metadata =
    '<metadata><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><release>1.0.0</release><versions><version>1.0.0</version></versions></versioning></metadata>';
  for (const [path, body] of [
    ['tide/1.0.0/tide-1.0.0.jar', jar],
    ['tide/1.0.0/tide-1.0.0.pom', pom],
  ] as const) {
    const sent = await put(path, body);
    assert.ok(sent.status < 300, `${path}: ${sent.status} ${sent.text}`);
    await put(`${path}.sha1`, createHash('sha1').update(body).digest('hex'));
  }
  await put('tide/maven-metadata.xml', metadata);
  const [entry] = await gate.journal('version-published');
  assert.equal(entry?.actor, `publisher:${id}`);
  assert.equal((entry.data as { provenBy?: { sha?: string } }).provenBy?.sha, 'f'.repeat(40));
  const other = await put('other/1.0.0/other-1.0.0.pom', pom.replaceAll('tide', 'other'));
  assert.equal(other.status, 403, other.text);
});

test('a build puts a Composer archive by its identity, at the address that its snippet names', async (t) => {
  const { gate, own, identity, exchange, publish } = await openTrustedScene(t);
  await own('composer', 'acme/tide');
  await publish({ ecosystem: 'composer', name: 'acme/tide' });
  const asked = { ecosystem: 'composer', name: 'acme/tide' };
  const { token } = assertExchanged(await exchange(identity(GITHUB), asked));
  const query = new URLSearchParams(asked).toString();
  const snippet = await ask(`${gate.url}/api/v1/trusted-publishing/snippet?${query}`);
  const address = /"([^"\s]+)\/\$VERSION"/.exec((JSON.parse(snippet.text) as { text: string }).text)?.[1];
  const manifest = JSON.stringify({ name: 'acme/tide', license: 'MIT' });
  const sent = await ask(`${address}/1.0.0`, {
    method: 'PUT',
    headers: { 'content-type': 'application/zip', authorization: `Bearer ${token}` },
    body: packZip([{ name: 'composer.json', content: manifest }]),
  });
  assert.ok(sent.status < 300, `${sent.status} ${sent.text}`);
  const [entry] = await gate.journal('version-published');
  assert.equal(
    (entry?.data as { provenBy?: { issuer?: string } } | undefined)?.provenBy?.issuer !== undefined,
    true,
  );
});

test('who publishes is settled by owners and maintainers alone; others may see it, and strangers know nothing of a private package', async (t) => {
  const { gate, ada, publish } = await openTrustedScene(t);
  const made = await ada.call('POST', '/organisations', { name: 'acme' });
  assert.equal(made.status, 201, made.text);
  const { work, stores } = gate.house.storage;
  const organisation = await stores.organisations.findByName('acme');
  const organisationId = organisation?.id ?? '';
  const seats = new Map<string, Awaited<ReturnType<typeof seatPerson>>>();
  for (const name of ['owner', 'maintainer', 'publisher', 'reviewer', 'auditor', 'stranger'] as const) {
    const seat = await seatPerson(gate, name);
    seats.set(name, seat);
    if (name === 'stranger') continue;
    await work.transact(({ organisations }) =>
      organisations.saveMember({ organisationId, accountId: seat.id, role: name, since: 1 }),
    );
  }
  await work.transact(({ ownership }) =>
    ownership.save({
      ecosystem: 'npm',
      name: asPackageName('@acme/tide'),
      owner: { kind: 'organisation', id: organisationId },
      visibility: 'private',
      since: 1,
    }),
  );
  const id = await publish();
  const only = { ecosystem: 'npm', name: '@acme/tide', isOnly: true };
  const settings = { repository: 'acme/other', workflow: 'release.yml' };
  for (const [name, seat] of seats) {
    const may = name === 'owner' || name === 'maintainer';
    const refusal = name === 'stranger' ? 404 : 403;
    const listed = await callApi(gate, seat, 'GET /publishers?ecosystem=npm&name=@acme/tide');
    assert.equal(listed.status, name === 'stranger' ? 404 : 200, name);
    const wish = { ...body({ name: '@acme/tide', settings: { ...settings, environment: name } }) };
    const added = await callApi(gate, seat, 'POST /publishers', wish);
    assert.equal(added.status, may ? 201 : refusal, `${name}: ${added.detail}`);
    const kept = await callApi(gate, seat, 'PUT /publishers/only', only);
    assert.equal(kept.status, may ? 204 : refusal, `${name}: ${kept.detail}`);
    if (may) continue;
    const removed = await callApi(gate, seat, `DELETE /publishers/${id}`);
    assert.equal(removed.status, refusal, `${name}: ${removed.detail}`);
    const waiting = await callApi(gate, seat, 'POST /publishers', {
      ...body({ name: '@acme/new', settings }),
      pending: { organisation: 'acme' },
    });
    assert.equal(waiting.status, 403, `${name}: ${waiting.detail}`);
  }
  assert.equal((await gate.journal('publisher-removed')).length, 0);
});

test('a name in a namespace of somebody else is waited for in vain, also where it became theirs meanwhile', async (t) => {
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t);
  await publish({ name: '@acme/new', pending: {} });
  const claim = (owner: string, state: 'proven' | 'lapsed') =>
    gate.house.storage.work.transact(({ namespaces }) =>
      namespaces.save({
        id: 'n1',
        ecosystem: 'npm',
        namespace: '@acme',
        owner: { kind: 'account', id: owner },
        state,
        challenge: 'x',
        claimedBy: 'account:bo',
        claimedAt: 1,
      }),
    );
  await claim('somebody else', 'proven');
  const token = identity({ ...GITHUB, jti: 'kept' });
  assertRefused(await exchange(token, { name: '@acme/new' }), 'invalid-pending-publisher', /somebody else's/);
  const wish = { ...body({ name: '@acme/other', settings: TIDE }), pending: {} };
  const refused = await ada.call('POST', '/publishers', wish);
  assert.equal(refused.status, 409, refused.text);
  assert.match(refused.text, /lies in a namespace/);
  await claim(ada.accountId, 'lapsed');
  assert.equal((await ada.call('POST', '/publishers', wish)).status, 409);
  await claim(ada.accountId, 'proven');
  assert.equal((await ada.call('POST', '/publishers', wish)).status, 201);
  assertExchanged(await exchange(token, { name: '@acme/new' }));
});
