// npm's own commands for staged versions: published there, listed, looked at, approved with a one-time code, rejected.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { npmScene } from '../publish/npm-person.ts';
import { seatPerson } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { printed } from './gate-clients.ts';
import { machineOf, writePackage } from './npm-machine.ts';

const ID = /staged with id ([0-9a-f-]{36})/;

test(
  'npm stages a version with one person, and the other lists, views, downloads, approves and rejects',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const ada = await npmScene(t);
    const { gate, browser } = ada;
    const bo = await seatPerson(gate, 'bo');
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(bo.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, strongestFactor: 'passkey' });
    });
    await browser.json('POST', '/organisations', { name: 'acme', displayName: 'Acme' }, 201);
    const invited = await browser.json(
      'POST',
      '/organisations/acme/invitations',
      { name: 'bo', role: 'maintainer' },
      201,
    );
    await callApi(gate, bo, `POST /invitations/${String(invited.id)}/accept`);
    const grant = {
      to: { kind: 'account', name: 'ada' },
      role: 'reviewer',
      ecosystem: 'npm',
      pattern: '@acme/*',
    };
    await browser.json('POST', '/organisations/acme/grants', grant, 201);
    const owned = { ecosystem: 'npm', name: '@acme/tide', visibility: 'public' };
    await browser.json('POST', '/organisations/acme/packages', owned, 204);
    const packages = [{ ecosystem: 'npm', pattern: '@acme/*' }];
    const minted = await callApi(gate, bo, 'POST /tokens', {
      name: 'ci',
      scope: 'write',
      actions: ['stage'],
      packages,
    });
    const build = machineOf(t, ada, String(minted.body['token']));
    const reviewer = machineOf(t, ada, await ada.mint());
    const as = async (job: typeof build, ...args: readonly string[]) => {
      const done = await npm.run(job, args);
      assert.equal(done.exitCode, 0, printed(done));
      return printed(done);
    };

    writePackage(build);
    const direct = await npm.run(build, ['publish']);
    assert.notEqual(direct.exitCode, 0);
    assert.match(printed(direct), /a token that may only stage.*npm stage publish/);
    const [, id = ''] = ID.exec(await as(build, 'stage', 'publish')) ?? [];
    assert.match(id, /^[0-9a-f-]{36}$/);
    const again = await npm.run(build, ['stage', 'publish']);
    // npm keeps the id in it to itself.
    assert.match(printed(again), /staged already, and waits for approval as .*npm stage list show its id/);

    const listed = await as(reviewer, 'stage', 'list', '@acme/tide');
    assert.match(
      listed,
      new RegExp(`id: ${id}[^]*package name: @acme/tide[^]*version: 1\\.0\\.0[^]*tag: latest`),
    );
    assert.match(await as(reviewer, 'stage', 'view', id), /staged by: .*\(token\)/);
    await as(reviewer, 'stage', 'download', id);
    assert.ok(readdirSync(reviewer.project).includes(`acme-tide-1.0.0-${id}.tgz`));
    const unproven = await npm.run(reviewer, ['stage', 'approve', id]);
    assert.match(printed(unproven), /EOTP/);
    assert.match(
      await as(reviewer, 'stage', 'approve', id, `--otp=${ada.freshCode()}`),
      /approved and published successfully/,
    );
    assert.match(await as(reviewer, 'stage', 'list'), /No staged packages found/);

    const consumer = makeWorkspace(t);
    const installed = await npm.install({
      ...consumer,
      registryUrl: gate.urls.npm,
      packages: { '@acme/tide': '^1.0.0' },
    });
    assert.equal(installed.exitCode, 0, printed(installed));

    writePackage(build, '1.1.0');
    const [, next = ''] = ID.exec(await as(build, 'stage', 'publish')) ?? [];
    assert.match(
      await as(reviewer, 'stage', 'reject', next, `--otp=${ada.freshCode()}`),
      /has been rejected/,
    );
    assert.match(printed(await npm.run(reviewer, ['stage', 'download', next])), /404/);
    assert.ok(!existsSync(`${consumer.project}/node_modules/@acme/tide/1.1.0`));
  },
);
