// Pages of organisations on the mock: each state is designed, and nothing is done that was not meant.

import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser } from 'playwright-core';

import { MOCK_PASSWORD, startMockApi, type MockApi, type MockOptions } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser, type WatchedPage } from './open-browser.ts';
import { findOverflow } from './settle.ts';
import { confirm } from './visit.ts';

const FAILED_ANSWER = /Failed to load resource/;

describe('pages of organisations', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  interface Opened extends WatchedPage {
    readonly mock: MockApi;
    readonly see: (path: string, text: RegExp) => Promise<void>;
  }

  async function open(test: TestContext, options: Omit<MockOptions, 'dist'> = {}): Promise<Opened> {
    const mock = await startMockApi({ dist: DIST, role: 'administrator', ...options });
    const watched = await openPage(browser, mock.url, { width: 360, expected: FAILED_ANSWER });
    test.after(async () => {
      await watched.context.close();
      await mock.close();
    });
    const see = async (path: string, text: RegExp) => {
      await watched.page.goto(`${mock.url}${path}`);
      await watched.page.getByText(text).first().waitFor();
    };
    return { ...watched, mock, see };
  }

  async function assertSound({ page, faults }: WatchedPage): Promise<void> {
    assert.deepEqual(await findOverflow(page), []);
    assert.deepEqual(await findViolations(page), []);
    assert.deepEqual(faults, []);
  }

  const EMPTY: readonly (readonly [tab: string, text: RegExp, command: string])[] = [
    ['teams', /There is no team yet/, 'npx gatehouse team create tide-works core'],
    [
      'grants',
      /Nothing is granted yet/,
      "npx gatehouse grant give tide-works publisher npm '@tide-works/*' --team core",
    ],
    [
      'packages',
      /It owns no package that you may see/,
      "npx gatehouse owner assign tide-works npm '@tide-works/tide' private",
    ],
  ];
  for (const [tab, text, command] of EMPTY) {
    it(`an organisation without ${tab} says what they are for and how one comes`, async (test) => {
      const opened = await open(test);
      await opened.see(`/organisations/tide-works?tab=${tab}`, text);
      await opened.page.locator('main pre').filter({ hasText: command }).waitFor();
      await assertSound(opened);
    });
  }

  it('whoever may not decide about people sees who belongs, and no control', async (test) => {
    const opened = await open(test);
    await opened.see('/organisations/tide-works', /grace/);
    const main = opened.page.locator('main');
    for (const control of ['button:has-text("Remove")', 'select', 'form']) {
      assert.equal(await main.locator(control).count(), 0, control);
    }
    const parts = opened.page.getByRole('navigation', { name: 'Parts of tide-works' });
    assert.equal(await parts.getByRole('link', { name: 'Journal' }).count(), 0);
    await opened.see('/organisations/tide-works?tab=journal', /Your role may not do this/);
    await opened.page.getByText('An owner can give you another role').waitFor();
    await assertSound(opened);
  });

  it('whoever signed in with a password alone is told what it takes, and shown no form for it', async (test) => {
    const opened = await open(test, { role: 'reader' });
    await opened.see('/organisations/acme', /Changing something in an organisation takes a second factor/);
    await opened.page.getByRole('link', { name: 'Add a passkey or an authenticator' }).waitFor();
    await opened.page.getByText('grace').first().waitFor();
    assert.equal(await opened.page.locator('main form, main select').count(), 0);
    await assertSound(opened);
    await opened.see('/organisations', /Making an organisation takes a second factor/);
    await assertSound(opened);
    await opened.see('/invitations/invitation-harbour', /Joining an organisation takes a second factor/);
    assert.equal(await opened.page.getByRole('button', { name: 'Join harbour' }).count(), 0);
    await opened.page.getByRole('button', { name: 'Decline the invitation' }).waitFor();
    await assertSound(opened);
  });

  it('who is not signed in is led to signing in, and the door stays shut', async (test) => {
    const mock = await startMockApi({ dist: DIST });
    const watched = await openPage(browser, mock.url, { width: 1440, expected: FAILED_ANSWER });
    test.after(async () => {
      await watched.context.close();
      await mock.close();
    });
    for (const path of ['/organisations', '/organisations/acme', '/invitations/invitation-harbour']) {
      await watched.page.goto(`${mock.url}${path}`);
      const link = watched.page.locator('main').getByRole('link', { name: 'Sign in' });
      await link.waitFor();
      assert.equal(await link.getAttribute('href'), `/sign-in?to=${encodeURIComponent(path)}`);
    }
    assert.equal(await watched.page.getByRole('heading', { name: 'Publish' }).count(), 0);
    await watched.page.goto(`${mock.url}/transfer#a-secret`);
    await watched.page.getByText('then open the link of the letter again').waitFor();
    assert.equal(new URL(watched.page.url()).hash, '', 'the secret is out of sight');
    await assertSound(watched);
  });

  it('a change asks for the person, and is not made when they do not answer', async (test) => {
    const opened = await open(test);
    const { page, mock } = opened;
    await opened.see('/organisations/acme', /grace/);
    const choice = page.getByLabel('Role of grace');
    await choice.selectOption('publisher');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Nothing was changed. Try again and confirm when asked.').waitFor();
    assert.equal(await choice.inputValue(), 'maintainer');
    await assertSound(opened);
    await choice.selectOption('publisher');
    await confirm(page, MOCK_PASSWORD);
    await page.getByText('grace is publisher now').waitFor();
    assert.equal(
      mock.state.organisations[0]?.members.find(({ name }) => name === 'grace')?.role,
      'publisher',
    );
    await page.getByLabel('Role of ada').selectOption('member');
    await page.getByText('Cannot take the last owner of acme away').waitFor();
    assert.equal(await page.getByLabel('Role of ada').inputValue(), 'owner');
  });

  it('what cannot be taken back is asked about in its place, and by keys', async (test) => {
    const opened = await open(test);
    const { page, mock } = opened;
    mock.state.isConfirmed = true;
    await opened.see('/organisations/acme', /grace/);
    await page.getByRole('button', { name: 'Remove linus' }).press('Enter');
    const asked = page.getByRole('group', { name: 'Remove linus' });
    await asked.getByText('With their teams and grants?').waitFor();
    await assertSound(opened);
    // The focus is on what changes nothing.
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    assert.ok(mock.state.organisations[0]?.members.some(({ name }) => name === 'linus'));
    await page.getByRole('button', { name: 'Remove linus' }).click();
    await asked.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('linus belongs to acme no more').waitFor();
    await page.getByRole('button', { name: 'Remove linus' }).waitFor({ state: 'detached' });
  });

  it('a name that is taken is said at the form, and what was typed stays', async (test) => {
    const opened = await open(test);
    const { page, mock } = opened;
    mock.state.isConfirmed = true;
    await opened.see('/organisations', /Make an organisation/);
    await page.getByLabel('Name', { exact: true }).fill('acme');
    await page.getByRole('button', { name: 'Make organisation' }).click();
    await page.getByText('the name acme is taken, or was once').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'acme');
    await assertSound(opened);
  });

  it('the journal is filtered and paged by its address', async (test) => {
    const opened = await open(test);
    const { page, mock } = opened;
    await opened.see('/organisations/acme?tab=journal', /50 entries on this page/);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText('10 entries').waitFor();
    await page.getByLabel('Kind of change').selectOption('grant-given');
    await page.waitForURL(`${mock.url}/organisations/acme?tab=journal&kind=grant-given`);
    await page.getByText('20 entries').waitFor();
    assert.equal(await page.getByRole('row').filter({ hasText: 'member invited' }).count(), 0);
    await opened.see('/organisations/acme?tab=journal&kind=team-changed', /No entry of this kind/);
    await assertSound(opened);
  });

  it('the page of a package says whose it is and how that came to be, and lets its owner decide', async (test) => {
    const opened = await open(test);
    const { page, mock } = opened;
    mock.state.isConfirmed = true;
    await opened.see('/packages/npm/@acme/billing', /Whose it is/);
    await page.getByText('How that came to be').click();
    await page.getByRole('row').filter({ hasText: 'package assigned' }).first().waitFor();
    await assertSound(opened);
    await page.getByLabel('Who may know @acme/billing').selectOption('public');
    await page.getByText('@acme/billing is public now').waitFor();
    await page.getByText('Anybody who may read here.').waitFor();
    await page.getByRole('button', { name: 'Offer it to somebody else' }).click();
    await page.getByRole('form', { name: 'Offer @acme/billing' }).waitFor();
    await assertSound(opened);
  });

  it('a member whose role does not reach a package sees whose it is, and no control', async (test) => {
    const opened = await open(test);
    const owned = opened.mock.state.organisations[0]?.packages.find(({ name }) => name === '@acme/billing');
    owned?.may.splice(0, Number.POSITIVE_INFINITY, 'see');
    await opened.see('/packages/npm/@acme/billing', /Whose it is/);
    await opened.page.getByText('Those with a role on it').waitFor();
    assert.equal(await opened.page.getByLabel('Who may know @acme/billing').count(), 0);
    assert.equal(await opened.page.getByRole('button', { name: 'Offer it to somebody else' }).count(), 0);
  });

  it('an invitation is declined after a second question', async (test) => {
    const opened = await open(test);
    await opened.see('/organisations', /Invitations to you/);
    await opened.page.getByRole('link', { name: 'Answer the invitation to harbour' }).click();
    await opened.page.getByRole('button', { name: 'Decline the invitation' }).click();
    await assertSound(opened);
    await opened.page.getByRole('button', { name: 'Yes' }).click();
    await opened.page.waitForURL(`${opened.mock.url}/organisations`);
    await opened.page.getByRole('heading', { name: 'Your organisations' }).waitFor();
    await opened.page.getByText('Invitations to you').waitFor({ state: 'detached' });
    assert.deepEqual(opened.mock.state.ownInvitations, []);
  });
});
