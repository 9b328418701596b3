// Lock files of npm, pnpm, yarn and bun: made elsewhere they install through the gate alone, made here they install without it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { copyProjectFiles, makeWorkspace, type Workspace } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  readProject,
  requireGateAlone,
  requireInstalled,
  runGatehouse,
} from './gate-clients.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  await publishCatalogue(upstream);
});

after(async () => upstream.close());

const { ask, get } = CATALOGUE.npm;

/**
 * Which lock files keep addresses that would go around: made at an upstream that has its files on a host of their own, and
 * made at the gate. npm's would as well, were it not for what `setup` writes.
 */
const CLIENTS: readonly (readonly [Client, { readonly around: boolean; readonly hereKept: boolean }])[] = [
  [npm, { around: false, hereKept: false }],
  [pnpm, { around: true, hereKept: false }],
  [yarn1, { around: true, hereKept: true }],
  [yarnBerry, { around: true, hereKept: false }],
  [bun, { around: true, hereKept: true }],
];

const lockOf = (client: Client): string => client.projectFiles.at(-1) ?? '';

/** Every digest in a lock file, in order: SRI of the tarball, or berry's checksum of its own archive. */
function digestsIn(text: string): readonly string[] {
  return [...text.matchAll(/sha512-[A-Za-z0-9+/=]+|checksum: \S+|#[0-9a-f]{40}/g)].map(([digest]) => digest);
}

/** What doctor says of the lock files in the project. */
async function findDetours(gate: Gate, machine: Workspace): Promise<readonly string[]> {
  const done = await runGatehouse(machine, ['doctor', '.', '--gate', gate.url, '--json']);
  const { findings } = JSON.parse(done.stdout) as {
    findings: { area: string; level: string; text: string; fix?: string }[];
  };
  return findings
    .filter(({ area, level }) => area === 'locks' && level === 'fault')
    .map(({ text, fix }) => `${text}; do ${fix}`);
}

for (const [client, { around, hereKept }] of CLIENTS) {
  const options = { skip: skipUnlessInstalled(client) };
  const lock = lockOf(client);

  test(
    `${client.id}: a lock file made elsewhere installs through the gate alone, its digests untouched`,
    options,
    async (t) => {
      const gate = await startGate(t, { upstream });
      const elsewhere = makeWorkspace(t);
      requireInstalled(
        await client.install({ ...elsewhere, registryUrl: upstream.urls.npm, packages: ask }),
        get,
      );
      const machine = await makeMachine(t, gate, client);
      copyProjectFiles(elsewhere, machine, client.projectFiles);
      const detours = await findDetours(gate, machine);
      if (around) {
        assert.match(detours.join('\n'), /^\S+: 2 entries would go around .*; do gatehouse lock adopt /);
      } else assert.deepEqual(detours, []);

      const made = readProject(machine, lock);
      if (around) {
        const adopted = await runGatehouse(machine, ['lock', 'adopt', lock, '--gate', gate.url]);
        assert.equal(adopted.exitCode, 0, printed(adopted));
        assert.notEqual(readProject(machine, lock), made);
      }
      assert.deepEqual(await findDetours(gate, machine), []);
      assert.deepEqual(digestsIn(readProject(machine, lock)), digestsIn(made));
      assert.ok(digestsIn(made).length >= 2);

      const seen = upstream.requests.length;
      requireInstalled(await client.lockInstall(jobOn(gate, client, machine)), get);
      requireGateAlone(upstream, seen);
      assert.equal(upstream.requests.slice(seen).filter(({ path }) => path.endsWith('.tgz')).length, 2);
    },
  );

  test(
    `${client.id}: a lock file made here, released, installs for an outsider without the gate`,
    options,
    async (t) => {
      const gate = await startGate(t, { upstream });
      const here = await makeMachine(t, gate, client);
      requireInstalled(await client.install(jobOn(gate, client, here, ask)), get);
      const made = readProject(here, lock);
      assert.equal(made.includes(gate.url), hereKept, made);
      const released = await runGatehouse(here, [
        'lock',
        'release',
        lock,
        '--gate',
        gate.url,
        '--server',
        gate.url,
      ]);
      assert.equal(released.exitCode, 0, printed(released));
      const text = readProject(here, lock);
      assert.equal(text.includes(gate.url), false, text);
      assert.deepEqual(digestsIn(text), digestsIn(made));
      if (!hereKept) assert.equal(text, made);

      const outsider = makeWorkspace(t);
      copyProjectFiles(here, outsider, client.projectFiles);
      await gate.close();
      requireInstalled(await client.lockInstall({ ...outsider, registryUrl: upstream.urls.npm }), get);
    },
  );
}

test(
  'npm leads a lock file’s other addresses to the gate by what setup wrote',
  { skip: skipUnlessInstalled(npm) },
  async (t) => {
    const gate = await startGate(t, { upstream });
    const machine = await makeMachine(t, gate, npm);
    const elsewhere = makeWorkspace(t);
    await npm.install({ ...elsewhere, registryUrl: upstream.urls.npm, packages: ask });
    assert.match(readProject(elsewhere, 'package-lock.json'), /"resolved": "http/);
    copyProjectFiles(elsewhere, machine, npm.projectFiles);
    const adopted = await runGatehouse(machine, ['lock', 'adopt', 'package-lock.json', '--gate', gate.url]);
    assert.equal(adopted.exitCode, 0, printed(adopted));
    assert.equal(
      readProject(machine, 'package-lock.json').match(new RegExp(`"resolved": "${gate.url}/npm/`, 'g'))
        ?.length,
      2,
    );
    requireInstalled(await npm.lockInstall(jobOn(gate, npm, machine)), get);
  },
);
