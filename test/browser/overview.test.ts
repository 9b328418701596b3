// What the overview suggests comes from what is stored, so that a restart changes nothing in it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';

import type { Browser } from 'playwright-core';

import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { SAMPLES } from '../support/samples.ts';
import { findViolations } from './find-violations.ts';
import { openBrowser, whyNoBrowser } from './open-browser.ts';
import { becomeAdministrator, NAME, PASSWORD, signIn, visit, type Visit } from './visit.ts';

describe('the overview after a restart', { skip: whyNoBrowser() }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('knows which ecosystems are used, and that names are reserved', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-overview-'));
    const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
    const options = { upstream, dataDir: join(folder, 'data') };
    const first = await startGate(t, options);
    const ada = await visit(t, browser, first);
    await becomeAdministrator(ada, first);
    await ask(first, 'npm');
    await first.close();

    const second = await startGate(t, options);
    await signInAgain(t, second, [/Nobody uses PyPI, Cargo, Maven, Composer through/, /Reserve names/]);
    for (const ecosystem of ['pypi', 'cargo', 'maven'] as const) await ask(second, ecosystem);
    await second.reserve('npm', '@acme/*');
    await second.close();

    const third = await startGate(t, options);
    const text = await signInAgain(t, third, [/Nobody uses Composer through/]);
    assert.doesNotMatch(text, /Reserve names/);
    await third.close();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  /** What the overview suggests, once each of `expected` is in it. */
  async function signInAgain(t: TestContext, gate: Gate, expected: readonly RegExp[]): Promise<string> {
    const person: Visit = await visit(t, browser, gate);
    await person.see('/', 'Gatehouse');
    await signIn(person.page, NAME, PASSWORD);
    const steps = person.page.getByRole('region', { name: 'What to do next' });
    for (const words of expected) await steps.getByText(words).first().waitFor();
    assert.deepEqual(await findViolations(person.page), []);
    assert.deepEqual(person.faults, []);
    return steps.innerText();
  }
});

async function ask(gate: Gate, ecosystem: 'npm' | 'pypi' | 'cargo' | 'maven'): Promise<void> {
  const sample = SAMPLES[ecosystem];
  const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
  assert.equal((await gate.ask(path)).status, 200);
}
