// An organisation from its making to the handing over of a package: two people with virtual authenticators, on a whole gate.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import { seatPerson } from '../support/access-callers.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { becomeAdministrator, giveAuthenticator, visit, type Visit } from './visit.ts';

describe('an organisation', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  let bo: Visit;
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
    bo = await visit(cleanup, browser, gate);
    await giveAuthenticator(bo);
    const { headers } = await seatPerson(gate, 'bo', { proof: 'password' });
    const value = headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    await bo.context.addCookies([{ name: SESSION_COOKIE, value, url: gate.url }]);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  /** Enrols a passkey, and signs in with it. */
  async function useFactor({ page, see }: Visit): Promise<void> {
    await see('/account', 'Your account');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByText('Recovery codes, shown this once.').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  const turnTo = (tab: string) =>
    ada.page.getByRole('navigation', { name: 'Parts of acme' }).getByRole('link', { name: tab }).click();

  /** The address in the newest letter to somebody that has one below `path`. */
  async function addressFor(name: string, path: string): Promise<string> {
    await gate.house.mail.settle();
    const folder = gate.house.mail.folder ?? '';
    const found = readdirSync(folder)
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .filter((letter) => letter.includes(`To: ${name}@example.com`))
      .flatMap((letter) => [...letter.matchAll(/https?:\/\/[^/\s]+(\/\S+)/g)].map(([, rest = '']) => rest))
      .filter((rest) => rest.startsWith(path));
    return found.at(-1) ?? '';
  }

  it('is made by somebody who signed in with a second factor, and by nobody else', async () => {
    await ada.see('/organisations', 'Organisations');
    await ada.page.getByText('Making an organisation takes a second factor').waitFor();
    await useFactor(ada);
    await ada.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Organisations' })
      .click();
    await ada.page.getByText('You belong to no organisation yet').waitFor();
    await ada.page.getByLabel('Name', { exact: true }).fill('acme');
    await ada.page.getByLabel('Shown as').fill('Acme Ltd');
    await ada.page.getByRole('button', { name: 'Make organisation' }).click();
    await ada.main.getByRole('heading', { level: 1, name: 'Acme Ltd' }).waitFor();
    await ada.page.getByText('acme is made, and you own it').waitFor();
    await ada.page.getByText('Nobody is invited now').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('is joined by the link of a letter, once its reader has a second factor', async () => {
    await ada.page.getByLabel('Name or address').fill('bo');
    await ada.page.getByLabel('Role', { exact: true }).selectOption('member');
    await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await ada.page.getByRole('row').filter({ hasText: 'waits, ends in 6 days' }).getByText('bo').waitFor();
    await ada.page.getByLabel('Name or address').fill('cy@example.com');
    await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
    await ada.page.getByText('cy@example.com is invited').waitFor();
    await ada.page.getByRole('row').filter({ hasText: 'cy@example.com' }).waitFor();
    const link = await addressFor('bo', '/invitations/');
    // Whoever else follows it sees nothing.
    await ada.see(link, 'Invitation');
    await ada.page.getByText('This invitation is not open to you').waitFor();
    await bo.see(link, 'Invitation to acme');
    await bo.page.getByText('Joining an organisation takes a second factor').waitFor();
    await useFactor(bo);
    await bo.see(link, 'Invitation to acme');
    await bo.page.getByRole('button', { name: 'Join acme' }).click();
    await bo.main.getByRole('heading', { level: 1, name: 'Acme Ltd' }).waitFor();
    await bo.page.getByText('you are member').waitFor();
    assert.equal((await gate.journal('member-joined')).length, 1);
  });

  it('gives a team a role on packages, and takes somebody into the team', async () => {
    await ada.see('/organisations/acme?tab=teams', 'Acme Ltd');
    await ada.page.getByLabel('Name', { exact: true }).fill('core');
    await ada.page.getByRole('button', { name: 'Make team' }).click();
    await ada.page.getByLabel('Take somebody into core').selectOption('bo');
    await ada.page.getByRole('button', { name: 'Take bo out of core' }).waitFor();
    await turnTo('Grants');
    await ada.page.getByText('Nothing is granted yet').waitFor();
    await ada.page.getByLabel('Packages', { exact: true }).fill('@acme/*');
    await ada.page.getByRole('button', { name: 'Grant', exact: true }).click();
    await ada.page.getByRole('row').filter({ hasText: 'team core' }).getByText('@acme/*').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await bo.see('/organisations/acme?tab=grants', 'Acme Ltd');
    await bo.page.getByRole('row').filter({ hasText: 'team core' }).waitFor();
    assert.equal(await bo.page.locator('main form').count(), 0);
  });

  it('owns a package, says who may know it, and hands it over by the link of a letter', async () => {
    await turnTo('Packages');
    await ada.page.getByText('It owns no package that you may see').waitFor();
    await ada.page.getByLabel('Package', { exact: true }).fill('@acme/tide');
    await ada.page.getByRole('button', { name: 'Give it', exact: true }).click();
    const choice = ada.page.getByLabel('Who may know @acme/tide');
    await choice.selectOption('internal');
    await ada.page.getByText('@acme/tide is internal now').waitFor();
    await ada.page.getByRole('button', { name: 'Offer @acme/tide to somebody else' }).click();
    const form = ada.page.getByRole('form', { name: 'Offer @acme/tide' });
    await form.getByLabel('To', { exact: true }).selectOption('account');
    await form.getByLabel('Name', { exact: true }).fill('bo');
    await form.getByRole('button', { name: 'Offer @acme/tide' }).click();
    await ada.page.getByText('@acme/tide is offered to bo').waitFor();
    const link = await addressFor('bo', '/transfer');
    await ada.see(link, 'A package is offered to you');
    await ada.page.getByRole('button', { name: 'Take the package' }).click();
    await ada.page.getByText('Cannot accept the transfer').waitFor();
    await bo.see(link, 'A package is offered to you');
    assert.equal(new URL(bo.page.url()).hash, '', 'the secret is out of sight');
    await bo.page.getByRole('button', { name: 'Take the package' }).click();
    await bo.page.getByText('It is yours:').waitFor();
    assert.deepEqual(await findViolations(bo.page), []);
    await ada.see('/organisations/acme?tab=packages', 'Acme Ltd');
    await ada.page.getByText('It owns no package that you may see').waitFor();
  });

  it('tells its owners what happened, and whoever left sees it no more', async () => {
    await turnTo('Journal');
    await ada.page.waitForURL(/tab=journal/);
    const row = ada.page.getByRole('row').filter({ hasText: 'package transferred' });
    await row.getByText('account:bo').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await bo.see('/organisations/acme?tab=settings', 'Acme Ltd');
    await bo.page.getByRole('button', { name: 'Leave acme' }).click();
    await bo.page.getByRole('button', { name: 'Yes' }).click();
    await bo.page.getByText('You belong to no organisation yet').waitFor();
    await bo.see('/organisations/acme', 'acme');
    await bo.page.getByText('There is no organisation acme that you belong to').waitFor();
    for (const { faults } of [ada, bo]) assert.deepEqual(faults, []);
  });
});
