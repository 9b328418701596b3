import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { requireAccess } from '../access.ts';
import { confirmPerson } from './confirm-person.ts';
import { addPerson, disablePerson } from '../accounts/people.ts';
import { redeemLink } from '../accounts/redeem-link.ts';
import { findPerson, SESSION_MS } from './session.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, GOOD_PASSWORD, HOME_ADDRESS, startedOf } from '../testing/people.ts';

const CREDENTIALS = { name: 'ada', password: GOOD_PASSWORD, address: HOME_ADDRESS };

const isWrong = (error: unknown): boolean => isGatehouseError(error, 'not-signed-in');

function lastChange(house: MemoryIdentity) {
  return house.journal.at(-1);
}

test('name and password start a session that lasts twelve hours, used or not', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  const { secret, person } = startedOf(await signIn(house, { ...CREDENTIALS, name: ' ADA ' }));
  assert.deepEqual(await findPerson(house, secret), person);
  house.clock.advance(SESSION_MS - 1);
  assert.ok((await findPerson(house, secret)) !== undefined);
  house.clock.advance(1);
  assert.equal(await findPerson(house, secret), undefined);
});

test('the journal names the account and the network, not the machine', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  await signIn(house, CREDENTIALS);
  assert.deepEqual(lastChange(house), {
    kind: 'signed-in',
    actor: 'account:ada',
    at: house.clock.now(),
    data: { accountId: person.accountId, network: '192.0.2.0/24', proof: 'password' },
  });
});

test('a wrong password and an unknown name get the same answer after the same work', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  const compared: (string | undefined)[] = [];
  const passwords = {
    ...house.passwords,
    verify: (password: string, phc: string | undefined) => {
      compared.push(phc);
      return house.passwords.verify(password, phc);
    },
  };
  const messages: string[] = [];
  for (const name of ['ada', 'nobody-here']) {
    await assert.rejects(
      signIn({ ...house, passwords }, { ...CREDENTIALS, name, password: 'wrong' }),
      (error) => {
        messages.push((error as Error).message);
        return isWrong(error);
      },
    );
  }
  assert.equal(messages[0], messages[1]);
  assert.equal(compared.length, 2);
  assert.equal(compared[1], undefined);
});

test('failures are in the journal, without the name that was typed when it is no account', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  await assert.rejects(signIn(house, { ...CREDENTIALS, password: 'wrong' }), isWrong);
  assert.deepEqual(lastChange(house)?.data, {
    during: 'sign-in',
    why: 'wrong-password',
    network: '192.0.2.0/24',
    accountId: person.accountId,
  });
  await assert.rejects(signIn(house, { ...CREDENTIALS, name: 'my secret password' }), isWrong);
  assert.ok(!JSON.stringify(lastChange(house)).includes('secret'));
});

test('guessing is held back, and held-back attempts leave no entries', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  const from = { ...CREDENTIALS, address: '198.51.100.1', password: 'wrong' };
  for (let n = 0; n < 5; n += 1) await assert.rejects(signIn(house, from), isWrong);
  const entries = house.journal.length;
  await assert.rejects(signIn(house, { ...from, password: GOOD_PASSWORD }), (error) =>
    isGatehouseError(error, 'too-many-requests'),
  );
  assert.equal(house.journal.length, entries);
  house.clock.advance(MINUTE_MS);
  await signIn(house, { ...from, password: GOOD_PASSWORD });
});

test('a huge password is refused without hashing it', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  const passwords = { ...house.passwords, verify: () => assert.fail('hashed it') };
  await assert.rejects(
    signIn({ ...house, passwords }, { ...CREDENTIALS, password: 'x'.repeat(5_000_000) }),
    isWrong,
  );
});

test('a disabled account cannot sign in, and its sessions are over', async () => {
  const house = createMemoryIdentity();
  const { secret, person } = await firstAdministrator(house);
  await house.identity.saveAccount({
    id: 'b',
    name: 'bob',
    role: 'administrator',
    passwordHash: await house.passwords.hash(GOOD_PASSWORD),
    createdAt: 0,
  });
  const bob = startedOf(await signIn(house, { ...CREDENTIALS, name: 'bob' }));
  await disablePerson(house, person, 'b');
  assert.equal(await findPerson(house, bob.secret), undefined);
  await assert.rejects(signIn(house, { ...CREDENTIALS, name: 'bob' }), isWrong);
  assert.ok((await findPerson(house, secret)) !== undefined);
});

