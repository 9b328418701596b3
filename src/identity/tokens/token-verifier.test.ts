import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { addPerson, disablePerson } from '../accounts/people.ts';
import { identify } from '../sessions/identify.ts';
import { SESSION_COOKIE } from '../sessions/credentials.ts';
import { createMemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, HOME_ADDRESS } from '../testing/people.ts';
import { createStrayNotes } from './stray-tokens.ts';
import { mintTokenText } from './token-text.ts';
import { createTokenVerifier, TOKEN_CHANGES } from './token-verifier.ts';
import { mintToken, revokeToken, TOKEN_LIFETIMES } from './tokens.ts';

async function setUp(options: { maxEntries?: number } = {}) {
  const house = createMemoryIdentity();
  const { person: ada, secret } = await firstAdministrator(house);
  const deps = { ...house, lifetimes: TOKEN_LIFETIMES };
  const revision = () =>
    house.journal.filter(({ kind }) => (TOKEN_CHANGES as readonly string[]).includes(kind)).length;
  const verifier = createTokenVerifier({ ...house, revision }, options);
  const lookups = () => house.calls.get('findToken') ?? 0;
  const mint = async (scope: 'read' | 'api' = 'read', networks?: readonly string[]) =>
    mintToken(deps, ada, { name: 'ci', scope, ...given('networks', networks) });
  return { house, ada, secret, verifier, lookups, mint };
}

test("a token has its account's name and role, and its own scope", async () => {
  const { verifier, mint, ada } = await setUp();
  const { text, token } = await mint('api');
  assert.deepEqual(await verifier.verify(text, HOME_ADDRESS), {
    kind: 'token',
    tokenId: token.id,
    tokenName: 'ci',
    scope: 'api',
    accountId: ada.accountId,
    accountName: 'ada',
    role: 'administrator',
  });
});

test('a warm check answers at once and asks nobody', async () => {
  const { verifier, mint, lookups } = await setUp();
  const { text, token } = await mint();
  await verifier.verify(text, HOME_ADDRESS);
  const before = lookups();
  const answer = verifier.verify(text, HOME_ADDRESS);
  assert.ok(answer !== undefined && !(answer instanceof Promise));
  assert.equal(answer.tokenId, token.id);
  assert.equal(lookups(), before);
});

test('a typo and a foreign token are refused without asking the store', async () => {
  const { verifier, mint, lookups } = await setUp();
  const { text } = await mint();
  assert.equal(
    verifier.verify(`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`, HOME_ADDRESS),
    undefined,
  );
  assert.equal(verifier.verify('npm_something', HOME_ADDRESS), undefined);
  assert.equal(lookups(), 0);
});

test('a revocation is in force at once, also for a check that was under way', async () => {
  const { house, ada, verifier, mint } = await setUp();
  const { text, token } = await mint();
  assert.ok((await verifier.verify(text, HOME_ADDRESS)) !== undefined);
  const { text: other, token: otherToken } = await mint();
  const underWay = verifier.verify(other, HOME_ADDRESS);
  await revokeToken(house, ada, token.id);
  await revokeToken(house, ada, otherToken.id);
  await underWay;
  assert.equal(await verifier.verify(text, HOME_ADDRESS), undefined);
  assert.equal(await verifier.verify(other, HOME_ADDRESS), undefined);
  assert.equal(await verifier.explain(text, HOME_ADDRESS), 'revoked');
});

test('disabling an account ends its tokens at once', async () => {
  const { house, ada, verifier } = await setUp();
  const { person } = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  const deps = { ...house, lifetimes: TOKEN_LIFETIMES };
  const { text } = await mintToken(deps, ada, { name: 'ci', scope: 'read', accountId: person.id });
  assert.ok((await verifier.verify(text, HOME_ADDRESS)) !== undefined);
  await disablePerson(house, ada, person.id);
  assert.equal(await verifier.verify(text, HOME_ADDRESS), undefined);
  assert.equal(await verifier.explain(text, HOME_ADDRESS), 'disabled');
});

test('a token expires in the cache too', async () => {
  const { house, verifier, mint } = await setUp();
  const { text } = await mint('api');
  await verifier.verify(text, HOME_ADDRESS);
  house.clock.advance(90 * DAY_MS - 1);
  assert.ok(verifier.verify(text, HOME_ADDRESS) !== undefined);
  house.clock.advance(1);
  assert.equal(verifier.verify(text, HOME_ADDRESS), undefined);
  assert.equal(await verifier.explain(text, HOME_ADDRESS), 'expired');
});

