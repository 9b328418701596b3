// The real npm says what stands between a version and its publishing: a freeze, and a person who is new to the package.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { HOUR_MS } from '../../src/kernel/clock.ts';
import { makeAcme } from '../support/acme.ts';
import { callApi } from '../support/call-api.ts';
import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { signAgain } from '../support/sign-again.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { printed } from './gate-clients.ts';

test(
  'npm shows until when who is new to a package waits, how to have it approved, and who unfreezes it',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock });
    const acme = await makeAcme(gate);
    const bo = await acme.seat('bo');
    await acme.join(bo, 'maintainer');
    await acme.own('npm', '@acme/tide');
    const machine = makeWorkspace(t);
    const registry = gate.urls.npm;
    const job = { ...machine, registryUrl: registry, configured: true, env: {} };
    const publish = async (token: string, version: string) => {
      const auth = `${registry.replace('http:', '')}/:_authToken=${token}\n`;
      writeText(join(machine.home, '.npmrc'), `registry=${registry}/\n${auth}`);
      const manifest = { name: '@acme/tide', version, license: 'MIT', publishConfig: { access: 'public' } };
      writeFileSync(join(machine.project, 'package.json'), JSON.stringify(manifest));
      return npm.run(job, ['publish']);
    };
    const bos = await acme.mint(bo, 'npm', ['@acme/tide']);
    const first = await publish(bos, '1.0.0');
    assert.equal(first.exitCode, 0, printed(first));
    clock.passTime(73 * HOUR_MS);
    const ada = await signAgain(gate, acme.ada);
    const cy = await acme.seat('cy');
    const wish = { name: 'cy', role: 'publisher' };
    const invited = await callApi(gate, ada, 'POST /organisations/acme/invitations', wish);
    await callApi(gate, cy, `POST /invitations/${String(invited.body['id'])}/accept`);
    const held = await publish(await acme.mint(cy, 'npm', ['@acme/tide']), '1.1.0');
    assert.notEqual(held.exitCode, 0);
    assert.match(
      printed(held),
      /found that cy may do so only since \S+, expected the approval of somebody who was there before, or that you try again after \S+; put it up for approval with npm stage publish/,
    );
    const path = `/holds/npm/${encodeURIComponent('@acme/tide')}`;
    const freeze = await callApi(gate, ada, `POST ${path}/freeze`, { reason: 'a laptop was stolen' });
    assert.equal(freeze.status, 200, freeze.detail);
    const frozen = await publish(bos, '1.1.0');
    assert.notEqual(frozen.exitCode, 0);
    assert.match(
      printed(frozen),
      /it is frozen since \S+ by its people \(a laptop was stolen\), expected that an owner of it unfreezes it first \(gatehouse package unfreeze npm @acme\/tide\)/,
    );
  },
);
