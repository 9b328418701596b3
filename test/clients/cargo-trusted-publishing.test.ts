// The real cargo in a build of GitHub's: an identity is exchanged as Cargo's action does it, and the crate is published by that.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask } from '../support/ask.ts';
import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { jobOn, makeMachine, printed } from './gate-clients.ts';

test(
  'cargo publishes what a workflow may by its identity, and nothing once the action has ended its token',
  { skip: skipUnlessInstalled(cargo) },
  async (t) => {
    const { gate, own, identity, publish } = await openTrustedScene(t);
    await own('cargo', 'tide');
    const id = await publish({ ecosystem: 'cargo', name: 'tide' });
    const address = `${gate.urls.cargo}/api/v1/trusted_publishing/tokens`;
    const aud = gate.urls.cargo.replace(/^http:\/\//, '');
    const exchanged = await ask(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jwt: identity({ ...GITHUB, aud }) }),
    });
    assert.equal(exchanged.status, 200, exchanged.text);
    const { token } = JSON.parse(exchanged.text) as { token: string };
    const machine = jobOn(gate, cargo, await makeMachine(t, gate, cargo));
    const job = { ...machine, env: { ...machine.env, CARGO_REGISTRIES_GATEHOUSE_TOKEN: token } };
    const write = (name: string, version: string) => {
      const head = `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\ndescription = "Of the sea"\nlicense = "MIT"\n`;
      writeText(join(job.project, 'Cargo.toml'), head);
      writeText(join(job.project, 'src/lib.rs'), '');
    };
    const args = ['publish', '--registry', 'gatehouse', '--allow-dirty'];
    write('tide', '1.0.0');
    const published = await cargo.run(job, args);
    assert.equal(published.exitCode, 0, printed(published));
    const [entry] = await gate.journal('version-published');
    assert.equal(entry?.actor, `publisher:${id}`);
    write('tide-pool', '1.0.0');
    const other = await cargo.run(job, args);
    assert.notEqual(other.exitCode, 0, printed(other));
    const ended = await ask(address, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    assert.equal(ended.status, 204);
    write('tide', '1.0.1');
    const late = await cargo.run(job, args);
    assert.notEqual(late.exitCode, 0, printed(late));
    assert.match(printed(late), /revoked/);
  },
);
