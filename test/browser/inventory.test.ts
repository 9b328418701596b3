// What applications have, and what is known against it: deciding, following, asking, by pointer and by keys.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { MOCK_PASSWORD, startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually, findOverflow, waitForCount } from './settle.ts';

describe('applications and findings', { skip: whyNoBrowser() }, () => {
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
    role: 'administrator' | 'reader' = 'administrator',
  ): Promise<Opened> {
    const mock = await startMockApi({ dist: DIST, role });
    const { page, context } = await openPage(browser, mock.url);
    test.after(async () => {
      await context.close();
      await mock.close();
    });
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return { page, mock };
  }

  it('says how chosen findings stand, with a reason, once the person is confirmed', async (test) => {
    const { page, mock } = await open(test, '/findings', 'Export CSV');
    const boxes = page.getByRole('checkbox');
    await boxes.nth(1).check();
    await boxes.nth(2).check();
    await page.getByText('2 findings chosen').waitFor();
    const set = page.getByRole('button', { name: 'Set state' });
    await page.getByLabel('State', { exact: true }).last().selectOption('accepted');
    await page.getByText('Say why: the reason is kept in the journal.').waitFor();
    await eventually(async () => assert.ok(await set.isDisabled()));
    await page.getByLabel('Reason', { exact: true }).fill('Behind the second gate');
    await page.getByLabel('Until').fill('soon');
    await page.getByText('Say until when, as a day to come').waitFor();
    await eventually(async () => assert.ok(await set.isDisabled()));
    await page.getByLabel('Until').fill('2099-12-31');
    assert.deepEqual(await findViolations(page), []);
    await set.click();
    await page.getByLabel('Password', { exact: true }).fill(MOCK_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('Set state: done for 2 findings').waitFor();
    const said = mock.state.findings.filter(({ reason }) => reason === 'Behind the second gate');
    assert.deepEqual(
      said.map(({ state, until }) => [state, until]),
      [
        ['accepted', '2099-12-31'],
        ['accepted', '2099-12-31'],
      ],
    );
  });

  it('all of a page are chosen at once', async (test) => {
    const { page } = await open(test, '/findings?severity=critical', 'Export CSV');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Choose all on this page' }).click();
    const count = await page.getByRole('checkbox').count();
    await page.getByText(`${count} findings chosen`).waitFor();
    await page.getByRole('button', { name: 'Choose none' }).click();
    await waitForCount(page.getByRole('checkbox', { checked: true }), 0);
  });

  it('who may not decide is offered nothing to choose', async (test) => {
    const { page } = await open(test, '/findings', 'Export CSV', 'reader');
    const one = page.getByRole('link', { name: 'CVE-2024-1235' });
    await one.waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 0);
    await one.click();
    await page.getByText('Who has it').waitFor();
    assert.equal(await page.getByText('How it stands everywhere').count(), 0);
  });

  it('filters stand in the address, and half a name is no fault', async (test) => {
    const { page, mock } = await open(test, '/findings', 'Export CSV');
    await page.getByLabel('Due').selectOption('true');
    await page.waitForURL(`${mock.url}/findings?overdue=true`);
    await page.getByText('overdue, due').first().waitFor();
    await page.getByLabel('CVE or other id').fill('CVE-20');
    await page.getByText('No finding matches these filters').waitFor();
    await page.getByRole('link', { name: 'Show all that is open' }).click();
    await page.getByText('Export CSV').waitFor();
  });

  it('a finding that comes in is shown and marked without loading the page again', async (test) => {
    const { page, mock } = await open(test, '/findings', 'Export CSV');
    await page.evaluate("window.isSamePage = 'yes'");
    const [first] = mock.state.findings;
    assert.ok(first !== undefined);
    mock.state.findings.unshift({ ...first, id: '7.CVE-2099-1', record: 'CVE-2099-1' });
    await shownAfter(mock, page, 'CVE-2099-1');
    await waitForCount(page.locator('tr.is-new'), 1);
    assert.equal(await page.evaluate('window.isSamePage'), 'yes');
  });

  it('the portfolio and an application follow too', async (test) => {
    const { page, mock } = await open(test, '/portfolio', 'By owner');
    const [first] = mock.state.findings;
    assert.ok(first !== undefined);
    mock.state.findings.unshift({ ...first, id: '7.CVE-2099-1', record: 'CVE-2099-1' });
    await shownAfter(mock, page, 'CVE-2099-1');
    const { name, environment } = first.application;
    await page.goto(`${mock.url}/applications/${name}?environment=${environment}`);
    await page.getByText('Export CSV').first().waitFor();
    mock.state.findings.unshift({ ...first, id: '8.CVE-2099-2', record: 'CVE-2099-2' });
    await shownAfter(mock, page, 'CVE-2099-2');
  });

  it('whatever a page follows comes by one connection', async (test) => {
    const { page, mock } = await open(test, '/portfolio', 'By owner');
    // The connection of the page before may still be on its way.
    await page.goto('about:blank');
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/events')) streams.push(request.url());
    });
    await page.goto(`${mock.url}/applications/shop?environment=prod`);
    await page.getByText('Said not to matter').last().waitFor();
    await eventually(async () => assert.notEqual(streams.length, 0));
    assert.equal(streams.length, 1);
  });

  /** The stream may still be opening: it is told until it is heard. */
  async function shownAfter(mock: MockApi, page: Page, text: string): Promise<void> {
    const shown = page.getByText(text).first().waitFor();
    const telling = setInterval(() => mock.change('finding-opened'), 1_000);
    mock.change('finding-opened');
    try {
      await shown;
    } finally {
      clearInterval(telling);
    }
  }

  it('a picture has its table and its file beside it', async (test) => {
    const { page } = await open(test, '/portfolio', 'By owner');
    const figure = page.getByRole('figure', { name: 'Open vulnerabilities by when they were disclosed' });
    assert.equal(await figure.getByRole('table').count(), 0);
    await figure.getByText('The same as a table').click();
    const rows = figure.getByRole('row');
    await rows.nth(1).waitFor();
    assert.deepEqual(await findViolations(page), []);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      figure.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const csv = readFileSync(await download.path(), 'utf8').split('\r\n');
    assert.equal(csv[0], 'disclosed,critical,high,medium,low,unknown,knownExploited,open');
    await waitForCount(rows, csv.length - 1);
  });

  it('says of each finding whether the code imports it, how that is known, and that not seen is no proof', async (test) => {
    const { page, mock } = await open(
      test,
      '/applications/shop?environment=prod',
      /^Imports by its own code/,
    );
    await page.getByText(/of which no import was found, which is no proof that they do not run\./).waitFor();
    const row = (text: string) => page.getByRole('row').filter({ hasText: text }).first();
    await row('kit-part-8@')
      .getByText(/^not known whether it is imported: it is named at/)
      .waitFor();
    await row('kit-part-12@').getByText('import not seen').waitFor();
    await row('kit-part-12@')
      .getByText(/that is no proof$/)
      .waitFor();
    // Malware has run when it was installed.
    assert.equal(await row('MAL-2026-4711').getByText('imported').count(), 0);
    assert.deepEqual(await findViolations(page), []);
    await page.setViewportSize({ width: 360, height: 800 });
    assert.deepEqual(await findOverflow(page), []);
    await page.goto(`${mock.url}/findings/1004.CVE-2024-1238`);
    await page.getByText(/^below kit-server@4\.2\.0, imported at web\/src\/checkout/).waitFor();
  });

  it('an application is drawn by score and likelihood, with a ring around what is exploited, beside its table', async (test) => {
    const { page } = await open(test, '/applications/shop?environment=prod', 'Grave, likely, or both');
    const figure = page.getByRole('figure', { name: 'Open vulnerabilities by score and likelihood' });
    await figure.locator('.drawing .risk-point').first().waitFor();
    const points = await figure.locator('.drawing .risk-point').count();
    const rings = await figure.locator('.drawing .risk-ring').count();
    assert.ok(points > 5 && rings > 0 && rings < points, `${points} points, ${rings} rings`);
    await figure.getByText('The same as a table').click();
    await figure.getByRole('row').nth(points).waitFor();
    await waitForCount(figure.getByRole('row'), points + 1);
    await waitForCount(figure.getByRole('row').getByText('exploited', { exact: true }), rings);
    await page.evaluate('scrollTo(0, 0)');
    assert.deepEqual(await findViolations(page), []);
  });

  it('the impact of a record tells how far it is dealt with, day by day', async (test) => {
    const { page } = await open(test, '/impact?record=CVE-2024-1235', 'How far it is dealt with');
    await page.getByText('1 application has it now, 0 had it.').waitFor();
    const figure = page.getByRole('figure', { name: 'Applications with CVE-2024-1235 by day' });
    await figure.getByText('The same as a table').click();
    const rows = figure.getByRole('row');
    await rows.nth(4).waitFor();
    await waitForCount(rows, 5);
    await eventually(async () => assert.match(await rows.nth(1).innerText(), /^\d{4}-\d\d-\d\d\s+1\s+0$/));
  });

  it('how far components are behind is drawn by day, and what was not measured is left out', async (test) => {
    const { page } = await open(test, '/portfolio', 'By owner');
    const figure = page.getByRole('figure', { name: 'Libyears behind by day' });
    await figure.getByText('The same as a table').click();
    await figure.getByRole('row').nth(39).waitFor();
    await waitForCount(figure.getByRole('row'), 40);
  });

  it('what has no score is told beside the share at high risk, not passed over', async (test) => {
    const { page } = await open(test, '/portfolio', 'By owner');
    await page
      .getByText(/18 vulnerabilities have no score: whether they are of high risk is not known/)
      .waitFor();
    await page.getByText(/without 18 that have no score/).waitFor();
  });

  it('each severity is drawn with a pattern of its own, not with a colour alone', async (test) => {
    const { page } = await open(test, '/portfolio', 'By owner');
    await waitForCount(page.locator('main figure').first().locator('pattern'), 6);
    const patterns = await page.evaluate<string[]>(
      `[...document.querySelector('main figure').querySelectorAll('pattern')].map(
        (pattern) => [...pattern.children].slice(1).map((part) => part.outerHTML).join(''),
      )`,
    );
    assert.equal(patterns.length, 6);
    assert.equal(new Set(patterns).size, 6);
  });

  it('which environment is asked where there are several', async (test) => {
    const { page, mock } = await open(test, '/applications/shop', 'Which environment?');
    await page.getByRole('link', { name: 'test', exact: true }).click();
    await page.waitForURL(`${mock.url}/applications/shop?environment=test`);
    await page.getByText('Known against it now').waitFor();
  });

  it('an application is renamed on its page, by those who may; a taken name is told', async (test) => {
    const path = '/applications/shop?environment=prod&tab=snapshots';
    const { page, mock } = await open(test, path, 'Rename this application');
    await page.getByText('Rename this application').first().click();
    const name = page.getByLabel('New name');
    await page.getByText(/whatever pushes as “shop” from then on makes a new application/).waitFor();
    assert.deepEqual(await findViolations(page), []);
    const [taken] = mock.state.applications.filter(({ environment }) => environment === 'prod').slice(-1);
    await name.fill(taken?.name ?? '');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByText(/another application is called/).waitFor();
    await name.fill('storefront');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.waitForURL(`${mock.url}/applications/storefront?environment=prod`);
    await page.getByRole('heading', { level: 1, name: /storefront/ }).waitFor();
    assert.ok(mock.state.applications.some((one) => one.name === 'storefront'));

    const other = await open(test, path, 'Newest first', 'reader');
    assert.equal(await other.page.getByText('Rename this application').count(), 0);
  });

  it('what changed since a snapshot is one link away', async (test) => {
    const { page } = await open(test, '/applications/shop?environment=prod&tab=snapshots', 'Newest first');
    await page.getByText('What changed from snapshot 6 to 7').waitFor();
    await page.getByRole('link', { name: '3', exact: true }).click();
    await page.getByText('What changed from snapshot 3 to 7').waitFor();
    assert.match(page.url(), /from=3/);
  });

  it('impact is asked by a package-URL with a range, or by the id of a record', async (test) => {
    const { page, mock } = await open(test, '/impact', 'Ask about anything');
    await page.getByLabel('Package-URL or id of a record').fill('pkg:npm/kit-merge');
    await page.getByLabel('Range').fill('^3.0.0');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/impact?purl=pkg%3Anpm%2Fkit-merge&range=%5E3.0.0`);
    await page.getByText('Who would admit it').waitFor();
    await page.getByText('a number of ways with 20 digits').first().waitFor();
    await page.getByLabel('Package-URL or id of a record').fill('CVE-2024-1235');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/impact?record=CVE-2024-1235`);
  });

  it('the tree of ways is walked by keys: folded, unfolded, opened', async (test) => {
    const { page, mock } = await open(test, '/impact?purl=pkg:npm/kit-merge@3.60.0', /21 rows of 400 nodes/);
    const focused = () => page.evaluate<string>('document.activeElement.innerText');
    await page.getByRole('treeitem').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await eventually(async () => assert.match(await focused(), /kit-node-5@/));
    await page.keyboard.press('ArrowRight');
    await page.getByText('25 rows of 400 nodes').waitFor();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(await focused(), /kit-node-21@/));
    await page.keyboard.press('ArrowLeft');
    await eventually(async () => assert.match(await focused(), /kit-node-5@/));
    await page.keyboard.press('ArrowLeft');
    await page.getByText('21 rows of 400 nodes').waitFor();
    await page.keyboard.press('End');
    await eventually(async () => assert.match(await focused(), /kit-node-20@/));
    await page.keyboard.press('Home');
    await eventually(async () => assert.match(await focused(), /kit-merge@/));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/packages/npm/kit-merge?version=3.60.0`);
  });

  it('3,000 nodes are unfolded, searched and walked', async (test) => {
    const { page } = await open(test, '/impact?purl=pkg:npm/kit-merge@3.60.0&tree=all', /of 3,000 nodes/);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    await page.getByText('3,000 rows of 3,000 nodes').waitFor();
    await waitForCount(page.getByRole('treeitem'), 3_000);
    assert.deepEqual(await findOverflow(page), []);
    await page.getByRole('treeitem').first().focus();
    await page.keyboard.press('End');
    await eventually(async () =>
      assert.equal(await page.evaluate("document.activeElement.getAttribute('aria-level')"), '6'),
    );
    await page.getByLabel('Find in the tree').fill('kit-node-2999');
    await page.getByText('7 rows of 3,000 nodes').waitFor();
    await page.getByLabel('Find in the tree').fill('no such thing');
    await page.getByText('No node has “no such thing” in its name.').waitFor();
  });

  it('the report is printed with its pictures and what stands in them', async (test) => {
    const { page } = await open(test, '/report', 'What goes first: the 20 most pressing');
    await page.evaluate("window.print = () => { window.isPrinted = 'yes'; }");
    await page.getByRole('button', { name: 'Print' }).click();
    await eventually(async () => assert.equal(await page.evaluate('window.isPrinted'), 'yes'));
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByText('The same as a table').first().isVisible(), false);
    assert.ok(await page.locator('main figure svg').first().isVisible());
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  });
});
