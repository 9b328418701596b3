// `gatehouse setup CLIENT`, then an installation with nothing but what it wrote; `setup --undo` takes it back.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate } from '../support/gate.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { jobOn, requireGateAlone, requireInstalled, runGatehouse, setUp } from './gate-clients.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  await publishCatalogue(upstream);
});

after(async () => upstream.close());

/** Each client's own file with something of the user's in it, odd spacing included. */
const CLIENTS = [
  { client: npm, file: '.npmrc', text: '# mine\r\nsave-exact=true\r\n' },
  { client: pnpm, file: '.npmrc', text: 'registry=https://registry.example/\n\n\n; end' },
  { client: yarn1, file: '.yarnrc', text: '# yarn lockfile v1\n\n\nlastUpdateCheck 1\n' },
  { client: yarnBerry, file: '.yarnrc.yml', text: '# mine\nenableGlobalCache:   true\n' },
  { client: bun, file: '.bunfig.toml', text: 'telemetry = false\n\n[install]\nexact = false # so be it\n' },
] as const;

/** Every file below a folder, by path, as it is. */
function readAll(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => [path, readFileSync(join(folder, path)).toString('latin1')] as const);
  return new Map(files);
}

for (const { client, file, text } of CLIENTS) {
  const { ask, get } = CATALOGUE[client.ecosystem];
  const options = { skip: skipUnlessInstalled(client) };

  test(
    `${client.id}: set up by the command line, a range installs through the gate alone`,
    options,
    async (t) => {
      const gate = await startGate(t, { upstream });
      const machine = makeWorkspace(t);
      writeFileSync(join(machine.home, file), text);
      const seen = upstream.requests.length;
      await setUp(gate, client, machine);
      requireInstalled(await client.install(jobOn(gate, client, machine, ask)), get);
      // The gate is the only one that the upstream heard of.
      requireGateAlone(upstream, seen);
      assert.ok(upstream.requests.length > seen);
    },
  );

  test(
    `${client.id}: set-up for a project reaches no other project, and is undone byte for byte`,
    options,
    async (t) => {
      const gate = await startGate(t, { upstream });
      const machine = makeWorkspace(t);
      writeFileSync(join(machine.home, file), text);
      const before = readAll(machine.home);
      await setUp(gate, client, machine);
      await setUp(gate, client, machine, '--project', '.');
      assert.notEqual(readFileSync(join(machine.home, file), 'utf8'), text);
      assert.match(
        readFileSync(join(machine.project, file.replace('.bunfig', 'bunfig')), 'utf8'),
        /127\.0\.0\.1/,
      );
      const undone = await runGatehouse(machine, ['setup', '--undo']);
      assert.equal(undone.exitCode, 0, undone.stderr);
      const after = new Map([...readAll(machine.home)].filter(([path]) => !/gatehouse/.test(path)));
      assert.deepEqual(after, before);
      assert.deepEqual(readdirSync(machine.project), []);
    },
  );
}

test('without a name, setup points every client on PATH here, and no other', async (t) => {
  const gate = await startGate(t, { upstream });
  const machine = makeWorkspace(t);
  const programs = join(machine.home, 'bin');
  mkdirSync(programs);
  for (const name of ['npm', 'yarn', 'bun']) writeFileSync(join(programs, name), '', { mode: 0o755 });
  writeFileSync(join(programs, 'cargo'), 'not to be run', { mode: 0o644 });
  const done = await runGatehouse(machine, ['setup', '--gate', gate.url, '--json'], { PATH: programs });
  assert.equal(done.exitCode, 0, done.stderr);
  const { changed } = JSON.parse(done.stdout) as { changed: { file: string; clients: string[] }[] };
  const written = changed.map(({ file, clients }) => `${relative(machine.home, file)}: ${clients.join(' ')}`);
  assert.deepEqual(written.sort(), [
    '.bunfig.toml: bun',
    '.npmrc: npm',
    '.yarnrc.yml: yarn',
    '.yarnrc: yarn-classic',
  ]);
});
