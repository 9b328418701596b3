// Signing in by an OpenID provider, over HTTP and with a real one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Account } from '../src/identity/ports.ts';
import { openApiBrowser, type ApiBrowser } from './support/api-browser.ts';
import type { Gate } from './support/gate.ts';
import { ADA, detailOf, openSsoScene } from './support/sso-scene.ts';

async function sessionOf(browser: ApiBrowser) {
  const { text } = await browser.call('GET', '/session');
  return JSON.parse(text) as {
    readonly account?: { readonly id: string; readonly name: string; readonly role: string };
    readonly isConfirmed: boolean;
    readonly proof?: string;
  };
}

/** The administrator, by the one-time link. */
async function makeAdministrator(gate: Gate): Promise<ApiBrowser> {
  const browser = openApiBrowser(gate);
  const person = {
    secret: gate.house.firstAdministrator,
    name: 'root',
    password: 'a long enough pass phrase',
  };
  const made = await browser.call('POST', '/setup', person);
  assert.equal(made.status, 200, made.text);
  return browser;
}

test('a first sign-in makes an account, a later one finds it, whatever its name and address are by then', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-1', ADA);
  const browser = openApiBrowser(gate);
  const began = await browser.begin('acme', { to: '/packages' });
  assert.match(began, /code_challenge_method=S256/);
  const address = await provider.visit(began);
  assert.ok(address.startsWith(`${gate.url}/sso/acme?`), address);
  const done = await browser.finish('acme', address);
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(JSON.parse(done.text), { isLinked: false, to: '/packages' });
  assert.deepEqual([...browser.cookies.keys()], ['gatehouse_session']);
  for (const cookie of done.headers['set-cookie'] ?? []) assert.match(cookie, /HttpOnly; SameSite=Strict/);
  const first = await sessionOf(browser);
  assert.equal(first.account?.name, 'ada');
  assert.equal(first.account.role, 'reader');
  provider.signInAs('s-1', {
    preferred_username: 'ada.lovelace',
    email: 'other@example.com',
    email_verified: true,
  });
  const later = openApiBrowser(gate);
  assert.equal((await later.signInBy('acme', provider)).status, 200);
  assert.deepEqual((await sessionOf(later)).account, first.account);
  const account = await gate.house.storage.stores.identity.findAccount(first.account.id);
  assert.equal(account?.email?.address, 'ada@example.com');
  assert.ok(account.email.verifiedAt !== undefined);
  assert.equal(account.passwordHash, undefined);
  const kinds = (await gate.journal('account-created', 'sso-linked', 'signed-in')).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['account-created', 'sso-linked', 'signed-in', 'signed-in']);
});

test('an address that the provider does not call verified is not taken', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  for (const [subject, isVerified] of [
    ['s-1', false],
    ['s-2', 'true'],
    ['s-3', undefined],
  ] as const) {
    provider.signInAs(subject, { ...ADA, preferred_username: subject, email_verified: isVerified });
    const browser = openApiBrowser(gate);
    assert.equal((await browser.signInBy('acme', provider)).status, 200);
    const account = await gate.house.storage.stores.identity.findAccountByName(subject);
    assert.equal(account?.email, undefined, subject);
  }
});

test('a name or an address that is another account’s is refused, and leads to no account', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  await makeAdministrator(gate);
  provider.signInAs('s-1', { ...ADA, preferred_username: 'root' });
  const browser = openApiBrowser(gate);
  const taken = await browser.signInBy('acme', provider);
  assert.equal(taken.status, 409);
  assert.match(
    detailOf(taken),
    /an account of your name is here already; if it is yours, sign in to it and link/,
  );
  provider.signInAs('s-2', ADA);
  assert.equal((await openApiBrowser(gate).signInBy('acme', provider)).status, 200);
  provider.signInAs('s-3', { ...ADA, preferred_username: 'eve' });
  const sameAddress = await browser.signInBy('acme', provider);
  assert.equal(sameAddress.status, 409);
  assert.match(detailOf(sameAddress), /has your e-mail address already/);
  provider.signInAs('s-4', { preferred_username: '../../etc' });
  assert.match(
    detailOf(await browser.signInBy('acme', provider)),
    /gives no name that an account could have/,
  );
  assert.equal((await sessionOf(browser)).account, undefined);
  const whys = (await gate.journal('sso-refused')).map(({ data }) => (data as { why: string }).why);
  assert.deepEqual(whys, ['name-taken', 'email-taken', 'name-unfit']);
});

