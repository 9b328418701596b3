// Identity tokens that must not be exchanged, each made by a real provider on loopback in the way that an attacker would have it.

import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/kernel/clock.ts';
import { holdClock } from './support/gate.ts';
import { startOpenIdProvider } from './support/openid-provider.ts';
import { assertExchanged, assertRefused, GITHUB, openTrustedScene, TIDE } from './support/trusted-scene.ts';

test('a token for another audience, for several, or for none is for somebody else', async (t) => {
  const { provider, audience, identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  for (const aud of [
    'npm:registry.example',
    [audience],
    [audience, 'other'],
    `${audience} `,
    '',
    undefined,
    7,
  ]) {
    const token = provider.mint({ ...GITHUB, jti: 'one', aud });
    assertRefused(await exchange(token), 'invalid-token', /audience/);
  }
  // npm's own audience is good where npm asks, and nowhere else.
  assertRefused(await exchange(identity({ ...GITHUB, aud: 'npm:127.0.0.1' })), 'invalid-token', /audience/);
  assertExchanged(await exchange(identity({ ...GITHUB, jti: 'one' })));
});

test('a token that nobody signed, that a shared secret signed, or another key, proves nothing', async (t) => {
  const { provider, identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const other = await startOpenIdProvider(t);
  const publicPem = provider.publicKey().export({ format: 'pem', type: 'spki' });
  const forgeries: readonly (readonly [Parameters<typeof provider.forge>[0], string, RegExp])[] = [
    [
      (token) => Object.assign(token, { header: { ...token.header, alg: 'none' }, key: 'none' }),
      'invalid-payload',
      /no signed/,
    ],
    [(token) => Object.assign(token.header, { alg: 'none' }), 'invalid-token', /algorithm/],
    [
      // The public key as the secret of an HMAC: who takes whatever algorithm the token names is deceived by it.
      (token) =>
        Object.assign(token, {
          header: { ...token.header, alg: 'HS256' },
          key: createSecretKey(Buffer.from(publicPem)),
        }),
      'invalid-token',
      /algorithm/,
    ],
    [(token) => void (token.header.alg = 'ES256'), 'invalid-token', /algorithm/],
    [(token) => void (token.header.alg = 'PS256'), 'invalid-token', /algorithm/],
    [(token) => delete token.header.kid, 'invalid-token', /key that signed/],
    [(token) => Object.assign(token.header, { kid: 7 }), 'invalid-token', /key that signed/],
    [(token) => Object.assign(token.header, { crit: ['x'], x: 1 }), 'invalid-token', /header/],
    [(token) => Object.assign(token.header, { b64: false }), 'invalid-token', /header/],
    [(token) => void (token.header.kid = 'unknown'), 'invalid-token', /no such key/],
  ];
  for (const [forge, why, detail] of forgeries) {
    provider.forge(forge);
    assertRefused(await exchange(identity(GITHUB)), why, detail);
  }
  provider.forge();
  // Another issuer's key, by the name of ours.
  const { kid } = JSON.parse(Buffer.from(identity(GITHUB).split('.')[0] ?? '', 'base64url').toString()) as {
    kid: string;
  };
  other.forge((token) => void (token.header.kid = kid));
  const stolen = other.mint({ ...GITHUB, iss: provider.issuer, aud: 'x', jti: 'y' });
  assertRefused(await exchange(stolen), 'invalid-token', /signature/);
  // What was signed was changed afterwards.
  const [header, , signature] = identity(GITHUB).split('.');
  const [, claims] = identity({ ...GITHUB, repository: 'acme/other' }).split('.');
  assertRefused(await exchange(`${header}.${claims}.${signature}`), 'invalid-token', /signature/);
  for (const text of [
    'x',
    'a.b',
    'a.b.c',
    '..',
    `${identity(GITHUB)}.x`,
    ` ${identity(GITHUB)}`,
    'a'.repeat(19_000),
  ]) {
    assertRefused(await exchange(text), 'invalid-payload', /./);
  }
  assertExchanged(await exchange(identity(GITHUB)));
});

test('a key is believed for the algorithm that it says it is for, and for nothing else', async (t) => {
  const { provider, identity, exchange, publish } = await openTrustedScene(t, {
    as: { algorithms: ['RS256', 'PS256', 'ES256'] },
  });
  await publish();
  provider.forge((token) => void (token.header.alg = 'PS256'));
  assertRefused(await exchange(identity(GITHUB)), 'invalid-token', /signature/);
  provider.forge();
  provider.signBy('ES256');
  assertExchanged(await exchange(identity(GITHUB)));
});

test('a token works once: replayed, and by two at the same moment, of whom exactly one gets something', async (t) => {
  const { gate, identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const token = identity({ ...GITHUB, jti: 'once' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(token)));
  const given = answers.filter(({ status }) => status === 201);
  assert.equal(given.length, 1);
  assertRefused(await exchange(token), 'invalid-reuse-token', /works once/);
  // Another text with the same id is the same token.
  assertRefused(
    await exchange(identity({ ...GITHUB, jti: 'once', run_attempt: '2' })),
    'invalid-reuse-token',
    /works once/,
  );
  assert.equal((await gate.journal('publisher-token-minted')).length, 1);
  assert.equal((await gate.journal('publisher-refused')).length, 9);
  for (const jti of [undefined, '', 7]) {
    assertRefused(await exchange(identity({ ...GITHUB, jti })), 'invalid-token', /jti/);
  }
});

test('a refused token is not used up, and one is remembered for longer than it is good', async (t) => {
  const clock = holdClock();
  const { gate, identity, exchange, publish, provider, audience } = await openTrustedScene(t, { clock });
  await publish();
  const now = Math.floor(clock.now() / SECOND_MS);
  const token = provider.mint({ ...GITHUB, aud: audience, jti: 'kept', iat: now, exp: now + 60 });
  const wrong = { ecosystem: 'npm', name: '@acme/other' };
  assertRefused(await exchange(token, wrong), 'invalid-publisher', /no publisher/);
  assertExchanged(await exchange(token));
  // Good until its end and the leeway; in that time another exchange sweeps what is over.
  clock.passTime(89 * SECOND_MS);
  assertExchanged(await exchange(identity({ ...GITHUB, iat: now, exp: now + 300 })));
  assertRefused(await exchange(token), 'invalid-reuse-token', /works once/);
  clock.passTime(SECOND_MS);
  assertRefused(await exchange(token), 'invalid-token', /expired/);
  assert.equal((await gate.journal('publisher-token-minted')).length, 2);
});

test('a token that is over, not good yet, good for days, or without times is refused', async (t) => {
  const clock = holdClock();
  const { identity, exchange, publish } = await openTrustedScene(t, { clock });
  await publish();
  const now = Math.floor(clock.now() / SECOND_MS);
  const timed = (times: object) => exchange(identity({ ...GITHUB, iat: now, exp: now + 300, ...times }));
  assertRefused(await timed({ iat: now - 300, exp: now - 31 }), 'invalid-token', /expired/);
  assertRefused(await timed({ iat: now + 60 }), 'invalid-token', /not good yet/);
  assertRefused(await timed({ nbf: now + 60 }), 'invalid-token', /not good yet/);
  assertRefused(await timed({ nbf: 'soon' }), 'invalid-token', /not good yet/);
  assertRefused(await timed({ exp: now + 100_000 }), 'invalid-token', /more than a day/);
  assertRefused(await timed({ exp: undefined }), 'invalid-token', /from when until when/);
  assertRefused(await timed({ iat: undefined }), 'invalid-token', /from when until when/);
  assertRefused(await timed({ exp: String(now + 300) }), 'invalid-token', /from when until when/);
  assertExchanged(await timed({ iat: now - 300, exp: now - 29 }));
  assertExchanged(await timed({ nbf: now + 29, iat: now + 29 }));
});

test('an issuer that is not known, and one of another name for the same place, is nobody', async (t) => {
  const { provider, identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const { length } = provider.requests;
  for (const iss of [
    `${provider.issuer}/`,
    provider.issuer.toUpperCase(),
    'https://gitlab.example',
    7,
    undefined,
  ]) {
    assertRefused(await exchange(identity({ ...GITHUB, iss })), 'invalid-payload', /issue/);
  }
  assert.equal(provider.requests.length, length, 'nobody was asked for keys');
});

test("a custom issuer's token is never a canonical publisher's, whatever it claims", async (t) => {
  const custom = await startOpenIdProvider(t);
  const { provider, audience, identity, exchange, publish, ada } = await openTrustedScene(t, {
    issuers: [{ name: 'builder', provider: 'custom', url: custom.issuer, claims: { tenant: 'acme' } }],
  });
  await publish();
  const claims = { ...GITHUB, aud: audience, tenant: 'acme', jti: 'j' };
  assertRefused(await exchange(custom.mint(claims)), 'invalid-publisher', /nothing here is published/);
  // Also when something is published by it.
  await publish({ issuer: 'builder', settings: { claims: { sub: 'release-bot' } } });
  assertRefused(await exchange(custom.mint(claims)), 'invalid-publisher', /sub/);
  const bot = { sub: 'release-bot', aud: audience, tenant: 'acme' };
  assertRefused(
    await exchange(custom.mint({ ...bot, tenant: 'evil', jti: 'a' })),
    'invalid-publisher',
    /tenant/,
  );
  assertRefused(
    await exchange(custom.mint({ ...bot, sub: ['release-bot'], jti: 'b' })),
    'invalid-publisher',
    /sub/,
  );
  assertRefused(await exchange(custom.mint(bot)), 'invalid-token', /jti/);
  assertExchanged(await exchange(custom.mint({ ...bot, jti: 'c' })));
  // And its key signs nothing for the other one.
  const asOther = custom.mint({ ...claims, iss: provider.issuer });
  assertRefused(await exchange(asOther), 'invalid-token', /key/);
  assertExchanged(await exchange(identity(GITHUB)));
  const without = await ada.call('POST', '/publishers', {
    ecosystem: 'npm',
    name: '@acme/tide',
    issuer: 'builder',
    settings: { claims: { iss: 'x' } },
  });
  assert.equal(without.status, 400, without.text);
});

test('a repository that was made anew under its old name is another, and its owners hear of it', async (t) => {
  const { gate, identity, exchange, publish } = await openTrustedScene(t, { email: 'ada@example.com' });
  const id = await publish();
  assertExchanged(await exchange(identity(GITHUB)));
  const [pinned] = await gate.journal('publisher-pinned');
  assert.deepEqual(pinned?.data, {
    publisherId: id,
    pins: ['repository_owner_id=123456', 'repository_id=456789'],
  });
  const anew = { ...GITHUB, repository_id: '999999' };
  assertRefused(
    await exchange(identity(anew)),
    'invalid-publisher',
    /repository_id is 999999, which is another/,
  );
  assertRefused(await exchange(identity(anew)), 'invalid-publisher', /another/);
  const owner = { ...GITHUB, repository_owner_id: '1' };
  assertRefused(await exchange(identity(owner)), 'invalid-publisher', /repository_owner_id is 1/);
  for (const claim of ['repository_id', 'repository_owner_id']) {
    const without = identity({ ...GITHUB, [claim]: undefined });
    assertRefused(await exchange(without), 'invalid-publisher', new RegExp(`no claim ${claim}`));
  }
  const warnings = (await gate.journal('letter-posted')).filter(
    ({ data }) => (data as { about: string }).about === 'publisher-impostor',
  );
  assert.equal(warnings.length, 1, 'one letter a day');
  assertExchanged(await exchange(identity(GITHUB)));
});

test('ids that were given when the publisher was made hold from the first token on', async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t);
  await publish({ settings: { ...TIDE, ownerId: '123456', repositoryId: '1' } });
  assertRefused(await exchange(identity(GITHUB)), 'invalid-publisher', /repository_id is 456789/);
});

test('a workflow of another repository does not publish by being called, unless it is named', async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const shared = 'acme/shared/.github/workflows/publish.yml';
  const called = { ...GITHUB, job_workflow_ref: `${shared}@refs/heads/main` };
  assertRefused(await exchange(identity(called)), 'invalid-publisher', /another repository/);
  await publish({ settings: { ...TIDE, workflow: undefined, calledWorkflow: `${shared}@refs/tags/v1` } });
  assertRefused(await exchange(identity(called)), 'invalid-publisher', /another repository|job_workflow_ref/);
  assertExchanged(await exchange(identity({ ...GITHUB, job_workflow_ref: `${shared}@refs/tags/v1` })));
  const evil = { ...GITHUB, job_workflow_ref: 'evil/shared/.github/workflows/publish.yml@refs/tags/v1' };
  assertRefused(await exchange(identity(evil)), 'invalid-publisher', /evil|another repository/);
});

test('what runs with the rights of a repository on what others wrote does not publish', async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  for (const event_name of ['pull_request_target', 'workflow_run']) {
    assertRefused(
      await exchange(identity({ ...GITHUB, event_name })),
      'invalid-publisher',
      new RegExp(event_name),
    );
  }
  assertRefused(
    await exchange(identity({ ...GITHUB, event_name: undefined })),
    'invalid-publisher',
    /event_name/,
  );
});

