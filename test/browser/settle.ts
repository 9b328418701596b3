// Waits until a page shows what it is there for: on a machine with much to do, a page shows for seconds what it was before.

import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

const PATIENCE_MS = 30_000;

/**
 * Asks until `holds` throws no more. What a page comes to by itself, after a click, a key or a change of the address, is
 * asserted in here. Throws what `holds` threw last, with what it found and expected, after half a minute.
 */
export async function eventually(holds: () => Promise<void>): Promise<void> {
  for (const startedAt = performance.now(); ;) {
    try {
      return await holds();
    } catch (fault) {
      if (performance.now() - startedAt > PATIENCE_MS) throw fault;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Waits until there are exactly `expected` of something. */
export async function waitForCount(locator: Locator, expected: number): Promise<void> {
  await eventually(async () => {
    const found = await locator.count();
    assert.equal(found, expected, `Found ${found} of ${String(locator)}, expected ${expected}`);
  });
}

/** Waits until nothing in the page is being loaded any more. */
export async function waitForLoaded(page: Page): Promise<void> {
  // Not by a function in the page: one that has to be tried again is made from text there, which the page's CSP refuses.
  await page.locator('main .loading').first().waitFor({ state: 'detached' });
}

/** Opens `url` and waits for its heading and for a text (a pattern) in it. */
export async function settle(
  page: Page,
  url: string,
  { heading, settled }: { readonly heading: string; readonly settled: string },
): Promise<void> {
  await page.goto(url);
  await page.locator('main h1').filter({ hasText: heading }).waitFor();
  await page.getByText(new RegExp(settled)).first().waitFor({ state: 'attached' });
  await waitForLoaded(page);
}

/** How far the page is wider than what is seen of it, which elements stand out, and which tables are cut off. */
export async function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const cut = [...document.querySelectorAll('.table-wrap')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map((wrap) => 'the table ' + wrap.querySelector('caption').textContent + ' is cut off');
    const seen = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= seen) return cut;
    const wide = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > seen + 1)
      .map((element) => element.tagName.toLowerCase() + '.' + element.className + ' reaches beyond ' + seen + ' px');
    return ['the page is ' + document.documentElement.scrollWidth + ' px wide', ...cut, ...wide];
  })()`);
}