test('where the provider makes no accounts, nobody gets in who was not linked', async (t) => {
  const { gate, provider } = await openSsoScene(t, { creates_accounts: false });
  provider.signInAs('s-1', ADA);
  const stranger = openApiBrowser(gate);
  const refused = await stranger.signInBy('acme', provider);
  assert.equal(refused.status, 401);
  assert.match(detailOf(refused), /no account here is linked to you/);
  const root = await makeAdministrator(gate);
  const linked = await root.finish(
    'acme',
    await provider.visit(await root.begin('acme', { isLink: true, to: '/account' })),
  );
  assert.deepEqual(JSON.parse(linked.text), { isLinked: true, to: '/account' });
  assert.equal((await stranger.signInBy('acme', provider)).status, 200);
  assert.equal((await sessionOf(stranger)).account?.name, 'root');
});

test('a person links and unlinks a provider, hears of both, and cannot lose the only way in', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  const root = await makeAdministrator(gate);
  provider.signInAs('s-root', {});
  await root.finish('acme', await provider.visit(await root.begin('acme', { isLink: true })));
  const listed = JSON.parse((await root.call('GET', '/sso/identities')).text) as {
    items: readonly { id: string; subject: string; provider?: { label: string } }[];
  };
  assert.deepEqual(
    listed.items.map(({ subject, provider: by }) => [subject, by?.label]),
    [['s-root', 'Acme']],
  );
  const id = listed.items[0]?.id ?? '';
  // Somebody else's: neither seen nor unlinked, nor linked to a second account.
  provider.signInAs('s-1', ADA);
  const ada = openApiBrowser(gate);
  assert.equal((await ada.signInBy('acme', provider)).status, 200);
  await ada.finish('acme', await provider.visit(await ada.begin('acme', { isFresh: true })));
  assert.equal((await ada.call('DELETE', `/sso/identities/${id}`)).status, 404);
  provider.signInAs('s-root', {});
  const stolen = await ada.finish('acme', await provider.visit(await ada.begin('acme', { isLink: true })));
  assert.equal(stolen.status, 409);
  const own = JSON.parse((await ada.call('GET', '/sso/identities')).text) as {
    items: { id: string }[];
  };
  const last = await ada.call('DELETE', `/sso/identities/${own.items[0]?.id}`);
  assert.equal(last.status, 409);
  assert.match(detailOf(last), /could not sign in any more/);
  // With a password as well she may, and hears of it.
  const { identity } = gate.house.storage.stores;
  const account = await identity.findAccountByName('ada');
  assert.ok(account !== undefined);
  await gate.house.storage.work.transact((work) =>
    work.identity.saveAccount({ ...account, passwordHash: 'one' }),
  );
  assert.equal((await ada.call('DELETE', `/sso/identities/${own.items[0]?.id}`)).status, 204);
  const [letter] = await gate.journal('letter-posted');
  assert.equal((letter?.data as { about: string } | undefined)?.about, 'sso-unlinked');
  assert.equal((await root.call('DELETE', `/sso/identities/${id}`)).status, 204);
  assert.equal((await openApiBrowser(gate).signInBy('acme', provider)).status, 401);
  assert.equal((await gate.journal('sso-unlinked')).length, 2);
});

test('linking takes a signed-in person who confirmed, and the session that asked for it', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  provider.signInAs('s-1', ADA);
  const nobody = openApiBrowser(gate);
  assert.equal((await nobody.call('POST', '/sso/acme/link', {})).status, 401);
  const root = await makeAdministrator(gate);
  const address = await provider.visit(await root.begin('acme', { isLink: true }));
  await root.call('DELETE', '/session');
  const refused = await root.finish('acme', address);
  assert.equal(refused.status, 403);
  assert.match(detailOf(refused), /the session that asked to link the provider has ended/);
  assert.equal((await gate.journal('sso-linked')).length, 0);
});

