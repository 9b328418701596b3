// A real Chromium for tests, and what a page in it may not do.

import { existsSync } from 'node:fs';

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const DIST = new URL('../../web/dist', import.meta.url).pathname;

/** Why browser tests cannot run here; in CI that is a failure, not a reason. */
export function whyNoBrowser(): string | false {
  const missing = [
    existsSync(CHROMIUM) ? [] : [`found no Chromium at ${CHROMIUM}`],
    existsSync(`${DIST}/index.html`) ? [] : ['found no built pages: run npm run build:web'],
  ].flat();
  if (missing.length === 0) return false;
  if (process.env['CI'] === 'true') throw new Error(`Cannot test in a browser: ${missing.join('; ')}`);
  return missing.join('; ');
}

/** Starts Chromium with a profile of its own that is thrown away. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that notes what must not happen: errors on the console, and requests to anywhere else. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong so far, in words. */
  readonly faults: readonly string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  options: { readonly width?: number; readonly theme?: 'light' | 'dark'; readonly expected?: RegExp } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: 'reduce',
    permissions: [],
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const note = (fault: string) => {
    if (options.expected?.test(fault) !== true) faults.push(fault);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`error: ${error.message}`));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (asked.origin !== new URL(url).origin && asked.protocol !== 'blob:') note(`asked ${asked.origin}`);
  });
  return { page, context, faults };
}
