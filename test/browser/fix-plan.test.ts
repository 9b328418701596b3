// The fix plan of an application: what to upgrade, what it closes, what to copy, what is done, what is not known without a plan.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { startMockApi, type MockApi, type MockOptions } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually, findOverflow, waitForCount } from './settle.ts';

const OVERTAKEN = '/applications/shop?environment=prod&tab=fix';
const CURRENT = '/applications/shop?environment=test&tab=fix';
const NONE = '/applications/billing?environment=default&tab=fix';

describe('fix plans', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  interface Opened {
    readonly page: Page;
    readonly mock: MockApi;
    readonly faults: readonly string[];
  }

  async function open(
    test: TestContext,
    path: string,
    text: string | RegExp,
    options: Omit<MockOptions, 'dist'> = { role: 'administrator' },
  ): Promise<Opened> {
    const mock = await startMockApi({ dist: DIST, ...options });
    const { page, context, faults } = await openPage(browser, mock.url, {
      expected: /Failed to load resource/,
    });
    test.after(async () => {
      await context.close();
      await mock.close();
    });
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return { page, mock, faults };
  }

  it('steps stand in the order in which they are worth doing, each with what it closes', async (test) => {
    const { page } = await open(test, CURRENT, 'verified with npm');
    const rows = page.getByRole('table', { name: 'Steps for web/package-lock.json' }).getByRole('row');
    await waitForCount(rows, 5);
    const first = await rows.nth(1).innerText();
    assert.match(first, /1\. kit-part-1 1\.0\.1 to 1\.1\.1/);
    assert.match(first, /CVE-2024-1235\s+high 8\.1\s+exploited/);
    assert.match(first, /to do/);
    await rows.nth(1).getByText('and 3 more').click();
    await rows.nth(1).getByRole('link', { name: 'CVE-2024-1265' }).waitFor();
    await page.getByText('14 findings before, 2 after').waitFor();
    await page.getByText(/^Planned by token release-desk .* for snapshot/).waitFor();
    assert.equal(await page.getByText('Made for an older snapshot').count(), 0);
    assert.equal(await page.getByText('What is known here now').count(), 0);
  });

  it('the commands of a step and of all of them are there to be copied, and the patch to be saved', async (test) => {
    const { page } = await open(test, CURRENT, 'All steps at once');
    await page.getByText('Commands of this step alone').first().click();
    await page.getByRole('region', { name: 'commands of step 1 for web/package-lock.json' }).waitFor();
    const all = page.getByRole('region', { name: 'commands of all steps for' });
    await eventually(async () =>
      assert.match(await all.innerText(), /^npm update --package-lock-only kit-part-1 kit-part-3\n/),
    );
    await page
      .getByRole('region', { name: 'command that applies all for' })
      .getByText('npx gatehouse fix --app shop --environment test --apply')
      .waitFor();
    await page.getByText('Show the patch').click();
    await page.getByRole('region', { name: 'Patch of web/package-lock.json', exact: true }).waitFor();
    // What the top bar lies over cannot be pressed there.
    await page.evaluate('scrollTo(0, 0)');
    assert.deepEqual(await findViolations(page), []);
    assert.deepEqual(await findOverflow(page), []);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the patch' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'shop-web-package-lock.json.patch');
    const saved = readFileSync(await download.path(), 'utf8');
    assert.match(saved, /^diff --git a\/web\/package-lock\.json/);
    await page.getByText('git apply shop-web-package-lock.json.patch').waitFor();
  });

  it('what is not verified says so and why, and what is to be written by hand is not copied as a command', async (test) => {
    const { page } = await open(test, OVERTAKEN, 'services/payment/pom.xml');
    await page.getByText('Nothing is verified: mvn is not on PATH.').waitFor();
    await page.getByText('not verified', { exact: true }).waitFor();
    await page.getByText('To be written by hand first:').waitFor();
    const told = page.getByRole('region', { name: 'unverified commands for' });
    await eventually(async () =>
      assert.deepEqual(await told.allInnerTexts(), ['npm install kit-part-9@1.1.9', 'mvn verify']),
    );
  });

  it('a plan that is overtaken says so, tells what became of each step, and what is known now', async (test) => {
    const { page } = await open(test, OVERTAKEN, 'Made for an older snapshot');
    await page.getByText('npx gatehouse fix --app shop --environment prod').first().waitFor();
    const rows = page.getByRole('table', { name: 'Steps for web/package-lock.json' }).getByRole('row');
    const states = rows.getByText(/^(?:done|partly done|to do)$/);
    await eventually(async () =>
      assert.deepEqual(await states.allInnerTexts(), ['done', 'partly done', 'to do']),
    );
    await page
      .getByText(/closed \d+ hours ago/)
      .first()
      .waitFor();
    await page.getByText('What is known here now').waitFor();
    await page.getByText('tools/yarn.lock').waitFor();
  });

  it('which steps are shown stands in the address', async (test) => {
    const { page, mock } = await open(test, OVERTAKEN, 'Made for an older snapshot');
    await page.getByLabel('Steps', { exact: true }).selectOption('done');
    await page.waitForURL(`${mock.url}${OVERTAKEN}&steps=done`);
    const rows = page.getByRole('table', { name: 'Steps for web/package-lock.json' }).getByRole('row');
    await waitForCount(rows, 2);
    await page.goto(`${mock.url}${CURRENT}&steps=done`);
    await page.getByText('No step here is done.').waitFor();
  });

  it('a plan whose steps are all done says that, and asks for the next where something is open', async (test) => {
    const name = 'the-application-with-the-longest-name-that-anybody-here-ever-thought-of.v2';
    const { page } = await open(test, `/applications/${name}?tab=fix`, 'All steps are done.');
    await page.getByText(/\d+ findings still open: plan again/).waitFor();
    assert.deepEqual(await findViolations(page), []);
  });

  it('without a plan the page gives the command, and tells what is known, named as not verified', async (test) => {
    const { page, mock } = await open(test, NONE, 'No plan was made where the project lies');
    await page.getByText('npx gatehouse fix --app billing --environment default').waitFor();
    await page.getByText('Not verified:').waitFor();
    const rows = page.getByRole('table', { name: /not verified/ }).getByRole('row');
    await eventually(async () =>
      assert.match(await rows.nth(1).innerText(), /kit-part-0@1\.0\.0[^]*1\.1\.0[^]*the project itself/),
    );
    await page.getByText('the policy keeps 1.1.9 out, which would fix it').waitFor();
    await page.getByText('3 more packages with less grave findings were not looked at').waitFor();
    await page.getByLabel('Upgrades up to').selectOption('major');
    await page.waitForURL(`${mock.url}${NONE}&max=major`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const [head] = readFileSync(await download.path(), 'utf8').split('\r\n');
    assert.equal(head, 'purl,moveTo,bump,closes,leaves,broughtInBy,files,because');
  });

  it('an application without findings has nothing to fix, and leads to its findings', async (test) => {
    const { page } = await open(
      test,
      '/applications/service-50?environment=default&tab=fix',
      'Nothing to fix',
    );
    await page.getByRole('link', { name: 'See the findings' }).waitFor();
    assert.deepEqual(await findViolations(page), []);
  });

  it('the tab is reached and its rows are walked by keys', async (test) => {
    const { page, mock } = await open(test, '/applications/shop?environment=test', 'Export CSV');
    await page.getByRole('link', { name: 'Fix plan' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}${CURRENT.replace('shop?', 'shop?')}`);
    await page.getByText('All steps at once').waitFor();
    const focusedRow = () => page.evaluate<string>("document.activeElement.closest('tr').innerText");
    await page.keyboard.press('j');
    await eventually(async () => assert.match(await focusedRow(), /kit-part-1/));
    await page.keyboard.press('j');
    await eventually(async () => assert.match(await focusedRow(), /kit-part-2/));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/packages/npm/kit-part-2`);
  });

  it('loading says what is loaded and that it may take a while', async (test) => {
    const { page, mock } = await open(test, CURRENT, 'All steps at once');
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    test.after(() => release());
    await page.route('**/fix-estimate?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${mock.url}${NONE}`);
    await page.getByText(/Loading versions that would fix it, which may take a while/).waitFor();
    assert.deepEqual(await findViolations(page), []);
    release();
    await page.getByText('Not verified:').waitFor();
  });

  it('what cannot be read says what was not lost, and may be tried again', async (test) => {
    const { page } = await open(test, CURRENT, 'All steps at once');
    await page.route('**/fix-plan?*', (route) => route.abort());
    await page.reload();
    await page.getByText('Gatehouse does not answer').waitFor();
    await page.unroute('**/fix-plan?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('All steps at once').waitFor();
  });

  it('whoever may not read applications is led to signing in', async (test) => {
    const { page } = await open(test, CURRENT, 'Sign in to see this', {});
    assert.equal(await page.getByText('All steps at once').count(), 0);
  });
});