test('groups give roles at each sign-in, compared whole; in none one is a reader', async (t) => {
  const roles = { administrator: ['admins'], reviewer: ['Security Team', 'sec'] };
  const { gate, provider } = await openSsoScene(t, { roles });
  const browser = openApiBrowser(gate);
  const roleWith = async (groups: unknown): Promise<string | undefined> => {
    provider.signInAs('s-1', { ...ADA, groups });
    const answer = await browser.signInBy('acme', provider);
    assert.equal(answer.status, 200, answer.text);
    return (await sessionOf(browser)).account?.role;
  };
  assert.equal(await roleWith(['staff', 'Security Team']), 'reviewer');
  assert.equal(await roleWith(['sec', 'admins']), 'administrator');
  for (const groups of [
    ['security team'],
    ['admin'],
    'admins,x',
    ['adminsX'],
    [['admins']],
    { admins: true },
    undefined,
  ]) {
    assert.equal(await roleWith(groups), 'reader', JSON.stringify(groups));
    assert.equal(await roleWith('sec'), 'reviewer');
  }
  const changes = await gate.journal('account-role-changed');
  assert.ok(changes.every(({ actor }) => actor === 'sso:acme'));
  assert.equal((changes[0]?.data as { role: string } | undefined)?.role, 'administrator');
});

test('the last administrator who has a password stays one, whatever the groups say', async (t) => {
  const { gate, provider } = await openSsoScene(t, { roles: { administrator: ['admins'] } });
  const root = await makeAdministrator(gate);
  provider.signInAs('s-root', {});
  await root.finish('acme', await provider.visit(await root.begin('acme', { isLink: true })));
  const browser = openApiBrowser(gate);
  assert.equal((await browser.signInBy('acme', provider)).status, 200);
  assert.equal((await sessionOf(browser)).account?.role, 'administrator');
});

test('only people with a verified address of the domains come in, also later', async (t) => {
  const { gate, provider } = await openSsoScene(t, { email_domains: ['Example.com'] });
  const browser = openApiBrowser(gate);
  const statusWith = async (claims: object): Promise<number> => {
    provider.signInAs('s-1', { preferred_username: 'ada', ...claims });
    return (await browser.signInBy('acme', provider)).status;
  };
  assert.equal(await statusWith(ADA), 200);
  for (const email of [
    'ada@evil.example',
    'ada@example.com.evil.example',
    'ada@sub.example.com',
    undefined,
  ]) {
    assert.equal(await statusWith({ email, email_verified: true }), 401, String(email));
  }
  assert.equal(await statusWith({ ...ADA, email_verified: false }), 401);
});

test('what the provider says of factors counts as far as it is configured, and of time not further than it says', async (t) => {
  const { gate, provider } = await openSsoScene(t, {
    two_factor_claims: ['amr=mfa', 'acr=urn:two'],
    passkey_claims: ['amr=hwk + amr=user'],
  });
  const browser = openApiBrowser(gate);
  const sessionWith = async (claims: object) => {
    provider.signInAs('s-1', { ...ADA, ...claims });
    assert.equal((await browser.signInBy('acme', provider)).status, 200);
    return sessionOf(browser);
  };
  const now = Math.floor(Date.now() / 1000);
  assert.equal((await sessionWith({})).proof, 'password');
  assert.equal((await sessionWith({ amr: ['pwd', 'mfa'] })).proof, 'two-factor');
  assert.equal((await sessionWith({ acr: 'urn:two' })).proof, 'two-factor');
  assert.equal((await sessionWith({ amr: ['hwk'] })).proof, 'password');
  assert.equal((await sessionWith({ amr: ['hwk', 'user'] })).proof, 'passkey');
  assert.equal((await sessionWith({ auth_time: now })).isConfirmed, true);
  assert.equal((await sessionWith({ auth_time: now - 3_600 })).isConfirmed, false);
  assert.equal((await sessionWith({ auth_time: undefined })).isConfirmed, false);
  assert.equal((await sessionWith({ auth_time: now + 3_600 })).isConfirmed, false);
});