test('another workflow, file, ref, repository or runner than what was named does not publish', async (t) => {
  const { identity, exchange, publish } = await openTrustedScene(t);
  await publish();
  const workflow = (ref: string) => ({ workflow_ref: ref, job_workflow_ref: ref });
  const base = 'acme/tide/.github/workflows';
  for (const claims of [
    workflow(`${base}/other.yml@refs/heads/main`),
    workflow(`${base}/release.yml@refs/heads/other`),
    workflow(`${base}/Release.yml@refs/heads/main`),
    workflow(`${base}/release.yml`),
    workflow(`${base}/../release.yml@refs/heads/main`),
    workflow(`acme/tide/release.yml@refs/heads/main`),
    workflow(`evil/tide/.github/workflows/release.yml@refs/heads/main`),
    { repository: 'acme/tide2' },
    { repository: 'evil/tide', repository_owner: 'evil' },
    { repository_owner: 'evil' },
    { repository: ['acme/tide'] },
    { runner_environment: 'self-hosted' },
    { runner_environment: undefined },
  ]) {
    const answer = await exchange(identity({ ...GITHUB, ...claims }));
    assertRefused(answer, 'invalid-publisher', /its |it has no|no publisher|it does not/);
  }
  const byCommit = workflow(`ACME/Tide/.github/workflows/release.yml@${GITHUB['sha'] as string}`);
  assertExchanged(await exchange(identity({ ...GITHUB, ...byCommit, repository: 'ACME/Tide' })));
});

