// What a person manages in the browser, on a whole gate: policy, names, tokens, people; and how things are found.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually } from './settle.ts';
import { becomeAdministrator, signIn, until, visit, type Visit } from './visit.ts';

const TARBALL = '/npm/tide/-/tide-1.0.0.tgz';
const BILLING = '/npm/@acme%2fbilling';

describe('managing a gate', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let gate: Gate;
  let ada: Visit;
  let digest: string;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };

  before(async () => {
    browser = await openBrowser();
    gate = await startGate(cleanup, {
      records: [
        malwareRecord({ ecosystem: 'npm', name: 'evil', id: 'MAL-2026-1', versions: ['6.6.6'] }),
        vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', id: 'CVE-2026-7', fixed: '0.9.0' }),
      ],
    });
    const { npm } = gate.upstream;
    const { tarball } = await npm.publish({ name: 'tide', version: '1.0.0', license: 'AGPL-3.0-only' });
    digest = createHash('sha256').update(tarball).digest('hex');
    await npm.publish({ name: '@acme/billing', version: '1.0.0' });
    assert.equal((await gate.ask(TARBALL)).status, 200);
    ada = await visit(cleanup, browser, gate);
    await becomeAdministrator(ada, gate);
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  it('shows each fault of a policy at its line, and applies nothing', async () => {
    await ada.see('/policy?edit=yes', 'Policy');
    const editor = ada.page.getByRole('textbox', { name: /policy/i });
    await editor.fill('preset = "balanced"\n\n[[rules]]\nid = "mine"\non = "licence"\nmode = "somehow"\n');
    await ada.page.getByRole('button', { name: 'Test: what would change' }).click();
    await ada.page.getByText('This is no policy yet.').waitFor();
    await ada.page.getByText(/^Line 6: rules\[0\]/).waitFor();
    await ada.page.locator('.editor-fault').first().waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    await ada.page.getByLabel('Note').fill('does not matter');
    await ada.page.getByRole('button', { name: 'Apply' }).click();
    await ada.page.getByText('This is no policy yet.').waitFor();
    assert.equal((await gate.ask(TARBALL)).status, 200);
  });

  it('tests a policy before it is applied, keeps the text when the page is loaded again, and applies it', async () => {
    const editor = ada.page.getByRole('textbox', { name: /policy/i });
    const text =
      'preset = "balanced"\n\n[[rules]]\nid = "copyleft"\non = "licence"\ndeny = ["AGPL-*"]\naction = "block"\n';
    await editor.fill(text);
    await ada.page.reload();
    await ada.page.getByText('Your unsaved text from before is here again.').waitFor();
    await eventually(async () => assert.equal(await editor.inputValue(), text));
    await ada.page.getByRole('button', { name: 'Test: what would change' }).click();
    const change = ada.page.getByRole('row').filter({ hasText: 'pkg:npm/tide@1.0.0' });
    await change.getByText('copyleft').waitFor();
    await change.getByText('block').waitFor();
    assert.equal((await gate.ask(TARBALL)).status, 200);
    await ada.page.getByLabel('Note').fill('no copyleft');
    await ada.page.getByRole('button', { name: 'Apply' }).click();
    await ada.page.getByText('The policy is in force').waitFor();
    await until('the policy is in force', async () => (await gate.ask(TARBALL)).status === 403);
    await ada.page.getByRole('row').filter({ hasText: 'no copyleft' }).waitFor();
    await ada.page.getByText(/^Version 1 of view “default”, by/).waitFor();
  });

  const SEARCHES = {
    name: () => ['tid', /^tide npm$/, /\/packages\/npm\/tide$/],
    purl: () => ['pkg:npm/tide@1.0.0', /pkg:npm/, /\/packages\/npm\/tide\?version=1\.0\.0$/],
    digest: () => [digest, /tide@1\.0\.0/, /\/packages\/npm\/tide\?version=1\.0\.0$/],
    CVE: () => ['CVE-2026-7', /A hole in tide/, /\/advisories\?text=CVE-2026-7$/],
    page: () => ['Tok', /Tokens/, /\/tokens$/],
  } satisfies Record<string, () => readonly [string, RegExp, RegExp]>;
  for (const [kind, search] of Object.entries(SEARCHES)) {
    it(`finds by ${kind}`, async () => {
      const [text, option, address] = search();
      await ada.see('/', 'Overview');
      await ada.page.keyboard.press('/');
      await ada.page.keyboard.type(text);
      await ada.page.getByRole('option', { name: option }).first().click();
      await ada.page.waitForURL(address);
      await ada.page.locator('main h1').waitFor();
    });
  }

  it('lists advisories, and leads to the packages that they are about', async () => {
    await ada.see('/advisories', 'Advisories');
    const row = ada.page.getByRole('row').filter({ hasText: 'CVE-2026-7' });
    await row.getByText('vulnerability').waitFor();
    await ada.page.getByLabel('Kind').selectOption('malware');
    await ada.page.getByText('MAL-2026-1').waitFor();
    await row.waitFor({ state: 'detached' });
    await ada.page
      .getByRole('row')
      .filter({ hasText: 'MAL-2026-1' })
      .getByRole('link', { name: 'evil' })
      .click();
    await ada.page.waitForURL(`${gate.url}/packages/npm/evil`);
  });

  it('shows how each client is set up, ready to copy', async () => {
    await ada.context.grantPermissions(['clipboard-write']);
    await ada.see('/clients', 'Client set-up');
    for (const [tab, client] of [
      ['npm', 'pnpm'],
      ['PyPI', 'poetry'],
      ['Cargo', 'cargo'],
      ['Maven', 'mvn'],
      ['Composer', 'composer'],
    ] as const) {
      await ada.page.getByRole('link', { name: tab, exact: true }).click();
      await ada.main.getByText(`npx gatehouse setup ${client}`).waitFor();
      await eventually(async () =>
        assert.ok((await ada.main.innerText()).includes(`${gate.url}/${tab.toLowerCase()}`), tab),
      );
    }
    await ada.page
      .getByRole('button', { name: /^Copy command for/ })
      .first()
      .click();
    await ada.page.getByText('Copied', { exact: true }).waitFor();
    await ada.page.keyboard.press('/');
    await ada.page.keyboard.press('Control+v');
    await eventually(async () =>
      assert.equal(await ada.page.getByRole('combobox').inputValue(), 'npx gatehouse setup composer'),
    );
    await ada.page.keyboard.press('Escape');
  });

  it('makes a token that is shown once, works, is seen in use, and is revoked', async () => {
    await ada.see('/tokens', 'Tokens');
    await ada.page.getByLabel('Name', { exact: true }).fill('build-agent-7');
    await ada.page.getByRole('button', { name: 'Make token' }).click();
    const token = await ada.page.getByRole('region', { name: 'token', exact: true }).innerText();
    assert.match(token, /^\S{20,}$/);
    const authorization = `Bearer ${token}`;
    assert.equal((await gate.ask(BILLING, { headers: { authorization } })).status, 200);
    await ada.page.getByRole('button', { name: 'I have it, hide it' }).click();
    await eventually(async () => assert.ok(!(await ada.main.innerText()).includes(token)));
    await ada.page.reload();
    await ada.page.getByRole('checkbox', { name: 'Choose build-agent-7' }).check();
    await ada.page.getByRole('button', { name: 'Revoke' }).click();
    await ada.page.getByText('revoked', { exact: true }).waitFor();
    assert.equal((await gate.ask(BILLING, { headers: { authorization } })).status, 401);
  });

  it('reserves a name, which is then refused with its reason, and releases it', async () => {
    const asked = async () => gate.ask(BILLING);
    assert.equal((await asked()).status, 200);
    await ada.see('/names', 'Names');
    await ada.page.getByLabel('Name or prefix').fill('@acme/*');
    await ada.page.getByLabel('Reason').fill('our own packages');
    await ada.page.getByRole('button', { name: 'Reserve', exact: true }).click();
    await ada.page.getByRole('row').filter({ hasText: '@acme/*' }).waitFor();
    await until('the name is refused', async () => (await asked()).status === 403);
    const url = /see (\S+?)"/.exec((await asked()).text)?.[1] ?? '';
    await ada.page.goto(url);
    await ada.page.locator('main h1').filter({ hasText: '@acme/billing' }).waitFor();
    await ada.page
      .getByText(/our own packages/)
      .first()
      .waitFor();
    await ada.see('/names', 'Names');
    await ada.page.getByRole('checkbox', { name: 'Choose @acme/*' }).check();
    await ada.page.getByRole('button', { name: 'Release' }).click();
    await ada.page.getByText('No name is reserved').waitFor();
    await until('the name comes through', async () => (await asked()).status === 200);
  });

  it('adds a person, who chooses a password by a link and may do what the role says', async (test) => {
    await ada.see('/people', 'People');
    await ada.page.getByLabel('Name', { exact: true }).fill('grace');
    await ada.page.getByLabel('Role', { exact: true }).selectOption('reader');
    await ada.page.getByRole('button', { name: 'Add', exact: true }).click();
    const link = await ada.page.getByRole('region', { name: 'link', exact: true }).innerText();
    assert.ok(link.startsWith(`${gate.url}/setup#`), link);
    const grace = await visit(test, browser, gate);
    await grace.page.goto(link);
    await grace.page.getByLabel('Name', { exact: true }).fill('grace');
    await grace.page.getByLabel('Password', { exact: true }).fill('quite another sentence');
    await grace.page.getByLabel('Password again').fill('quite another sentence');
    await grace.page.getByRole('button', { name: 'Create account and sign in' }).click();
    await grace.page.getByRole('button', { name: 'Sign out' }).waitFor();
    assert.equal(await grace.page.getByRole('link', { name: 'People' }).count(), 0);
    await grace.see('/people', 'People');
    await grace.page.getByText('Your account may not do this').waitFor();
    await ada.page.reload();
    await ada.page.getByLabel('Role of grace').selectOption('auditor');
    await ada.page.getByText('grace is auditor now').waitFor();
    await grace.see('/journal', 'Journal');
    await grace.page.getByRole('row').filter({ hasText: 'account role changed' }).waitFor();
    await ada.page.getByRole('checkbox', { name: 'Choose grace' }).check();
    await ada.page.getByRole('button', { name: 'Disable' }).click();
    await ada.page.getByText('disabled', { exact: true }).waitFor();
    await grace.see('/decisions', 'Decisions');
    await grace.page.getByText('Sign in to see this').waitFor();
    await grace.see('/sign-in', 'Sign in');
    await signIn(grace.page, 'grace', 'quite another sentence');
    await grace.page.getByText(/^Cannot sign in/).waitFor();
  });

  it('keeps it all in the journal, with who did it', async () => {
    await ada.see('/journal', 'Journal');
    await ada.page.getByLabel('Kind of change').selectOption('policy-applied');
    const row = ada.page.getByRole('row').filter({ hasText: 'policy applied' }).first();
    await row.waitFor();
    assert.deepEqual(await findViolations(ada.page), []);
    assert.deepEqual(ada.faults, []);
  });
});

