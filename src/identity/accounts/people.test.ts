import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { EmailAddress } from '../ports.ts';
import { addPerson, changeRole, disablePerson, listPeople, offerPasswordLink } from './people.ts';
import { redeemLink } from './redeem-link.ts';
import { findPerson } from '../sessions/session.ts';
import { signIn } from '../sessions/sign-in.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, HOME_ADDRESS, startedOf } from '../testing/people.ts';

const BOBS_PASSWORD = 'a gate that keeps';

async function redeem(house: MemoryIdentity, secret: string, name = 'bob') {
  return startedOf(
    await redeemLink(house, { secret, name, password: BOBS_PASSWORD, address: '198.51.100.1' }),
  );
}

/** Bob shows that he reads this address. */
async function giveAddress(house: MemoryIdentity, name: string, email: EmailAddress): Promise<void> {
  await house.unit.transact(async ({ identity }) => {
    const account = await identity.findAccountByName(name);
    if (account !== undefined) await identity.saveAccount({ ...account, email });
  });
}

test('whose account is changed is told at their verified address, and by whom', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const { person: bob, secret } = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  await giveAddress(house, 'bob', { address: 'bob@example.com', verifiedAt: 1 });
  await redeem(house, secret);
  await changeRole(house, ada, { accountId: bob.id, role: 'auditor' });
  await disablePerson(house, ada, bob.id);
  assert.deepEqual(
    house.letters.map(({ to, subject }) => `${to}: ${subject}`),
    [
      'bob@example.com: [Gatehouse gate.example] Your password was changed',
      'bob@example.com: [Gatehouse gate.example] Your role was changed',
      'bob@example.com: [Gatehouse gate.example] Your account was disabled',
    ],
  );
  assert.match(
    house.letters[1]?.text ?? '',
    /^Hello bob,\n\n.*It was reader, and is auditor now\.\n\nBy ada\./s,
  );
  const posted = house.journal.filter(({ kind }) => kind === 'letter-posted');
  assert.deepEqual(
    posted.map(({ data }) => 'about' in data && data.about),
    ['password-set', 'role-changed', 'account-disabled'],
  );
  assert.ok(!JSON.stringify(posted).includes('bob@'));
});

test('an address that was never verified, or whose domain has lapsed, is told nothing', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const { person: bob } = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  await giveAddress(house, 'bob', { address: 'bob@example.com' });
  await changeRole(house, ada, { accountId: bob.id, role: 'auditor' });
  await giveAddress(house, 'bob', { address: 'bob@example.com', verifiedAt: 1, lapsedAt: 2 });
  await changeRole(house, ada, { accountId: bob.id, role: 'reader' });
  assert.deepEqual(house.letters, []);
});

test('a person who was added chooses a password by the link and signs in with the given role', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const { person, secret } = await addPerson(house, ada, { name: 'Bob', role: 'auditor' });
  assert.equal(person.hasPassword, false);
  const { person: bob } = await redeem(house, secret);
  assert.equal(bob.role, 'auditor');
  assert.equal(bob.accountId, person.id);
  await assert.rejects(redeem(house, secret), (error) => isGatehouseError(error, 'not-allowed'));
  await signIn(house, { name: 'bob', password: BOBS_PASSWORD, address: HOME_ADDRESS });
  const people = await listPeople(house, ada);
  assert.deepEqual(
    people.map(({ name, hasPassword }) => `${name} ${hasPassword}`),
    ['ada true', 'bob true'],
  );
  assert.ok(!JSON.stringify(people).includes('argon2'));
});

test('a new password ends the sessions under the old one', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const added = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  const before = await redeem(house, added.secret);
  const { secret } = await offerPasswordLink(house, ada, added.person.id);
  const after = await redeem(house, secret);
  assert.equal(await findPerson(house, before.secret), undefined);
  assert.ok((await findPerson(house, after.secret)) !== undefined);
  assert.ok(house.journal.some(({ kind, actor }) => kind === 'password-set' && actor === 'account:bob'));
});

test('a link for one person does not open another account, and dies after three days', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const { secret } = await addPerson(house, ada, { name: 'bob', role: 'reader' });
  await assert.rejects(redeem(house, secret, 'ada'), (error) => isGatehouseError(error, 'not-allowed'));
  house.clock.advance(3 * DAY_MS);
  await assert.rejects(redeem(house, secret), (error) => isGatehouseError(error, 'not-allowed'));
});

test('a name stands once', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  await assert.rejects(addPerson(house, ada, { name: 'ADA', role: 'reader' }), (error) =>
    isGatehouseError(error, 'conflict'),
  );
});

test('the last administrator can neither be disabled nor given another role', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const { person: bob, secret } = await addPerson(house, ada, { name: 'bob', role: 'administrator' });
  const isConflict = (error: unknown) => isGatehouseError(error, 'conflict');
  const accountId = ada.accountId;
  await assert.rejects(disablePerson(house, ada, accountId), isConflict);
  await assert.rejects(changeRole(house, ada, { accountId, role: 'reader' }), isConflict);
  await redeem(house, secret);
  await changeRole(house, ada, { accountId, role: 'reader' });
  await assert.rejects(disablePerson(house, ada, bob.id), isConflict);
  assert.ok(house.journal.some(({ kind }) => kind === 'account-role-changed'));
});

test('managing people takes a confirmed administrator', async () => {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  house.clock.advance(HOUR_MS);
  await assert.rejects(addPerson(house, ada, { name: 'bob', role: 'reader' }), (error) =>
    isGatehouseError(error, 'needs-confirmation'),
  );
  const reviewer = { ...ada, role: 'reviewer' as const, confirmedAt: house.clock.now() };
  await assert.rejects(addPerson(house, reviewer, { name: 'bob', role: 'reader' }), (error) =>
    isGatehouseError(error, 'not-allowed'),
  );
  await assert.rejects(offerPasswordLink(house, { ...ada, confirmedAt: house.clock.now() }, 'x'), (error) =>
    isGatehouseError(error, 'not-found'),
  );
});
