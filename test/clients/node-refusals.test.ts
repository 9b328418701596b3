// npm, pnpm, yarn and bun at a gate that keeps versions out: what a range becomes, what is refused, what the user reads.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { DAY_MS, formatInstant, HOUR_MS } from '../../src/kernel/clock.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { copyProjectFiles, makeWorkspace, type Workspace } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  readProject,
  requireInstalled,
  runGatehouse,
  whoHas,
} from './gate-clients.ts';

const NAME = 'tide';
const REF = { ecosystem: 'npm', name: asPackageName(NAME) } as const;
const ago = (ms: number) => formatInstant(Date.now() - ms);

/** What each client shows of a refused file, and of a refused name; pnpm and Bun show the number and the address alone. */
const SHOWN: readonly (readonly [Client, { readonly file: RegExp; readonly name: RegExp }])[] = [
  [
    npm,
    {
      file: /npm error 403 .*RULE.*see .*\/packages\/npm\//s,
      name: /403.*RULE.*see .*\/packages\//s,
    },
  ],
  [pnpm, { file: /HTTP 403 for .*\/npm\//s, name: /ERR_PNPM_FETCH_403/ }],
  [yarn1, { file: /\/tide-[\d.]+\.tgz: Request failed "403 Forbidden"/, name: /RULE.*see .*\/packages\// }],
  [yarnBerry, { file: /403 \(.*RULE.*see .*\/packages\//, name: /403 \(.*RULE.*see .*\/packages\// }],
  [bun, { file: /\/tide-[\d.]+\.tgz - 403/, name: /GET .* - 403/ }],
];

function withRule(pattern: RegExp, rule: string): RegExp {
  return new RegExp(pattern.source.replaceAll('RULE', rule), pattern.flags);
}

function publish({ upstream }: Gate, version: string, more: object = {}) {
  return upstream.npm.publish({ name: NAME, version, ...more });
}

/** Made directly at the upstream, by a client that knows of no gate and waits for nothing. */
async function lockElsewhere(
  test: TestContext,
  gate: Gate,
  client: Client,
  range: string,
): Promise<Workspace> {
  const elsewhere = makeWorkspace(test);
  const made = await client.install({
    ...elsewhere,
    registryUrl: gate.upstream.urls.npm,
    packages: { [NAME]: range },
    env: { YARN_NPM_MINIMAL_AGE_GATE: '0', pnpm_config_minimum_release_age: '0' },
  });
  assert.equal(made.exitCode, 0, printed(made));
  return elsewhere;
}

/** The same project on a machine that reaches the gate only, its lock file adopted. */
async function arrive(
  test: TestContext,
  gate: Gate,
  client: Client,
  elsewhere: Workspace,
): Promise<Workspace> {
  const machine = await makeMachine(test, gate, client);
  copyProjectFiles(elsewhere, machine, client.projectFiles);
  const lock = client.projectFiles.at(-1) ?? '';
  const adopted = await runGatehouse(machine, ['lock', 'adopt', lock, '--gate', gate.url]);
  assert.equal(adopted.exitCode, 0, printed(adopted));
  return machine;
}

for (const [client, shown] of SHOWN) {
  const options = { skip: skipUnlessInstalled(client) };
  const { id } = client;

  test(`${id}: a range becomes the newest version that is let through, a tag too`, options, async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0', { publishedAt: ago(30 * HOUR_MS) });
    await publish(gate, '1.2.0', { publishedAt: ago(3 * HOUR_MS), tags: ['latest', 'next'] });
    for (const range of ['^1.0.0', 'latest', 'next']) {
      const machine = await makeMachine(t, gate, client);
      const result = await client.install(jobOn(gate, client, machine, { [NAME]: range }));
      requireInstalled(result, { [NAME]: '1.0.0' });
      if (client === npm) {
        assert.match(
          printed(result),
          /npm notice Gatehouse keeps back tide@1\.2\.0 \(young-version: .*see http/,
        );
      }
    }
  });

  test(`${id}: a range that only young versions meet is refused`, options, async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0', { publishedAt: ago(30 * HOUR_MS) });
    const machine = await makeMachine(t, gate, client);
    const result = await client.install(jobOn(gate, client, machine, { [NAME]: '^1.1.0' }));
    assert.notEqual(result.exitCode, 0);
    assert.deepEqual(result.installed, {});
    if (client === npm) assert.match(printed(result), withRule(shown.file, 'young-version.*; ends 2'));
  });

  test(
    `${id}: a lock file names a version of three hours: refused; of thirty: installed`,
    options,
    async (t) => {
      const clock = holdClock();
      const gate = await startGate(t, { clock });
      await publish(gate, '1.0.0');
      await publish(gate, '1.1.0', { publishedAt: ago(3 * HOUR_MS) });
      const elsewhere = await lockElsewhere(t, gate, client, '1.1.0');
      const young = await arrive(t, gate, client, elsewhere);
      // pnpm has an age rule of its own, a day as well; without it, it is the gate that refuses.
      const env = { pnpm_config_minimum_release_age: '0' };
      const refused = await client.lockInstall({ ...jobOn(gate, client, young), env });
      assert.notEqual(refused.exitCode, 0, printed(refused));
      assert.deepEqual(refused.installed, {});
      assert.match(printed(refused), withRule(shown.file, 'young-version'));
      clock.passTime(27 * HOUR_MS);
      const aged = await arrive(t, gate, client, elsewhere);
      requireInstalled(await client.lockInstall({ ...jobOn(gate, client, aged), env }), { [NAME]: '1.1.0' });
    },
  );

  test(`${id}: malware is out of ranges and lock files, and who has it is known`, options, async (t) => {
    const gate = await startGate(t, { records: [] });
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0');
    const victim = await makeMachine(t, gate, client);
    const before = await client.install(jobOn(gate, client, victim, { [NAME]: '^1.0.0' }));
    requireInstalled(before, { [NAME]: '1.1.0' });
    assert.equal((await gate.exposure(REF)).length, 1);
    await gate.addRecords(malwareRecord({ ecosystem: 'npm', name: NAME, versions: ['1.1.0'] }));

    const locked = await makeMachine(t, gate, client);
    copyProjectFiles(victim, locked, client.projectFiles);
    const refused = await client.lockInstall(jobOn(gate, client, locked));
    assert.notEqual(refused.exitCode, 0);
    assert.deepEqual(refused.installed, {});
    assert.match(printed(refused), withRule(shown.file, 'malware'));
    const ranged = await makeMachine(t, gate, client);
    const other = await client.install(jobOn(gate, client, ranged, { [NAME]: '^1.0.0' }));
    requireInstalled(other, { [NAME]: '1.0.0' });

    const items = await whoHas(gate, victim, `pkg:npm/${NAME}@1.1.0`);
    assert.deepEqual(
      items.map(({ version, file, reader }) => [version, file, reader]),
      [['1.1.0', `${NAME}-1.1.0.tgz`, 'address:127.0.0.1']],
    );
  });

  test(`${id}: a reserved name is refused and never asked for upstream`, options, async (t) => {
    const gate = await startGate(t);
    await gate.reserve('npm', '@acme/*');
    await gate.upstream.npm.publish({ name: '@acme/secret', version: '1.0.0' });
    const machine = await makeMachine(t, gate, client);
    const result = await client.install(jobOn(gate, client, machine, { '@acme/secret': '^1.0.0' }));
    assert.notEqual(result.exitCode, 0);
    assert.deepEqual(result.installed, {});
    assert.match(printed(result), withRule(shown.name, 'reserved-name'));
    assert.equal(gate.upstream.count(/acme/), 0);
  });

  test(
    `${id}: what was removed upstream soon after its publication is refused by lock file`,
    options,
    async (t) => {
      const clock = holdClock();
      const gate = await startGate(t, { clock });
      await publish(gate, '1.0.0');
      await publish(gate, '1.1.0', { publishedAt: ago(5 * DAY_MS) });
      const before = await makeMachine(t, gate, client);
      requireInstalled(await client.install(jobOn(gate, client, before, { [NAME]: '^1.0.0' })), {
        [NAME]: '1.1.0',
      });
      gate.upstream.npm.remove(NAME, '1.1.0');
      clock.passTime(HOUR_MS);
      const after = await makeMachine(t, gate, client);
      copyProjectFiles(before, after, client.projectFiles);
      const refused = await client.lockInstall(jobOn(gate, client, after));
      assert.notEqual(refused.exitCode, 0);
      assert.deepEqual(refused.installed, {});
      if (client === npm || client === yarnBerry) assert.match(printed(refused), /removed-upstream/);
      const range = await makeMachine(t, gate, client);
      requireInstalled(await client.install(jobOn(gate, client, range, { [NAME]: '^1.0.0' })), {
        [NAME]: '1.0.0',
      });
    },
  );
}

test(
  'npm finds a hidden version that a lock file without addresses names: ci installs it, install is told why not',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0', { publishedAt: ago(30 * HOUR_MS) });
    const elsewhere = makeWorkspace(t);
    const env = { npm_config_omit_lockfile_registry_resolved: 'true' };
    const packages = { [NAME]: '^1.1.0' };
    await npm.install({ ...elsewhere, registryUrl: gate.upstream.urls.npm, packages, env });
    assert.doesNotMatch(readProject(elsewhere, 'package-lock.json'), /"resolved"/);
    const machine = await makeMachine(t, gate, npm);
    copyProjectFiles(elsewhere, machine, npm.projectFiles);
    const job = jobOn(gate, npm, machine);
    const refused = await npm.run(job, ['install']);
    assert.notEqual(refused.exitCode, 0);
    assert.match(
      printed(refused),
      /due to policy violations:\n.*tide@1\.1\.0: held back by rule young-version/,
    );
    requireInstalled(await npm.lockInstall(job), { [NAME]: '1.1.0' });
  },
);

test(
  'pnpm add of an exact or the newest version of a refused name prints the reason',
  { skip: skipUnlessInstalled(pnpm) },
  async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await gate.quarantine(REF);
    const machine = await makeMachine(t, gate, pnpm);
    writeFileSync(join(machine.project, 'package.json'), '{ "name": "harbour", "version": "1.0.0" }');
    for (const asked of [NAME, `${NAME}@1.0.0`]) {
      const refused = await pnpm.run(jobOn(gate, pnpm, machine), ['add', asked]);
      assert.notEqual(refused.exitCode, 0);
      const said = printed(refused).replaceAll(/\s+/g, ' ');
      assert.match(said, /403 tide is refused by rule quarantine: .*; see .*\/packages\/npm\/tide/);
    }
  },
);

test(
  'pnpm’s own age rule learns the date of a hidden version, and lets it pass after a day',
  { skip: skipUnlessInstalled(pnpm) },
  async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0', { publishedAt: ago(30 * HOUR_MS) });
    const elsewhere = await lockElsewhere(t, gate, pnpm, '^1.1.0');
    const machine = await arrive(t, gate, pnpm, elsewhere);
    requireInstalled(await pnpm.lockInstall(jobOn(gate, pnpm, machine)), { [NAME]: '1.1.0' });
  },
);

test(
  'npm’s other questions are answered where versions are held back',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const gate = await startGate(t);
    await publish(gate, '1.0.0');
    await publish(gate, '1.1.0', { publishedAt: ago(3 * HOUR_MS) });
    const machine = await makeMachine(t, gate, npm);
    const job = jobOn(gate, npm, machine, { [NAME]: '^1.0.0' });
    requireInstalled(await npm.install(job), { [NAME]: '1.0.0' });
    const outdated = await npm.run(job, ['outdated', '--json']);
    assert.deepEqual([outdated.exitCode, JSON.parse(outdated.stdout)], [0, {}]);
    const updated = await npm.run(job, ['update']);
    assert.equal(updated.exitCode, 0, printed(updated));
    const viewed = await npm.run(job, ['view', NAME, 'dist-tags.latest', 'versions', '--json']);
    assert.deepEqual(JSON.parse(viewed.stdout), { 'dist-tags.latest': '1.0.0', versions: ['1.0.0'] });
    const exact = await npm.run(job, ['view', `${NAME}@1.1.0`, 'version']);
    assert.doesNotMatch(exact.stdout, /1\.1\.0/);
  },
);
