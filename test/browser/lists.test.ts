// Lists: filters and pages in the address, doing something to many rows, and taking a list away as a file.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { MOCK_PASSWORD, startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually, waitForCount } from './settle.ts';

describe('lists', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  async function open(
    test: TestContext,
    path: string,
    text: string,
  ): Promise<{ readonly page: Page; readonly mock: MockApi }> {
    const mock = await startMockApi({ dist: DIST, role: 'administrator' });
    const { page, context } = await openPage(browser, mock.url);
    test.after(async () => {
      await context.close();
      await mock.close();
    });
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return { page, mock };
  }

  it('a filter is kept in the address, so that a list can be sent to somebody', async (test) => {
    const { page, mock } = await open(test, '/decisions', 'Export CSV');
    await page.getByLabel('Ecosystem').selectOption('cargo');
    await page.waitForURL(`${mock.url}/decisions?ecosystem=cargo`);
    await page.getByLabel('Rule', { exact: true }).fill('known');
    await page.waitForURL(`${mock.url}/decisions?ecosystem=cargo&rule=known`);
    await page.reload();
    await page.getByText('fast-hash').first().waitFor();
    await eventually(async () => assert.equal(await page.getByLabel('Ecosystem').inputValue(), 'cargo'));
    await waitForCount(page.getByText('kit-merge'), 0);
    await page.goBack();
    await page.waitForURL(`${mock.url}/decisions`);
    await page.getByText('kit-merge').first().waitFor();
  });

  it('whoever did something is called by name: an account by its own, a token by the one it was given', async (test) => {
    const { page, mock } = await open(test, '/names', 'Export CSV');
    await page.getByRole('cell', { name: 'token release-desk' }).waitFor();
    await page.getByRole('cell', { name: 'ada', exact: true }).first().waitFor();
    await page.goto(`${mock.url}/policy`);
    await page.getByText(/by ada, /).waitFor();
    await page.goto(`${mock.url}/journal`);
    await page.getByRole('cell', { name: 'ada', exact: true }).first().waitFor();
    assert.equal(await page.getByText('account:').count(), 0);
  });

  it('pages are turned onward and back, and a page has an address', async (test) => {
    const { page, mock } = await open(test, '/packages', 'left-pad-0');
    await page.getByRole('link', { name: 'Next', exact: true }).click();
    await page.getByRole('link', { name: 'left-pad-69' }).waitFor();
    assert.match(page.url(), /after=50/);
    await waitForCount(page.getByText('kit-merge'), 0);
    await waitForCount(page.getByRole('link', { name: 'Next', exact: true }), 0);
    await page.reload();
    await page.getByRole('link', { name: 'left-pad-69' }).waitFor();
    await page.getByRole('link', { name: 'Previous' }).click();
    await page.waitForURL(`${mock.url}/packages`);
    await page.getByText('kit-merge').first().waitFor();
  });

  it('a whole list is saved as JSON and as CSV, all of its pages', async (test) => {
    const { page } = await open(test, '/packages', 'left-pad-0');
    const json = JSON.parse(await saved(page, 'Export JSON')) as { readonly name: string }[];
    assert.equal(json.length, 74);
    assert.equal(json.at(-1)?.name, 'left-pad-69');
    const csv = (await saved(page, 'Export CSV')).split('\r\n');
    assert.equal(csv[0], 'purl,ecosystem,name,upstream,firstSeenAt');
    assert.equal(csv.length, 76);
    assert.match(csv[1] ?? '', /^pkg:npm\/kit-merge,npm,kit-merge,main,/);
  });

  it('versions of a package are filtered and saved too', async (test) => {
    const { page } = await open(test, '/packages/npm/kit-merge', 'Export CSV');
    await page.getByLabel('Verdict', { exact: true }).selectOption('block');
    await page.waitForURL(/verdict=block/);
    const versions = page.getByLabel('Pages of versions');
    await versions.getByText('1 to 2 of 2').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      versions.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const csv = readFileSync(await download.path(), 'utf8').split('\r\n');
    assert.equal(csv.length, 4);
    assert.match(csv[1] ?? '', /^5\.0\.0,block,young-version,/);
  });

  it('chosen rows are withdrawn together, once the person is confirmed', async (test) => {
    const { page, mock } = await open(test, '/waivers', 'Export CSV');
    const boxes = page.getByRole('checkbox');
    await waitForCount(boxes, 2);
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await page.getByText('2 waivers chosen').waitFor();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByLabel('Password', { exact: true }).fill(MOCK_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Withdraw: done for 2 waivers').waitFor();
    await boxes.first().waitFor({ state: 'detached' });
    assert.equal(mock.state.waivers.filter(({ isInForce }) => isInForce).length, 0);
  });
});

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}
