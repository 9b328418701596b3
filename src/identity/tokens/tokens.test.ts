import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { addPerson } from '../accounts/people.ts';
import type { Person } from '../principal.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, tokenOf } from '../testing/people.ts';
import { formOfToken } from './token-text.ts';
import { listTokens, mintToken, revokeToken, TOKEN_LIFETIMES } from './tokens.ts';

async function setUp() {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  return { house, deps: { ...house, lifetimes: TOKEN_LIFETIMES }, ada };
}

async function addReader(house: MemoryIdentity, ada: Person): Promise<Person> {
  const { person } = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  return { ...ada, accountId: person.id, accountName: 'bob', role: 'reader' };
}

const failsWith =
  (code: 'invalid-request' | 'not-allowed' | 'needs-confirmation' | 'not-found' | 'not-signed-in') =>
  (error: unknown): boolean =>
    isGatehouseError(error, code);

test('a token is shown once, kept as a hash, and in the journal without either', async () => {
  const { house, deps, ada } = await setUp();
  const { text, token } = await mintToken(deps, ada, { name: ' laptop ', scope: 'read' });
  assert.equal(formOfToken(text), 'read');
  assert.equal(token.name, 'laptop');
  assert.equal(token.accountName, 'ada');
  const [stored] = await house.identity.tokens();
  assert.match(stored?.hash ?? '', /^[0-9a-f]{64}$/);
  assert.ok(!JSON.stringify([stored, house.journal, await listTokens(house, ada)]).includes(text));
  assert.ok(!JSON.stringify([house.journal, await listTokens(house, ada)]).includes(stored?.hash ?? '?'));
  assert.deepEqual(house.journal.at(-1)?.data, {
    tokenId: token.id,
    tokenName: 'laptop',
    scope: 'read',
    accountId: ada.accountId,
    expiresAt: house.clock.now() + 365 * DAY_MS,
  });
});

test('tokens live 90 days to act and 365 to read, shorter on request, never longer', async () => {
  const { house, deps, ada } = await setUp();
  const now = house.clock.now();
  const lifeOf = async (scope: 'read' | 'api', lifetimeMs?: number): Promise<number> => {
    const request = { name: 'ci', scope, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) };
    return ((await mintToken(deps, ada, request)).token.expiresAt ?? Infinity) - now;
  };
  assert.equal(await lifeOf('api'), 90 * DAY_MS);
  assert.equal(await lifeOf('read'), 365 * DAY_MS);
  assert.equal(await lifeOf('api', HOUR_MS), HOUR_MS);
  for (const lifetimeMs of [90 * DAY_MS + 1, 0, -1, Number.NaN, Infinity]) {
    await assert.rejects(lifeOf('api', lifetimeMs), failsWith('invalid-request'));
  }
});

test("an operator's shorter limits are the default and the bound", async () => {
  const { house, deps, ada } = await setUp();
  const strict = { ...deps, lifetimes: { api: DAY_MS, read: 2 * DAY_MS, write: DAY_MS } };
  const { token } = await mintToken(strict, ada, { name: 'ci', scope: 'read' });
  assert.equal(token.expiresAt, house.clock.now() + 2 * DAY_MS);
  await assert.rejects(
    mintToken(strict, ada, { name: 'ci', scope: 'api', lifetimeMs: 2 * DAY_MS }),
    failsWith('invalid-request'),
  );
});

test('names and views that are none are refused', async () => {
  const { deps, ada } = await setUp();
  for (const name of ['', '   ', 'x'.repeat(101), 'a\u0000b', 'a\u202eb', 'a\nb']) {
    await assert.rejects(mintToken(deps, ada, { name, scope: 'read' }), failsWith('invalid-request'));
  }
  for (const view of ['', '../x', 'A B', 'x'.repeat(65)]) {
    await assert.rejects(
      mintToken(deps, ada, { name: 'ci', scope: 'read', view }),
      failsWith('invalid-request'),
    );
  }
});

test('a reader mints read tokens, needs to confirm for API tokens, and cannot choose a view or another account', async () => {
  const { house, deps, ada } = await setUp();
  const bob = await addReader(house, ada);
  await mintToken(deps, bob, { name: 'laptop', scope: 'read' });
  await mintToken(deps, bob, { name: 'ci', scope: 'api' });
  await assert.rejects(
    mintToken(deps, bob, { name: 'x', scope: 'read', view: 'lax' }),
    failsWith('not-allowed'),
  );
  await assert.rejects(
    mintToken(deps, bob, { name: 'x', scope: 'read', accountId: ada.accountId }),
    failsWith('not-allowed'),
  );
  house.clock.advance(HOUR_MS);
  await mintToken(deps, bob, { name: 'laptop', scope: 'read' });
  await assert.rejects(mintToken(deps, bob, { name: 'ci', scope: 'api' }), failsWith('needs-confirmation'));
});

