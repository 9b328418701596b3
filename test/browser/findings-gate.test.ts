// A whole gate and a person who looks after applications: from the first push to a finding that is accepted, and one that comes in.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startGate, type Gate } from '../support/gate.ts';
import { vulnerabilityRecord } from '../support/osv.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';
import { becomeAdministrator, confirm, visit, type Visit } from './visit.ts';

const LOCKED = [
  { purl: 'pkg:npm/shop@1.0.0', source: 'project', scope: 'runtime', needs: [1] },
  { purl: 'pkg:npm/server@4.2.0', scope: 'runtime', needs: [2] },
  { purl: 'pkg:npm/merge@3.0.0', scope: 'runtime', needs: [] },
];

describe('a gate and whoever looks after applications', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup, {
      records: [vulnerabilityRecord({ ecosystem: 'npm', name: 'merge', id: 'CVE-2026-7', fixed: '3.0.1' })],
    });
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  /** As the command does, by this page's own session. */
  function send(method: string, path: string, body: object): Promise<number> {
    return ada.page.evaluate<number>(
      `fetch('/api/v1/applications/${path}', {
        method: '${method}', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))},
      }).then(({ status }) => status)`,
    );
  }

  function push(name: string, components: readonly object[] = LOCKED): Promise<number> {
    return send('POST', `${name}/snapshots`, {
      environment: 'prod',
      owner: 'Storefront',
      files: [{ path: 'package-lock.json', format: 'package-lock.json', components, roots: [0] }],
    });
  }

  it('tells the one command before anything was pushed, and shows the first push by itself', async () => {
    await ada.see('/portfolio', 'Portfolio');
    await ada.main.getByText('npx gatehouse app push . --name my-app').waitFor();
    assert.equal(await push('shop'), 201);
    await ada.main.getByText(/of 1 application /).waitFor();
    await ada.main.getByRole('link', { name: 'CVE-2026-7' }).waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('shows by which way it came in, and what to move', async () => {
    await ada.see('/applications/shop?environment=prod', 'shop');
    await ada.main.getByText('by server@4.2.0').waitFor();
    await ada.main.getByRole('link', { name: 'all ways' }).click();
    await ada.main.getByRole('treeitem').filter({ hasText: 'server@4.2.0' }).waitFor();
    const row = ada.main.getByRole('row').filter({ hasText: 'package-lock.json' });
    await eventually(async () => assert.match(await row.innerText(), /server@4\.2\.0/));
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('shows what becomes known while somebody looks', async () => {
    await ada.see('/findings', 'Findings');
    await ada.main.getByRole('link', { name: 'CVE-2026-7' }).waitFor();
    await ada.page.evaluate("window.isSamePage = 'yes'");
    await gate.addRecords(
      vulnerabilityRecord({ ecosystem: 'npm', name: 'server', id: 'CVE-2026-8', fixed: '5.0.0' }),
    );
    await ada.main.getByRole('link', { name: 'CVE-2026-8' }).waitFor();
    assert.equal(await ada.page.evaluate('window.isSamePage'), 'yes');
  });

  it('takes an acceptance with its reason from a person who confirmed themself', async () => {
    await ada.see('/findings?record=CVE-2026-8', 'Findings');
    await ada.main.getByRole('checkbox').check();
    await ada.main.getByLabel('State', { exact: true }).last().selectOption('accepted');
    await ada.main.getByLabel('Reason', { exact: true }).fill('Behind the second gate');
    await ada.main.getByRole('button', { name: 'Set state' }).click();
    const done = ada.page.getByText('Set state: done for 1 finding');
    const dialog = ada.page.getByRole('dialog', { name: 'Confirm that it is you' });
    await done.or(dialog).first().waitFor();
    if (await dialog.isVisible()) await confirm(ada.page);
    await done.waitFor();
    await ada.see('/findings?state=accepted', 'Findings');
    await ada.main.getByText('Behind the second gate').waitFor();
    await ada.main.getByRole('link', { name: 'CVE-2026-8' }).click();
    await ada.main.getByText('Accepted until').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    assert.deepEqual(ada.faults, []);
  });

  it('prints the report', async () => {
    await ada.see('/report', 'Open source in our applications');
    await ada.main.getByText('What goes first').waitFor();
    await ada.main.getByText('CVE-2026-7').first().waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });

  it('tells what would fix it before a plan is sent, shows the plan, and that it is done after the next push', async () => {
    for (const version of ['3.0.0', '3.0.1']) await gate.upstream.npm.publish({ name: 'merge', version });
    await ada.see('/applications/shop?environment=prod&tab=fix', 'shop');
    await ada.main.getByText('npx gatehouse fix --app shop --environment prod').waitFor();
    const row = ada.main.getByRole('row').filter({ hasText: 'merge@3.0.0' });
    await row.getByText('3.0.1').waitFor();
    await row.getByText('server@4.2.0').waitFor();
    const step = {
      upgrades: [{ name: 'merge', from: '3.0.0', to: '3.0.1', way: 'lock' }],
      bump: 'patch',
      fixed: [{ name: 'merge', version: '3.0.0', record: 'CVE-2026-7' }],
      moves: [{ name: 'merge', from: ['3.0.0'], to: ['3.0.1'], kept: [] }],
      commands: ['npm update merge'],
    };
    const file = {
      path: 'package-lock.json',
      ecosystem: 'npm',
      client: 'npm',
      isVerified: true,
      findingsBefore: 1,
      findingsAfter: 0,
      steps: [step],
      commands: ['npm update merge', 'npm ci'],
      changedFiles: ['package-lock.json'],
      unfixed: [],
      suggestions: [],
    };
    const plan = { snapshot: 1, max: 'minor', files: [file], unsupported: [] };
    assert.equal(await send('PUT', 'shop/fix-plan?environment=prod', plan), 200);
    await ada.main.getByText('verified with npm').waitFor();
    await ada.main.getByText('to do', { exact: true }).waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    const fixed = LOCKED.map((one) => ({ ...one, purl: one.purl.replace('merge@3.0.0', 'merge@3.0.1') }));
    assert.equal(await push('shop', fixed), 201);
    await ada.main.getByText('All steps are done.').waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
  });
});
