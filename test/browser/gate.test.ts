// A whole gate with a person in front of it: from the first visit to a refusal that is explained, waived and back in force.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually, waitForLoaded } from './settle.ts';
import { becomeAdministrator, confirm, NAME, PASSWORD, signIn, until, visit, type Visit } from './visit.ts';

const YOUNG = '/npm/tide/-/tide-1.1.0.tgz';
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

describe('a gate and a person', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  let aheadMs = 0;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup, {
      clock: { now: () => Date.now() + aheadMs },
      records: [
        malwareRecord({ ecosystem: 'npm', name: 'evil', id: 'MAL-2026-1', versions: ['6.6.6'] }),
        vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', id: 'CVE-2026-7', fixed: '0.9.0' }),
      ],
    });
    const { npm } = gate.upstream;
    await npm.publish({ name: 'tide', version: '1.0.0', license: 'MIT' });
    await npm.publish({ name: 'tide', version: '1.1.0', publishedAt: hoursAgo(1), license: 'MIT' });
    await npm.publish({ name: 'tide', version: '1.1.1', publishedAt: hoursAgo(1), license: 'MIT' });
    await npm.publish({ name: 'evil', version: '6.6.6' });
    await npm.publish({ name: '@acme/billing', version: '1.0.0' });
    ada = await visit(cleanup, browser, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('tells the first visitor where the one-time link is, and lets nobody in without it', async () => {
    await ada.see('/', 'Gatehouse');
    await ada.page.getByText('There is no administrator yet.').waitFor();
    await signIn(ada.page, 'ada', 'anything at all');
    await ada.page.getByText(/^Cannot sign in/).waitFor();
    await ada.see('/setup', 'Set up your account');
    await ada.page.getByText('This link is not complete').waitFor();
  });

  it('makes an administrator by the one-time link, once', async (test) => {
    const secret = gate.house.firstAdministrator ?? '';
    await becomeAdministrator(ada, gate);
    assert.ok(!ada.page.url().includes(secret));
    await ada.page.getByText('Point your package managers here').waitFor();
    await ada.page.getByText('Let the doctor look').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    const late = await visit(test, browser, gate);
    await late.see(`/setup#${secret}`, 'Set up your account');
    await late.page.getByLabel('Name', { exact: true }).fill('eve');
    await late.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await late.page.getByLabel('Password again').fill(PASSWORD);
    await late.page.getByRole('button', { name: 'Create account and sign in' }).click();
    await late.page
      .locator('main')
      .getByText(/^Cannot/)
      .waitFor();
    assert.equal(await late.page.getByRole('button', { name: 'Sign out' }).count(), 0);
  });

  it('shows a refusal the moment that it happens', async () => {
    await ada.see('/decisions', 'Decisions');
    await ada.page.getByText(/Live$/).waitFor();
    await ada.page.getByText('Nothing was kept out yet').waitFor();
    const refusal = await gate.ask(YOUNG, { headers: { 'user-agent': 'npm/11.4.0 node/v26' } });
    assert.equal(refusal.status, 403);
    const row = ada.page.getByRole('row').filter({ hasText: 'tide@1.1.0' });
    await row.getByText('young-version').waitFor();
    await row.getByText('block').waitFor();
    await row.getByText('npm/11.4.0').waitFor();
  });

  it('leads from the refusal to a page that says it in the same words', async () => {
    const refusal = await gate.ask(YOUNG);
    const { message, url, summary } = partsOfRefusal(refusal.text);
    assert.equal(url, `${gate.url}/packages/npm/tide?version=1.1.0`);
    await ada.page.goto(url);
    const why = ada.page.getByRole('region', { name: 'tide@1.1.0 is held back by rule young-version' });
    await why.waitFor();
    await eventually(async () =>
      assert.ok((await why.innerText()).toLowerCase().includes(summary.toLowerCase()), summary),
    );
    await why.getByText('The same as text, as the command line prints it').click();
    const told = await why.locator('pre').innerText();
    assert.ok(told.includes(summary) && told.includes(url), told);
    assert.ok(message.startsWith('tide@1.1.0 is held back by rule young-version: '), message);
    await why.getByRole('link', { name: '1.0.0' }).waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('waives it after asking for the person again, and the same request passes', async () => {
    // Signing in has proven the person for five minutes.
    aheadMs += 6 * MINUTE_MS;
    await ada.page.getByRole('link', { name: 'Waive for a time…' }).click();
    await eventually(async () => {
      assert.equal(await ada.page.getByLabel('Package (purl)').inputValue(), 'pkg:npm/tide@1.1.0');
      assert.equal(await ada.page.getByLabel('Rules').inputValue(), 'young-version');
    });
    await ada.page.getByLabel('Package (purl)').fill('pkg:npm/tide');
    await ada.page.getByLabel('Reason').fill('the fix for tonight');
    await ada.page.getByRole('button', { name: 'Waive', exact: true }).click();
    await confirm(ada.page, 'not the password');
    await ada.page
      .getByRole('dialog')
      .getByText(/^Cannot/)
      .waitFor();
    assert.equal((await gate.ask(YOUNG)).status, 403);
    await confirm(ada.page);
    await ada.page.getByRole('row').filter({ hasText: 'the fix for tonight' }).getByText('ends in').waitFor();
    await until('the request passes', async () => (await gate.ask(YOUNG)).status === 200);
    await ada.see('/packages/npm/tide?version=1.1.0', 'tide');
    await ada.page.getByRole('heading', { name: 'tide@1.1.0 is let through by rule waiver' }).waitFor();
    await ada.page.getByText('the fix for tonight').first().waitFor();
  });

  it('says who has it', async () => {
    const who = ada.page.getByRole('region', { name: 'Who has 1.1.0' });
    await until('exposure is written', async () => {
      await ada.page.reload();
      await who.waitFor();
      await waitForLoaded(ada.page);
      return (await who.getByText('tide-1.1.0.tgz').count()) > 0;
    });
    await who.getByText('address 127.0.0.1').waitFor();
  });

  it('withdraws the waiver: what nobody fetched meanwhile is refused again', async () => {
    await ada.see('/packages/npm/tide?version=1.1.1', 'tide');
    await ada.page.getByRole('heading', { name: 'tide@1.1.1 is let through by rule waiver' }).waitFor();
    await ada.see('/waivers', 'Waivers');
    await ada.page.getByRole('checkbox', { name: /tide/ }).check();
    await ada.page.getByRole('button', { name: 'Withdraw' }).click();
    await ada.page.getByText('withdrawn', { exact: true }).waitFor();
    const sibling = YOUNG.replace('1.1.0', '1.1.1');
    await until('the request is refused', async () => (await gate.ask(sibling)).status === 403);
    // Age holds back what was not served here yet: lock files that name 1.1.0 by now keep working.
    assert.equal((await gate.ask(YOUNG)).status, 200);
    await ada.see('/packages/npm/tide?version=1.1.1', 'tide');
    await ada.page.getByRole('heading', { name: 'tide@1.1.1 is held back by rule young-version' }).waitFor();
  });

  it('has no waiver for malware, and says why', async () => {
    assert.equal((await gate.ask('/npm/evil/-/evil-6.6.6.tgz')).status, 403);
    await ada.see('/packages/npm/evil?version=6.6.6', 'evil');
    await ada.page.getByText('evil@6.6.6 is refused by rule malware').waitFor();
    await ada.page.getByText('No waiver silences this.').waitFor();
    assert.equal(await ada.page.getByRole('link', { name: 'Waive for a time…' }).count(), 0);
  });

  it('signs out, and in again to where a link led', async () => {
    await ada.page.getByRole('button', { name: 'Sign out' }).click();
    await ada.page.locator('main h1').filter({ hasText: 'Sign in' }).waitFor();
    await ada.page.goto(`${gate.url}/decisions?rule=malware`);
    await ada.main.getByRole('link', { name: 'Sign in' }).click();
    await signIn(ada.page, NAME, PASSWORD);
    await ada.page.waitForURL(`${gate.url}/decisions?rule=malware`);
    await ada.page.getByRole('row').filter({ hasText: 'evil@6.6.6' }).waitFor();
  });

  it('answers the four questions on its first page by now', async () => {
    await ada.see('/', 'Overview');
    for (const title of [
      'What was kept out, and why',
      'What needs you now',
      'Who has it',
      'What to do next',
    ]) {
      await ada.main.getByRole('heading', { name: title }).waitFor();
    }
    await ada.main.getByRole('row').filter({ hasText: 'young-version' }).first().waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    assert.deepEqual(ada.faults, []);
  });
});

/** What a client shows: one line with the reason and, at its end, where to read on. */
function partsOfRefusal(text: string): {
  readonly message: string;
  readonly url: string;
  readonly summary: string;
} {
  const { error } = JSON.parse(text) as { readonly error: string };
  const [, message, summary, url] =
    /((?:\S+) is (?:held back|refused) by rule [\w-]+: ([^;]+).*; see (\S+))/.exec(error) ?? [];
  assert.ok(message !== undefined && summary !== undefined && url !== undefined, text);
  return { message, summary, url };
}
