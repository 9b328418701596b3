// A person's own account in the browser, on a whole gate.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { seatPerson } from '../support/access-callers.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { becomeAdministrator, NAME, PASSWORD, signIn, visit, type Visit } from './visit.ts';

const NEW_PASSWORD = 'another gate, another key';

describe('an account', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup);
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('is reached by its name, and says what is wrong with a new password before it is sent', async () => {
    await ada.page.getByRole('banner').getByRole('link', { name: NAME, exact: true }).click();
    await ada.page.getByRole('heading', { name: 'Your account', exact: true }).waitFor();
    await ada.page.getByLabel('New password', { exact: true }).fill('short');
    await ada.page.getByLabel('New password again').fill('other');
    await ada.page.getByRole('button', { name: 'Change password' }).click();
    await ada.page.getByText('At least 12 characters; a sentence is good.').waitFor();
    await ada.page.getByText('The two passwords differ.').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('takes another password, which signs in from then on', async () => {
    await ada.page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await ada.page.getByLabel('New password again').fill(NEW_PASSWORD);
    await ada.page.getByRole('button', { name: 'Change password' }).click();
    await ada.page.getByText('Your password was changed; your other sessions have ended').waitFor();
    const other = await visit(cleanup, browser, gate);
    await other.see('/sign-in', 'Sign in');
    await signIn(other.page, NAME, PASSWORD);
    await other.page.getByText('the name or the password is wrong').waitFor();
    await signIn(other.page, NAME, NEW_PASSWORD);
    await other.page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('saves what is kept about its person, but no secret', async () => {
    await ada.see('/account', 'Your account');
    const [download] = await Promise.all([
      ada.page.waitForEvent('download'),
      ada.page.getByRole('button', { name: 'Save what is kept about me' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `gatehouse-${NAME}.json`);
    const saved = readFileSync(await download.path(), 'utf8');
    const { account, journal } = JSON.parse(saved) as {
      readonly account: { readonly name: string };
      readonly journal: { readonly items: readonly { readonly kind: string }[] };
    };
    assert.equal(account.name, NAME);
    assert.ok(journal.items.some(({ kind }) => kind === 'password-set'));
    assert.ok(!saved.includes('argon2id'));
  });

  it('is not deleted while it is the last administrator, and says so', async () => {
    await ada.page.getByLabel('Type the name of your account').fill(NAME);
    await ada.page.getByRole('button', { name: 'Delete my account' }).click();
    await ada.page.getByText(`Cannot delete account: ${NAME} is the last administrator`).waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('is held at choosing another password while its own is known from leaks', async () => {
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccountByName(NAME);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, passwordLeakedAt: Date.now() });
    });
    await ada.see('/decisions', 'Choose another password');
    await ada.page.getByText('Your password is known from leaks of other places.').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await ada.page.getByLabel('New password', { exact: true }).fill('a third gate, a third key');
    await ada.page.getByLabel('New password again').fill('a third gate, a third key');
    await ada.page.getByRole('button', { name: 'Change password' }).click();
    await ada.main.locator('h1').filter({ hasText: 'Decisions' }).waitFor();
    await ada.page.getByText('Your password was changed').waitFor();
  });

  it('is deleted by its person, who types its name, and signs nobody in from then on', async () => {
    const bo = await visit(cleanup, browser, gate);
    const { headers } = await seatPerson(gate, 'bo');
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    await bo.context.addCookies([{ name, value, url: gate.url }]);
    await bo.see('/account', 'Your account');
    const typed = bo.page.getByLabel('Type the name of your account');
    await typed.fill('ada');
    await bo.page.getByRole('button', { name: 'Delete my account' }).click();
    await bo.page.getByText('expected the name of your account').waitFor();
    await typed.fill('bo');
    await bo.page.getByRole('button', { name: 'Delete my account' }).click();
    await bo.page.locator('main h1').filter({ hasText: 'Sign in' }).waitFor();
    await bo.page.getByText('Your account bo was deleted').waitFor();
    assert.equal((await gate.journal('account-deleted')).length, 1);
    await ada.see('/people', 'People');
    await ada.page.getByRole('row').filter({ hasText: 'bo' }).getByText('deleted by its person').waitFor();
  });

  it('asks who somebody is whom it does not know', async () => {
    const stranger = await visit(cleanup, browser, gate);
    await stranger.see('/account', 'Your account');
    await stranger.page.getByText('You are not signed in').waitFor();
  });
});
