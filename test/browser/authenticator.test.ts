// An authenticator is set up by the picture that the page shows, and by the text beside it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { totpCode, totpStep } from '../../src/identity/factors/totp.ts';
import { readQrCode } from '../../web/src/qr/testing/read-qr-code.ts';
import { readBase32 } from '../support/factor-browser.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { findOverflow } from './settle.ts';
import { becomeAdministrator, visit, type Visit } from './visit.ts';

describe('an authenticator', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup);
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
    await ada.see('/account', 'Your account');
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('is offered as a picture that says what its link says, with a text for those who do not see it', async () => {
    await ada.page.getByRole('button', { name: 'Add an authenticator' }).click();
    const picture = ada.page.getByRole('img', { name: /the secret below says the same as text/ });
    await picture.waitFor();
    const uri = await ada.page.getByRole('link', { name: 'open it there' }).getAttribute('href');
    const shown = readQrCode(await readModules());
    assert.equal(shown, uri);
    assert.match(shown, /^otpauth:\/\/totp\/Gatehouse/);
    for (const width of [1440, 360]) {
      await ada.page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await findOverflow(ada.page), []);
      assert.deepEqual(await findViolations(ada.page), []);
    }
  });

  it('is added by the code that it makes of what the picture says, under the name that it was given', async () => {
    const secret = new URL(readQrCode(await readModules())).searchParams.get('secret') ?? '';
    const code = totpCode(readBase32(secret), totpStep(gate.house.registry.clock.now()));
    await ada.page.getByLabel('The code that it shows').fill(code);
    await ada.page.getByLabel('Name of the authenticator').fill('Telephone');
    await ada.page.getByRole('button', { name: 'Add it', exact: true }).click();
    await ada.page.getByText('Recovery codes, shown this once.').waitFor();
    await ada.page.getByRole('button', { name: 'Rename Telephone' }).waitFor();
    assert.equal(await ada.page.getByRole('button', { name: 'Add an authenticator' }).count(), 0);
    assert.deepEqual(ada.faults, []);
  });

  /** The dark modules of the picture, from its shapes, without the margin. */
  async function readModules(): Promise<readonly (readonly boolean[])[]> {
    const [box = '', path = ''] = await ada.page.evaluate<string[]>(
      `[document.querySelector('.qr').getAttribute('viewBox'), document.querySelector('.qr-dark').getAttribute('d')]`,
    );
    const size = Number(box.split(' ')[2]) - 8;
    const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      const row = modules[Number(y) - 4];
      for (let at = 0; at < Number(length); at += 1) if (row !== undefined) row[Number(x) - 4 + at] = true;
    }
    return modules;
  }
});