test('tokens mint no tokens', async () => {
  const { deps } = await setUp();
  for (const scope of ['read', 'api'] as const) {
    await assert.rejects(
      mintToken(deps, tokenOf('administrator', scope), { name: 'x', scope: 'read' }),
      failsWith('not-allowed'),
    );
  }
  await assert.rejects(
    mintToken(deps, { kind: 'nobody', address: '192.0.2.1' }, { name: 'x', scope: 'read' }),
    failsWith('not-signed-in'),
  );
});

test('an administrator mints for another account, bound to a view', async () => {
  const { house, deps, ada } = await setUp();
  const bob = await addReader(house, ada);
  const { token } = await mintToken(deps, ada, {
    name: 'ci',
    scope: 'read',
    view: 'strict',
    accountId: bob.accountId,
  });
  assert.equal(token.view, 'strict');
  assert.equal(token.accountName, 'bob');
  await assert.rejects(
    mintToken(deps, ada, { name: 'ci', scope: 'read', accountId: 'unknown' }),
    failsWith('not-found'),
  );
});

test('a list shows the own tokens, and all of them to an administrator who asks', async () => {
  const { house, deps, ada } = await setUp();
  const bob = await addReader(house, ada);
  await mintToken(deps, bob, { name: "bob's", scope: 'read' });
  house.clock.advance(1);
  await mintToken(deps, ada, { name: "ada's", scope: 'read' });
  const names = async (who: Person, everyone = false) =>
    (await listTokens(house, who, { everyone })).map(({ name }) => name);
  assert.deepEqual(await names(bob), ["bob's"]);
  assert.deepEqual(await names(ada, true), ["ada's", "bob's"]);
  await assert.rejects(names(bob, true), failsWith('not-allowed'));
});

test('own tokens are revoked by their account, others by an administrator; to the rest they do not exist', async () => {
  const { house, deps, ada } = await setUp();
  const bob = await addReader(house, ada);
  const adas = (await mintToken(deps, ada, { name: "ada's", scope: 'read' })).token;
  const bobs = (await mintToken(deps, bob, { name: "bob's", scope: 'read' })).token;
  await assert.rejects(revokeToken(house, bob, adas.id), failsWith('not-found'));
  await assert.rejects(revokeToken(house, bob, 'unknown'), failsWith('not-found'));
  await revokeToken(house, ada, bobs.id);
  const entries = house.journal.length;
  await revokeToken(house, bob, bobs.id);
  assert.equal(house.journal.length, entries);
  const stored = (await house.identity.tokens()).find(({ id }) => id === bobs.id);
  assert.equal(stored?.revokedAt, house.clock.now());
  assert.equal(house.journal.at(-1)?.kind, 'token-revoked');
});

test("a script may end its own account's tokens with an API token, not with a read token", async () => {
  const { house, deps, ada } = await setUp();
  const { token } = await mintToken(deps, ada, { name: 'leaked', scope: 'read' });
  const script = { ...tokenOf('administrator', 'api'), accountId: ada.accountId };
  await assert.rejects(revokeToken(house, { ...script, scope: 'read' }, token.id), failsWith('not-allowed'));
  await revokeToken(house, script, token.id);
});

const RELEASE = {
  name: 'release',
  scope: 'write',
  actions: ['publish', 'yank'],
  packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
} as const;

async function withFactor() {
  const parts = await setUp();
  const account = await parts.house.identity.findAccount(parts.ada.accountId);
  assert.ok(account !== undefined);
  const email = { address: 'ada@acme.example', verifiedAt: 1 };
  await parts.house.identity.saveAccount({ ...account, strongestFactor: 'totp', email });
  return { ...parts, ada: { ...parts.ada, proof: 'two-factor', strongestFactor: 'totp' } as const };
}

