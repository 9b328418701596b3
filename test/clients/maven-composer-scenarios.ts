// The steps that the tests of mvn and of composer share: what a gate keeps out, seen by a client that was set up by the command line.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { test, type TestContext } from 'node:test';

import { DAY_MS, formatInstant, HOUR_MS } from '../../src/kernel/clock.ts';
import type { PackageRef } from '../../src/kernel/package-ref.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import type { FixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { copyProjectFiles, makeWorkspace } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  requireGateAlone,
  requireInstalled,
  runGatehouse,
  setUp,
  whoHas,
} from './gate-clients.ts';

/** What differs between the two. */
export interface Scenario {
  readonly client: Client;
  readonly ref: PackageRef;
  readonly purl: string;
  /** Every 1.x, exactly 1.1.0, and 1.1.0 or more below 2, in the client's words. */
  readonly ranges: { readonly all: string; readonly exact: string; readonly newer: string };
  /** Covers the package's name. */
  readonly reserved: string;
  /** The user's own file below the home folder, and something in it. */
  readonly file: string;
  readonly text: string;
  publish(upstream: FixtureUpstream, version: string, publishedAt?: string): Promise<unknown>;
  remove(upstream: FixtureUpstream, version: string): void;
  /** What the client's user must read of a refusal by `rule`. */
  shown(rule: string): RegExp;
  /** What they read when a range has hidden versions only. */
  readonly shownRange: RegExp;
  /** What they read of a refused name. */
  shownName(rule: string): RegExp;
}

const ago = (ms: number) => formatInstant(Date.now() - ms);

async function startWith(t: TestContext, { client }: Scenario, options: GateOptions = {}): Promise<Gate> {
  const gate = await startGate(t, options);
  // The plugin with which mvn resolves comes from the upstream as well.
  if (client.id === 'mvn') await publishCatalogue(gate.upstream);
  return gate;
}

