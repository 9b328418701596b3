// npm, pnpm, yarn and bun through a whole gate over the registry that this machine's npm is configured with.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { findProgram, skipUnlessInstalled } from '../support/client.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { copyProjectFiles } from '../support/workspace.ts';
import { jobOn, makeMachine, readProject, requireInstalled } from '../clients/gate-clients.ts';

const REACH_MS = 10_000;

/** Old and small, with a dependency, and a scope; nobody moves these any more. */
const PACKAGES = { 'left-pad': '~1.3.0', 'is-odd': '3.0.1', '@types/left-pad': '1.2.0' };
const INSTALLED = {
  'left-pad': '1.3.0',
  'is-odd': '3.0.1',
  'is-number': '6.0.0',
  '@types/left-pad': '1.2.0',
};

interface Registry {
  readonly url: string;
  readonly skip: false | string;
}

/** The registry's address is the machine's own affair: it is read when the tests run, and told to nobody. */
async function findRegistry(): Promise<Registry> {
  const program = findProgram('npm');
  if (program === undefined) return { url: '', skip: 'npm is not installed' };
  const { stdout } = spawnSync(program, ['config', 'get', 'registry'], { encoding: 'utf8' });
  const url = stdout.trim().replace(/\/+$/, '');
  if (!URL.canParse(url)) return { url: '', skip: 'npm is configured with no registry' };
  try {
    const answer = await fetch(`${url}/left-pad`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(REACH_MS),
    });
    if (answer.ok) return { url, skip: false };
    return { url, skip: `npm’s registry answers ${answer.status} without credentials` };
  } catch {
    return { url, skip: 'npm’s registry cannot be reached from here' };
  }
}

const registry = await findRegistry();

function startLiveGate(test: Parameters<typeof startGate>[0]): Promise<Gate> {
  return startGate(test, { upstreamUrls: { npm: registry.url } });
}

for (const client of [npm, pnpm, yarn1, yarnBerry, bun]) {
  const skip = registry.skip === false ? skipUnlessInstalled(client) : registry.skip;

  test(
    `${client.id}: real packages install through the gate, from ranges and from the lock file`,
    { skip },
    async (t) => {
      const gate = await startLiveGate(t);
      const machine = await makeMachine(t, gate, client);
      requireInstalled(await client.install(jobOn(gate, client, machine, PACKAGES)), INSTALLED);
      const lock = readProject(machine, client.projectFiles.at(-1) ?? '');
      assert.equal(lock.includes(new URL(registry.url).host), false, 'the lock file leads around the gate');
      const again = await makeMachine(t, gate, client);
      copyProjectFiles(machine, again, client.projectFiles);
      requireInstalled(await client.lockInstall(jobOn(gate, client, again)), INSTALLED);
    },
  );
}

test('the gate serves the bytes that the registry signed for', { skip: registry.skip }, async (t) => {
  const gate = await startLiveGate(t);
  const answer = await gate.ask('/npm/left-pad/1.3.0');
  assert.equal(answer.status, 200, answer.text);
  const { dist } = JSON.parse(answer.text) as {
    dist: { integrity: string; tarball: string; signatures?: unknown[] };
  };
  const { body } = await gate.ask(dist.tarball.slice(gate.url.length));
  assert.equal(`sha512-${createHash('sha512').update(body).digest('base64')}`, dist.integrity);
  assert.equal(dist.tarball, `${gate.url}/npm/left-pad/-/left-pad-1.3.0.tgz`);
});

test('a package with very many versions is resolved through the gate', { skip: registry.skip }, async (t) => {
  const gate = await startLiveGate(t);
  const answer = await gate.ask('/npm/react', { headers: { accept: 'application/vnd.npm.install-v1+json' } });
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  const { versions, 'dist-tags': tags } = JSON.parse(answer.text) as {
    versions: Record<string, unknown>;
    'dist-tags': Record<string, string>;
  };
  assert.ok(Object.hasOwn(versions, '18.2.0'));
  assert.ok(Object.hasOwn(versions, tags['latest'] ?? ''));
  assert.doesNotMatch(tags['latest'] ?? '', /-/);
});
