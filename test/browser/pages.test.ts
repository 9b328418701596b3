// Every page in both themes, narrow and wide: nothing on the console, nothing from elsewhere, nothing that axe minds.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { MOCK_PAGES } from './mock-pages.ts';
import { DIST, openBrowser, openPage, whyNoBrowser, type WatchedPage } from './open-browser.ts';
import { eventually, findOverflow, settle } from './settle.ts';

const LOOKS = [
  { theme: 'light', width: 1440 },
  { theme: 'light', width: 1280 },
  { theme: 'light', width: 360 },
  { theme: 'dark', width: 1440 },
  { theme: 'dark', width: 360 },
] as const;

describe('pages in a browser', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let mock: MockApi;
  before(async () => {
    browser = await openBrowser();
    mock = await startMockApi({ dist: DIST, scenario: 'busy', role: 'administrator' });
  });
  after(async () => {
    await browser.close();
    await mock.close();
  });

  for (const look of LOOKS) {
    describe(`${look.theme}, ${look.width} px`, () => {
      let watched: WatchedPage;
      before(async () => {
        watched = await openPage(browser, mock.url, look);
      });
      after(async () => watched.context.close());

      for (const shown of MOCK_PAGES) {
        it(`shows ${shown.path}`, async () => {
          await settle(watched.page, `${mock.url}${shown.path}`, shown);
          assert.deepEqual(await findOverflow(watched.page), []);
          assert.deepEqual(await findViolations(watched.page), []);
          assert.deepEqual(watched.faults, []);
          await eventually(async () => assert.match(await watched.page.title(), / · Gatehouse$/));
        });
      }

      it('stands still: nothing is animated', async () => {
        assert.equal(await watched.page.evaluate('document.getAnimations().length'), 0);
      });
    });
  }
});