test('keys that nobody knows make the issuer be asked once a minute, however many tokens name them', async (t) => {
  const clock = holdClock();
  const { provider, identity, exchange, publish } = await openTrustedScene(t, { clock });
  await publish();
  const asked = () => provider.requests.filter((request) => request === 'GET /jwks').length;
  assertExchanged(await exchange(identity(GITHUB)));
  assert.equal(asked(), 1);
  let count = 0;
  provider.forge((token) => void (token.header.kid = `unknown-${(count += 1)}`));
  const storm = async () => Promise.all(Array.from({ length: 10 }, () => exchange(identity(GITHUB))));
  for (const answer of await storm()) assertRefused(answer, 'invalid-token', /no such key/);
  assert.equal(asked(), 1);
  clock.passTime(MINUTE_MS);
  await storm();
  assert.equal(asked(), 2);
  await storm();
  assert.equal(asked(), 2);
  // A key that was made anew is found after that minute, and what was withdrawn is believed no more.
  provider.forge();
  const old = identity({ ...GITHUB, exp: Math.floor(clock.now() / SECOND_MS) + 600 });
  provider.rotateKeys();
  clock.passTime(MINUTE_MS);
  assertExchanged(await exchange(identity(GITHUB)));
  assertRefused(await exchange(old), 'invalid-token', /no such key/);
});