test('whose account has a factor here is confirmed by no provider that asked for none', async (t) => {
  const { gate, provider } = await openSsoScene(t, { two_factor_claims: ['amr=mfa'] });
  const browser = openApiBrowser(gate);
  const now = Math.floor(Date.now() / 1000);
  const sessionWith = async (claims: object) => {
    provider.signInAs('s-1', { ...ADA, auth_time: now, ...claims });
    const address = await provider.visit(await browser.begin('acme', { isFresh: true }));
    assert.equal((await browser.finish('acme', address)).status, 200);
    return sessionOf(browser);
  };
  assert.equal((await sessionWith({})).isConfirmed, true);
  await changeAccount(gate, 'ada', (account) => ({ ...account, strongestFactor: 'totp' }));
  assert.equal((await sessionWith({})).isConfirmed, false);
  const removed = await browser.call('DELETE', '/account/factors/f1');
  assert.match(removed.text, /needs-confirmation/);
  const proven = await sessionWith({ amr: ['mfa'] });
  assert.deepEqual([proven.isConfirmed, proven.proof], [true, 'two-factor']);
});

test('the last link goes where a passkey is left, not where only a password is that may not be used', async (t) => {
  const { gate, provider } = await openSsoScene(t, {}, [], { accounts: { sign_up: 'sso' } });
  provider.signInAs('s-1', { ...ADA, auth_time: Math.floor(Date.now() / 1000), amr: [] });
  const ada = openApiBrowser(gate);
  await ada.finish('acme', await provider.visit(await ada.begin('acme', { isFresh: true })));
  const own = JSON.parse((await ada.call('GET', '/sso/identities')).text) as { items: { id: string }[] };
  const unlink = async () => (await ada.call('DELETE', `/sso/identities/${own.items[0]?.id}`)).status;
  await changeAccount(gate, 'ada', (account) => ({ ...account, passwordHash: 'one' }));
  assert.equal(await unlink(), 409);
  await changeAccount(gate, 'ada', (account) => ({ ...account, strongestFactor: 'totp' }));
  assert.equal(await unlink(), 409);
  await changeAccount(gate, 'ada', ({ passwordHash: _hash, ...account }) => ({
    ...account,
    strongestFactor: 'passkey',
  }));
  assert.equal(await unlink(), 204);
});

async function changeAccount(gate: Gate, name: string, change: (account: Account) => Account): Promise<void> {
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccountByName(name);
    assert.ok(account !== undefined);
    await identity.saveAccount(change(account));
  });
}

test('a disabled account stays out whatever the provider says', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  const root = await makeAdministrator(gate);
  provider.signInAs('s-1', ADA);
  const ada = openApiBrowser(gate);
  await ada.signInBy('acme', provider);
  const { account } = await sessionOf(ada);
  assert.equal((await root.call('DELETE', `/people/${account?.id}`)).status, 204);
  const refused = await ada.signInBy('acme', provider);
  assert.equal(refused.status, 401);
  assert.match(detailOf(refused), /the account is disabled/);
});

test('tokens signed by ES256 count, and new keys are believed once the old ones may be asked for again', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  provider.signInAs('s-1', ADA);
  provider.signBy('ES256');
  const browser = openApiBrowser(gate);
  assert.equal((await browser.signInBy('acme', provider)).status, 200);
  provider.rotateKeys();
  const countKeys = () => provider.requests.filter((request) => request === 'GET /jwks').length;
  const asked = countKeys();
  for (let time = 0; time < 3; time += 1) {
    assert.equal((await browser.signInBy('acme', provider)).status, 401);
  }
  assert.equal(countKeys(), asked, 'an unknown key makes the server ask at most each minute');
  t.mock.timers.setTime(Date.now() + 61_000);
  assert.equal((await browser.signInBy('acme', provider)).status, 200);
});

test('a provider is asked for nothing before somebody goes there, and one that there is not is not found', async (t) => {
  const { gate, provider } = await openSsoScene(t);
  assert.deepEqual(provider.requests, []);
  assert.equal((await gate.ask('/api/v1/sso')).status, 200);
  assert.deepEqual(provider.requests, []);
  assert.equal((await openApiBrowser(gate).call('POST', '/sso/other/start', {})).status, 404);
});