describe('a gate that is closed to readers who are not signed in', { skip: whyNoBrowser() }, () => {
  it('leads from the address in a refusal to signing in, and back to it', async (test) => {
    const browser = await openBrowser();
    test.after(async () => browser.close());
    const gate = await startGate(test, {
      config: { access: { anonymous_read: false } },
      records: [malwareRecord({ ecosystem: 'npm', name: '@acme/evil', versions: ['6.6.6'] })],
    });
    await gate.upstream.npm.publish({ name: '@acme/evil', version: '6.6.6' });
    const ada = await visit(test, browser, gate);
    await becomeAdministrator(ada, gate);
    await ada.see('/packages/npm/%40acme/evil?version=6.6.6', '@acme/evil');
    await ada.page.getByRole('button', { name: 'Sign out' }).click();
    await ada.page.waitForURL(`${gate.url}/sign-in`);
    const address = `${gate.url}/packages/npm/%40acme/evil?version=6.6.6`;
    await ada.page.goto(address);
    await ada.page.getByText('Sign in to see this').waitFor();
    await ada.main.getByRole('link', { name: 'Sign in' }).click();
    await signIn(ada.page, 'ada', 'a sentence nobody guesses');
    await ada.page.waitForURL(address);
    await ada.page.getByText('@acme/evil@6.6.6 is refused by rule malware').waitFor();
  });
});
