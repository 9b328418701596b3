// Sign-up, the links of letters, recovery and one's own address in the browser, on a whole gate with a real mail server.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startGate, type Gate } from '../support/gate.ts';
import { secretIn } from '../support/person.ts';
import { startMailServer, type TestMailServer } from '../support/smtp-server.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';
import { becomeAdministrator, PASSWORD, signIn, visit } from './visit.ts';

const NEW_PASSWORD = 'a sentence of tomorrow';

describe('letters and what they lead to', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let mail: TestMailServer;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    mail = await startMailServer(cleanup);
    gate = await startGate(cleanup, {
      config: {
        mail: { server: mail.url, from: 'gate@example.com' },
        accounts: { sign_up: 'open', dns_servers: ['127.0.0.1:9'] },
      },
    });
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  const letter = (subject: RegExp) => mail.next(({ text }) => subject.test(text));

  it('signs somebody up, who opens the link, says that the address is theirs, and signs in', async () => {
    const bob = await visit(cleanup, browser, gate);
    const { page } = bob;
    await bob.see('/sign-in', 'Sign in');
    await page.getByRole('main').getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('Name', { exact: true }).fill('bob');
    await page.getByLabel('Address').fill('bob@example.com');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Password again').fill(PASSWORD);
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Send me a letter' }).click();
    await page.getByText('A letter goes to bob@example.com.').waitFor();
    await bob.see(`/verify#${secretIn((await letter(/Finish your sign-up/)).text)}`, 'Verify your address');
    await eventually(async () => assert.equal(new URL(page.url()).hash, '', 'the secret is out of sight'));
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'This address is mine' }).click();
    await page.getByText('The account bob is made.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, 'bob', PASSWORD);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await bob.see('/account', 'Your account');
    await page.getByText('bob@example.com').waitFor();
    assert.deepEqual(await findViolations(page), []);
    assert.deepEqual(bob.faults, []);
  });

  it('recovers a lost password by a letter', async () => {
    const bob = await visit(cleanup, browser, gate);
    const { page } = bob;
    await bob.see('/sign-in', 'Sign in');
    await page.getByRole('link', { name: /lost/ }).click();
    await page.getByLabel('Name or address').fill('bob@example.com');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Send a letter' }).click();
    await page.getByText(/If there is such an account/).waitFor();
    await bob.see(`/setup#${secretIn((await letter(/Choose a new password/)).text)}`, 'Set up your account');
    await page.getByLabel('Name', { exact: true }).fill('bob');
    await page.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByLabel('Password again').fill(NEW_PASSWORD);
    await page.locator('main form button[type=submit]').click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('adds a person by letter, and shows the link to nobody', async () => {
    const ada = await visit(cleanup, browser, gate);
    const { page } = ada;
    await becomeAdministrator(ada, gate);
    await ada.see('/people', 'People');
    await page.getByLabel('Name', { exact: true }).fill('eve');
    await page.getByLabel('Address (optional)').fill('eve@example.com');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('A letter goes to eve@example.com').waitFor();
    await page.getByText('(not verified)').waitFor();
    assert.deepEqual(await findViolations(page), []);
    assert.ok(!(await page.content()).includes('/setup#'));
    await letter(/You have an account here/);
  });
});