test('where people come by single sign-on, passwords are for administrators alone, also by a link', async () => {
  const house = { ...createMemoryIdentity(), signUp: 'sso' as const };
  const { person } = await firstAdministrator(house);
  const { secret } = await addPerson(house, person, { name: 'bob', role: 'reviewer' });
  const closed = (error: unknown) =>
    isGatehouseError(error, 'not-allowed') && /people sign in by their provider here/.test(String(error));
  const chosen = { secret, name: 'bob', password: GOOD_PASSWORD, address: HOME_ADDRESS };
  await assert.rejects(redeemLink(house, chosen), closed);
  // Chosen while that was open.
  await redeemLink({ ...house, signUp: 'invited' }, chosen);
  await assert.rejects(signIn(house, { ...CREDENTIALS, name: 'bob' }), closed);
  assert.equal(lastChange(house)?.kind, 'sign-in-failed');
  // Who does not know the password learns nothing of it.
  await assert.rejects(signIn(house, { ...CREDENTIALS, name: 'bob', password: 'wrong' }), isWrong);
  startedOf(await signIn(house, CREDENTIALS));
});

test('a password that was changed while it was compared starts no session', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const passwords = {
    ...house.passwords,
    verify: async (password: string, phc: string | undefined) => {
      const [account] = await house.identity.accounts();
      assert.ok(account !== undefined);
      await house.identity.saveAccount({ ...account, passwordHash: 'another' });
      return house.passwords.verify(password, phc);
    },
  };
  await assert.rejects(signIn({ ...house, passwords }, CREDENTIALS), isWrong);
  assert.equal(house.journal.filter(({ kind }) => kind === 'signed-in').length, 1, person.accountName);
});

test('signing out ends this session, or all of them', async () => {
  const house = createMemoryIdentity();
  const first = await firstAdministrator(house);
  const second = startedOf(await signIn(house, CREDENTIALS));
  const third = startedOf(await signIn(house, CREDENTIALS));
  await signOut(house, first.person);
  assert.equal(await findPerson(house, first.secret), undefined);
  assert.ok((await findPerson(house, second.secret)) !== undefined);
  await signOut(house, second.person, { everywhere: true });
  assert.equal(await findPerson(house, third.secret), undefined);
  assert.equal(lastChange(house)?.kind, 'signed-out');
});

test('confirming opens five minutes of what needs it, in this session alone', async () => {
  const house = createMemoryIdentity();
  const other = await firstAdministrator(house);
  house.clock.advance(HOUR_MS);
  const { secret, person } = startedOf(await signIn(house, CREDENTIALS));
  house.clock.advance(HOUR_MS);
  const waive = (who: typeof person) => requireAccess(who, 'waive', { now: house.clock.now() });
  assert.throws(
    () => waive(person),
    (error) => isGatehouseError(error, 'needs-confirmation'),
  );
  const confirmed = await confirmPerson(house, person, { password: GOOD_PASSWORD, address: HOME_ADDRESS });
  waive(confirmed);
  assert.deepEqual(await findPerson(house, secret), confirmed);
  const elsewhere = await findPerson(house, other.secret);
  assert.ok(elsewhere !== undefined);
  assert.throws(
    () => waive(elsewhere),
    (error) => isGatehouseError(error, 'needs-confirmation'),
  );
  house.clock.advance(5 * MINUTE_MS);
  assert.throws(
    () => waive(confirmed),
    (error) => isGatehouseError(error, 'needs-confirmation'),
  );
  assert.equal(lastChange(house)?.kind, 'person-confirmed');
});

test('confirming does not lengthen the session, and one that is over cannot confirm', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const proof = { password: GOOD_PASSWORD, address: HOME_ADDRESS };
  house.clock.advance(HOUR_MS);
  const confirmed = await confirmPerson(house, person, proof);
  assert.equal(confirmed.expiresAt, person.expiresAt);
  house.clock.advance(SESSION_MS);
  await assert.rejects(confirmPerson(house, person, proof), isWrong);
});

test('a stolen session is no second try at the password: both count together', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const wrong = { password: 'wrong', address: '198.51.100.1' };
  for (let n = 0; n < 5; n += 1) {
    await assert.rejects(confirmPerson(house, person, wrong), (error) =>
      isGatehouseError(error, 'not-allowed'),
    );
  }
  assert.deepEqual(lastChange(house)?.data, {
    during: 'confirmation',
    why: 'wrong-password',
    accountId: person.accountId,
    network: '198.51.100.0/24',
  });
  await assert.rejects(signIn(house, { ...CREDENTIALS, address: '198.51.100.1' }), (error) =>
    isGatehouseError(error, 'too-many-requests'),
  );
});

test('a secret that is none finds nobody', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  for (const secret of ['', 'x', 'A'.repeat(43), '../../etc']) {
    assert.equal(await findPerson(house, secret), undefined);
  }
});