test('what writes is made by its own person, who signed in with a second factor and confirmed it', async () => {
  const { house, deps, ada } = await withFactor();
  const bob = await addReader(house, ada);
  await assert.rejects(mintToken(deps, { ...ada, proof: 'password' }, RELEASE), failsWith('not-allowed'));
  await assert.rejects(mintToken(deps, { ...bob, proof: 'passkey' }, RELEASE), failsWith('not-allowed'));
  await assert.rejects(
    mintToken(deps, ada, { ...RELEASE, accountId: bob.accountId }),
    failsWith('not-allowed'),
  );
  const { text, token } = await mintToken(deps, ada, RELEASE);
  assert.equal(formOfToken(text), 'write');
  assert.match(text, /^ghw_/);
  assert.deepEqual([token.actions, token.packages], [RELEASE.actions, RELEASE.packages]);
  house.clock.advance(HOUR_MS);
  await assert.rejects(mintToken(deps, ada, RELEASE), failsWith('needs-confirmation'));
});

test('what writes lives a week, 90 days at most', async () => {
  const { house, deps, ada } = await withFactor();
  const now = house.clock.now();
  const { token } = await mintToken(deps, ada, RELEASE);
  assert.equal(token.expiresAt, now + 7 * DAY_MS);
  const long = await mintToken(deps, ada, { ...RELEASE, lifetimeMs: 90 * DAY_MS });
  assert.equal(long.token.expiresAt, now + 90 * DAY_MS);
  await assert.rejects(
    mintToken(deps, ada, { ...RELEASE, lifetimeMs: 90 * DAY_MS + 1 }),
    failsWith('invalid-request'),
  );
});

test('bounds are parsed: actions only to write, packages to write always and never for the API, networks in one spelling', async () => {
  const { deps, ada } = await withFactor();
  const npm = (pattern: string) => ({ ecosystem: 'npm', pattern }) as const;
  const many = Array.from({ length: 51 }, (_, at) => npm(`p${at}`));
  const bad = [
    { ...RELEASE, actions: [] },
    { ...RELEASE, actions: ['publish', 'rule'] },
    { ...RELEASE, actions: ['constructor'] },
    { ...RELEASE, packages: [] },
    { ...RELEASE, packages: [npm('*')] },
    { ...RELEASE, packages: many },
    { name: 'x', scope: 'write' },
    { name: 'x', scope: 'read', actions: ['publish'] },
    { name: 'x', scope: 'api', packages: [npm('left-pad')] },
    { name: 'x', scope: 'read', networks: ['192.0.2.0/33'] },
    { name: 'x', scope: 'read', networks: ['host.example'] },
    { name: 'x', scope: 'read', networks: ['::ffff:192.0.2.0/120'] },
    { name: 'x', scope: 'read', networks: Array.from({ length: 51 }, (_, at) => `192.0.2.${at}`) },
  ] as const;
  for (const request of bad) {
    await assert.rejects(
      mintToken(deps, ada, request),
      failsWith('invalid-request'),
      JSON.stringify(request),
    );
  }
  const { token } = await mintToken(deps, ada, {
    ...RELEASE,
    actions: ['publish', 'publish'],
    packages: [npm('a'), npm('a')],
    networks: [' 192.0.2.7/32', '192.0.2.7', '2001:DB8:0:0::/32'],
  });
  assert.deepEqual(token.actions, ['publish']);
  assert.deepEqual(token.packages, [npm('a')]);
  assert.deepEqual(token.networks, ['192.0.2.7', '2001:db8::/32']);
});

test('a person hears of a token that can act, of one that somebody else made, and of one that somebody else ended', async () => {
  const { house, deps, ada } = await withFactor();
  const subjects = () => house.letters.map(({ to, subject }) => [to, subject.replace(/^\[.*?\] /, '')]);
  const { token: reads } = await mintToken(deps, ada, { name: 'laptop', scope: 'read' });
  await revokeToken(house, ada, reads.id);
  assert.deepEqual(subjects(), []);
  const { token } = await mintToken(deps, ada, { ...RELEASE, networks: ['192.0.2.0/24'] });
  assert.deepEqual(subjects(), [['ada@acme.example', 'A token was made for your account']]);
  const text = house.letters[0]?.text.replaceAll('\n', ' ') ?? '';
  assert.match(text, /"release", and may publish new versions, withdraw versions.* of npm:@acme\/\*/);
  assert.match(text, /from 192\.0\.2\.0\/24 until 2026-01-08/);
  await revokeToken(house, { ...ada, accountId: 'other', accountName: 'eve' }, token.id);
  assert.deepEqual(subjects().at(-1), ['ada@acme.example', 'A token of yours was revoked']);
});
