import assert from 'node:assert/strict';

import type { ExposureRecord } from '../../exposure/ports.ts';
import type { Account, OneTimeLink, Session, Token } from '../../identity/ports.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const account = (id: string, parts: Partial<Account> = {}): Account => ({
  id,
  name: `name of ${id}`,
  role: 'reader',
  createdAt: AT,
  ...parts,
});

const session = (idHash: string, parts: Partial<Session> = {}): Session => ({
  idHash,
  accountId: 'ada',
  createdAt: AT,
  expiresAt: AT + 100,
  confirmedAt: AT,
  proof: 'password',
  ...parts,
});

const token = (id: string, parts: Partial<Token> = {}): Token => ({
  id,
  name: 'ci',
  hash: `hash of ${id}`,
  accountId: 'ada',
  scope: 'read',
  createdAt: AT,
  ...parts,
});

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

testWithDatabase('an account whose person left says so, and all its links end at once', async (database) => {
  const { identity } = createStores(database.read);
  const left = account('ada', { disabledAt: AT + 1, deletedAt: AT + 1, passwordLeakedAt: AT });
  const links = (['recovery', 'verify-email'] as const).map((purpose) => ({
    hash: purpose,
    purpose,
    expiresAt: AT,
  }));
  await write(database, async (stores) => {
    await stores.identity.saveAccount(left);
    for (const link of links) await stores.identity.saveLink({ ...link, accountId: 'ada' });
    await stores.identity.saveAccount(account('bob'));
    await stores.identity.saveLink({ hash: 'of bob', purpose: 'recovery', accountId: 'bob', expiresAt: AT });
    await stores.identity.endLinksOf('ada');
  });
  assert.deepEqual(await identity.findAccount('ada'), left);
  for (const { hash } of links) assert.equal(await identity.findLink(hash), undefined);
  assert.equal((await identity.findLink('of bob'))?.accountId, 'bob');
});

testWithDatabase('an address is kept with its account, and found whatever its case', async (database) => {
  const { identity } = createStores(database.read);
  const email = { address: 'Ada@Example.com', verifiedAt: AT, lapsedAt: AT + 1, checkedAt: AT + 2 };
  const ada = account('a', { email, strongestFactor: 'passkey' });
  const other = account('b', { email: { address: 'ada@example.com' } });
  await write(database, async (stores) => {
    await stores.identity.saveAccount(ada);
    await stores.identity.saveAccount(other);
    await stores.identity.saveAccount(account('c', { email: { address: 'c@example.com' } }));
    await stores.identity.saveAccount(account('c'));
  });
  assert.deepEqual(await identity.accountsWithEmail('ADA@example.COM'), [ada, other]);
  assert.deepEqual(await identity.accountsWithEmail('c@example.com'), []);
  assert.deepEqual(await identity.findAccount('c'), account('c'));
});

testWithDatabase(
  'the sessions of an account that are not over are listed, newest first',
  async (database) => {
    const { identity } = createStores(database.read);
    const old = session('old', { expiresAt: AT + 50 });
    const late = session('late', {
      createdAt: AT + 1,
      proof: 'passkey',
      network: '192.0.2.0',
      agent: 'Browser 1',
    });
    await write(database, async (stores) => {
      await stores.identity.saveAccount(account('ada'));
      await stores.identity.saveAccount(account('bob'));
      for (const one of [old, late, session('other', { accountId: 'bob' })])
        await stores.identity.saveSession(one);
    });
    assert.deepEqual(await identity.sessionsOf('ada', AT + 49), [late, old]);
    assert.deepEqual(await identity.sessionsOf('ada', AT + 50), [late]);
    await write(database, (stores) => stores.identity.endSessionsOf('ada', 'old'));
    assert.deepEqual(await identity.sessionsOf('ada', AT), [old]);
    await write(database, (stores) => stores.identity.endSessionsOf('ada'));
    assert.deepEqual(await identity.sessionsOf('ada', AT), []);
    assert.equal((await identity.sessionsOf('bob', AT)).length, 1);
  },
);

