// gatehouse package as a process: what is frozen, by whom it ends, and which command helps after a refusal.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeAcme } from '../support/acme.ts';
import { callApi } from '../support/call-api.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { startGate } from '../support/gate.ts';

const TIDE = '@acme/tide';

test('a freeze is shown with who ends it, and a refusal names the command that helps', async (t) => {
  const gate = await startGate(t);
  const acme = await makeAcme(gate);
  const bo = await acme.seat('bo');
  await acme.join(bo, 'publisher');
  const cy = await acme.seat('cy');
  await acme.join(cy, 'member');
  await acme.own('npm', TIDE);
  const cli = makeCommandLine(t);
  const as = (who: { readonly token: Readonly<Record<string, string>> }) => {
    const token = String(who.token['authorization']).slice('Bearer '.length);
    return (...args: readonly string[]) =>
      cli.run(['package', ...args, '--server', gate.url, '--token', token]);
  };
  const frozen = await as(acme.ada)('freeze', '--all', '--organisation', 'acme', '--reason', 'a laptop');
  assert.match(frozen.stdout, /npm +@acme\/tide/);
  const shown = await as(bo)('holds', 'npm', TIDE);
  assert.match(shown.stdout, /frozen by owner.*everybody.*ada.*a laptop.*an owner of it/);
  assert.doesNotMatch(shown.stdout, /until|account:/);
  const refused = await as(cy)('freeze', '--all', '--organisation', 'acme');
  assert.equal(refused.exitCode, 1);
  assert.match(
    refused.stderr,
    /found the role member[^]*What holds it, and who ends that: gatehouse package holds/,
  );

  assert.equal(
    (await callApi(gate, acme.ada, `POST /holds/npm/${encodeURIComponent(TIDE)}/unfreeze`, {})).status,
    200,
  );
  const free = await as(bo)('holds', 'npm', TIDE);
  assert.match(free.stdout, /Nothing holds @acme\/tide back/);
  const stranger = await as(cy)('freeze', 'npm', '@acme/none');
  assert.equal(stranger.exitCode, 1);
  assert.match(stranger.stderr, /gatehouse owner list ORGANISATION/);
  const left = await as(bo)('freeze', '--all');
  assert.match(left.stdout + left.stderr, /Nothing was left to freeze/);
});
