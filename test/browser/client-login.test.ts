// A client on the command line waits, and its person answers it in the browser, on a whole gate.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashSecret } from '../../src/identity/secret.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { npmBody } from '../publish/npm-body.ts';
import { ask } from '../support/ask.ts';
import { makeGatePerson, type GatePerson } from '../support/gate-person.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, openPage, whyNoBrowser } from './open-browser.ts';
import { findOverflow } from './settle.ts';

test(
  'who asks is shown, in both themes and on a small screen, and the client gets its token',
  { skip: whyNoBrowser() },
  async (t) => {
    const gate = await startGate(t);
    const ada = await makeGatePerson(gate);
    const begun = await ask(`${gate.urls.npm}/-/v1/login`, {
      method: 'POST',
      headers: { 'user-agent': 'npm/11.0.0 node/v24.0.0 linux x64' },
      body: '{}',
    });
    const { loginUrl, doneUrl } = JSON.parse(begun.text) as {
      readonly loginUrl: string;
      readonly doneUrl: string;
    };
    const browser = await openBrowser();
    t.after(() => browser.close());
    const [name = '', value = ''] = ada.cookie.split('=');
    for (const [width, theme] of [
      [360, 'dark'],
      [1440, 'light'],
      [360, 'light'],
      [1440, 'dark'],
    ] as const) {
      const { page, context, faults } = await openPage(browser, gate.url, { width, theme });
      await context.addCookies([{ name, value, url: gate.url }]);
      await page.goto(loginUrl);
      await page.getByText('npm/11.0.0 node/v24.0.0 linux x64').waitFor();
      await page.getByRole('button', { name: 'Let it publish as me' }).waitFor();
      assert.deepEqual(await findViolations(page), []);
      assert.deepEqual(await findOverflow(page), []);
      assert.deepEqual(faults, []);
      await context.close();
    }
    const { page, context } = await openPage(browser, gate.url);
    await context.addCookies([{ name, value, url: gate.url }]);
    await page.goto(loginUrl);
    await page.getByRole('button', { name: 'Let it publish as me' }).click();
    await page.getByText('You can close this page, and go on where you were.').waitFor();
    assert.match((await ask(doneUrl, {})).text, /"token":"ghw_/);
    await page.reload();
    await page.getByText('Nothing waits here').waitFor();
  },
);

test(
  'what a client is about to do is shown, in both themes and on a small screen, and a yes gives it its code',
  { skip: whyNoBrowser() },
  async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock });
    const ada = await makeGatePerson(gate);
    const npm = [{ ecosystem: 'npm', pattern: '@acme/*' }];
    const token = await ada.mint({
      name: 'laptop',
      scope: 'write',
      actions: ['publish'],
      packages: npm,
      asksProof: true,
    });
    // What was just made is not asked about.
    clock.passTime(6 * MINUTE_MS);
    const publish = async (headers = {}) =>
      ask(`${gate.urls.npm}/@acme%2ftide`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'user-agent': 'npm/11.0.0 node/v24.0.0 linux x64',
          'npm-auth-type': 'web',
          ...headers,
        },
        body: await npmBody(),
      });
    const { authUrl, doneUrl } = JSON.parse((await publish()).text) as {
      readonly authUrl: string;
      readonly doneUrl: string;
    };
    await confirmLately(gate, ada, clock.now());
    const browser = await openBrowser();
    t.after(() => browser.close());
    const [name = '', value = ''] = ada.cookie.split('=');
    for (const [width, theme] of [
      [360, 'dark'],
      [1440, 'light'],
    ] as const) {
      const { page, context, faults } = await openPage(browser, gate.url, { width, theme });
      await context.addCookies([{ name, value, url: gate.url }]);
      await page.goto(authUrl);
      await page.getByText('publish @acme/tide').waitFor();
      await page.getByRole('button', { name: 'Yes, it is me' }).waitFor();
      if (process.env['SHOTS'] !== undefined)
        await page.screenshot({ path: `${process.env['SHOTS']}/proof-${width}.png` });
      assert.deepEqual(await findViolations(page), []);
      assert.deepEqual(await findOverflow(page), []);
      assert.deepEqual(faults, []);
      await context.close();
    }
    const { page, context } = await openPage(browser, gate.url);
    await context.addCookies([{ name, value, url: gate.url }]);
    await page.goto(authUrl);
    await page.getByRole('button', { name: 'Yes, it is me' }).click();
    await page.getByText('The client goes on').waitFor();
    const { token: code } = JSON.parse((await ask(doneUrl, {})).text) as { readonly token: string };
    assert.equal((await publish({ 'npm-otp': code })).status, 201);
    await page.reload();
    await page.getByText('Nothing waits here').waitFor();
  },
);

/** As if she had just shown her passkey again. */
async function confirmLately(gate: Gate, { cookie }: GatePerson, now: number): Promise<void> {
  await gate.house.storage.work.transact(async ({ identity }) => {
    const session = await identity.findSession(hashSecret(cookie.split('=')[1] ?? ''));
    assert.ok(session !== undefined);
    await identity.saveSession({ ...session, confirmedAt: now });
  });
}
