// What a hostile provider, page or stranger tries with signing in by OpenID Connect.

import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';

import { openApiBrowser } from './support/api-browser.ts';
import { ask } from './support/ask.ts';
import { startGate } from './support/gate.ts';
import { startOpenIdProvider, type UnsignedToken } from './support/openid-provider.ts';
import { ADA, detailOf, openSsoScene, providerSettings } from './support/sso-scene.ts';

test('mix-up: what one provider answered is never taken to another', async (t) => {
  const evil = await startOpenIdProvider(t, { id: 'gatehouse' });
  const { gate, provider } = await openSsoScene(t, {}, [providerSettings('evil', evil)]);
  provider.signInAs('s-1', ADA);
  const browser = openApiBrowser(gate);
  const address = await provider.visit(await browser.begin('acme'));
  // The code of the honest one, at the address of the other.
  const mixed = await browser.finish('evil', address);
  assert.equal(mixed.status, 403);
  assert.ok(!evil.requests.includes('POST /token'), 'the code went to the wrong provider');
  // The honest answer that says it is another's (RFC 9207).
  const lying = new URL(address);
  lying.searchParams.set('iss', evil.issuer);
  assert.equal((await browser.finish('acme', lying.href)).status, 401);
  assert.ok(!provider.requests.includes('POST /token'));
  // The same subject at another provider is somebody else.
  assert.equal((await browser.signInBy('acme', provider)).status, 200);
  evil.signInAs('s-1', { ...ADA, preferred_username: 'eve', email: undefined });
  const eve = openApiBrowser(gate);
  assert.equal((await eve.signInBy('evil', evil)).status, 200);
  assert.match((await eve.call('GET', '/session')).text, /"name":"eve"/);
});

test('replay: a state works once, and a code neither twice nor with another state', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-1', ADA);
  const browser = openApiBrowser(gate);
  const address = await provider.visit(await browser.begin('acme'));
  const kept = new Map(browser.cookies);
  assert.equal((await browser.finish('acme', address)).status, 200);
  const again = openApiBrowser(gate);
  for (const [name, value] of kept) (again.cookies as Map<string, string>).set(name, value);
  const replayed = await again.finish('acme', address);
  assert.equal(replayed.status, 403);
  assert.match(detailOf(replayed), /this browser did not begin it, or it was finished/);
  // An intercepted code, put into a sign-in that the attacker began.
  const victim = new URL(await provider.visit(await openApiBrowser(gate).begin('acme')));
  const own = new URL(await provider.visit(await again.begin('acme')));
  own.searchParams.set('code', victim.searchParams.get('code') ?? '');
  const injected = await again.finish('acme', own.href);
  assert.equal(injected.status, 401);
  assert.match(detailOf(injected), /invalid_grant/);
});

