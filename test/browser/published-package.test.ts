// The page of a package that is published here, on a whole gate: its README, what it depends on and who depends on it, and its bills.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import type { Browser } from 'playwright-core';

import { SESSION_COOKIE } from '../../src/identity/sessions/credentials.ts';
import { publishScene, type PublishScene } from '../publish/contents-scene.ts';
import { seatPerson } from '../support/access-callers.ts';
import { packTgz } from '../support/tgz.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { eventually, findOverflow, waitForLoaded } from './settle.ts';
import { visit, type Visit } from './visit.ts';

/** Where pictures for people are put; absent: nowhere. */
const PICTURES = process.env['GATEHOUSE_TEST_PICTURES'];

const README = `# Tide

Heights of the *sea*, for [everyone](https://docs.example/tide) and <b>always</b>.

![build](https://elsewhere.example/badge.svg) [x](javascript:window.harmed=1)
<img src="https://elsewhere.example/seen.png" onerror="window.harmed=1">
<script>window.harmed = 1</script>

| when | height |
| ---- | ------ |
| noon | 3 m    |

\`\`\`js
tide.heightAt('noon');
\`\`\`
`;
/** A text that a reader of Markdown takes hours for. */
const ENDLESS = '_a'.repeat(100_000);

describe('the page of a package that is published here', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  let scene: PublishScene;
  let ada: Visit;
  const closers: (() => unknown)[] = [];
  const cleanup = { after: (close: () => unknown) => void closers.push(close) };
  const asked: string[] = [];

  before(async () => {
    browser = await openBrowser();
    scene = await publishScene(cleanup);
    const { publish, gate } = scene;
    await publish.npm({ name: '@acme/base', manifest: { description: 'What everything stands on' } });
    const manifest = {
      name: '@acme/tide',
      version: '1.0.0',
      description: 'Heights of the sea',
      license: 'MIT',
      author: 'Ada Ocean',
      repository: 'https://code.example/acme/tide',
      dependencies: { '@acme/base': '^1.0.0', 'left-like': '~2.1.0' },
      devDependencies: { 'test-like': '*' },
    };
    await publish.npm({
      manifest,
      tarball: await packTgz('package', {
        'package.json': JSON.stringify(manifest),
        'README.md': README,
        'node_modules/inner/package.json': '{"name": "inner", "version": "3.1.4", "license": "ISC"}',
      }),
    });
    await publish.npm({
      name: '@acme/endless',
      tarball: await packTgz('package', {
        'package.json': JSON.stringify({
          ...manifest,
          name: '@acme/endless',
          dependencies: {},
          devDependencies: {},
        }),
        'README.md': ENDLESS,
      }),
      manifest: { ...manifest, name: '@acme/endless', dependencies: {}, devDependencies: {} },
    });
    ada = await visit(cleanup, browser, gate);
    const { headers } = await seatPerson(gate, 'bo');
    const value = headers['cookie']?.replace(`${SESSION_COOKIE}=`, '') ?? '';
    await ada.context.addCookies([{ name: SESSION_COOKIE, value, url: gate.url }]);
    ada.page.on('request', (request) => asked.push(new URL(request.url()).host));
  });
  after(async () => {
    for (const close of closers.toReversed()) await close();
    await browser.close();
  });

  const section = (name: string) => ada.page.getByRole('region', { name, exact: true });

  it('shows the README as it is meant, and nothing of what would harm its reader or tell of them', async () => {
    await ada.see('/packages/npm/@acme/tide', '@acme/tide');
    const readme = section('README');
    await readme.getByRole('heading', { name: 'Tide' }).waitFor();
    const link = readme.getByRole('link', { name: 'everyone' });
    assert.equal(await link.getAttribute('href'), 'https://docs.example/tide');
    assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
    await readme.getByRole('cell', { name: '3 m' }).waitFor();
    assert.equal(
      await readme.getByRole('link', { name: 'build' }).getAttribute('href'),
      'https://elsewhere.example/badge.svg',
    );
    assert.equal(await readme.locator('img, script, iframe, svg, form').count(), 0);
    assert.equal(await ada.page.evaluate('window.harmed'), undefined);
    await waitForLoaded(ada.page);
    assert.deepEqual([...new Set(asked)], [new URL(scene.gate.url).host]);
  });

  it('leads to what it depends on, with where that comes from, and back to who depends on that', async () => {
    const needs = section('Dependencies');
    const row = needs.getByRole('row').filter({ hasText: '@acme/base' });
    await row.getByText('hosted here').waitFor();
    await row.getByText('^1.0.0').waitFor();
    await row.getByText('allow').waitFor();
    await needs.getByRole('row').filter({ hasText: 'left-like' }).getByText('unknown here').waitFor();
    await row.getByRole('link', { name: '@acme/base' }).click();
    await ada.main.getByRole('heading', { level: 1, name: '@acme/base' }).waitFor();
    const dependent = section('Dependents').getByRole('link', { name: '@acme/tide@1.0.0' });
    await dependent.click();
    await ada.main.getByRole('heading', { level: 1, name: '@acme/tide' }).waitFor();
    await section('What lies inside').getByText('inner').first().waitFor();
  });

  it('gives each bill of materials as a file, and says how a client asks for it', async () => {
    await ada.see('/packages/npm/@acme/tide', '@acme/tide');
    const version = section('Version 1.0.0');
    const coming = ada.page.waitForEvent('download');
    await version.getByRole('link', { name: 'SPDX 2.3' }).click();
    assert.equal((await coming).suggestedFilename(), 'acme-tide-1.0.0.spdx.json');
    await version.getByText('How to install it').click();
    await version.getByText('npm install @acme/tide@1.0.0').waitFor();
  });

  it('shows a README that would take hours as it stands', async () => {
    await ada.see('/packages/npm/@acme/endless', '@acme/endless');
    await section('README').getByText('_a_a_a').waitFor();
  });

  it('is usable at every width, in both themes, and without sight', async () => {
    for (const [width, theme] of [
      [1440, 'light'],
      [1440, 'dark'],
      [360, 'light'],
      [360, 'dark'],
    ] as const) {
      await ada.page.setViewportSize({ width, height: 900 });
      await ada.page.emulateMedia({ colorScheme: theme });
      await ada.see('/packages/npm/@acme/tide?version=1.0.0', '@acme/tide');
      await section('README').getByRole('heading', { name: 'Tide' }).waitFor();
      await section('Dependents').getByText('Nobody that is known here').waitFor();
      await waitForLoaded(ada.page);
      await eventually(async () => assert.deepEqual(await findOverflow(ada.page), [], `${width} px`));
      assert.deepEqual(await findViolations(ada.page), [], `${width} px, ${theme}`);
      if (PICTURES === undefined) continue;
      mkdirSync(PICTURES, { recursive: true });
      await ada.page.screenshot({ path: join(PICTURES, `package-${width}-${theme}.png`), fullPage: true });
    }
  });
});
