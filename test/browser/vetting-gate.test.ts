// A whole gate and a person who vets a package: from its card to a decision that the gate goes by.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startGate, type Gate } from '../support/gate.ts';
import { vulnerabilityRecord } from '../support/osv.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';
import { becomeAdministrator, confirm, visit, type Visit } from './visit.ts';

describe('a gate and whoever vets packages', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup, {
      records: [vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', id: 'CVE-2026-7', fixed: '1.0.0' })],
    });
    const { npm } = gate.upstream;
    await npm.publish({ name: 'tide', version: '0.9.0', license: 'MIT' });
    await npm.publish({ name: 'tide', version: '1.0.0', license: 'MIT' });
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('shows the card of a package, each answer opening to what it rests on', async () => {
    await ada.see('/packages/npm/tide', 'tide');
    await ada.main.getByText('Nobody asked for it to be vetted here.').waitFor();
    const licence = ada.main.locator('details.behaviour').filter({ hasText: 'Does it declare a licence' });
    await licence.locator('summary').click();
    await licence.locator('.notes li').first().waitFor();
    await eventually(async () => assert.match(await licence.innerText(), /MIT/));
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('takes the request, and shows it in the queue and on the package page', async () => {
    await ada.main.getByRole('link', { name: 'Ask for vetting' }).click();
    await ada.main.getByLabel('Why').fill('To know when the water comes');
    await ada.main.getByRole('button', { name: 'Ask for vetting' }).click();
    const row = ada.main.getByRole('row').filter({ hasText: 'To know when the water comes' });
    await row.getByText('waiting').waitFor();
    await row.getByRole('link', { name: /^Review tide/ }).waitFor();
    await ada.see('/packages/npm/tide', 'tide');
    await ada.main.getByText(/asked by ada/).waitFor();
  });

  it('takes the decision of a person who confirms themself, and keeps the card as it was', async () => {
    await ada.see('/vetting', 'Vetting');
    await ada.main.getByRole('link', { name: /^Review tide/ }).click();
    await ada.main.getByText('Does the gate let it through now?').waitFor();
    const form = ada.main.getByRole('form', { name: 'Decide' });
    await form.getByLabel('Decision').selectOption('rejected');
    await form.getByLabel('Reason').fill('A stranger published it');
    await form.getByRole('button', { name: 'Reject' }).click();
    const decided = ada.main.getByText('What was decided');
    const dialog = ada.page.getByRole('dialog', { name: 'Confirm that it is you' });
    await decided.or(dialog).first().waitFor();
    if (await dialog.isVisible()) await confirm(ada.page);
    await decided.waitFor();
    await ada.main.getByText('As it was when it was decided.').waitFor();
    await ada.main.getByText('A stranger published it').first().waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('lists the decision with its end, and tells it on the package page, where it is evidence', async () => {
    await ada.see('/vetting?state=rejected', 'Vetting');
    await ada.main.getByText(/ends in /).waitFor();
    await ada.see('/packages/npm/tide', 'tide');
    await ada.main.getByText(/by ada: A stranger published it/).waitFor();
    await ada.main
      .getByRole('table', { name: 'Evidence about tide' })
      .getByText(/ada rejected it until/)
      .waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    assert.deepEqual(ada.faults, []);
    if (process.env['SHOT']) await ada.page.screenshot({ path: process.env['SHOT'], fullPage: true });
  });
});
