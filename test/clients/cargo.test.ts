// cargo at a whole gate: set-up, ranges, refusals as its user reads them, lock files from and for elsewhere.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { HOUR_MS } from '../../src/kernel/clock.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled, type InstallResult } from '../support/client.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { copyProjectFiles, makeWorkspace, type Workspace } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  readProject,
  requireGateAlone,
  requireInstalled,
  runGatehouse,
  setUp,
  whoHas,
} from './gate-clients.ts';
import { startShore as startShoreWith, type Shore } from './shore.ts';

const options = { skip: skipUnlessInstalled(cargo) };
const { ask: ASK, get: GET } = CATALOGUE.cargo;
const MALWARE = malwareRecord({ ecosystem: 'cargo', name: 'evil', versions: ['1.1.0'], id: 'MAL-2026-11' });
const WORM = malwareRecord({ ecosystem: 'cargo', name: 'worm', id: 'MAL-2026-12' });

/** A gate that keeps some of its crates out. */
function startShore(t: TestContext, records: readonly object[] = [MALWARE, WORM]): Promise<Shore> {
  return startShoreWith(t, records, ({ cargo }, release) => cargo.publish(release));
}

async function install(
  t: TestContext,
  gate: Gate,
  packages: Readonly<Record<string, string>>,
): Promise<InstallResult> {
  return cargo.install(jobOn(gate, cargo, await makeMachine(t, gate, cargo), packages));
}

/** A lock file made directly at the upstream, on a machine that reaches the gate only. */
async function bringLock(
  t: TestContext,
  gate: Gate,
  packages: Readonly<Record<string, string>>,
): Promise<Workspace> {
  const elsewhere = makeWorkspace(t);
  const made = await cargo.install({ ...elsewhere, registryUrl: gate.upstream.urls.cargo, packages });
  assert.equal(made.exitCode, 0, printed(made));
  const here = await makeMachine(t, gate, cargo);
  copyProjectFiles(elsewhere, here, cargo.projectFiles);
  return here;
}

function assertRefused(result: InstallResult, pattern: RegExp): void {
  assert.notEqual(result.exitCode, 0, printed(result));
  assert.deepEqual(result.installed, {});
  assert.match(printed(result), pattern);
}

test(
  'cargo: set up by the command line, a range installs through the gate alone; undone byte for byte',
  options,
  async (t) => {
    const gate = await startGate(t);
    await publishCatalogue(gate.upstream);
    const machine = makeWorkspace(t);
    const config = join(machine.home, '.cargo/config.toml');
    const own = '# mine\n[build]\njobs   = 1\n\n\n[net]\nretry = 0 # never\n';
    mkdirSync(join(machine.home, '.cargo'));
    writeFileSync(config, own);
    await setUp(gate, cargo, machine);
    assert.notEqual(readFileSync(config, 'utf8'), own);
    requireInstalled(await cargo.install(jobOn(gate, cargo, machine, ASK)), GET);
    requireGateAlone(gate.upstream);
    const undone = await runGatehouse(machine, ['setup', '--undo']);
    assert.equal(undone.exitCode, 0, undone.stderr);
    assert.equal(readFileSync(config, 'utf8'), own);
  },
);

test('cargo: ranges go to what is offered; what is kept out is said to be yanked', options, async (t) => {
  const { gate, clock } = await startShore(t);
  gate.upstream.cargo.yank('yanked', '1.1.0', true);
  requireInstalled(await install(t, gate, { young: '1' }), { young: '1.0.0' });
  requireInstalled(await install(t, gate, { evil: '1' }), { evil: '1.0.0' });
  requireInstalled(await install(t, gate, { yanked: '1' }), { yanked: '1.0.0' });
  for (const packages of [
    { young: '=1.2.0' },
    { young: '=1.1.0' },
    { evil: '=1.1.0' },
    { yanked: '=1.1.0' },
  ]) {
    const [name, version] = Object.entries(packages)[0] ?? [];
    const refused = await install(t, gate, packages);
    assertRefused(
      refused,
      new RegExp(`version ${version?.slice(1)} is yanked\\nlocation searched: .gatehouse. index`),
    );
    assert.match(printed(refused), new RegExp(`requirement .${name} = `));
  }
  clock.passTime(4 * 24 * HOUR_MS);
  requireInstalled(await install(t, gate, { young: '1' }), { young: '1.2.0' });
});

