// High-impact packages on a whole gate: somebody is told that a passkey will be asked for, enrols one, and lets it hold.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import type { Seated } from '../support/access-callers.ts';
import { makeHigh, makeImpactScene, TIDE, type ImpactScene } from '../support/impact-scene.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { findOverflow } from './settle.ts';
import { giveAuthenticator, visit, type Visit } from './visit.ts';

describe('the page of high-impact packages', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let scene: ImpactScene;
  let cy: Seated;
  let seen: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  const become = async (visited: Visit, { headers }: Seated): Promise<void> => {
    const value = headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    // Passkeys belong to the name, not to the address.
    for (const url of [scene.gate.url, scene.gate.url.replace('127.0.0.1', 'localhost')]) {
      await visited.context.addCookies([{ name: SESSION_COOKIE, value, url }]);
    }
  };

  before(async () => {
    browser = await openBrowser();
    scene = await makeImpactScene(cleanup);
    cy = await scene.acme.seat('cy');
    await scene.acme.join(cy, 'maintainer');
    await makeHigh(scene);
    await scene.equip(cy, undefined, 'two-factor');
    seen = await visit(cleanup, browser, scene.gate);
    await become(seen, cy);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('the overview and the account say what is coming, from when on, and lead there', async () => {
    const { page, see, main } = seen;
    await see('/', 'Overview');
    await main
      .getByText(/@acme\/tide \(npm\) is high-impact: from \d{4}-\d\d-\d\d on it takes passkeys/)
      .waitFor();
    await main.getByText(/you have no passkey yet/).waitFor();
    await see('/account', 'Your account');
    await main.getByText(/You need a passkey or a security key from \d{4}-/).waitFor();
    await main.getByRole('link', { name: 'why' }).click();
    await main.getByRole('heading', { level: 2, name: /@acme\/tide/ }).waitFor();
    await main.getByText(/2 packages, 0 applications/).waitFor();
    await main.getByText(/Enrol a passkey or a security key .*you may publish it and have none/).waitFor();
    assert.deepEqual(await findViolations(page), []);
  });

  it('fits 360 and 1440 px in both themes', async () => {
    const { page, see, main } = seen;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await see('/high-impact', 'High-impact packages');
        await main.getByText(/2 packages, 0 applications/).waitFor();
        assert.deepEqual(await findOverflow(page), []);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('with a passkey nothing is missing any more, and a maintainer lets it hold before the deadline', async () => {
    const { page, main } = seen;
    await giveAuthenticator(seen);
    const local = scene.gate.url.replace('127.0.0.1', 'localhost');
    await page.goto(`${local}/high-impact`);
    await main.getByRole('link', { name: 'Enrol a passkey' }).click();
    await main.getByText(/You need a passkey or a security key/).waitFor();
    await main.getByRole('button', { name: 'Add a passkey' }).click();
    await main.getByRole('button', { name: 'Make the passkey' }).click();
    await main.getByText(/recovery codes left/).waitFor();
    await main.getByText(/You need a passkey or a security key/).waitFor({ state: 'detached' });
    await page.goto(`${local}/high-impact`);
    await main.getByText(/Everybody has a key/).waitFor();
    await main.getByRole('button', { name: 'Let it hold now' }).click();
    await main.getByText(/Holds since/).waitFor();
    const [taken] = await scene.gate.journal('high-impact-taken-in');
    assert.deepEqual([taken?.name, taken?.actor], [TIDE, 'account:cy']);
  });

  it('a reviewer sees all of them, and says otherwise', async () => {
    const { page, see, main } = seen;
    await seen.context.clearCookies();
    await become(seen, scene.acme.ada);
    await see('/high-impact?all=yes', 'High-impact packages');
    await main.getByRole('row').filter({ hasText: TIDE }).waitFor();
    assert.deepEqual(await findViolations(page), []);
    await main.getByLabel('Package', { exact: true }).fill('@acme/wave');
    await main.getByLabel('Reason').fill('signs our releases');
    await main.getByRole('button', { name: 'Write it down' }).click();
    await main.getByRole('row').filter({ hasText: 'By hand: signs our releases' }).waitFor();
    await main.getByLabel('Package', { exact: true }).fill('@acme/wave');
    await main.getByLabel('What it is').selectOption({ label: 'What is counted decides' });
    await main.getByLabel('Reason').waitFor({ state: 'detached' });
    await main.getByRole('button', { name: 'Write it down' }).click();
    await main.getByText('By hand: signs our releases').waitFor({ state: 'detached' });
    const words = await scene.gate.journal('high-impact-said');
    assert.equal(words.length, 2);
  });
});
