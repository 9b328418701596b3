// Freezing on a whole gate, by the buttons: everything of an organisation at once, and what the package's page says then.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import { makeAcme, type Acme } from '../support/acme.ts';
import { ask } from '../support/ask.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { npmBody } from '../publish/npm-body.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { findOverflow, waitForCount } from './settle.ts';
import { visit, type Visit } from './visit.ts';

async function publish(gate: Gate, acme: Acme, name: string): Promise<void> {
  const bo = await acme.seat('bo');
  await acme.join(bo, 'maintainer');
  const token = await acme.mint(bo, 'npm', ['@acme/*']);
  const answer = await ask(`${gate.urls.npm}/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: await npmBody({ name }),
  });
  assert.equal(answer.status, 201, answer.text);
}

describe('freezing everything', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let acme: Acme;
  let seen: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup);
    acme = await makeAcme(gate);
    for (const name of ['@acme/tide', '@acme/wave']) await acme.own('npm', name);
    await publish(gate, acme, '@acme/tide');
    seen = await visit(cleanup, browser, gate);
    const value = acme.ada.headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    await seen.context.addCookies([{ name: SESSION_COOKIE, value, url: gate.url }]);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('takes a button on the page of the organisation, and names what is frozen', async () => {
    const { page, see, main } = seen;
    await see('/organisations/acme?tab=packages', 'acme');
    await main.getByRole('button', { name: 'Freeze everything', exact: true }).click();
    await main.getByLabel('Why').fill('a laptop was stolen');
    await page.setViewportSize({ width: 360, height: 900 });
    assert.deepEqual(await findOverflow(page), []);
    assert.deepEqual(await findViolations(page), []);
    await main.getByRole('button', { name: 'Freeze everything now' }).click();
    const told = main.getByText(/Frozen now, each until an owner ends it on its page/);
    await told.waitFor();
    assert.match((await told.locator('..').textContent()) ?? '', /@acme\/tide.*@acme\/wave/);
    assert.equal((await gate.journal('package-frozen')).length, 2);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('and one on the own account, where nothing is left then', async () => {
    const { see, main } = seen;
    await see('/account', 'Your account');
    await main.getByRole('button', { name: 'Freeze everything', exact: true }).click();
    await main.getByRole('button', { name: 'Freeze everything now' }).click();
    await main.getByText('Nothing was left to freeze.').waitFor();
  });

  it("the package's page says in a sentence by whom it ends, and has a button for that", async () => {
    const { see, main } = seen;
    await see('/packages/npm/@acme%2Ftide', '@acme/tide');
    await main.getByText(/Frozen by its people.*by ada: a laptop was stolen/).waitFor();
    await main.getByText(/Ended by an owner of it\./).waitFor();
    await waitForCount(main.getByRole('button', { name: 'End it' }), 1);
  });
});