test("an issuer's empty set of keys withdraws nothing, nor does one that it cannot be asked for", async (t) => {
  const clock = holdClock();
  const { provider, identity, exchange, publish } = await openTrustedScene(t, { clock });
  await publish();
  assertExchanged(await exchange(identity(GITHUB)));
  const asked = () => provider.requests.filter((request) => request === 'GET /jwks').length;
  const timed = () => {
    const now = Math.floor(clock.now() / SECOND_MS);
    return identity({ ...GITHUB, iat: now, exp: now + 300 });
  };
  provider.publishKeys(() => []);
  clock.passTime(2 * HOUR_MS);
  assertExchanged(await exchange(timed()));
  assert.equal(asked(), 2, 'it was asked, and had nothing to say');
  provider.publishKeys();
  provider.describe((metadata) => void delete metadata['jwks_uri']);
  clock.passTime(2 * HOUR_MS);
  assertExchanged(await exchange(timed()));
  // Not for ever: after half a day nobody knows whether the key was withdrawn.
  clock.passTime(9 * HOUR_MS);
  assertRefused(await exchange(timed()), 'invalid-token', /no such key/);
});

test('a set of thousands of keys, one that holds secrets, and keys of no use lead nowhere', async (t) => {
  const sets: readonly ((keys: readonly Record<string, unknown>[]) => readonly Record<string, unknown>[])[] =
    [
      (keys) =>
        Array.from({ length: 101 }, (_, at) => ({ ...keys[0], kid: at === 0 ? keys[0]?.['kid'] : `k${at}` })),
      (keys) => keys.map((key) => ({ ...key, padding: 'x'.repeat(300_000) })),
      (keys) => keys.map((key) => ({ ...key, use: 'enc' })),
      (keys) => keys.map((key) => ({ ...key, d: 'AQAB' })),
      (keys) => keys.map(({ kid: _kid, ...key }) => key),
      (keys) => keys.map((key) => ({ ...key, kty: 'oct', k: 'AQAB' })),
      (keys) => keys.map((key) => ({ ...key, alg: 'RS512' })),
      (keys) => keys.map((key) => ({ ...key, n: 'AQAB' })),
    ];
  for (const change of sets) {
    const { provider, identity, exchange, publish } = await openTrustedScene(t);
    await publish();
    provider.publishKeys(change);
    assertRefused(await exchange(identity(GITHUB)), 'invalid-token', /no such key|signature/);
  }
});

