import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { startCpuTime } from '../../../test/support/cpu-time.ts';
import { clientsNamed } from '../setup/list-clients.ts';
import { checkClients } from './check-clients.ts';
import { checkLocks } from './check-locks.ts';

const GATE = 'http://gate.example';

/** The doctor's words about npm in a folder with this .npmrc. */
function lookAt(t: TestContext, npmrc: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'gatehouse-doctor-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  writeFileSync(join(cwd, '.npmrc'), npmrc);
  const place = { environment: {}, home: join(cwd, 'home'), cwd, platform: 'linux' } as const;
  const findings = [
    ...checkClients(place, clientsNamed(['npm']), GATE),
    ...checkLocks(cwd, GATE, [join(cwd, '.npmrc')]),
  ];
  return findings.map(({ text }) => text).join('\n');
}

test('a file with very many blank lines is read in time that grows with its length', (t) => {
  const cpuMs = startCpuTime();
  assert.match(lookAt(t, `${'\n'.repeat(300_000)}registry=${GATE}/npm/\n`), /npm asks the gate/);
  assert.ok(cpuMs() < 2_000);
});

test('credentials in an address that a file names are not shown', (t) => {
  const said = lookAt(t, 'registry=https://ann:hunter2@registry.example/\n');
  assert.match(said, /npm asks https:\/\/.*registry\.example/);
  assert.doesNotMatch(said, /hunter2/);
});

test('a very long line is shown in part, in time that grows with its length, and no part of a password with it', (t) => {
  const cpuMs = startCpuTime();
  const line = `@acme:registry=https://ann:${'hunter2'.repeat(100_000)}@registry.example/`;
  const said = lookAt(t, `${line}\n@own:registry=${'a.'.repeat(200_000)}\n`);
  assert.match(said, /another registry as well/);
  assert.doesNotMatch(said, /hunter2/);
  assert.ok(cpuMs() < 2_000);
});
