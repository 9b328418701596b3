// Signing in by an OpenID provider, whole: a real provider, a real browser that carries its own cookies between the two.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import type { Gate } from '../support/gate.ts';
import type { TestOpenIdProvider } from '../support/openid-provider.ts';
import { openSsoScene } from '../support/sso-scene.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually, waitForCount } from './settle.ts';
import { becomeAdministrator, visit, type Visit } from './visit.ts';

describe('signing in by a provider', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let provider: TestOpenIdProvider;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  /** What went wrong, beside that the browser went to the provider. */
  const faultsOf = ({ faults }: Visit) => faults.filter((fault) => fault !== `asked ${provider.issuer}`);

  before(async () => {
    browser = await openBrowser();
    ({ gate, provider } = await openSsoScene(cleanup, { creates_accounts: false }));
    provider.signInAs('s-ada', {});
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('links a provider to the account, which then lists it', async () => {
    await ada.see('/account', 'Your account');
    await ada.page.getByRole('button', { name: 'Link Acme', exact: true }).click();
    await ada.page.getByRole('cell', { name: 's-ada' }).waitFor();
    assert.equal(new URL(ada.page.url()).pathname, '/account');
    assert.deepEqual(await findViolations(ada.page), []);
    await waitForCount(ada.page.getByRole('button', { name: 'Link Acme', exact: true }), 0);
  });

  it('signs in by it, goes on to where the person was going, and leaves no code in the address', async () => {
    await ada.page.getByRole('button', { name: 'Sign out' }).click();
    await ada.page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    await ada.see('/sign-in?to=%2Fjournal', 'Sign in');
    const button = ada.page.getByRole('button', { name: 'Sign in with Acme' });
    await button.waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await button.click();
    await ada.page.locator('main h1').filter({ hasText: 'Journal' }).waitFor();
    await ada.page.getByRole('button', { name: 'Sign out' }).waitFor();
    await eventually(async () => assert.equal(new URL(ada.page.url()).search, ''));
    assert.deepEqual(faultsOf(ada), []);
  });

  it('keeps out whom nobody knows here, and says what to do', async (test) => {
    provider.signInAs('s-eve', { preferred_username: 'eve' });
    const eve = await visit(test, browser, gate);
    await eve.see('/sign-in', 'Sign in');
    await eve.page.getByRole('button', { name: 'Sign in with Acme' }).click();
    await eve.page.getByText(/no account here is linked to you at the provider/).waitFor();
    assert.deepEqual(await findViolations(eve.page), []);
    await eve.page.getByRole('link', { name: 'Back to the sign-in page' }).click();
    await eve.page.getByRole('button', { name: 'Sign in with Acme' }).waitFor();
    assert.equal(await eve.page.getByRole('button', { name: 'Sign out' }).count(), 0);
  });
});