test('a description of another issuer, keys by http elsewhere or at a private place, and a huge set lead nowhere', async (t) => {
  for (const [change, what] of [
    [
      (metadata: Record<string, unknown>) => void (metadata['issuer'] = 'https://evil.example'),
      'another issuer',
    ],
    [(metadata: Record<string, unknown>) => void (metadata['jwks_uri'] = 'http://keys.example/jwks'), 'http'],
    [
      (metadata: Record<string, unknown>) => void (metadata['jwks_uri'] = 'https://192.168.7.1/jwks'),
      'private',
    ],
    [(metadata: Record<string, unknown>) => void (metadata['jwks_uri'] = 'file:///etc/passwd'), 'a file'],
    [(metadata: Record<string, unknown>) => void delete metadata['jwks_uri'], 'none'],
    [
      (metadata: Record<string, unknown>) => void (metadata['padding'] = 'x'.repeat(300 * 1024)),
      'a huge description',
    ],
  ] as const) {
    const { provider, identity, exchange, publish } = await openTrustedScene(t);
    await publish();
    provider.describe(change);
    assertRefused(await exchange(identity(GITHUB)), 'invalid-token', /key/);
    assert.equal(
      provider.requests.filter((request) => request === 'GET /jwks').length,
      0,
      `asked nobody: ${what}`,
    );
  }
});