test('login CSRF: what another browser began is refused, and that browser can still finish it', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-eve', { preferred_username: 'eve' });
  const eve = openApiBrowser(gate);
  const address = await provider.visit(await eve.begin('acme'));
  const victim = openApiBrowser(gate);
  assert.equal((await victim.finish('acme', address)).status, 403);
  await victim.begin('acme');
  assert.equal((await victim.finish('acme', address)).status, 403);
  assert.match((await victim.call('GET', '/session')).text, /^(?!.*"account")/);
  // A second cookie, planted by a page on a neighbouring host: neither is believed.
  const { search } = new URL(address);
  const [cookie = ''] = [...eve.cookies].map(([name, value]) => `${name}=${value}`);
  const send = (headers: Record<string, string>) =>
    ask(`${gate.url}/api/v1/sso/acme/finish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
      body: JSON.stringify({ query: search.slice(1) }),
    });
  assert.equal((await send({ cookie: `${cookie}; gatehouse_sso=${'x'.repeat(43)}` })).status, 403);
  // The page of another site makes the browser post.
  assert.equal((await send({ cookie, 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await eve.finish('acme', address)).status, 200);
});

test('a sign-in that took too long is over', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-1', ADA);
  const browser = openApiBrowser(gate);
  const address = await provider.visit(await browser.begin('acme'));
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 601_000 });
  assert.equal((await browser.finish('acme', address)).status, 403);
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const seconds = () => Math.floor(Date.now() / 1000);

const FORGERIES: Readonly<Record<string, (token: UnsignedToken, publicPem: string) => void>> = {
  'for another client': ({ claims }) => void (claims['aud'] = 'somebody-else'),
  'for several clients, this one not named as the party': ({ claims }) =>
    void (claims['aud'] = ['gatehouse', 'somebody-else']),
  'for several clients, given to another': ({ claims }) =>
    void Object.assign(claims, { aud: ['gatehouse', 'somebody-else'], azp: 'somebody-else' }),
  'without an audience': ({ claims }) => void delete claims['aud'],
  'of another issuer': ({ claims }) => void (claims['iss'] = 'https://id.example'),
  'of the issuer with a slash behind it': ({ claims }) =>
    void (claims['iss'] = `${claims['iss'] as string}/`),
  'of another sign-in (nonce)': ({ claims }) => void (claims['nonce'] = 'x'.repeat(64)),
  'without a nonce': ({ claims }) => void delete claims['nonce'],
  'that has expired': ({ claims }) =>
    void Object.assign(claims, { iat: seconds() - 700, exp: seconds() - 61 }),
  'that never expires': ({ claims }) => void delete claims['exp'],
  'that is not valid yet': ({ claims }) => void (claims['nbf'] = seconds() + 120),
  'without a subject': ({ claims }) => void delete claims['sub'],
  'without a signature (alg none)': (token) =>
    void Object.assign(token, { header: { alg: 'none' }, key: 'none' }),
  'with its signature left out': (token) => void (token.key = 'none'),
  'signed by somebody else under a known key id': (token) => void (token.key = rsa.privateKey),
  'signed by HS256 with the public key': (token, publicPem) => {
    token.header = { ...token.header, alg: 'HS256' };
    token.key = createSecretKey(Buffer.from(publicPem));
  },
  'signed by HS256 with the client’s secret': (token) => {
    token.header = { alg: 'HS256' };
    token.key = createSecretKey(Buffer.from('a secret: of the client/+'));
  },
  'that says RS256 of a signature by ES256': (token) =>
    void (token.header = { ...token.header, alg: 'ES256' }),
  'by an algorithm that is not on the list': (token) =>
    void (token.header = { ...token.header, alg: 'PS256' }),
};

test('a token proves nothing when it is not signed by the provider, for this server, for this sign-in, now', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-1', ADA);
  const publicPem = provider.publicKey().export({ format: 'pem', type: 'spki' });
  const browser = openApiBrowser(gate);
  for (const [title, change] of Object.entries(FORGERIES)) {
    provider.forge((token) => change(token, publicPem));
    const answer = await browser.signInBy('acme', provider);
    assert.equal(answer.status, 401, `a token ${title}: ${answer.text}`);
    assert.match(detailOf(answer), /does not prove who you are/, title);
  }
  assert.match((await browser.call('GET', '/session')).text, /^(?!.*"account")/);
  assert.equal((await gate.journal('account-created')).length, 0);
  const refused = await gate.journal('sso-refused');
  assert.ok(refused.every(({ data }) => (data as { why: string }).why === 'unproven'));
  assert.equal(refused.length, Object.keys(FORGERIES).length);
  // Clocks may differ by a minute.
  provider.forge(({ claims }) => void Object.assign(claims, { iat: seconds() - 700, exp: seconds() - 30 }));
  assert.equal((await browser.signInBy('acme', provider)).status, 200);
});

test('a description that names private addresses, other schemes or other names leads nowhere', async (t) => {
  const provider = await startOpenIdProvider(t);
  provider.signInAs('s-1', ADA);
  const gateWith = (settings: object = {}) =>
    startGate(t, { config: { sso: { providers: [providerSettings('acme', provider, settings)] } } });
  const begin = async (settings: object = {}) => {
    const gate = await gateWith(settings);
    return { gate, answer: await openApiBrowser(gate).call('POST', '/sso/acme/start', {}) };
  };
  const slashed = await begin({ issuer: `${provider.issuer}/` });
  assert.equal(slashed.answer.status, 502, slashed.answer.text);
  assert.match(detailOf(slashed.answer), /issuer of another name/);
  const lies: readonly Record<string, unknown>[] = [
    { issuer: 'https://id.example' },
    { issuer: `${provider.issuer}/` },
    { authorization_endpoint: 'javascript:alert(1)' },
    { authorization_endpoint: 'http://127.0.0.1:1/auth' },
    { token_endpoint: 'http://10.0.0.1/token' },
    { jwks_uri: 'file:///etc/passwd' },
    { jwks_uri: undefined },
    { id_token_signing_alg_values_supported: ['HS256', 'none'] },
  ];
  for (const lie of lies) {
    provider.describe((metadata) => void Object.assign(metadata, lie));
    const { answer } = await begin();
    assert.equal(answer.status, 502, `${JSON.stringify(lie)}: ${answer.text}`);
  }
  for (const lie of [
    { token_endpoint: 'https://169.254.169.254/token' },
    { jwks_uri: 'https://[fd00::1]/jwks' },
  ]) {
    provider.describe((metadata) => void Object.assign(metadata, lie));
    const browser = openApiBrowser(await gateWith());
    const answer = await browser.signInBy('acme', provider);
    assert.match(detailOf(answer), /is not a public address/, JSON.stringify(lie));
    assert.match((await browser.call('GET', '/session')).text, /^(?!.*"account")/);
  }
});

test('a provider that says no is told, and what it says is no markup and no second line', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  const browser = openApiBrowser(gate);
  const state = new URL(await browser.begin('acme')).searchParams.get('state') ?? '';
  const answer = await browser.finish(
    'acme',
    `${gate.url}/sso/acme?state=${state}&iss=${provider.issuer}&error=access_denied%0a<b>&error_description=x`,
  );
  assert.equal(answer.status, 401);
  assert.match(detailOf(answer), /it said access_denied {2}b $/);
  assert.match(JSON.stringify(await gate.journal('sso-refused')), /"why":"refused"/);
});

test('strangers who begin sign-ins again and again have to wait', async (t) => {
  const { gate } = await openSsoScene(t);
  const browser = openApiBrowser(gate);
  const statuses = new Set<number>();
  for (let time = 0; time < 205; time += 1) {
    statuses.add((await browser.call('POST', '/sso/acme/start', {})).status);
  }
  assert.deepEqual([...statuses], [200, 429]);
});
