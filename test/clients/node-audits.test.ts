// What npm, pnpm, yarn and bun say about known vulnerabilities at a gate: its own evidence, and never that all is well without any.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { startGate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { jobOn, makeMachine, printed, requireInstalled } from './gate-clients.ts';

const AUDITS: readonly (readonly [Client, readonly string[], RegExp])[] = [
  [npm, ['audit'], /found 0 vulnerabilities/],
  [pnpm, ['audit'], /No known vulnerabilities/i],
  // Berry looks for deprecations beside, and ends when an installed version is not in the index, as refused ones are not.
  [yarnBerry, ['npm', 'audit', '--all', '--recursive', '--no-deprecations'], /No audit suggestions/],
  [bun, ['audit'], /No vulnerabilities found/],
];

for (const [client, args, allWell] of AUDITS) {
  const options = { skip: skipUnlessInstalled(client) };

  test(
    `N11: ${client.id} audits from the gate’s own evidence, what a dependency brings included`,
    options,
    async (t) => {
      const gate = await startGate(t, { records: [] });
      // Berry reads indexes too; of a package of which everything is refused there is none.
      await gate.upstream.npm.publish({ name: '@acme/x', version: '0.9.0' });
      await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0' });
      await gate.upstream.npm.publish({ name: '@acme/x', version: '1.0.0', dependencies: { tide: '1.0.0' } });
      const machine = await makeMachine(t, gate, client);
      const job = jobOn(gate, client, machine, { '@acme/x': '^1.0.0' });
      requireInstalled(await client.install(job), { '@acme/x': '1.0.0', tide: '1.0.0' });
      const clean = await client.run(job, args);
      assert.equal(clean.exitCode, 0, printed(clean));
      assert.match(printed(clean), allWell);

      await gate.addRecords(
        vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', fixed: '1.1.0', summary: 'A hole in tide' }),
        malwareRecord({ ecosystem: 'npm', name: '@acme/x', versions: ['1.0.0'], summary: 'Steals tokens' }),
      );
      const found = await client.run(job, args);
      assert.notEqual(found.exitCode, 0);
      assert.match(printed(found), /A hole in tide/);
      assert.match(printed(found), /Steals tokens/);
      assert.match(printed(found), /high/);
      assert.match(printed(found), /critical/);
      // Records without a link lead to the package's page here.
      const text = printed(found).replaceAll(/\s+/g, ' ');
      for (const page of ['/packages/npm/%40acme/x', '/packages/npm/tide']) {
        assert.ok(text.includes(`${gate.url}${page}`), `${page} is not in:\n${printed(found)}`);
      }
      // Nobody upstream was asked, and so nobody learnt what is used here.
      assert.equal(gate.upstream.count(/\/-\/npm\/v1\/security/), 0);
    },
  );

  test(
    `N11: ${client.id} is not told that all is well while no advisories were loaded`,
    options,
    async (t) => {
      const gate = await startGate(t);
      await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0' });
      const machine = await makeMachine(t, gate, client);
      const job = jobOn(gate, client, machine, { tide: '^1.0.0' });
      requireInstalled(await client.install(job), { tide: '1.0.0' });
      const result = await client.run(job, args);
      assert.notEqual(result.exitCode, 0, printed(result));
      assert.doesNotMatch(printed(result), allWell);
    },
  );
}

test(
  'N12: yarn 1 asks an address of its own, whatever its registry is, and fails where only the gate can be reached',
  { skip: skipUnlessInstalled(yarn1) },
  async (t) => {
    const gate = await startGate(t, { records: [] });
    await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0' });
    const machine = await makeMachine(t, gate, yarn1);
    const job = jobOn(gate, yarn1, machine, { tide: '^1.0.0' });
    requireInstalled(await yarn1.install(job), { tide: '1.0.0' });
    const result = await yarn1.run(job, ['audit']);
    assert.notEqual(result.exitCode, 0);
    assert.doesNotMatch(printed(result), /0 vulnerabilities found/);
  },
);
