// pip-audit and uv audit at a whole gate, which answers them from its own feeds.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { uv } from '../support/client-python.ts';
import { runIsolated, skipUnlessInstalled } from '../support/client.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import type { CommandResult } from '../support/run-command.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { printed } from './gate-clients.ts';

const skip = pinnedCommand('pip-audit') === undefined ? 'pip-audit is not installed' : false;

const RECORDS = [
  vulnerabilityRecord({ ecosystem: 'pypi', name: 'holed', fixed: '1.1', id: 'GHSA-aaaa-bbbb-cccc' }),
  malwareRecord({ ecosystem: 'pypi', name: 'evil', versions: ['1.0'], id: 'MAL-2026-21' }),
];

/** Audits pinned requirements as they stand, with the address that the set-up of pip prints. */
async function audit(t: TestContext, gate: Gate, ...requirements: readonly string[]): Promise<CommandResult> {
  const job = { ...makeWorkspace(t), registryUrl: gate.urls.pypi };
  writeFileSync(join(job.project, 'requirements.txt'), `${requirements.join('\n')}\n`);
  const service = ['--vulnerability-service', 'osv', '--osv-url', `${gate.urls.pypi}/osv/v1/query`];
  const given = ['--disable-pip', '--no-deps', '-r', 'requirements.txt', '--progress-spinner', 'off'];
  return runIsolated(job, [...(pinnedCommand('pip-audit') ?? []), ...service, ...given], {});
}

test('pip-audit finds a vulnerable version with its fix, and malware', { skip }, async (t) => {
  const gate = await startGate(t, { records: RECORDS });
  const result = await audit(t, gate, 'holed==1.0', 'evil==1.0', 'sound==1.0');
  assert.equal(result.exitCode, 1, printed(result));
  assert.match(result.stderr, /Found 2 known vulnerabilities in 2 packages/);
  assert.match(result.stdout, /^holed +1\.0 +GHSA-aaaa-bbbb-cccc +1\.1 *$/m);
  assert.match(result.stdout, /^evil +1\.0 +MAL-2026-21 *$/m);
  assert.doesNotMatch(result.stdout, /sound/);
});

test('pip-audit passes versions that nothing is known about', { skip }, async (t) => {
  const gate = await startGate(t, { records: RECORDS });
  const result = await audit(t, gate, 'holed==1.1', 'evil==1.1');
  assert.equal(result.exitCode, 0, printed(result));
  assert.match(result.stderr, /No known vulnerabilities found/);
});

test('pip-audit fails as long as no feed was loaded', { skip }, async (t) => {
  const result = await audit(t, await startGate(t), 'holed==1.0');
  assert.notEqual(result.exitCode, 0);
  assert.doesNotMatch(printed(result), /No known vulnerabilities/);
});

test(
  'uv audit finds what the feeds know, by the batch and by the record',
  { skip: skipUnlessInstalled(uv) },
  async (t) => {
    const record = vulnerabilityRecord({
      ecosystem: 'pypi',
      name: 'holed',
      fixed: '1.1',
      id: 'GHSA-aaaa-bbbb-cccc',
    });
    const gate = await startGate(t, { records: [record] });
    await gate.upstream.pypi.publish({ name: 'holed', version: '1.0' });
    const job = { ...makeWorkspace(t), registryUrl: gate.urls.pypi, packages: { holed: '==1.0' } };
    assert.equal((await uv.install(job)).exitCode, 0);
    const audit = ['audit', '--frozen', '--preview', '--service-url', `${gate.url}/pypi/osv/`];
    const result = await uv.run(job, audit);
    assert.notEqual(result.exitCode, 0);
    assert.match(result.stderr, /Found 1 known vulnerability/);
    assert.match(result.stdout, /GHSA-aaaa-bbbb-cccc: .*[^]*Fixed in: 1\.1/);
    const unknown = await gate.ask('/pypi/osv/v1/vulns/GHSA-none');
    assert.equal(unknown.status, 404);
  },
);

test('uv audit fails as long as no feed was loaded', { skip: skipUnlessInstalled(uv) }, async (t) => {
  const gate = await startGate(t);
  await gate.upstream.pypi.publish({ name: 'holed', version: '1.0' });
  const job = { ...makeWorkspace(t), registryUrl: gate.urls.pypi, packages: { holed: '==1.0' } };
  assert.equal((await uv.install(job)).exitCode, 0);
  const audit = ['audit', '--frozen', '--preview', '--service-url', `${gate.url}/pypi/osv/`];
  const result = await uv.run({ ...job, env: { UV_HTTP_RETRIES: '0' } }, audit);
  assert.notEqual(result.exitCode, 0);
  assert.doesNotMatch(printed(result), /no known vulnerabilities/i);
});
