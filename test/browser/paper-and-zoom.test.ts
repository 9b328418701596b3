// Pages on paper, at twice the size, in forced colours, and with motion left on.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { MOCK_PAGES } from './mock-pages.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { findOverflow, settle, waitForLoaded } from './settle.ts';

/** A4 upright at 96 pixels an inch, without margins of one centimetre. */
const PAPER_WIDTH = 718;
const FRAME = ['.topbar', '.doors', '.filters', '.pager', 'main .button'];

describe('other ways to see a page', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let mock: MockApi;
  before(async () => {
    browser = await openBrowser();
    mock = await startMockApi({ dist: DIST, role: 'administrator' });
  });
  after(async () => {
    await browser.close();
    await mock.close();
  });

  it('prints what the page says, black on white, without what can only be pressed', async (test) => {
    const { page, context } = await openPage(browser, mock.url, { width: PAPER_WIDTH, theme: 'dark' });
    test.after(async () => context.close());
    await page.emulateMedia({ media: 'print' });
    for (const shown of MOCK_PAGES) {
      await settle(page, `${mock.url}${shown.path}`, shown);
      assert.deepEqual(await findOverflow(page), [], shown.path);
      for (const selector of FRAME) {
        for (const part of await page.locator(selector).all()) {
          assert.equal(await part.isVisible(), false, `${selector} at ${shown.path}`);
        }
      }
      assert.equal(
        await page.evaluate('getComputedStyle(document.documentElement).backgroundColor'),
        'rgb(255, 255, 255)',
      );
      const isDark =
        'getComputedStyle(document.body).color.match(/\\d+/g).every((part) => Number(part) < 100)';
      assert.equal(await page.evaluate(isDark), true, `dark text at ${shown.path}`);
    }
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
  });

  it('works at 200 %: nothing is cut off and nothing overlaps the page', async (test) => {
    // A window of 1280 pixels at 200 % has 640 CSS pixels; one of 720, which WCAG 1.4.10 asks for at 400 %, has 320.
    for (const width of [640, 320]) {
      const { page, context } = await openPage(browser, mock.url, { width });
      test.after(async () => context.close());
      for (const shown of MOCK_PAGES) {
        await settle(page, `${mock.url}${shown.path}`, shown);
        assert.deepEqual(await findOverflow(page), [], `${shown.path} at ${width}`);
      }
    }
  });

  it('text at twice its size stays inside the page', async (test) => {
    const { page, context } = await openPage(browser, mock.url, { width: 1280 });
    test.after(async () => context.close());
    for (const shown of MOCK_PAGES) {
      await settle(page, `${mock.url}${shown.path}`, shown);
      await page.evaluate("document.documentElement.style.fontSize = '28px'");
      // A table may then be wider than its frame, which scrolls.
      const overflow = (await findOverflow(page)).filter((line) => !line.startsWith('the table '));
      assert.deepEqual(overflow, [], shown.path);
    }
  });

  it('needs no colour: each verdict is a word and a shape of its own', async (test) => {
    const { page, context } = await openPage(browser, mock.url);
    test.after(async () => context.close());
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(`${mock.url}/packages/npm/kit-merge`);
    await page.getByText('Export CSV').first().waitFor();
    await waitForLoaded(page);
    const shapes = await page.evaluate<Record<string, string>>(
      `Object.fromEntries([...document.querySelectorAll('main .verdict:not(#vetting .verdict)')].map((mark) => [
        mark.textContent.trim(), mark.querySelector('svg').innerHTML,
      ]))`,
    );
    assert.deepEqual(Object.keys(shapes).sort(), ['allow', 'block', 'hide', 'warn']);
    assert.equal(new Set(Object.values(shapes)).size, 4);
    await page.getByText('Does the gate let it through now?').waitFor();
    const answers = await page.evaluate<Record<string, string>>(
      `Object.fromEntries([...document.querySelectorAll('#vetting .facts .verdict')].map((mark) => [
        mark.textContent.trim(), mark.querySelector('svg').innerHTML,
      ]))`,
    );
    assert.deepEqual(Object.keys(answers), ['yes', 'partly', 'no', 'unknown']);
    assert.equal(new Set(Object.values(answers)).size, 4);
    const marks = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.legend .mark')].map((mark) => mark.getAttribute('d'))`,
    );
    assert.equal(new Set(marks).size, 4);
  });

  it('moves nothing, whatever the system asks for', async (test) => {
    const context = await browser.newContext({ reducedMotion: 'no-preference' });
    test.after(async () => context.close());
    const page = await context.newPage();
    for (const shown of MOCK_PAGES) {
      await settle(page, `${mock.url}${shown.path}`, shown);
      assert.equal(await page.evaluate('document.getAnimations().length'), 0, shown.path);
    }
  });
});
