// A client on the command line waits, and its person answers it in the browser, on a whole gate.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
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