test('a token that is bound to networks works in them alone, warm and cold, and says why', async () => {
  const { house, ada, verifier } = await setUp();
  const deps = { ...house, lifetimes: TOKEN_LIFETIMES };
  const networks = ['198.51.100.0/24', '2001:db8:7::/48'];
  const { text } = await mintToken(deps, ada, { name: 'ci', scope: 'read', networks });
  for (let round = 0; round < 2; round += 1) {
    for (const address of [HOME_ADDRESS, '198.51.101.1', '2001:db8:8::1', 'unknown', '']) {
      assert.equal(await verifier.verify(text, address), undefined, address);
      assert.equal(await verifier.explain(text, address), 'elsewhere');
    }
    for (const address of ['198.51.100.9', '2001:db8:7:1::1']) {
      assert.ok((await verifier.verify(text, address)) !== undefined, address);
      assert.equal(await verifier.explain(text, address), undefined);
    }
  }
  await assert.rejects(
    async () =>
      identify({ ...house, tokens: verifier }, { headers: { authorization: text }, address: HOME_ADDRESS }),
    (error) => isGatehouseError(error, 'not-signed-in') && /bound to other networks/.test(error.message),
  );
});

test('a use elsewhere is noted once an hour and told once a day, and a store that is full hinders no refusal', async () => {
  const { house, ada, mint } = await setUp();
  const email = { address: 'ada@acme.example', verifiedAt: 1 };
  await house.unit.transact(async ({ identity }) => {
    const account = await identity.findAccount(ada.accountId);
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, email });
  });
  const { text, token } = await mint('read', ['192.0.2.0/24']);
  const noteStray = createStrayNotes(house);
  const verifier = createTokenVerifier({ ...house, revision: () => 0, noteStray });
  const use = () => verifier.explain(text, '198.51.100.77');
  const noted = () => house.journal.filter(({ kind }) => kind === 'stray-token-refused');
  const letters = () => house.letters.filter(({ subject }) => subject.includes('used from another network'));
  assert.equal(await verifier.explain(text, HOME_ADDRESS), undefined);
  await use();
  assert.equal(await use(), 'elsewhere');
  assert.deepEqual(
    noted().map(({ actor, data }) => [actor, data]),
    [
      [
        'nobody',
        { tokenId: token.id, tokenName: 'ci', accountId: ada.accountId, network: '198.51.100.0/24' },
      ],
    ],
  );
  house.clock.advance(HOUR_MS);
  await use();
  assert.deepEqual([noted().length, letters().length], [2, 1]);
  house.clock.advance(DAY_MS);
  await use();
  assert.deepEqual([noted().length, letters().length], [3, 2]);
  assert.ok(!letters().some((letter) => letter.text.includes(text)));
  const full = createStrayNotes({ ...house, unit: { transact: () => Promise.reject(new Error('full')) } });
  const other = createTokenVerifier({ ...house, revision: () => 0, noteStray: full });
  assert.equal(await other.explain(text, '198.51.100.77'), 'elsewhere');
});

test('a use elsewhere is no use of the token', async () => {
  const { house, ada, verifier } = await setUp();
  const deps = { ...house, lifetimes: TOKEN_LIFETIMES };
  const { text } = await mintToken(deps, ada, { name: 'ci', scope: 'read', networks: ['198.51.100.9'] });
  await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  assert.equal((await house.identity.tokens())[0]?.lastUsedAt, undefined);
});

test('a token that writes stops when the last factor of its account goes, and explains itself', async () => {
  const { house, ada, verifier } = await setUp();
  const account = await house.identity.findAccount(ada.accountId);
  assert.ok(account !== undefined);
  const save = async (factor: 'passkey' | undefined) =>
    house.unit.transact(async ({ identity, journal }) => {
      await identity.saveAccount({ ...account, ...given('strongestFactor', factor) });
      journal.record({
        kind: 'account-role-changed',
        actor: 'account:ada',
        at: house.clock.now(),
        data: { accountId: account.id, name: 'ada', role: account.role },
      });
    });
  await save('passkey');
  const deps = { ...house, lifetimes: TOKEN_LIFETIMES };
  const { text } = await mintToken(
    deps,
    { ...ada, proof: 'passkey', strongestFactor: 'passkey' },
    {
      name: 'release',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
    },
  );
  assert.equal((await verifier.verify(text, HOME_ADDRESS))?.scope, 'write');
  await save(undefined);
  assert.equal(await verifier.verify(text, HOME_ADDRESS), undefined);
  assert.equal(await verifier.explain(text, HOME_ADDRESS), 'without-factor');
});

test('an unknown token is remembered as such until tokens change', async () => {
  const { house, verifier, mint, lookups } = await setUp();
  const made = mintTokenText('read', house.random);
  assert.equal(await verifier.verify(made, HOME_ADDRESS), undefined);
  assert.equal(verifier.verify(made, HOME_ADDRESS), undefined);
  assert.equal(lookups(), 1);
  await mint();
  await verifier.verify(made, HOME_ADDRESS);
  assert.equal(lookups(), 2);
});

test('a flood of unknown tokens displaces no known one', async () => {
  const { house, verifier, mint, lookups } = await setUp({ maxEntries: 10 });
  const { text } = await mint();
  await verifier.verify(text, HOME_ADDRESS);
  for (let n = 0; n < 50; n += 1) await verifier.verify(mintTokenText('read', house.random), HOME_ADDRESS);
  const before = lookups();
  assert.ok(!(verifier.verify(text, HOME_ADDRESS) instanceof Promise));
  assert.equal(lookups(), before);
});

