// Waits until a page shows what it is there for.

import type { Page } from 'playwright-core';

/** Opens `url` and waits for its heading and for a text (a pattern) in it. */
export async function settle(
  page: Page,
  url: string,
  { heading, settled }: { readonly heading: string; readonly settled: string },
): Promise<void> {
  await page.goto(url);
  await page.locator('main h1').filter({ hasText: heading }).waitFor();
  await page.getByText(new RegExp(settled)).first().waitFor({ state: 'attached' });
  // Not by a function in the page: one that has to be tried again is made from text there, which the page's CSP refuses.
  await page.locator('main .loading').first().waitFor({ state: 'detached' });
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
