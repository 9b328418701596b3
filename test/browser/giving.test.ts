// Giving back: what is depended on beside what it got, a plan for a budget, and the record of what was given.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';

describe('giving back', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  async function open(
    test: TestContext,
    path: string,
    text: string | RegExp,
    given: { readonly role?: 'administrator' | 'reader'; readonly scenario?: 'busy' | 'empty' } = {},
  ): Promise<{ readonly page: Page; readonly mock: MockApi }> {
    const mock = await startMockApi({ dist: DIST, role: 'administrator', ...given });
    const { page, context } = await openPage(browser, mock.url, { expected: /Failed to load resource/ });
    test.after(async () => {
      await context.close();
      await mock.close();
    });
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return { page, mock };
  }

  async function saved(page: Page, button: string): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).last().click(),
    ]);
    return readFileSync(await download.path(), 'utf8');
  }

  it('says how much of what is depended on got something, with each part of each score', async (test) => {
    const { page } = await open(test, '/giving', 'Every part of each score');
    await page.getByText(/given 1,450\.00 EUR, 16 h in the last 12 months/).waitFor();
    const row = page.getByRole('row').filter({ hasText: '@kit/core' });
    for (const text of ['0.940', '41', '1,240', '24.5', 'and 183 more']) await row.getByText(text).waitFor();
    await page.getByText('Confirm before you pay: new since').waitFor();
    await page.getByText('Unproven: pkg:npm/reef-helper alone names').waitFor();
    const link = page.getByRole('link', { name: 'GitHub Sponsors' });
    assert.equal(await link.getAttribute('rel'), 'noreferrer noopener');
    assert.equal(
      await page.getByRole('link', { name: /eve\.example/ }).count(),
      0,
      'what is unproven is no link',
    );
    const csv = (await saved(page, 'Export CSV')).split('\r\n');
    assert.match(csv[0] ?? '', /^rank,payee,packages,score,share,applications,applications_of_1,/);
    assert.equal(csv.length, 12);
  });

  it('the picture has its table beside it', async (test) => {
    const { page } = await open(test, '/giving', 'Every part of each score');
    await page.getByText('The same as a table').click();
    const table = page.getByRole('region', { name: /as a table/ });
    await table.getByText('given to in the last 12 months').waitFor();
    assert.deepEqual(await findViolations(page), []);
  });

  it('weights are changed, and kept in the address', async (test) => {
    const { page, mock } = await open(test, '/giving', 'Every part of each score');
    await page.getByText(/^Weights:/).click();
    await page.getByLabel('Criticality').fill('much');
    await page.getByText('A number from 0 to 1000').waitFor();
    await page.getByLabel('Criticality').fill('3');
    await page.getByLabel('Applications', { exact: true }).fill('0');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Weigh so' }).click();
    await page.waitForURL(/weights=production%3D1%2Cdirect%3D1%2Cdependents%3D1%2Ccriticality%3D3/);
    await page.getByRole('link', { name: 'Plan a budget' }).click();
    await page.waitForURL(/tab=plan&weights=production/);
    await page.goto(`${mock.url}/giving?weights=direct%3D1`);
    await page.getByText(/^Weights:/).click();
    await page.getByRole('link', { name: 'All alike' }).click();
    await page.waitForURL(`${mock.url}/giving`);
  });

  it('a budget is planned, kept in the address, saved, and one share of it recorded', async (test) => {
    const { page } = await open(test, '/giving?tab=plan', 'Say how much');
    await page.getByLabel('Budget', { exact: true }).fill('1,000');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByRole('alert').getByText('without separators of thousands').waitFor();
    await page.getByLabel('Budget', { exact: true }).fill('1000.01');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.waitForURL(/budget=1000\.01&currency=EUR&minimum=50/);
    await page.getByText('1,000.01 EUR among 5 payees').waitFor();
    await page.getByText('Whom money cannot reach').first().waitFor();
    const csv = (await saved(page, 'Export CSV')).trimEnd().split('\r\n').slice(1);
    const sum = csv.reduce((all, row) => all + Math.round(Number(row.split(',')[0]) * 100), 0);
    assert.equal(sum, 100_001);
    await page.getByRole('link', { name: 'Record that tide got it' }).click();
    await page.getByLabel('To', { exact: true }).waitFor();
    await eventually(async () => {
      assert.equal(await page.getByLabel('To', { exact: true }).inputValue(), 'pkg:npm/tide');
      assert.equal(await page.getByLabel('Amount').inputValue(), '200.00');
    });
  });

  it('money and hours are recorded, and an entry that was wrong is withdrawn with a reason', async (test) => {
    const { page, mock } = await open(test, '/giving?tab=given', 'Yearly, as decided');
    await page.getByRole('link', { name: 'Record a gift' }).click();
    await page.getByLabel('To', { exact: true }).fill('pkg:npm/reef');
    await page.getByLabel('What', { exact: true }).selectOption('triage');
    await page.getByLabel('Hours').fill('many');
    await page.getByText('Hours, such as 16 or 1.5').waitFor();
    await page.getByLabel('Hours').fill('1.5');
    await page.getByLabel('Day').fill('2026-01-02');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('cell', { name: '1.5 h' }).waitFor();
    const [gift] = mock.state.gifts;
    assert.deepEqual(
      [gift?.target, gift?.kind, gift?.minutes, gift?.day],
      ['pkg:npm/reef', 'triage', 90, '2026-01-02'],
    );
    await page.getByRole('link', { name: 'Withdraw the gift to pkg:npm/reef' }).click();
    await page.getByLabel(/is wrong$/).fill('Not ours');
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await page.getByText('Withdrawn: Not ours').waitFor();
    assert.equal(mock.state.gifts[0]?.withdrawnBecause, 'Not ours');
  });

  it('who may not record is offered nothing to record', async (test) => {
    const { page } = await open(test, '/giving', 'Every part of each score', { role: 'reader' });
    assert.equal(await page.getByRole('link', { name: /Record/ }).count(), 0);
    await page.getByRole('link', { name: 'What we gave' }).click();
    await page.getByText('Yearly, as decided').waitFor();
    assert.equal(await page.getByRole('link', { name: /Withdraw/ }).count(), 0);
  });

  it('while nothing is there each tab says the next step', async (test) => {
    const { page, mock } = await open(test, '/giving', 'No application was pushed yet', {
      scenario: 'empty',
    });
    await page.goto(`${mock.url}/giving?tab=given`);
    await page.getByText('npx gatehouse give record').waitFor();
    await page.goto(`${mock.url}/giving?tab=plan&budget=10&currency=EUR`);
    await page.getByText('A lower minimum reaches more people').waitFor();
  });
});
