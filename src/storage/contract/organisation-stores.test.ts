import assert from 'node:assert/strict';

import { asPackageName } from '../../kernel/package-ref.ts';
import { createStores, type Stores } from '../stores.ts';
import type { Database } from '../database.ts';
import { testWithDatabase } from './engines.ts';

const within = <T>(database: Database, work: (stores: Stores) => Promise<T>): Promise<T> =>
  database.transact((trx) => work(createStores(trx)));

const ACME = { id: 'o1', name: 'acme', displayName: 'Äcme', createdAt: 5 };

testWithDatabase(
  'organisations are found by id and name, and one that is gone keeps its name',
  async (database) => {
    const { organisations } = createStores(database.read);
    await within(database, (stores) => stores.organisations.save(ACME));
    assert.deepEqual(await organisations.find('o1'), ACME);
    assert.deepEqual(await organisations.findByName('acme'), ACME);
    assert.equal(await organisations.findByName('Acme'), undefined);
    await within(database, (stores) => stores.organisations.save({ ...ACME, deletedAt: 9 }));
    assert.deepEqual(await organisations.findByName('acme'), { ...ACME, deletedAt: 9 });
    await assert.rejects(within(database, (stores) => stores.organisations.save({ ...ACME, id: 'o2' })));
  },
);

testWithDatabase('memberships are one for each account, and go alone', async (database) => {
  const { organisations } = createStores(database.read);
  const of = (organisationId: string, accountId: string, role: 'owner' | 'member') =>
    ({ organisationId, accountId, role, since: 1 }) as const;
  await within(database, async (stores) => {
    await stores.organisations.saveMember(of('o1', 'bo', 'member'));
    await stores.organisations.saveMember(of('o1', 'ada', 'owner'));
    await stores.organisations.saveMember(of('o2', 'bo', 'owner'));
    await stores.organisations.saveMember(of('o1', 'bo', 'owner'));
  });
  assert.deepEqual(await organisations.members('o1'), [of('o1', 'ada', 'owner'), of('o1', 'bo', 'owner')]);
  assert.deepEqual(await organisations.membershipsOf('bo'), [
    of('o1', 'bo', 'owner'),
    of('o2', 'bo', 'owner'),
  ]);
  await within(database, (stores) => stores.organisations.removeMember('o1', 'bo'));
  assert.equal(await organisations.findMember('o1', 'bo'), undefined);
  assert.deepEqual(await organisations.findMember('o2', 'bo'), of('o2', 'bo', 'owner'));
});

testWithDatabase(
  'an invitation replaces the one before, ends with its time, and is taken once',
  async (database) => {
    const { invitations } = createStores(database.read);
    const invitation = (id: string, accountId: string, organisationId = 'o1') =>
      ({
        id,
        organisationId,
        accountId,
        role: 'publisher',
        invitedBy: 'account:ada',
        createdAt: 10,
        expiresAt: 20,
      }) as const;
    await within(database, async (stores) => {
      await stores.invitations.save(invitation('i1', 'bo'));
      await stores.invitations.save(invitation('i2', 'bo'));
      await stores.invitations.save(invitation('i3', 'bo', 'o2'));
      await stores.invitations.save(invitation('i4', 'cy'));
    });
    assert.deepEqual(await invitations.toOrganisation('o1', 19), [
      invitation('i2', 'bo'),
      invitation('i4', 'cy'),
    ]);
    assert.deepEqual(await invitations.toAccount('bo', 19), [
      invitation('i2', 'bo'),
      invitation('i3', 'bo', 'o2'),
    ]);
    assert.deepEqual(await invitations.toAccount('bo', 20), []);
    const taken = await within(database, async (stores) => [
      await stores.invitations.take('i2'),
      await stores.invitations.take('i2'),
    ]);
    assert.deepEqual(taken, [invitation('i2', 'bo'), undefined]);
    await within(database, (stores) => stores.invitations.endAll('o1'));
    assert.equal(await invitations.find('i4'), undefined);
    assert.deepEqual(await invitations.find('i3'), invitation('i3', 'bo', 'o2'));
  },
);

