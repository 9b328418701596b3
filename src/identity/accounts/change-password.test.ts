import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { findPerson } from '../sessions/session.ts';
import { signIn } from '../sessions/sign-in.ts';
import { createMemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, GOOD_PASSWORD, HOME_ADDRESS, startedOf } from '../testing/people.ts';
import { changePassword } from './change-password.ts';
import { offerPasswordLink } from './people.ts';
import { redeemLink } from './redeem-link.ts';

const NEW_PASSWORD = 'another gate, another key';

test('a new password takes the place of the old one, ends other sessions, and the person is told', async () => {
  const house = createMemoryIdentity();
  const ada = await firstAdministrator(house);
  const elsewhere = startedOf(
    await signIn(house, { name: 'ada', password: GOOD_PASSWORD, address: HOME_ADDRESS }),
  );
  await house.unit.transact(async ({ identity }) => {
    const account = await identity.findAccountByName('ada');
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, email: { address: 'ada@example.com', verifiedAt: 1 } });
  });
  await changePassword(house, ada.person, NEW_PASSWORD);
  assert.ok((await findPerson(house, ada.secret)) !== undefined);
  assert.equal(await findPerson(house, elsewhere.secret), undefined);
  await signIn(house, { name: 'ada', password: NEW_PASSWORD, address: HOME_ADDRESS });
  await assert.rejects(
    signIn(house, { name: 'ada', password: GOOD_PASSWORD, address: HOME_ADDRESS }),
    (error) => isGatehouseError(error, 'not-signed-in'),
  );
  assert.deepEqual(
    house.letters.map(({ subject }) => subject),
    ['[Gatehouse gate.example] Your password was changed'],
  );
});

test('a link for a password that was given out before does nothing any more', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const { secret } = await offerPasswordLink(house, person, person.accountId);
  await changePassword(house, person, NEW_PASSWORD);
  await assert.rejects(
    redeemLink(house, { secret, name: 'ada', password: GOOD_PASSWORD, address: HOME_ADDRESS }),
    (error) => isGatehouseError(error, 'not-allowed'),
  );
});

test('a stolen session changes no password: the person proves themself first', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  house.clock.advance(5 * MINUTE_MS);
  await assert.rejects(changePassword(house, person, NEW_PASSWORD), (error) =>
    isGatehouseError(error, 'needs-confirmation'),
  );
});

test('a password that is too short or the name, and an account that is disabled, change nothing', async () => {
  const house = createMemoryIdentity();
  const { person, secret } = await firstAdministrator(house);
  for (const bad of ['short', 'ada', 'adaadaadaada']) {
    await assert.rejects(changePassword(house, person, bad), (error) =>
      isGatehouseError(error, 'invalid-request'),
    );
  }
  await house.unit.transact(async ({ identity }) => {
    const account = await identity.findAccountByName('ada');
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, disabledAt: 1 });
  });
  await assert.rejects(changePassword(house, person, NEW_PASSWORD), (error) =>
    isGatehouseError(error, 'not-signed-in'),
  );
  assert.equal(await findPerson(house, secret), undefined);
});
