import assert from 'node:assert/strict';

import type { Publisher } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { PublisherToken } from '../../identity/tokens/publisher-token.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const ISSUER = 'https://id.example';

const PUBLISHER: Publisher = {
  id: 'p1',
  ecosystem: 'npm',
  pattern: '@acme/tide',
  provider: 'github',
  issuer: ISSUER,
  locator: 'acme/tide',
  settings: { repository: 'Acme/tide', workflow: 'release.yml', allowsSelfHosted: false },
  pins: { repository_id: '7' },
  right: 'publish',
  createdAt: AT,
  createdBy: 'account:ada',
};

const PENDING = {
  owner: { kind: 'organisation', id: 'o1' },
  visibility: 'private',
  expiresAt: AT + 1_000,
} as const;

testWithDatabase('publishers are found by what a token says, and by what they publish', async (database) => {
  const { publishers } = createStores(database.read);
  const within = <T>(work: (stores: ReturnType<typeof createStores>) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
  const pending: Publisher = { ...PUBLISHER, id: 'p2', pattern: 'tide', pending: PENDING, createdAt: AT + 1 };
  await within(async (stores) => {
    for (const one of [
      pending,
      PUBLISHER,
      { ...PUBLISHER, id: 'p3', issuer: `${ISSUER}/` },
      { ...PUBLISHER, id: 'p4', locator: 'acme/other' },
      { ...PUBLISHER, id: 'p5', ecosystem: 'pypi' } as const,
    ]) {
      await stores.publishers.save(one);
    }
  });
  assert.deepEqual(await publishers.find('p2'), pending);
  assert.deepEqual(await publishers.candidates({ issuer: ISSUER, locator: 'acme/tide', ecosystem: 'npm' }), [
    PUBLISHER,
    pending,
  ]);
  assert.deepEqual(
    (await publishers.ofPatterns('npm', ['@acme/tide'])).map(({ id }) => id),
    ['p1', 'p3', 'p4'],
  );
  assert.equal(await publishers.hasIssuer(ISSUER), true);
  assert.equal(await publishers.hasIssuer('https://ID.example'), false);
  assert.deepEqual(await publishers.pendingOver(AT + 999), []);
  assert.deepEqual(
    (await publishers.pendingOver(AT + 1_000)).map(({ id }) => id),
    ['p2'],
  );
  const used = { ...PUBLISHER, lastUsedAt: AT + 5, pins: { repository_id: '7', repository_owner_id: '8' } };
  await within(({ publishers: changed }) => changed.save(used));
  await within(({ publishers: changed }) => changed.remove('p2'));
  assert.deepEqual(await publishers.find('p1'), used);
  assert.equal(await publishers.find('p2'), undefined);
});

testWithDatabase('an identity is taken once, also by two at the same moment', async (database) => {
  const take = (key: string) => database.transact((trx) => createStores(trx).usedIdentities.take(key, AT));
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => take('one')));
  assert.deepEqual(outcomes.filter(Boolean), [true]);
  assert.equal(await take('one'), false);
  await database.transact((trx) => createStores(trx).usedIdentities.forgetOver(AT - 1));
  assert.equal(await take('one'), false);
  await database.transact((trx) => createStores(trx).usedIdentities.forgetOver(AT));
  assert.equal(await take('one'), true);
});

testWithDatabase(
  'tokens of publishers are found by their hash until they are forgotten',
  async (database) => {
    const stores = createStores(database.read);
    const token: PublisherToken = {
      id: 't1',
      hash: 'h1',
      packages: [{ ecosystem: 'npm', pattern: '@acme/tide' }],
      actions: ['publish', 'stage'],
      publisherIds: ['p1'],
      run: { publisherId: 'p1', issuer: ISSUER, claims: { ref: 'refs/heads/main' } },
      createdAt: AT,
      expiresAt: AT + 900,
    };
    await database.transact((trx) => createStores(trx).publisherTokens.save(token));
    assert.deepEqual(await stores.publisherTokens.findByHash('h1'), token);
    assert.deepEqual(await stores.publisherTokens.find(token.id), token);
    assert.equal(await stores.publisherTokens.find('another'), undefined);
    assert.deepEqual(await stores.publisherTokens.live(AT + 899), [token]);
    assert.deepEqual(await stores.publisherTokens.live(AT + 900), []);
    const ended = { ...token, revokedAt: AT + 1 };
    await database.transact((trx) => createStores(trx).publisherTokens.save(ended));
    assert.deepEqual(await stores.publisherTokens.findByHash('h1'), ended);
    await database.transact((trx) => createStores(trx).publisherTokens.forgetOver(AT + 900));
    assert.equal(await stores.publisherTokens.findByHash('h1'), undefined);
  },
);

testWithDatabase('a fact of the instance is settled once', async (database) => {
  const { instance, trustedOnly } = createStores(database.read);
  for (const value of ['first', 'second']) {
    await database.transact((trx) => createStores(trx).instance.keep('audience', value));
  }
  assert.equal(await instance.find('audience'), 'first');
  assert.equal(await instance.find('other'), undefined);
  for (const name of ['tide', '@acme/tide', 'tide']) {
    await database.transact((trx) => createStores(trx).trustedOnly.add('npm', name, AT));
  }
  await database.transact((trx) => createStores(trx).trustedOnly.remove('npm', 'tide'));
  assert.deepEqual(await trustedOnly.patterns('npm'), ['@acme/tide']);
  assert.deepEqual(await trustedOnly.patterns('pypi'), []);
});
