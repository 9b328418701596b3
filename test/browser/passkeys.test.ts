// Passkeys in a real browser, with its virtual authenticator: enrolled, signed in with, confirmed with, removed.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startGate, type Gate } from '../support/gate.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { becomeAdministrator, giveAuthenticator, NAME, visit, type Visit } from './visit.ts';

describe('passkeys', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    const started = await startGate(cleanup);
    // Passkeys of this machine belong to the name localhost.
    gate = { ...started, url: started.url.replace('127.0.0.1', 'localhost') };
    ada = await visit(cleanup, browser, gate);
    await giveAuthenticator(ada);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  const press = (name: string) => ada.page.getByRole('button', { name, exact: true }).click();

  it('A3.1: one is enrolled, with recovery codes that are shown once', async () => {
    await ada.see('/account', 'Your account');
    await press('Add a passkey');
    const name = ada.page.getByLabel('Name of the passkey');
    await name.waitFor();
    assert.equal(await name.inputValue(), 'Chrome on Linux');
    assert.deepEqual(await findViolations(ada.page), []);
    await name.fill('Key on the ring');
    await press('Make the passkey');
    await ada.page.getByText('Recovery codes, shown this once.').waitFor();
    await ada.page.getByRole('button', { name: 'Remove Key on the ring' }).waitFor();
    await ada.page.getByRole('row').filter({ hasText: 'this one' }).getByText('passkey').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await ada.see('/account', 'Your account');
    await ada.page.getByText('8 recovery codes left.').waitFor();
    assert.equal(await ada.page.getByText('shown this once').count(), 0);
  });

  it('A3.1: it signs in without a name or a password', async () => {
    await press('Sign out');
    await ada.see('/sign-in', 'Sign in');
    await press('Use a passkey');
    await ada.page.getByRole('banner').getByRole('link', { name: NAME, exact: true }).waitFor();
    await ada.see('/account', 'Your account');
    await ada.page.getByRole('row').filter({ hasText: 'this one' }).getByText('passkey').waitFor();
  });

  it('is renamed, and the journal says that it was', async () => {
    await press('Rename Key on the ring');
    const form = ada.page.getByRole('form', { name: 'Rename Key on the ring' });
    await form.getByLabel('Name of the factor').fill('Key in the drawer');
    assert.deepEqual(await findViolations(ada.page), []);
    await form.getByRole('button', { name: 'Save' }).click();
    await ada.page.getByRole('button', { name: 'Rename Key in the drawer' }).waitFor();
    await form.waitFor({ state: 'detached' });
    assert.equal((await gate.journal('factor-renamed')).length, 1);
  });

  it('is removed, and then the password alone signs in', async () => {
    await press('Remove Key in the drawer');
    await press('Yes');
    await ada.page.getByText('There is no second factor yet').waitFor();
    assert.equal((await gate.journal('factor-removed')).length, 1);
  });
});