testWithDatabase(
  "a link is looked at without being used, and an account's links of a purpose end together",
  async (database) => {
    const { identity } = createStores(database.read);
    const link = (hash: string, parts: Partial<OneTimeLink> = {}): OneTimeLink => ({
      hash,
      purpose: 'set-password',
      accountId: 'ada',
      expiresAt: AT,
      ...parts,
    });
    const detailed = link('one', { details: { address: 'ada@example.com' } });
    const first = link('first', { purpose: 'first-administrator' });
    const bobs = link('bob', { accountId: 'bob' });
    await write(database, async (stores) => {
      await stores.identity.saveAccount(account('ada'));
      await stores.identity.saveAccount(account('bob'));
      for (const one of [detailed, link('two'), first, bobs]) await stores.identity.saveLink(one);
    });
    assert.deepEqual(await identity.findLink('one'), detailed);
    assert.deepEqual(await identity.findLink('one'), detailed);
    await write(database, (stores) => stores.identity.endLinksOf('ada', 'set-password'));
    assert.deepEqual(
      await Promise.all(['one', 'two', 'first', 'bob'].map((hash) => identity.findLink(hash))),
      [undefined, undefined, first, bobs],
    );
  },
);

testWithDatabase('an account is found by its id, its name or its role', async (database) => {
  const { identity } = createStores(database.read);
  const keeper = account('b', { role: 'administrator' });
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('a'));
    await stores.identity.saveAccount(keeper);
  });
  assert.deepEqual(await identity.findAccount('b'), keeper);
  assert.deepEqual(await identity.findAccountByName('name of a'), account('a'));
  assert.equal(await identity.findAccount('name of a'), undefined);
  assert.equal(await identity.findAccountByName('b'), undefined);
  assert.deepEqual(await identity.accountsWithRole('administrator'), [keeper]);
  assert.deepEqual(await identity.accountsWithRole('auditor'), []);
});

testWithDatabase("an account's tokens are its own, and one is found by its id", async (database) => {
  const { identity } = createStores(database.read);
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveAccount(account('bob'));
    await stores.identity.saveToken(token('second', { createdAt: AT + 1 }));
    await stores.identity.saveToken(token('first'));
    await stores.identity.saveToken(token('other', { accountId: 'bob' }));
  });
  assert.deepEqual(
    (await identity.tokensOf('ada')).map(({ id }) => id),
    ['first', 'second'],
  );
  assert.deepEqual(await identity.findTokenById('other'), token('other', { accountId: 'bob' }));
  assert.equal(await identity.findTokenById('hash of other'), undefined);
});

testWithDatabase('accounts are saved, changed, and known by unique names', async (database) => {
  const { identity } = createStores(database.read);
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('b', { passwordHash: '$argon2id$', disabledAt: AT + 1 }));
    await stores.identity.saveAccount(account('a'));
  });
  assert.deepEqual(await identity.accounts(), [
    account('a'),
    account('b', { passwordHash: '$argon2id$', disabledAt: AT + 1 }),
  ]);
  await write(database, (stores) => stores.identity.saveAccount(account('b', { role: 'administrator' })));
  assert.deepEqual(await identity.accounts(), [account('a'), account('b', { role: 'administrator' })]);
  await assert.rejects(
    write(database, (stores) => stores.identity.saveAccount(account('c', { name: 'name of a' }))),
    (error) => isGatehouseError(error, 'conflict'),
  );
});

testWithDatabase('sessions are saved, confirmed and ended, one or all of an account', async (database) => {
  const { identity } = createStores(database.read);
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveAccount(account('bob'));
    for (const id of ['a', 'b', 'c']) await stores.identity.saveSession(session(id));
    await stores.identity.saveSession(session('d', { accountId: 'bob' }));
    await stores.identity.saveSession(session('a', { confirmedAt: AT + 5 }));
    await stores.identity.endSession('b');
  });
  assert.deepEqual(await identity.findSession('a'), session('a', { confirmedAt: AT + 5 }));
  assert.equal(await identity.findSession('b'), undefined);
  await write(database, (stores) => stores.identity.endSessionsOf('ada'));
  assert.equal(await identity.findSession('a'), undefined);
  assert.equal(await identity.findSession('c'), undefined);
  assert.deepEqual(await identity.findSession('d'), session('d', { accountId: 'bob' }));
});

testWithDatabase('sessions that are over go when another begins', async (database) => {
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveSession(session('old'));
    await stores.identity.saveSession(session('new', { createdAt: AT + 100, expiresAt: AT + 200 }));
  });
  const { identity } = createStores(database.read);
  assert.equal(await identity.findSession('old'), undefined);
  assert.ok(await identity.findSession('new'));
});

