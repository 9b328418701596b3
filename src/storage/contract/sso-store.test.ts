import assert from 'node:assert/strict';

import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const ADA = { id: 'i1', issuer: 'https://id.example', subject: 'Ada', accountId: 'a1', linkedAt: AT };

testWithDatabase('a person at a provider is one account, compared letter by letter', async (database) => {
  const { sso } = createStores(database.read);
  const within = <T>(work: (stores: ReturnType<typeof createStores>) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
  assert.equal(await sso.find(ADA.issuer, ADA.subject), undefined);
  await within((stores) => stores.sso.save(ADA));
  await within((stores) =>
    stores.sso.save({ ...ADA, id: 'i2', issuer: 'https://id.example/', linkedAt: AT + 1 }),
  );
  assert.deepEqual(await sso.find(ADA.issuer, ADA.subject), ADA);
  assert.equal(await sso.find(ADA.issuer, 'ada'), undefined);
  await assert.rejects(within((stores) => stores.sso.save({ ...ADA, id: 'i3', accountId: 'a2' })));
  await within((stores) => stores.sso.save({ ...ADA, usedAt: AT + 5 }));
  assert.deepEqual(
    (await sso.ofAccount('a1')).map(({ id, usedAt }) => [id, usedAt]),
    [
      ['i1', AT + 5],
      ['i2', undefined],
    ],
  );
  await within((stores) => stores.sso.remove('i1'));
  assert.deepEqual(
    (await sso.ofAccount('a1')).map(({ id }) => id),
    ['i2'],
  );
});

testWithDatabase('sign-ins that never came back are forgotten, other links are not', async (database) => {
  const stores = createStores(database.read);
  await database.transact(async (trx) => {
    const { identity, sso } = createStores(trx);
    await identity.saveLink({ hash: 'old', purpose: 'sso-sign-in', expiresAt: AT });
    await identity.saveLink({ hash: 'new', purpose: 'sso-sign-in', expiresAt: AT + 1 });
    await identity.saveLink({ hash: 'other', purpose: 'set-password', expiresAt: AT });
    await sso.forgetBegun(AT);
  });
  const left = await Promise.all(['old', 'new', 'other'].map((hash) => stores.identity.findLink(hash)));
  assert.deepEqual(
    left.map((link) => link?.hash),
    [undefined, 'new', 'other'],
  );
});
