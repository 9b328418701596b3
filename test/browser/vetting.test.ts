// Vetting: the card and what its answers rest on, asking, the queue, and deciding as a person who proves themself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { MOCK_PASSWORD, startMockApi, type MockApi, type MockOptions } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually, findOverflow, waitForCount } from './settle.ts';

describe('vetting', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  interface Opened {
    readonly page: Page;
    readonly mock: MockApi;
  }

  async function open(
    test: TestContext,
    path: string,
    text: string | RegExp,
    options: Omit<MockOptions, 'dist'> = { role: 'administrator' },
  ): Promise<Opened> {
    const mock = await startMockApi({ dist: DIST, ...options });
    const { page, context } = await openPage(browser, mock.url, { expected: /Failed to load resource/ });
    test.after(async () => {
      await context.close();
      await mock.close();
    });
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return { page, mock };
  }

  const behaviour = (page: Page, question: string) =>
    page.getByRole('listitem').filter({ hasText: question });

  it('the card stands on the package page, each answer with a shape and a word, and opens to what it rests on', async (test) => {
    const { page } = await open(test, '/packages/npm/kit-merge', 'Does the gate let it through now?');
    const card = page.getByRole('region', { name: 'Before you use it' });
    const one = behaviour(page, 'May more than one person publish it?').first();
    await eventually(async () => assert.match(await one.innerText(), /^no/));
    await waitForCount(one.locator('.verdict svg'), 1);
    const evidence = one.getByText('the index of upstream main');
    assert.equal(await evidence.isVisible(), false);
    await one.locator('summary').focus();
    await page.keyboard.press('Enter');
    await evidence.waitFor();
    // What is not known has nothing to open.
    assert.equal(await behaviour(page, 'Is it known what it brings along?').locator('summary').count(), 0);
    await card.getByRole('button', { name: 'Open all evidence' }).click();
    await waitForCount(card.locator('details.behaviour:not([open])'), 0);
    await card.getByRole('button', { name: 'Close all evidence' }).click();
    await waitForCount(card.locator('details.behaviour[open]'), 0);
    await page.evaluate('scrollTo(0, 0)');
    assert.deepEqual(await findViolations(page), []);
  });

  it('which answers are shown stands in the address', async (test) => {
    const { page, mock } = await open(test, '/vetting/vetting-0', 'Does the gate let it through now?');
    await page.getByLabel('Answers').selectOption('no');
    await page.waitForURL(`${mock.url}/vetting/vetting-0?answers=no`);
    await waitForCount(page.locator('.behaviour'), 3);
    await waitForCount(page.getByText('Does the gate let it through now?'), 0);
  });

  it('the chosen version is the one that the card speaks of and that is asked for', async (test) => {
    const { page, mock } = await open(test, '/packages/npm/kit-merge?version=5.0.0', 'Of version 5.0.0,');
    await page.getByRole('link', { name: 'Ask for vetting' }).click();
    await page.waitForURL(`${mock.url}/vetting?add=yes&purl=pkg%3Anpm%2Fkit-merge%405.0.0`);
    const purl = page.getByLabel('Package (purl)');
    await eventually(async () => assert.equal(await purl.inputValue(), 'pkg:npm/kit-merge@5.0.0'));
    await page.getByLabel('For application').fill('shop');
    await page.getByLabel('Why').fill('To merge settings');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Ask for vetting' }).click();
    await page.getByText('Asked for pkg:npm/kit-merge@5.0.0 to be vetted').waitFor();
    await page.waitForURL(`${mock.url}/vetting`);
    const row = page.getByRole('row').filter({ hasText: 'kit-merge@5.0.0' });
    await eventually(async () =>
      assert.match(await row.innerText(), /shop[^]*To merge settings[^]*ada[^]*waiting/),
    );
  });

  it('what was asked already leads to the request that is there', async (test) => {
    const { page, mock } = await open(test, '/vetting?add=yes&purl=pkg:npm/kit-merge@1.2.0', 'Cancel');
    await page.getByLabel('Why').fill('To merge settings');
    await page.getByRole('button', { name: 'Ask for vetting' }).click();
    await page.getByText('the same was asked already').waitFor();
    await page.getByRole('link', { name: 'See the request that is there' }).click();
    await page.waitForURL(`${mock.url}/vetting/vetting-0`);
  });

  it('a reviewer approves with conditions and an end, once the person is confirmed', async (test) => {
    const { page, mock } = await open(test, '/vetting/vetting-0', 'Does the gate let it through now?');
    await page.getByRole('link', { name: 'to the decision' }).click();
    const form = page.getByRole('form', { name: 'Decide' });
    assert.equal(await form.getByLabel('Conditions').count(), 0);
    await form.getByLabel('Decision').selectOption('approved-with-conditions');
    await form.getByLabel('Holds for').selectOption('90d');
    await form.getByLabel('Reason').fill('Few needs, well kept');
    await form.getByLabel('Conditions').fill('Not with input from outside');
    await form.getByRole('button', { name: 'Approve with conditions' }).click();
    await page.getByLabel('Password', { exact: true }).fill(MOCK_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Vetted: approved with conditions').waitFor();
    await page.getByText('What was decided').waitFor();
    await page.getByText('Not with input from outside').waitFor();
    await page.getByText('As it was when it was decided.').waitFor();
    await waitForCount(form, 0);
    const decided = mock.state.vettings.find(({ id }) => id === 'vetting-0');
    assert.deepEqual(
      [decided?.state, decided?.outcome?.reason],
      ['approved-with-conditions', 'Few needs, well kept'],
    );
    await page.evaluate('scrollTo(0, 0)');
    assert.deepEqual(await findViolations(page), []);
    assert.deepEqual(await findOverflow(page), []);
  });

  it('a decision that needs the person is not made when nobody proves themself', async (test) => {
    const { page, mock } = await open(test, '/vetting/vetting-0', 'Does the gate let it through now?');
    const form = page.getByRole('form', { name: 'Decide' });
    await form.getByLabel('Decision').selectOption('rejected');
    await form.getByLabel('Reason').fill('Runs code when installed');
    await form.getByRole('button', { name: 'Reject' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Your password was not confirmed').waitFor();
    assert.equal(mock.state.vettings.find(({ id }) => id === 'vetting-0')?.state, 'open');
    assert.equal(await form.getByLabel('Reason').inputValue(), 'Runs code when installed');
  });

  it('what was decided is listed with its end, and taken back by a reviewer', async (test) => {
    const { page, mock } = await open(test, '/vetting', 'Export CSV');
    await page.getByLabel('State').selectOption('approved');
    await page.waitForURL(`${mock.url}/vetting?state=approved`);
    await page
      .getByText(/ends in \d+/)
      .first()
      .waitFor();
    await page
      .getByText(/ended \d+ days ago/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'See kit-part-11@1.2.11' }).click();
    await page.getByText('What was decided').waitFor();
    await page.getByRole('button', { name: 'Take the decision back' }).click();
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.getByRole('button', { name: 'Take the decision back' }).click();
    await page.getByRole('button', { name: 'Yes, take it back' }).click();
    await page.getByLabel('Password', { exact: true }).fill(MOCK_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Took the decision back').waitFor();
    await page
      .getByText(/taken back/)
      .first()
      .waitFor();
    await waitForCount(page.getByRole('button', { name: 'Take the decision back' }), 0);
  });

  it('filters stand in the address, and the list is saved as CSV', async (test) => {
    const { page, mock } = await open(test, '/vetting', 'Export CSV');
    await page.getByLabel('Asked by').selectOption('true');
    await page.waitForURL(`${mock.url}/vetting?mine=true`);
    await page.getByRole('row').filter({ hasText: 'kit-part-1@1.2.1' }).waitFor();
    await waitForCount(page.getByRole('row'), 2);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const [head] = readFileSync(await download.path(), 'utf8').split('\r\n');
    assert.match(head ?? '', /^purl,application,reason,author,createdAt,state/);
    await page.getByLabel('Package (purl)').fill('pkg:npm/nobody');
    await page.getByText('No request matches these filters').waitFor();
    await page.getByRole('link', { name: 'Show all that was asked' }).click();
    await page.waitForURL(`${mock.url}/vetting?state=all`);
  });

  it('who may not decide sees the request and the card, and is offered no decision', async (test) => {
    const { page } = await open(test, '/vetting/vetting-0', 'Does the gate let it through now?', {
      role: 'reader',
    });
    await page.getByText('A reviewer decides. You will see it here.').waitFor();
    assert.equal(await page.getByRole('form', { name: 'Decide' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Take the request back' }).count(), 0);
    await page.getByRole('link', { name: 'All requests' }).click();
    await page.getByRole('link', { name: 'See kit-merge@1.2.0' }).waitFor();
  });

  it('whoever is not signed in sees no card on a package page, and is led to signing in at the queue', async (test) => {
    const { page, mock } = await open(test, '/packages/npm/kit-merge', '1 to 20 of 100', {});
    assert.equal(await page.getByText('Before you use it').count(), 0);
    await page.goto(`${mock.url}/vetting`);
    await page.getByText('Sign in to see this').waitFor();
  });

  it('the queue follows what others ask, without loading the page again', async (test) => {
    const { page, mock } = await open(test, '/vetting', 'Export CSV');
    await page.evaluate("window.isSamePage = 'yes'");
    const [first] = mock.state.vettings;
    assert.ok(first !== undefined);
    mock.state.vettings.unshift({ ...first, id: 'vetting-live', name: 'kit-live' });
    const shown = page.getByText('Review kit-live@1.2.0').waitFor();
    const telling = setInterval(() => mock.change('vetting-requested'), 1_000);
    try {
      await shown;
    } finally {
      clearInterval(telling);
    }
    assert.equal(await page.evaluate('window.isSamePage'), 'yes');
  });
});