test('many who present one cold token ask the store once', async () => {
  const { verifier, mint, lookups } = await setUp();
  const { text } = await mint();
  await Promise.all(Array.from({ length: 20 }, async () => verifier.verify(text, HOME_ADDRESS)));
  assert.equal(lookups(), 1);
});

test('last use is written in batches, once a minute per token', async () => {
  const { house, verifier, mint } = await setUp();
  const { text } = await mint();
  for (let n = 0; n < 5; n += 1) await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  await verifier.flushUses();
  assert.equal(house.calls.get('touchTokens') ?? 0, 1);
  const usedAt = house.clock.now();
  const [used] = await house.identity.tokens();
  assert.deepEqual([used?.lastUsedAt, used?.lastUsedNetwork], [usedAt, '192.0.2.0/24']);
  house.clock.advance(MINUTE_MS - 1);
  await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  assert.equal(house.calls.get('touchTokens') ?? 0, 1);
  house.clock.advance(1);
  await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  assert.equal((await house.identity.tokens())[0]?.lastUsedAt, usedAt + MINUTE_MS);
});

test('a use tells when its account was used, and keeps for how long it was not', async () => {
  const { house, ada, verifier, mint } = await setUp();
  const { text } = await mint();
  const activity = () => house.unit.transact(({ activities }) => activities.find(ada.accountId));
  const { createdAt } = (await house.identity.findAccount(ada.accountId)) ?? { createdAt: 0 };
  house.clock.advance(3 * HOUR_MS);
  await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  const [gap, seenAt] = [{ from: createdAt, ms: house.clock.now() - createdAt }, house.clock.now()];
  assert.deepEqual(await activity(), { accountId: ada.accountId, seenAt, gap });
  house.clock.advance(2 * HOUR_MS);
  await verifier.verify(text, HOME_ADDRESS);
  await verifier.flushUses();
  assert.deepEqual(await activity(), { accountId: ada.accountId, seenAt: seenAt + 2 * HOUR_MS, gap });
});

test('uses that could not be written are written the next time', async () => {
  const { house, mint } = await setUp();
  const { text } = await mint();
  let fails = true;
  const unit: typeof house.unit = {
    transact: (work) => (fails ? Promise.reject(new Error('disk full')) : house.unit.transact(work)),
  };
  const verifier = createTokenVerifier({ ...house, unit, revision: () => 0 });
  await verifier.verify(text, HOME_ADDRESS);
  await assert.rejects(verifier.flushUses(), /disk full/);
  fails = false;
  await verifier.flushUses();
  assert.equal((await house.identity.tokens())[0]?.lastUsedAt, house.clock.now());
});

test('a store that fails refuses this check and not the next', async () => {
  const { house, mint } = await setUp();
  const { text } = await mint();
  let fails = true;
  const identity = {
    ...house.identity,
    findToken: (hash: string) =>
      fails ? Promise.reject(new Error('locked')) : house.identity.findToken(hash),
  };
  const verifier = createTokenVerifier({ ...house, identity, revision: () => 0 });
  await assert.rejects(Promise.resolve(verifier.verify(text, HOME_ADDRESS)), /locked/);
  fails = false;
  assert.ok((await verifier.verify(text, HOME_ADDRESS)) !== undefined);
});

test('a request is from its token, its session, or nobody', async () => {
  const { house, secret, ada, verifier, mint } = await setUp();
  const { text, token } = await mint();
  const deps = { ...house, tokens: verifier };
  const from = (headers: Record<string, string>) => identify(deps, { headers, address: HOME_ADDRESS });
  assert.deepEqual(from({}), { kind: 'nobody', address: HOME_ADDRESS });
  const byToken = await from({ authorization: `Bearer ${text}` });
  assert.ok(byToken.kind === 'token' && byToken.tokenId === token.id);
  assert.ok(!(from({ authorization: text }) instanceof Promise));
  assert.deepEqual(await from({ cookie: `${SESSION_COOKIE}=${secret}` }), ada);
  const stale = await from({ cookie: `${SESSION_COOKIE}=${'A'.repeat(43)}` });
  assert.equal(stale.kind, 'nobody');
});

test('a request with a token that is not in force is refused with its reason, never taken for somebody else', async () => {
  const { house, ada, secret, verifier, mint } = await setUp();
  const { text, token } = await mint();
  await revokeToken(house, ada, token.id);
  const deps = { ...house, tokens: verifier };
  const cookie = `${SESSION_COOKIE}=${secret}`;
  const cases: readonly (readonly [string, RegExp])[] = [
    [`Bearer ${text}`, /revoked/],
    [`Bearer ${text.slice(0, -2)}`, /mistyped/],
    [`Bearer ${mintTokenText('api', house.random)}`, /unknown/],
    ['Bearer npm_else', /no token of this server/],
    ['Digest x', /scheme/],
  ];
  for (const [authorization, reason] of cases) {
    await assert.rejects(
      async () => identify(deps, { headers: { authorization, cookie }, address: HOME_ADDRESS }),
      (error) => isGatehouseError(error, 'not-signed-in') && reason.test(error.message),
    );
  }
});