/** Registers the tests of one client. */
export function testClient(scenario: Scenario): void {
  const { client, ref, ranges } = scenario;
  const options = { skip: skipUnlessInstalled(client) };
  const { id } = client;

  const installOn = async (t: TestContext, gate: Gate, range: string) => {
    const machine = await makeMachine(t, gate, client);
    return { machine, result: await client.install(jobOn(gate, client, machine, { [ref.name]: range })) };
  };
  const assertRefused = (result: Awaited<ReturnType<Client['install']>>, shown: RegExp) => {
    assert.notEqual(result.exitCode, 0, printed(result));
    assert.deepEqual(result.installed, {});
    assert.match(printed(result), shown);
  };

  test(
    `${id}: set up by the command line, installs through the gate alone; undone byte for byte`,
    options,
    async (t) => {
      const gate = await startGate(t);
      await publishCatalogue(gate.upstream);
      const { ask, get } = CATALOGUE[client.ecosystem];
      const machine = makeWorkspace(t);
      const file = join(machine.home, scenario.file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, scenario.text);
      await setUp(gate, client, machine);
      assert.match(readFileSync(file, 'utf8'), /127\.0\.0\.1/);
      requireInstalled(await client.install(jobOn(gate, client, machine, ask)), get);
      requireGateAlone(gate.upstream);
      const undone = await runGatehouse(machine, ['setup', '--undo']);
      assert.equal(undone.exitCode, 0, undone.stderr);
      assert.equal(readFileSync(file, 'utf8'), scenario.text);
      assert.deepEqual(
        readdirSync(dirname(file)).filter((name) => /backup|\.orig/.test(name)),
        [],
      );
    },
  );

  test(`${id}: a range becomes the newest version that is let through`, options, async (t) => {
    const gate = await startWith(t, scenario);
    await scenario.publish(gate.upstream, '1.0.0');
    await scenario.publish(gate.upstream, '1.1.0', ago(30 * HOUR_MS));
    await scenario.publish(gate.upstream, '1.2.0', ago(3 * HOUR_MS));
    const { result } = await installOn(t, gate, ranges.all);
    requireInstalled(result, { [ref.name]: '1.0.0' });
    const none = await installOn(t, gate, ranges.newer);
    assert.notEqual(none.result.exitCode, 0);
    assert.deepEqual(none.result.installed, {});
    assert.match(printed(none.result), scenario.shownRange);
  });

  test(
    `${id}: an exact version of three hours is refused with the reason, one of thirty installs`,
    options,
    async (t) => {
      const clock = holdClock();
      const gate = await startWith(t, scenario, { clock });
      await scenario.publish(gate.upstream, '1.0.0');
      await scenario.publish(gate.upstream, '1.1.0', ago(3 * HOUR_MS));
      const elsewhere = makeWorkspace(t);
      const made = await client.install({
        ...elsewhere,
        registryUrl: gate.upstream.urls[ref.ecosystem],
        packages: { [ref.name]: ranges.exact },
      });
      requireInstalled(made, { [ref.name]: '1.1.0' });
      const arrive = async () => {
        const machine = await makeMachine(t, gate, client);
        copyProjectFiles(elsewhere, machine, client.projectFiles);
        if (client.id === 'composer') {
          const adopted = await runGatehouse(machine, ['lock', 'adopt', 'composer.lock', '--gate', gate.url]);
          assert.equal(adopted.exitCode, 0, printed(adopted));
        }
        return client.lockInstall(jobOn(gate, client, machine));
      };
      const refused = await arrive();
      assertRefused(refused, scenario.shown('young-version'));
      assert.match(printed(refused).replace(/\s+/g, ' '), /ends 2\d{3}-/);
      clock.passTime(27 * HOUR_MS);
      requireInstalled(await arrive(), { [ref.name]: '1.1.0' });
    },
  );

  test(`${id}: malware is out of ranges and lock files, and who has it is known`, options, async (t) => {
    const gate = await startWith(t, scenario, { records: [] });
    await scenario.publish(gate.upstream, '1.0.0');
    await scenario.publish(gate.upstream, '1.1.0');
    const victim = await installOn(t, gate, ranges.all);
    requireInstalled(victim.result, { [ref.name]: '1.1.0' });
    assert.ok((await gate.exposure(ref)).length > 0);
    const { ecosystem, name } = ref;
    await gate.addRecords(malwareRecord({ ecosystem, name, versions: ['1.1.0'], summary: 'Steals tokens' }));

    const locked = await makeMachine(t, gate, client);
    copyProjectFiles(victim.machine, locked, client.projectFiles);
    const refused = await client.lockInstall(jobOn(gate, client, locked));
    assertRefused(refused, scenario.shown('malware'));
    requireInstalled((await installOn(t, gate, ranges.all)).result, { [ref.name]: '1.0.0' });
    const exact = await installOn(t, gate, ranges.exact);
    assert.notEqual(exact.result.exitCode, 0);
    assert.deepEqual(exact.result.installed, {});

    const items = await whoHas(gate, victim.machine, scenario.purl);
    assert.ok(items.length > 0);
    assert.ok(items.every(({ version, reader }) => version === '1.1.0' && reader === 'address:127.0.0.1'));
  });

  test(`${id}: a reserved name is refused and never asked for upstream`, options, async (t) => {
    const gate = await startWith(t, scenario);
    await gate.reserve(ref.ecosystem, scenario.reserved);
    await scenario.publish(gate.upstream, '1.0.0');
    const { result } = await installOn(t, gate, ranges.all);
    assertRefused(result, scenario.shownName('reserved-name'));
    assert.equal(gate.upstream.count(/acme/), 0);
  });

  test(`${id}: what was removed upstream soon after its publication is refused`, options, async (t) => {
    const clock = holdClock();
    const gate = await startWith(t, scenario, { clock });
    await scenario.publish(gate.upstream, '1.0.0');
    await scenario.publish(gate.upstream, '1.1.0', ago(5 * DAY_MS));
    const before = await installOn(t, gate, ranges.all);
    requireInstalled(before.result, { [ref.name]: '1.1.0' });
    scenario.remove(gate.upstream, '1.1.0');
    clock.passTime(HOUR_MS);
    const after = await makeMachine(t, gate, client);
    copyProjectFiles(before.machine, after, client.projectFiles);
    assertRefused(await client.lockInstall(jobOn(gate, client, after)), scenario.shown('removed-upstream'));
    requireInstalled((await installOn(t, gate, ranges.all)).result, { [ref.name]: '1.0.0' });
  });
}
