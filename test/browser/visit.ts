// A person in front of a whole gate: opens pages, signs in, answers the question who they are.

import type { TestContext } from 'node:test';

import type { Browser, Locator, Page } from 'playwright-core';

import type { Gate } from '../support/gate.ts';
import { openPage, type WatchedPage } from './open-browser.ts';

export const NAME = 'ada';
export const PASSWORD = 'a sentence nobody guesses';

/** The browser itself notes every answer that is no success; tests of refusals expect some. */
const FAILED_ANSWER = /Failed to load resource/;

export interface Visit extends WatchedPage {
  /** Opens a path and waits for its heading. */
  readonly see: (path: string, heading: string) => Promise<void>;
  readonly main: Locator;
}

/** A browser window of somebody new. */
export async function visit(test: Pick<TestContext, 'after'>, browser: Browser, gate: Gate): Promise<Visit> {
  const watched = await openPage(browser, gate.url, { expected: FAILED_ANSWER });
  test.after(async () => watched.context.close());
  return {
    ...watched,
    main: watched.page.locator('main'),
    async see(path, heading) {
      await watched.page.goto(`${gate.url}${path}`);
      await watched.page.locator('main h1').filter({ hasText: heading }).waitFor();
    },
  };
}

/** Plugs a virtual authenticator into the window, which makes and answers passkeys without asking anybody. */
export async function giveAuthenticator({ page, context }: Visit): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
}

/** Follows the server's one-time link and becomes the administrator. */
export async function becomeAdministrator({ page, see }: Visit, gate: Gate): Promise<void> {
  await see(`/setup#${gate.house.firstAdministrator ?? ''}`, 'Set up your account');
  await page.getByLabel('Name', { exact: true }).fill(NAME);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account and sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.locator('main').getByRole('button', { name: 'Sign in' }).click();
}

/** Answers the dialog that asks for the person again. */
export async function confirm(page: Page, password = PASSWORD): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Confirm and go on' }).click();
}

/** Asks until `isThere`, for half a minute. */
export async function until(what: string, isThere: () => Promise<boolean>): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < 30_000;) {
    if (await isThere()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`Waited in vain: ${what}`);
}
