// The script that a package's page gives to a CI, run as it is: no secret lies anywhere, the build's identity is exchanged for a token
// of minutes, the real client publishes, and installs through the URL that serves public packages.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';

import { clientFolder, pinnedCommand } from '../../scripts/pinned-clients.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { cargo, rustupEnv } from '../support/client-cargo.ts';
import { composer } from '../support/client-composer.ts';
import { npm } from '../support/client-node.ts';
import { pip } from '../support/client-python.ts';
import { findProgram, isolatedEnv, skipUnlessInstalled, writeText, type Client } from '../support/client.ts';
import type { GatePerson } from '../support/gate-person.ts';
import { runCommand } from '../support/run-command.ts';
import { openTrustedScene } from '../support/trusted-scene.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { makeUpload } from '../publish/pypi-upload.ts';
import { jobOn, makeMachine, printed, requireInstalled } from './gate-clients.ts';

interface Trial {
  readonly client: Client;
  readonly name: string;
  /** What the project has, by path. */
  readonly files: () => Promise<Readonly<Record<string, string | Uint8Array>>>;
  /** Folders before the machine's own programs. */
  readonly programs?: readonly string[];
  /** Before the script, as a checkout would have it. */
  readonly before?: string;
}

const TRIALS: readonly Trial[] = [
  {
    client: npm,
    name: '@acme/tide',
    files: async () => ({
      'package.json': JSON.stringify({ name: '@acme/tide', version: '1.0.0', license: 'MIT' }),
      'index.js': 'module.exports = 1;\n',
    }),
  },
  {
    client: pip,
    name: 'acme-tide',
    programs: [join(clientFolder('twine'), 'bin')],
    files: async () => {
      const { file, bytes } = await makeUpload({ name: 'acme-tide', version: '1.0.0' });
      return { [`dist/${file}`]: bytes };
    },
  },
  {
    client: cargo,
    name: 'acme-tide',
    files: async () => ({
      'Cargo.toml':
        '[package]\nname = "acme-tide"\nversion = "1.0.0"\nedition = "2021"\ndescription = "Of the sea"\nlicense = "MIT"\n',
      'src/lib.rs': '',
      '.gitignore': 'target\nidentity-token\npublish.sh\n',
    }),
    before: 'git init -q && git add . && git -c user.name=ada -c user.email=ada@example.com commit -qm tide',
  },
  {
    client: composer,
    name: 'acme/tide',
    files: async () => ({
      'composer.json': JSON.stringify({ name: 'acme/tide', description: 'Of the sea', license: 'MIT' }),
      'tide.php': '<?php\n',
    }),
    before:
      'git init -q && git add composer.json tide.php && git -c user.name=ada -c user.email=ada@example.com commit -qm tide && git tag v1.0.0',
  },
];

function skipWithout(client: Client): false | string {
  const needed = ['curl', 'jq', 'git'].filter((program) => findProgram(program) === undefined);
  if (client === pip && pinnedCommand('twine') === undefined) needed.push('twine');
  return needed.length === 0 ? skipUnlessInstalled(client) : `${needed.join(', ')} not installed`;
}

for (const { client, name, files, programs = [], before } of TRIALS) {
  const { ecosystem } = client;
  test(
    `${ecosystem}: the script of the page publishes with no stored secret, once, and what it published is installed`,
    { skip: skipWithout(client) },
    async (t) => {
      const as = { name: 'ci', provider: 'custom' };
      const { gate, ada, identity, publish } = await openTrustedScene(t, { as });
      const claims = { project: 'acme/tide' };
      // Of crates the namespace alone is there before: cargo asks, without any token, what is there under the name.
      if (client === cargo) await ownNamespace(ada, ecosystem, 'acme');
      else await ownPublicly(gate, ecosystem, name, ada.accountId);
      const id = await publish({
        ecosystem,
        name: client === cargo ? 'acme-*' : name,
        settings: { claims },
      });
      const query = new URLSearchParams({ ecosystem, name, provider: 'custom' });
      const told = await ada.call('GET', `/trusted-publishing/snippet?${query.toString()}`);
      const { file, text } = JSON.parse(told.text) as { file: string; text: string };

      const build = makeWorkspace(t);
      for (const [path, content] of Object.entries(await files())) {
        mkdirSync(join(build.project, path, '..'), { recursive: true });
        writeFileSync(join(build.project, path), content);
      }
      const env = { ...isolatedEnv(build.home), ...rustupEnv() };
      const room = {
        cwd: build.project,
        env: { ...env, PATH: [...programs, env['PATH'] ?? ''].join(delimiter) },
      };
      if (before !== undefined) {
        const prepared = await runCommand({ ...room, command: ['sh', '-euc', before] });
        assert.equal(prepared.exitCode, 0, printed(prepared));
      }
      writeText(join(build.project, file), text);
      const run = (jti: string) => {
        writeText(join(build.project, 'identity-token'), identity({ project: 'acme/tide', jti }));
        return runCommand({ ...room, command: ['sh', file] });
      };
      const done = await run('first');
      assert.equal(done.exitCode, 0, printed(done));
      const [entry] = await gate.journal('version-published');
      assert.equal(entry?.actor, `publisher:${id}`);
      const again = await run('second');
      assert.notEqual(again.exitCode, 0, printed(again));

      if (client === cargo) await ada.call('PUT', `/owners/cargo/${name}`, { visibility: 'public' });
      const machine = await makeMachine(t, gate, client);
      const installed = await client.install(jobOn(gate, client, machine, { [name]: wanted(ecosystem) }));
      requireInstalled(installed, { [name]: '1.0.0' });
    },
  );
}

function wanted(ecosystem: Ecosystem): string {
  return ecosystem === 'pypi' ? '==1.0.0' : ecosystem === 'cargo' ? '=1.0.0' : '1.0.0';
}

async function ownNamespace(ada: GatePerson, ecosystem: Ecosystem, namespace: string): Promise<void> {
  const owner = { kind: 'account', name: 'ada' };
  const granted = await ada.call('POST', '/namespaces/grants', {
    ecosystem,
    namespace,
    owner,
    reason: 'hers',
  });
  assert.equal(granted.status, 201, granted.text);
}

async function ownPublicly(
  gate: Awaited<ReturnType<typeof openTrustedScene>>['gate'],
  ecosystem: Ecosystem,
  name: string,
  accountId: string,
): Promise<void> {
  await gate.house.storage.work.transact(({ ownership }) =>
    ownership.save({
      ecosystem,
      name: asPackageName(name),
      owner: { kind: 'account', id: accountId },
      visibility: 'public',
      since: 1,
    }),
  );
}