testWithDatabase('tokens are found by hash, and their use is noted', async (database) => {
  const { identity } = createStores(database.read);
  const full = token('b', { view: 'ci', scope: 'api', expiresAt: AT + 9, revokedAt: AT + 3, lastUsedAt: AT });
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveToken(token('a'));
    await stores.identity.saveToken(full);
  });
  assert.deepEqual(await identity.tokens(), [token('a'), full]);
  assert.deepEqual(await identity.findToken('hash of b'), full);
  assert.equal(await identity.findToken('b'), undefined);
  await write(database, async (stores) => {
    await stores.identity.touchTokens([
      { id: 'a', at: AT + 2, network: '192.0.2.0/24' },
      { id: 'a', at: AT + 1, network: '198.51.100.0/24' },
      { id: 'b', at: AT - 1, network: '198.51.100.0/24' },
      { id: 'none', at: AT, network: '198.51.100.0/24' },
    ]);
    await stores.identity.saveToken({ ...full, revokedAt: AT + 4 });
  });
  assert.deepEqual(await identity.tokens(), [
    token('a', { lastUsedAt: AT + 2, lastUsedNetwork: '192.0.2.0/24' }),
    { ...full, revokedAt: AT + 4 },
  ]);
});

testWithDatabase('a token is kept with what it is bound to', async (database) => {
  const { identity } = createStores(database.read);
  const bound = token('w', {
    scope: 'write',
    actions: ['publish', 'manage-tags'],
    packages: [
      { ecosystem: 'npm', pattern: '@acme/*' },
      { ecosystem: 'maven', pattern: 'org.acme:tide' },
    ],
    networks: ['192.0.2.0/24', '2001:db8::/32'],
    asksProof: true,
    lastUsedAt: AT,
    lastUsedNetwork: '192.0.2.0/24',
  });
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveToken(bound);
  });
  assert.deepEqual(await identity.findTokenById('w'), bound);
  await write(database, (stores) => stores.identity.saveToken({ ...bound, revokedAt: AT + 1 }));
  assert.deepEqual(await identity.tokensOf('ada'), [{ ...bound, revokedAt: AT + 1 }]);
});

testWithDatabase('a link works once', async (database) => {
  const first: OneTimeLink = { hash: 'h1', purpose: 'first-administrator', expiresAt: AT };
  const second: OneTimeLink = { hash: 'h2', purpose: 'set-password', accountId: 'ada', expiresAt: AT };
  await write(database, async (stores) => {
    await stores.identity.saveAccount(account('ada'));
    await stores.identity.saveLink(first);
    await stores.identity.saveLink(second);
  });
  const take = (hash: string) => write(database, (stores) => stores.identity.takeLink(hash));
  assert.deepEqual(await take('h1'), first);
  assert.equal(await take('h1'), undefined);
  assert.deepEqual(await take('h2'), second);
});

testWithDatabase('links that are over are forgotten, whosever they are', async (database) => {
  const { identity } = createStores(database.read);
  const over: OneTimeLink = { hash: 'h1', purpose: 'sign-up', expiresAt: AT - 1, details: { name: 'eve' } };
  const good: OneTimeLink = { hash: 'h2', purpose: 'sign-up', expiresAt: AT };
  await write(database, async (stores) => {
    for (const link of [over, good]) await stores.identity.saveLink(link);
    await stores.identity.forgetLinksOverBefore(AT);
  });
  assert.deepEqual(await Promise.all(['h1', 'h2'].map((hash) => identity.findLink(hash))), [undefined, good]);
});

const exposed = (parts: Partial<ExposureRecord> = {}): ExposureRecord => ({
  ecosystem: 'npm',
  name: asPackageName('left-pad'),
  version: '1.0.0',
  file: 'left-pad-1.0.0.tgz',
  reader: 'token:ci',
  client: 'npm/11.2.0',
  firstAt: AT,
  lastAt: AT,
  count: 1,
  ...parts,
});

testWithDatabase('exposure adds up by reader, client and file', async (database) => {
  const { exposure } = createStores(database.read);
  const other = exposed({ reader: 'user:ada', lastAt: AT - 1, firstAt: AT - 1 });
  await write(database, async (stores) => {
    await stores.exposure.add([exposed(), other, exposed({ firstAt: AT + 1, lastAt: AT + 3, count: 2 })]);
    await stores.exposure.add([exposed({ firstAt: AT - 9, lastAt: AT - 9, count: 4 })]);
    await stores.exposure.add([]);
  });
  const sum = exposed({ firstAt: AT - 9, lastAt: AT + 3, count: 7 });
  assert.deepEqual(await exposure.ofPackage(sum, { limit: 10 }), [sum, other]);
  assert.deepEqual(await exposure.ofPackage({ ...sum, ecosystem: 'pypi' }, { limit: 10 }), []);
});

