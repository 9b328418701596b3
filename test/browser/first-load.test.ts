// What a first visit costs, and what the browser is told about where anything may come from.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';
import { until } from './visit.ts';

const MOST_BYTES = 150_000;

describe('first load', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let mock: MockApi;
  before(async () => {
    browser = await openBrowser();
    mock = await startMockApi({ dist: DIST, role: 'administrator' });
    await compressed(mock.url);
  });
  after(async () => {
    await browser.close();
    await mock.close();
  });

  /** Files are compressed beside what is answered meanwhile: whoever comes in the first second gets them as they are. */
  async function compressed(url: string): Promise<void> {
    const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    const paths = [...html.matchAll(/\/assets\/[^"]+/g)].map(([path]) => path);
    assert.ok(paths.length >= 2);
    for (const path of paths) {
      await until(`${path} is compressed`, async () => {
        const { headers, body } = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'br' } });
        await body?.cancel();
        return headers.get('content-encoding') === 'br';
      });
    }
  }

  it('takes less than 150 KB, all answers and their headers counted', async (test) => {
    const { page, context, faults } = await openPage(browser, mock.url);
    test.after(async () => context.close());
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      sizes.push(
        request
          .sizes()
          .then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      );
    });
    await page.goto(mock.url);
    await page.getByText('What to do next').waitFor();
    await eventually(async () => assert.ok(sizes.length >= 6, `${sizes.length} answers`));
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    test.diagnostic(`${total} bytes in ${sizes.length} answers`);
    assert.ok(total > 20_000 && total < MOST_BYTES, `${total} bytes`);
    assert.deepEqual(faults, []);
  });

  it('runs no script that did not come from here', async (test) => {
    const { page, context } = await openPage(browser, mock.url, { expected: /./ });
    test.after(async () => context.close());
    await page.goto(mock.url);
    await page.getByText('What to do next').waitFor();
    const ran = await page.evaluate<boolean>(`new Promise((done) => {
      document.addEventListener('securitypolicyviolation', () => done(false), { once: true });
      const script = document.createElement('script');
      try { script.textContent = 'window.ranInline = true'; } catch { done(false); return; }
      document.head.append(script);
      setTimeout(() => done(window.ranInline === true), 0);
    })`);
    assert.equal(ran, false);
  });

  it('says without JavaScript where the same is told', async (test) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    test.after(async () => context.close());
    const page = await context.newPage();
    await page.goto(mock.url);
    const [words] = await page.locator('noscript').allInnerTexts();
    assert.match(words ?? '', /need JavaScript[^]*npx gatehouse status/);
    assert.ok(await page.locator('noscript code').first().isVisible());
  });
});