testWithDatabase(
  'a team goes with its members and grants; who leaves goes out of all teams of one organisation',
  async (database) => {
    const { teams, grants } = createStores(database.read);
    const grant = (id: string, kind: 'team' | 'account', holder: string, pattern = '@acme/*') =>
      ({
        id,
        organisationId: 'o1',
        to: { kind, id: holder },
        role: 'publisher',
        ecosystem: 'npm',
        pattern,
        grantedAt: 1,
      }) as const;
    await within(database, async (stores) => {
      await stores.teams.save({ id: 't1', organisationId: 'o1', name: 'core' });
      await stores.teams.save({ id: 't2', organisationId: 'o1', name: 'build' });
      await stores.teams.save({ id: 't3', organisationId: 'o2', name: 'core' });
      for (const teamId of ['t1', 't2', 't3', 't1'])
        await stores.teams.addMember({ teamId, accountId: 'bo' });
      await stores.teams.addMember({ teamId: 't1', accountId: 'cy' });
      await stores.grants.save(grant('g1', 'team', 't1'));
      await stores.grants.save(grant('g2', 'account', 't1'));
      await stores.grants.save(grant('g3', 'account', 'bo', '@acme/tide'));
      await stores.grants.save({ ...grant('g4', 'account', 'bo', '@acme/tide'), ecosystem: 'pypi' });
    });
    const named = async () => (await teams.teams('o1')).map(({ name }) => name);
    assert.deepEqual(await named(), ['build', 'core']);
    assert.equal((await teams.members('o1')).length, 3);
    await within(database, (stores) => stores.teams.removeMember({ teamId: 't1', accountId: 'cy' }));
    await within(database, (stores) => stores.teams.removeFromAll('o1', 'bo'));
    assert.deepEqual(await teams.members('o1'), []);
    assert.deepEqual(await teams.members('o2'), [{ teamId: 't3', accountId: 'bo' }]);
    await within(database, (stores) => stores.teams.remove('t1'));
    assert.deepEqual(await named(), ['build']);
    const ids = async () => (await grants.of('o1')).map(({ id }) => id);
    assert.deepEqual(await ids(), ['g2', 'g3', 'g4']);
    await within(database, (stores) =>
      stores.grants.endForPackage('o1', { ecosystem: 'npm', pattern: '@acme/tide' }),
    );
    assert.deepEqual(await ids(), ['g2', 'g4']);
    await within(database, (stores) => stores.grants.endForAccount('o1', 'bo'));
    await within(database, (stores) => stores.grants.remove('g2'));
    assert.deepEqual(await grants.of('o1'), []);
  },
);

testWithDatabase('a package has one owner, who may change', async (database) => {
  const { ownership } = createStores(database.read);
  const owned = (id: string, kind: 'organisation' | 'account') =>
    ({
      ecosystem: 'npm',
      name: asPackageName('@acme/tide'),
      owner: { kind, id },
      visibility: 'private',
      since: 3,
    }) as const;
  await within(database, (stores) => stores.ownership.save(owned('x', 'organisation')));
  assert.deepEqual(await ownership.of({ kind: 'organisation', id: 'x' }), [owned('x', 'organisation')]);
  // An account's id is no organisation's.
  assert.deepEqual(await ownership.of({ kind: 'account', id: 'x' }), []);
  await within(database, (stores) => stores.ownership.save(owned('x', 'account')));
  assert.deepEqual(await ownership.find('npm', asPackageName('@acme/tide')), owned('x', 'account'));
  assert.deepEqual(await ownership.of({ kind: 'organisation', id: 'x' }), []);
  const asking = { ...owned('x', 'account'), asksProof: true } as const;
  await within(database, (stores) => stores.ownership.save(asking));
  assert.deepEqual(await ownership.find('npm', asPackageName('@acme/tide')), asking);
});