testWithDatabase('exposure is read in pages, newest first, of one version or all', async (database) => {
  const { exposure } = createStores(database.read);
  const records = Array.from({ length: 7 }, (_, index) =>
    exposed({
      reader: `token:${index}`,
      version: index % 2 === 0 ? '1.0.0' : '2.0.0',
      lastAt: AT + Math.floor(index / 3),
    }),
  );
  await write(database, (stores) => stores.exposure.add(records));
  const pages = async (version?: string) => {
    const readers: string[] = [];
    let after: ExposureRecord | undefined;
    for (;;) {
      const page = await exposure.ofPackage(exposed(), {
        limit: 2,
        ...(version === undefined ? {} : { version }),
        ...(after === undefined ? {} : { after }),
      });
      after = page.at(-1);
      if (after === undefined) return readers;
      readers.push(...page.map(({ reader }) => reader.slice('token:'.length)));
    }
  };
  assert.deepEqual(await pages(), ['6', '5', '3', '4', '1', '2', '0']);
  assert.deepEqual(await pages('1.0.0'), ['6', '4', '2', '0']);
});

testWithDatabase('what one reader fetched is listed newest first, of whatever package', async (database) => {
  const { exposure } = createStores(database.read);
  const own = (name: string, lastAt: number) =>
    exposed({ name: asPackageName(name), reader: 'user:ada', lastAt });
  const rows = [own('a', AT + 1), own('b', AT + 3), own('c', AT + 2)];
  await write(database, (stores) => stores.exposure.add([...rows, exposed({ reader: 'user:bob' })]));
  const read = await exposure.ofReader('user:ada', 2);
  assert.deepEqual(
    read.map(({ name }) => name),
    ['b', 'c'],
  );
  assert.deepEqual(read[0], rows[1]);
  assert.deepEqual(await exposure.ofReader('user:nobody', 2), []);
});

testWithDatabase('addresses are shortened with age, and rows deleted with more', async (database) => {
  const { exposure } = createStores(database.read);
  const day = 86_400_000;
  const v4 = (reader: string, at: number) =>
    exposed({ reader: `address:${reader}`, firstAt: at, lastAt: at });
  await write(database, (stores) =>
    stores.exposure.add([
      v4('192.0.2.7', AT - 8 * day),
      v4('192.0.2.99', AT - 9 * day),
      v4('2001:db8:1:2::3', AT - 10 * day),
      v4('192.0.2.50', AT - 6 * day),
      exposed({ reader: 'user:ada', firstAt: AT - 11 * day, lastAt: AT - 11 * day }),
      exposed({ reader: 'user:bob', firstAt: AT - 91 * day, lastAt: AT - 91 * day }),
    ]),
  );
  const age = () => write(database, (stores) => stores.exposure.age(AT - 7 * day, AT - 90 * day));
  await age();
  await age();
  const rows = await exposure.ofPackage(exposed(), { limit: 10 });
  assert.deepEqual(
    rows.map(({ reader, firstAt, lastAt, count }) => [
      reader,
      (firstAt - AT) / day,
      (lastAt - AT) / day,
      count,
    ]),
    [
      ['address:192.0.2.50', -6, -6, 1],
      ['address:192.0.2.0/24', -9, -8, 2],
      ['address:2001:db8:1::/48', -10, -10, 1],
      ['user:ada', -11, -11, 1],
    ],
  );
});

testWithDatabase('many rows are aged in pieces', async (database) => {
  const { exposure } = createStores(database.read);
  const at = (index: number, lastAt: number) =>
    exposed({ reader: `address:10.0.${index % 200}.${index % 7}`, file: `${index}`, lastAt });
  const rows = Array.from({ length: 2_300 }, (_, index) => at(index, index < 1_200 ? AT - 100 : AT));
  await write(database, (stores) => stores.exposure.add(rows));
  await write(database, (stores) => stores.exposure.age(AT + 1, AT - 50));
  const left = await exposure.ofPackage(exposed(), { limit: 5_000 });
  assert.equal(left.length, 1_100);
  assert.ok(left.every(({ reader }) => reader.endsWith('/24')));
});
