// Each state that a page may be in is designed: it says what happened, what was not lost, and what to do next.

import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { startMockApi, type MockApi, type MockOptions } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser, type WatchedPage } from './open-browser.ts';
import { findOverflow } from './settle.ts';

/** The browser itself notes every answer that is no success. */
const FAILED_ANSWER = /Failed to load resource/;

describe('states of pages', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(async () => browser.close());

  interface Opened extends WatchedPage {
    readonly mock: MockApi;
    /** Opens a path and waits for a text. */
    readonly see: (path: string, text: RegExp) => Promise<void>;
  }

  async function open(test: TestContext, options: Omit<MockOptions, 'dist'>): Promise<Opened> {
    const mock = await startMockApi({ dist: DIST, ...options });
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

  /** Nothing sticks out, axe minds nothing, nothing went wrong. */
  async function assertSound({ page, faults }: WatchedPage): Promise<void> {
    assert.deepEqual(await findOverflow(page), []);
    assert.deepEqual(await findViolations(page), []);
    assert.deepEqual(faults, []);
  }

  describe('empty: the next step stands there, with the command to copy', () => {
    const EMPTY: readonly (readonly [path: string, text: RegExp, command: string | undefined])[] = [
      ['/', /Point your package managers here/, 'npx gatehouse setup'],
      ['/packages', /No package came through yet/, 'npx gatehouse setup'],
      ['/decisions', /Nothing was kept out yet/, 'npx gatehouse explain pkg:npm/left-pad@1.3.0'],
      ['/advisories', /No feed has been loaded yet/, 'npx gatehouse feeds'],
      ['/portfolio', /No application was pushed yet/, 'npx gatehouse app push . --name my-app'],
      ['/report', /No application was pushed yet/, 'npx gatehouse app push . --name my-app'],
      ['/applications', /No application was pushed yet/, 'npx gatehouse app push . --name my-app'],
      ['/findings', /No application was pushed yet/, 'npx gatehouse app push . --name my-app'],
      [
        '/impact',
        /Ask about anything/,
        'npx gatehouse impact pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
      ],
      ['/impact?purl=pkg:npm/nobody-has-it', /No application that was pushed has it/, undefined],
      ['/vetting', /Nobody waits/, "npx gatehouse vet request pkg:npm/name@1.2.3 --reason '…'"],
      ['/vetting?state=approved', /No request matches these filters/, undefined],
      [
        '/organisations',
        /You belong to no organisation yet/,
        'npx gatehouse organisation create acme --shown "Acme Ltd"',
      ],
      [
        '/organisations/acme',
        /There is no organisation acme that you belong to/,
        'npx gatehouse organisation list',
      ],
      ['/invitations/none', /This invitation is not open to you/, 'npx gatehouse invitation list'],
      ['/transfer', /This link is not complete/, undefined],
      ['/waivers', /Nothing is waived/, 'npx gatehouse waive'],
      ['/waivers?kind=quarantines', /Nothing is quarantined/, undefined],
      [
        '/names',
        /No name is reserved/,
        "npx gatehouse reserve npm '@your-scope/*' --reason 'our own packages'",
      ],
      ['/tokens', /There is no token yet/, undefined],
      ['/packages?text=nothing', /No package matches/, undefined],
      ['/decisions?text=nothing', /No decision matches these filters/, undefined],
      ['/advisories?text=nothing', /No advisory matches/, undefined],
    ];
    for (const [path, text, command] of EMPTY) {
      it(`says so at ${path}`, async (test) => {
        const opened = await open(test, { scenario: 'empty', role: 'administrator' });
        await opened.see(path, text);
        if (command !== undefined) {
          await opened.page.locator('main pre').filter({ hasText: command }).first().waitFor();
        }
        await assertSound(opened);
      });
    }
  });

  it('loading says what is loaded, and the page does not jump when it is there', async (test) => {
    const opened = await open(test, { role: 'administrator' });
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    test.after(() => release());
    await opened.page.route('**/api/v1/packages?*', async (route) => {
      await held;
      await route.continue();
    });
    await opened.see('/packages', /Loading packages…/);
    const before = await topOf(opened.page, 'main h1');
    await assertSound(opened);
    release();
    await opened.page.getByText('left-pad-0').first().waitFor();
    assert.equal(await topOf(opened.page, 'main h1'), before);
  });

  it('a list that is read again keeps what it shows', async (test) => {
    const { page, see, mock } = await open(test, { role: 'administrator' });
    await see('/packages', /kit-merge/);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    test.after(() => release());
    await page.route('**/api/v1/packages?*', async (route) => {
      ask();
      await held;
      await route.continue();
    });
    await page.getByLabel('Name or digest').fill('left-pad-6');
    await page.waitForURL(`${mock.url}/packages?text=left-pad-6`);
    await asked;
    assert.ok(await page.getByText('kit-merge').first().isVisible());
    release();
    await page.getByRole('link', { name: 'left-pad-61', exact: true }).waitFor();
  });

  it('feeds that were never loaded or are stale, and upstreams that are down, are said loudly', async (test) => {
    const opened = await open(test, { scenario: 'troubled', role: 'administrator' });
    for (const path of ['/', '/feeds']) {
      await opened.see(path, /Never loaded: osv-malware/);
      for (const text of [/Feed kev is stale/, /Upstream central-mirror \(maven\) does not answer/]) {
        await opened.page.getByText(text).first().waitFor();
      }
      await assertSound(opened);
    }
    await opened.page.getByText('Cannot fetch feed: timed out after 30 seconds').first().waitFor();
  });

  it('a package whose upstream is down says since when it is served as it was', async (test) => {
    const opened = await open(test, { role: 'administrator' });
    const name = 'org.acme.platform:very-long-artifact-name-for-the-payment-gateway';
    await opened.see(`/packages/maven/${name}`, /What was known before keeps serving/);
    await assertSound(opened);
  });

  it('feeds that load for the first time say that it takes a while', async (test) => {
    const opened = await open(test, { scenario: 'empty', role: 'administrator' });
    await opened.see('/', /Loading for the first time: osv-npm, osv-malware, kev/);
    await assertSound(opened);
  });

  for (const path of [
    '/',
    '/packages',
    '/decisions',
    '/advisories',
    '/portfolio',
    '/applications',
    '/applications/shop',
    '/findings',
    '/findings/1001.CVE-2024-1235',
    '/impact?record=CVE-2024-1235',
    '/applications/shop?environment=prod&tab=fix',
    '/organisations',
    '/organisations/acme',
    '/invitations/invitation-harbour',
    '/vetting',
    '/vetting/vetting-0',
    '/policy',
    '/waivers',
    '/feeds',
    '/journal',
  ]) {
    it(`an error at ${path} says what happened, what was not lost and what to do`, async (test) => {
      const opened = await open(test, { role: 'administrator', failWith: 'storage-failed' });
      await opened.see(path, /Cannot read the database: found a disk error/);
      await opened.page.getByText('Nothing half-done was kept').first().waitFor();
      await opened.page.getByRole('button', { name: 'Try again' }).first().waitFor();
      await opened.page.getByText('npx gatehouse doctor').first().waitFor();
      await assertSound(opened);
    });
  }

  it('a server that is gone is told, and trying again works once it is back', async (test) => {
    const opened = await open(test, { role: 'administrator' });
    await opened.see('/decisions', /Export CSV/);
    await opened.page.route('**/api/v1/packages?*', (route) => route.abort());
    await opened.page.getByRole('button', { name: 'Menu' }).click();
    await opened.page.getByRole('link', { name: 'Packages' }).click();
    await opened.page.getByText('Gatehouse does not answer').first().waitFor();
    await assertSound(opened);
    await opened.page.unroute('**/api/v1/packages?*');
    await opened.page.getByRole('button', { name: 'Try again' }).click();
    await opened.page.getByText('left-pad-0').first().waitFor();
  });

  it('what could be read is shown when a part could not, and the part says so', async (test) => {
    const opened = await open(test, { role: 'administrator' });
    for (const path of ['/status', '/who?*']) {
      await opened.page.route(`**/api/v1${path}`, (route) => route.abort());
    }
    await opened.see('/', /How feeds and upstreams fare is not known now/);
    await opened.page.getByText('What to do next').waitFor();
    await assertSound(opened);
    await opened.see('/packages/npm/kit-merge', /Gatehouse does not answer/);
    await opened.page.getByText('1 to 20 of 100').waitFor();
    await assertSound(opened);
  });

  it('who may not do something is told so, and is shown no button for it', async (test) => {
    const opened = await open(test, { role: 'reader' });
    await opened.see('/journal', /Your account may not do this/);
    await opened.page.getByText('An administrator can give your account another role').waitFor();
    await assertSound(opened);
    await opened.see('/policy', /History/);
    assert.equal(await opened.page.getByRole('link', { name: 'Edit' }).count(), 0);
    await opened.see('/waivers', /Export CSV/);
    assert.equal(await opened.page.getByRole('link', { name: 'Waive something' }).count(), 0);
    assert.equal(await opened.page.getByRole('link', { name: 'People' }).count(), 0);
    await opened.see('/packages/npm/kit-merge?version=5.0.0', /A reviewer can waive it for a time/);
    assert.equal(await opened.page.getByText('Who has').count(), 0);
    await assertSound(opened);
  });

  it('a test of a policy that ended early says what it did not look at', async (test) => {
    const opened = await open(test, { role: 'administrator' });
    await opened.see('/policy?edit=yes', /Test: what would change/);
    await opened.page.getByRole('textbox', { name: /policy/i }).fill('preset = "strict"\n');
    await opened.page.getByRole('button', { name: 'Test: what would change' }).click();
    await opened.page.getByText('2 packages could not be decided now and are left out.').waitFor();
    await opened.page
      .getByText('stopped when its time was over: 282 of 1,482 known packages were not looked at')
      .waitFor();
    await assertSound(opened);
  });

  it('whoever is not signed in is led to signing in and back', async (test) => {
    const opened = await open(test, {});
    await opened.see('/decisions?ecosystem=npm', /Sign in to see this/);
    await assertSound(opened);
    await opened.page.locator('main').getByRole('link', { name: 'Sign in' }).click();
    await opened.page.waitForURL(/\/sign-in\?to=%2Fdecisions%3Fecosystem%3Dnpm/);
    await opened.page.getByLabel('Name', { exact: true }).fill('ada');
    await opened.page.getByLabel('Password', { exact: true }).fill('wrong');
    await opened.page.locator('main').getByRole('button', { name: 'Sign in' }).click();
    await opened.page.getByText('the name or the password is wrong').waitFor();
    await assertSound(opened);
    await opened.page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await opened.page.keyboard.press('Enter');
    await opened.page.waitForURL(`${opened.mock.url}/decisions?ecosystem=npm`);
    await opened.page.getByText('Export CSV').waitFor();
  });

  it('package pages are open to whoever is not signed in', async (test) => {
    const opened = await open(test, {});
    await opened.see('/packages/npm/kit-merge?version=4.98.0', /is refused by rule malware/);
    await assertSound(opened);
  });
});

async function topOf(page: Page, selector: string): Promise<number> {
  return (await page.locator(selector).boundingBox())?.y ?? Number.NaN;
}