test(
  'cargo: malware of a lock file, a condemned name and a reserved one are refused with the reason',
  options,
  async (t) => {
    const { gate } = await startShore(t);
    const locked = await bringLock(t, gate, { evil: '=1.1.0' });
    assertRefused(
      await cargo.lockInstall(jobOn(gate, cargo, locked)),
      /got 403\n +body:\n +evil@1\.1\.0 is refused by rule malware: malware record MAL-2026-11 names this version.*; see .*\/packages\/cargo\/evil\?version=1\.1\.0/,
    );
    assertRefused(
      await install(t, gate, { worm: '1' }),
      /got 403\n +body:\n +worm is refused by rule malware: malware record MAL-2026-12 condemns the whole package/,
    );
    await gate.reserve('cargo', 'ours');
    const asked = gate.upstream.requests.length;
    assertRefused(
      await install(t, gate, { ours: '1' }),
      /got 403\n +body:\n +ours is refused by rule reserved-name: .*; see .*\/packages\/cargo\/ours/,
    );
    assert.equal(gate.upstream.requests.length, asked, 'a reserved name is never asked for upstream');
  },
);

test(
  'cargo: a young version of a lock file is refused until it is a day old, then served though it is hidden',
  options,
  async (t) => {
    const { gate, clock } = await startShore(t);
    const locked = await bringLock(t, gate, { young: '1' });
    assert.match(readProject(locked, 'Cargo.lock'), /version = "1\.2\.0"/);
    assertRefused(
      await cargo.lockInstall(jobOn(gate, cargo, locked)),
      /young@1\.2\.0 is held back by rule young-version: published .*; ends .*; see .*\/packages\/cargo\/young\?version=1\.2\.0/,
    );
    clock.passTime(22 * HOUR_MS);
    requireInstalled(await cargo.lockInstall(jobOn(gate, cargo, locked)), { young: '1.2.0' });
  },
);

test(
  'cargo: a version that its registry took away within days is not given to lock files',
  options,
  async (t) => {
    const { gate, clock } = await startShore(t);
    requireInstalled(await install(t, gate, { gone: '1' }), { gone: '1.1.0' });
    const locked = await bringLock(t, gate, { gone: '=1.1.0' });
    gate.upstream.cargo.remove('gone', '1.1.0');
    clock.passTime(HOUR_MS);
    requireInstalled(await install(t, gate, { gone: '1' }), { gone: '1.0.0' });
    assertRefused(await cargo.lockInstall(jobOn(gate, cargo, locked)), /gone/);
    const file = await gate.ask('/cargo/crates/gone/1.1.0/download');
    assert.equal(file.status, 403);
    assert.match(file.text, /gone@1\.1\.0 is .* by rule removed-upstream: /);
  },
);

test('cargo: who has a version that turned out to be malware is known', options, async (t) => {
  const { gate } = await startShore(t, []);
  const machine = await makeMachine(t, gate, cargo);
  requireInstalled(await cargo.install(jobOn(gate, cargo, machine, { evil: '1' })), { evil: '1.1.0' });
  await gate.exposure({ ecosystem: 'cargo', name: asPackageName('evil') });
  await gate.addRecords(MALWARE);
  const who = await whoHas(gate, machine, 'pkg:cargo/evil@1.1.0');
  assert.deepEqual([...new Set(who.map(({ file }) => file))], ['evil-1.1.0.crate']);
  const next = await makeMachine(t, gate, cargo);
  copyProjectFiles(machine, next, cargo.projectFiles);
  assertRefused(await cargo.lockInstall(jobOn(gate, cargo, next)), /MAL-2026-11/);
});

test('cargo: lock files from elsewhere and for elsewhere are the same file', options, async (t) => {
  const gate = await startGate(t);
  await publishCatalogue(gate.upstream);
  const here = await bringLock(t, gate, ASK);
  const lock = readProject(here, 'Cargo.lock');
  const doctor = await runGatehouse(here, ['doctor', '.', '--gate', gate.url, '--all']);
  assert.match(doctor.stdout, /nothing goes around the gate/, doctor.stdout);
  const seen = gate.upstream.requests.length;
  requireInstalled(await cargo.lockInstall(jobOn(gate, cargo, here)), GET);
  requireGateAlone(gate.upstream, seen);
  const made = await makeMachine(t, gate, cargo);
  requireInstalled(await cargo.install(jobOn(gate, cargo, made, ASK)), GET);
  assert.equal(readProject(made, 'Cargo.lock'), lock);
  const outside = makeWorkspace(t);
  copyProjectFiles(made, outside, cargo.projectFiles);
  requireInstalled(await cargo.lockInstall({ ...outside, registryUrl: gate.upstream.urls.cargo }), GET);
});
