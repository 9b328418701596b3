// The web UI without a pointer: search, lists, dialogs, menus, and a focus that is always seen.

import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { startMockApi, type MockApi } from '../../web/testing/mock-api.ts';
import { findViolations } from './find-violations.ts';
import { DIST, openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { eventually, waitForLoaded } from './settle.ts';

const SEARCH = { name: /^Search/ } as const;

describe('keyboard', { skip: whyNoBrowser() }, () => {
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

  async function open(test: TestContext, path: string, text: string, width = 1440): Promise<Page> {
    const { page, context } = await openPage(browser, mock.url, { width });
    test.after(async () => context.close());
    await page.goto(`${mock.url}${path}`);
    await page.getByText(text).first().waitFor();
    return page;
  }

  it('keys are named in the search box only where they leave room for its words', async (test) => {
    const wide = await open(test, '/packages', 'left-pad-0');
    await wide.locator('.search-keys').waitFor();
    const narrow = await open(test, '/packages', 'left-pad-0', 360);
    await narrow.locator('.search-keys').waitFor({ state: 'hidden' });
  });

  for (const key of ['/', 'Control+k', 'Meta+k']) {
    it(`${key} goes to the search box from anywhere`, async (test) => {
      const page = await open(test, '/packages', 'left-pad-0');
      await page.keyboard.press(key);
      await eventually(async () => assert.equal(await focused(page), 'combobox'));
      await page.keyboard.type('/');
      await eventually(async () => assert.equal(await page.getByRole('combobox', SEARCH).inputValue(), '/'));
    });
  }

  it('search suggests packages and pages, and arrows choose among them', async (test) => {
    const page = await open(test, '/', 'What to do next');
    await page.keyboard.press('/');
    await page.keyboard.type('kit-m');
    const options = page.getByRole('option');
    await options.filter({ hasText: 'kit-merge' }).waitFor();
    await page.getByText('Searching…').waitFor({ state: 'hidden' });
    assert.deepEqual(await findViolations(page), []);
    await page.keyboard.press('ArrowDown');
    const chosen = async (index: number) => {
      const id = await options.nth(index).getAttribute('id');
      assert.equal(await page.getByRole('combobox', SEARCH).getAttribute('aria-activedescendant'), id);
      assert.equal(await options.nth(index).getAttribute('aria-selected'), 'true');
    };
    await eventually(() => chosen(1));
    await page.keyboard.press('ArrowUp');
    await eventually(() => chosen(0));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/packages/npm/kit-merge`);
    await page.locator('main h1').filter({ hasText: 'kit-merge' }).waitFor();
  });

  const SEARCHES: readonly (readonly [text: string, option: RegExp, address: RegExp])[] = [
    ['pkg:npm/kit-merge@4.98.0', /pkg:npm/, /\/packages\/npm\/kit-merge\?version=4\.98\.0$/],
    ['CVE-2026-1234', /CVE-2026-1234: /, /\/advisories\?text=CVE-2026-1234$/],
    ['Polic', /Policy/, /\/policy$/],
    ['left-pad-7', /left-pad-7/, /\/packages\/npm\/left-pad-7$/],
  ];
  for (const [text, option, address] of SEARCHES) {
    it(`search understands ${text}`, async (test) => {
      const page = await open(test, '/', 'What to do next');
      await page.keyboard.press('Control+k');
      await page.keyboard.type(text);
      await page.getByRole('option').filter({ hasText: option }).first().waitFor();
      await page.getByText('Searching…').waitFor({ state: 'hidden' });
      await page.keyboard.press('Enter');
      await page.waitForURL(address);
    });
  }

  it('Escape closes the search and gives the page back', async (test) => {
    const page = await open(test, '/', 'What to do next');
    await page.keyboard.press('/');
    await page.keyboard.type('left');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    await eventually(async () => assert.notEqual(await focused(page), 'combobox'));
  });

  it('j, k and the arrows move between the rows of a list, Enter opens one', async (test) => {
    const page = await open(test, '/packages', 'left-pad-0');
    await page.keyboard.press('j');
    await eventually(async () => assert.equal(await focusedText(page), 'kit-merge'));
    await page.keyboard.press('j');
    await eventually(async () => assert.equal(await focusedText(page), '@acme/billing'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('k');
    await eventually(async () => assert.equal(await focusedText(page), 'kit-merge'));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${mock.url}/packages/npm/kit-merge`);
    await page.locator('main h1').filter({ hasText: 'kit-merge' }).waitFor();
    await eventually(async () => assert.equal(await focusedText(page), 'kit-merge npm'));
  });

  it('a letter typed into a field is a letter', async (test) => {
    const page = await open(test, '/decisions', 'Export CSV');
    await page.getByLabel('Rule', { exact: true }).focus();
    await page.keyboard.type('jk/?');
    await eventually(async () =>
      assert.equal(await page.getByLabel('Rule', { exact: true }).inputValue(), 'jk/?'),
    );
  });

  it('? tells the keys in a dialog that holds the focus, Escape closes it and gives the focus back', async (test) => {
    const page = await open(test, '/packages', 'left-pad-0');
    await page.keyboard.press('j');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    assert.deepEqual(await findViolations(page), []);
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Tab');
      const isInside =
        "document.activeElement === document.body || document.activeElement.closest('dialog') !== null";
      assert.equal(await page.evaluate(isInside), true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await eventually(async () => assert.equal(await focusedText(page), 'kit-merge'));
  });

  it('every stop of the tabulator is seen, named, and in the order of the page', async (test) => {
    for (const path of ['/', '/packages/npm/kit-merge?version=5.0.0', '/policy?edit=yes', '/people']) {
      const page = await open(test, path, 'Sign out');
      await page.locator('main h1').waitFor();
      await waitForLoaded(page);
      await page.evaluate('document.activeElement.blur()');
      const stops: Stop[] = [];
      for (let step = 0; step < 40; step++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate<Stop | null>(DESCRIBE_STOP);
        if (stop === null) break;
        stops.push(stop);
      }
      assert.ok(stops.length > 15, `${path}: ${stops.length} stops`);
      assert.equal(stops[0]?.name, 'Skip to the page');
      assert.deepEqual(
        stops.filter(({ name, isSeen }) => name === '' || !isSeen),
        [],
        path,
      );
      const places = stops.map(({ place }) => place);
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
        path,
      );
    }
  });

  it('the first stop leads past the navigation', async (test) => {
    const page = await open(test, '/packages', 'left-pad-0');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await page.evaluate('document.activeElement.id'), 'main'));
    await page.keyboard.press('Tab');
    await eventually(async () =>
      assert.equal(await page.evaluate("document.activeElement.closest('main:not(:focus)') !== null"), true),
    );
  });

  it('on a narrow screen the menu opens, leads somewhere and is closed again', async (test) => {
    const page = await open(test, '/packages', 'left-pad-0', 360);
    const menu = page.getByRole('button', { name: 'Menu' });
    await eventually(async () => assert.equal(await menu.getAttribute('aria-expanded'), 'false'));
    await menu.focus();
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await menu.getAttribute('aria-expanded'), 'true'));
    assert.deepEqual(await findViolations(page), []);
    await page.getByRole('link', { name: 'Tokens' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('main h1').filter({ hasText: 'Tokens' }).waitFor();
    await eventually(async () => assert.equal(await menu.getAttribute('aria-expanded'), 'false'));
    await eventually(async () => assert.equal(await focusedText(page), 'Tokens'));
  });

  it('the theme is switched, and holds after loading again', async (test) => {
    const page = await open(test, '/', 'What to do next');
    const background = async () =>
      page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const light = await background();
    await page.getByRole('button', { name: /^Theme/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Theme: dark. Change to system' }).waitFor();
    await eventually(async () => assert.notEqual(await background(), light));
    const dark = await background();
    await page.reload();
    await page.getByText('What to do next').waitFor();
    await eventually(async () => assert.equal(await background(), dark));
    assert.deepEqual(await findViolations(page), []);
  });

  it('a waiver asks for the person again in a dialog that Escape leaves without doing anything', async (test) => {
    const page = await open(test, '/waivers?add=yes&purl=pkg:npm/kit-merge@5.0.0', 'Kept in the journal');
    await page.getByLabel('Reason').fill('needed tonight');
    await page.getByRole('button', { name: 'Waive', exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.waitFor();
    assert.deepEqual(await findViolations(page), []);
    await eventually(async () =>
      assert.equal(await page.evaluate('document.activeElement.type'), 'password'),
    );
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('Your password was not confirmed').waitFor();
    assert.deepEqual(await findViolations(page), []);
    assert.equal(
      mock.state.waivers.some(({ reason }) => reason === 'needed tonight'),
      false,
    );
  });
});

interface Stop {
  readonly name: string;
  readonly isSeen: boolean;
  /** Its rank in the document. */
  readonly place: number;
}

/** The element with the focus: what it is called, and whether an outline marks it where it is seen. */
const DESCRIBE_STOP = `(() => {
  const stop = document.activeElement;
  if (stop === null || stop === document.body) return null;
  const labels = [...(stop.labels ?? [])].map(({ textContent }) => textContent).join(' ');
  const name = (stop.getAttribute('aria-label') ?? labels) || stop.textContent.trim() || stop.title;
  const marked = stop.closest('.editor') ?? stop;
  const { outlineStyle, outlineWidth } = getComputedStyle(marked);
  const { width, height } = stop.getBoundingClientRect();
  return {
    name: name.trim().slice(0, 60),
    isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0,
    place: [...document.querySelectorAll('*')].indexOf(stop),
  };
})()`;

async function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "document.activeElement.getAttribute('role') ?? document.activeElement.tagName",
  );
}

async function focusedText(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent.trim()');
}
