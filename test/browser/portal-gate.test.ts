// The portal of publishers on a whole gate: a namespace claimed, proven and lent to a build; deployments mended, published, dropped.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import { seatPerson, type Seated } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { freeDnsPort, READY, skipWithoutDns, startDns } from '../support/dns-server.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { stagedScene } from '../publish/staged-scene.ts';
import { bundleEntries, bundleForm } from '../support/maven-bundle.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { waitForCount } from './settle.ts';
import { visit, type Visit } from './visit.ts';

describe('the portal of publishers', { skip: whyNoBrowser() || skipWithoutDns }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  let seated: Seated;
  let port: number;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    port = await freeDnsPort();
    gate = await startGate(cleanup, { config: { accounts: { dns_servers: [`127.0.0.1:${port}`] } } });
    seated = await seatPerson(gate, 'ada', { role: 'administrator' });
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(seated.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
    ada = await visit(cleanup, browser, gate);
    const value = seated.headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    await ada.context.addCookies([{ name: SESSION_COOKIE, value, url: gate.url }]);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  const press = (name: string | RegExp) => ada.page.getByRole('button', { name }).click();

  it('claims a namespace, says how to prove it, and proves it when it is shown', async (t) => {
    const { page, see, main } = ada;
    await see('/namespaces', 'Namespaces');
    await page.getByText('You have no namespace yet').waitFor();
    await press('Claim a namespace');
    await page.getByLabel('Namespace', { exact: true }).fill('@acme');
    await page.getByLabel('Domain').fill('acme.example');
    await press('Claim it');
    await main.getByRole('heading', { level: 1, name: '@acme/*' }).waitFor();
    await page.getByText('A TXT record of acme.example:').waitFor();
    const record = (await page.locator('.copy pre').first().textContent()) ?? '';
    await page.getByRole('button', { name: /Look for it now.*A record in DNS/ }).click();
    await page.getByText(/It (is not there yet|could not be looked at)/).waitFor();
    const stop = await startDns(t, port, [READY, `--txt-record=acme.example,${record}`]);
    await page.getByRole('button', { name: /Look for it now.*A record in DNS/ }).click();
    await page.getByText('It is there.').waitFor();
    await page.getByText('How it stays proven').waitFor();
    await stop();
    assert.deepEqual(await findViolations(page), []);
  });

  it('lets a build publish in the namespace, shows what it writes, and keeps the namespace to it', async () => {
    const { page } = ada;
    await press('Add a publisher');
    await page.getByLabel('Repository', { exact: true }).fill('acme/tide');
    await page.getByLabel('Workflow file').fill('release.yml');
    await press('Add it');
    await page.getByRole('row').filter({ hasText: 'repository acme/tide' }).waitFor();
    await page.getByText('What the build writes into its CI').click();
    await page.getByLabel('Package', { exact: true }).fill('@acme/tide');
    await page.getByText('id-token: write').waitFor();
    await press('Keep it to trusted publishers');
    await page.getByText('None but trusted publishers publish here.').waitFor();
    assert.deepEqual(await findViolations(page), []);
    await press(/^Remove repository acme\/tide/);
    await press('Yes');
    await page.getByText('No build publishes by its identity yet').waitFor();
    assert.equal((await gate.journal('publisher-removed')).length, 1);
  });

  it('tells of a deployment what has to be mended, and publishes one that is sound', async () => {
    const { page, see, main } = ada;
    const minted = await callApi(gate, seated, 'POST /tokens', {
      name: 'ci',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'maven', pattern: 'org.acme.*' }],
    });
    const bearer = Buffer.from(`token:${String(minted.body['token'])}`).toString('base64');
    const upload = async (name: string, entries: Parameters<typeof bundleForm>[0]) => {
      const { type, body } = bundleForm(entries);
      const sent = await gate.ask(`/maven/portal/api/v1/publisher/upload?name=${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
        body,
      });
      assert.equal(sent.status, 201, sent.text);
    };
    await upload('sound', bundleEntries({}));
    await upload('faulty', bundleEntries({ artifactId: 'wave', without: ['-sources.jar'], told: '' }));
    await see('/deployments', 'Deployments');
    await page.getByRole('link', { name: 'faulty' }).click();
    await main.getByRole('heading', { level: 1, name: 'faulty' }).waitFor();
    await page.getByText('What keeps it from being published').waitFor();
    await page
      .getByText(/sources/)
      .first()
      .waitFor();
    assert.deepEqual(await findViolations(page), []);
    await press(/^Drop it/);
    await press('Yes');
    await main.getByRole('heading', { level: 1, name: 'Deployments' }).waitFor();
    await waitForCount(main.getByRole('row').filter({ hasText: 'faulty' }), 0);
    await page.getByRole('link', { name: 'sound' }).click();
    await main.getByRole('heading', { level: 1, name: 'sound' }).waitFor();
    await press('Publish it');
    await page.getByText('sound is published').waitFor();
    await waitForCount(main.getByRole('button', { name: /^Drop it/ }), 0);
    assert.equal((await gate.ask('/maven/org/acme/tide/1.0.0/tide-1.0.0.pom')).status, 200);
  });

  it('takes an appeal for a name that looks like another, and a reviewer’s answer to it', async () => {
    const { page, see } = ada;
    const bo = await seatPerson(gate, 'bo');
    await gate.house.storage.work.transact(({ nameAppeals }) =>
      nameAppeals.save({
        id: 'appeal-1',
        ecosystem: 'npm',
        name: asPackageName('lodahs'),
        accountId: bo.id,
        looksLike: 'lodash',
        likeness: 'letters in another order',
        reason: 'A joke.',
        askedAt: 1,
        state: 'asked',
      }),
    );
    await see('/namespaces?tab=names', 'Namespaces');
    await press(/^Answer for lodahs/);
    await page.getByLabel('Why').fill('People would take it for lodash.');
    await page
      .getByRole('form', { name: 'Answer for lodahs' })
      .getByRole('button', { name: 'Answer' })
      .click();
    await page.getByRole('row').filter({ hasText: 'lodahs' }).getByText('refused').waitFor();
    assert.equal((await gate.journal('name-appeal-decided')).length, 1);
    assert.deepEqual(await findViolations(page), []);
  });

  it('shows what differs in a staged version, publishes it by a second person’s word, and rejects another', async () => {
    const scene = await stagedScene(cleanup);
    const first = await scene.staged();
    assert.equal((await scene.approve(scene.cy, first)).status, 200);
    const next = { version: '1.1.0', manifest: { scripts: { postinstall: 'node fetch.js' } } };
    const [second, third] = [await scene.staged(next), await scene.staged({ version: '1.2.0' })];
    const cy = await visit(cleanup, browser, scene.gate);
    const value = scene.cy.headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    await cy.context.addCookies([{ name: SESSION_COOKIE, value, url: scene.gate.url }]);
    await cy.see('/staged', 'Staged versions');
    await cy.page.getByRole('link', { name: '@acme/tide@1.1.0' }).click();
    await cy.main.getByRole('heading', { level: 1, name: '@acme/tide@1.1.0' }).waitFor();
    await cy.page.getByText('Something runs when it is installed').waitFor();
    await cy.page.getByRole('row').filter({ hasText: 'postinstall' }).getByText('node fetch.js').waitFor();
    assert.deepEqual(await findViolations(cy.page), []);
    await cy.page.getByRole('button', { name: 'Approve and publish' }).click();
    await cy.page.getByText('@acme/tide@1.1.0 is published').waitFor();
    await waitForCount(cy.page.getByRole('button', { name: 'Approve and publish' }), 0);
    await cy.see(`/staged/${third}`, '@acme/tide@1.2.0');
    await cy.main.getByText(/^bo by token/).waitFor();
    await cy.page.getByText('Reject it instead').click();
    await cy.page.getByLabel('Why not').fill('Without its tests.');
    await cy.page.getByRole('button', { name: 'Reject it' }).click();
    await cy.main.getByText('Without its tests.').waitFor();
    assert.deepEqual(
      (await scene.gate.journal('staged-rejected')).map(
        ({ data }) => (data as { stagedId: string }).stagedId,
      ),
      [third],
    );
    assert.notEqual(second, third);
    const hosted = scene.gate.house.registry.stores.hosted;
    const name = asPackageName('@acme/tide');
    const versions = await hosted.versions({ ecosystem: 'npm', name });
    assert.deepEqual(versions.map(({ version }) => version).sort(), ['1.0.0', '1.1.0']);
  });

  it('keeps a package to approved versions by its owner’s word, and freezes it at once by anybody’s who publishes it', async () => {
    const scene = await stagedScene(cleanup);
    assert.equal((await scene.approve(scene.cy, await scene.staged())).status, 200);
    const open = async ({ headers }: Seated) => {
      const opened = await visit(cleanup, browser, scene.gate);
      const value = headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
      await opened.context.addCookies([{ name: SESSION_COOKIE, value, url: scene.gate.url }]);
      await opened.see('/packages/npm/@acme/tide', '@acme/tide');
      return opened;
    };
    const owner = await open(scene.acme.ada);
    await owner.page.getByRole('button', { name: 'Change the state' }).click();
    await owner.page.getByLabel('It is', { exact: true }).selectOption('deprecated');
    await owner.page.getByLabel('Reason', { exact: true }).fill('Use @acme/wave.');
    await owner.page.getByRole('button', { name: 'Save' }).click();
    await owner.page.getByText('Use @acme/wave.').first().waitFor();
    await owner.page.getByText('Its owner asks for no second person’s approval.').waitFor();
    await owner.page.getByRole('button', { name: 'Ask for a second person’s approval' }).click();
    await owner.page.getByText('Every version waits until').waitFor();
    const bo = await open(scene.bo);
    await bo.page.getByText('Every version waits until').waitFor();
    await bo.page.getByRole('button', { name: 'Freeze it' }).click();
    await bo.page.getByLabel('Why').fill('A laptop was stolen.');
    await bo.page.getByRole('button', { name: 'Freeze it now' }).click();
    await bo.page.getByText('Frozen by its people').waitFor();
    assert.deepEqual(await findViolations(bo.page), []);
    assert.equal((await scene.stage({ version: '2.0.0' })).status, 403);
  });
});
