// npm, pnpm, yarn and bun publish to a gate, and install from it what stands beside what the gate brings from its upstream.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { bun, npm, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, writeText, type Client, type LockInstallJob } from '../support/client.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { toldContents } from '../publish/told-contents.ts';
import { printed } from './gate-clients.ts';

/** How each client publishes, and what it shows when the version is there already. */
const CLIENTS: readonly (readonly [Client, readonly string[], RegExp])[] = [
  [npm, ['publish', '--tag', 'latest'], /cannot publish over the previously published versions/],
  [pnpm, ['publish', '--no-git-checks'], /409|versions are never replaced/],
  [yarn1, ['publish', '--non-interactive', '--new-version', '1.0.0'], /versions are never replaced|409/],
  [yarnBerry, ['npm', 'publish'], /versions are never replaced|409/],
  [bun, ['publish'], /409|versions are never replaced/],
];

async function signedIn(test: TestContext, gate: Gate): Promise<LockInstallJob> {
  const person = await makeGatePerson(gate);
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'deprecate', 'manage-tags', 'unpublish'],
    packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
  });
  const machine = makeWorkspace(test);
  const registry = gate.urls.npm;
  const auth = `${registry.replace('http:', '')}/:_authToken=${token}\n`;
  writeText(join(machine.home, '.npmrc'), `registry=${registry}/\n${auth}`);
  writeText(join(machine.home, '.yarnrc'), `registry "${registry}/"\ndisable-self-update-check true\n`);
  writeText(
    join(machine.home, '.yarnrc.yml'),
    `npmRegistryServer: "${registry}"\nunsafeHttpWhitelist: ["127.0.0.1"]\nnpmAuthToken: "${token}"\n`,
  );
  return { ...machine, registryUrl: registry, configured: true, env: { NPM_CONFIG_TOKEN: token } };
}

function writePackage({ project }: Pick<LockInstallJob, 'project'>, name: string): void {
  const manifest = {
    name,
    version: '1.0.0',
    description: 'Of the sea',
    license: 'MIT',
    main: 'index.js',
    bin: 'cli.js',
    scripts: { postinstall: 'node index.js' },
    dependencies: { wave: '^1.0.0' },
    optionalDependencies: { foam: '^1.0.0' },
    publishConfig: { access: 'public' },
  };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(project, 'index.js'), 'module.exports = 1;\n');
  writeFileSync(join(project, 'cli.js'), '#!/usr/bin/env node\n');
  writeFileSync(join(project, 'README.md'), '# Tide\n');
  // Yarn takes a folder for a project of its own by its lock file.
  writeFileSync(join(project, 'yarn.lock'), '');
}

for (const [client, publish, refused] of CLIENTS) {
  test(
    `${client.id} publishes, is told what is there already, and others install it beside what an upstream has`,
    { skip: skipUnlessInstalled(client, npm) },
    async (test) => {
      const gate = await startGate(test);
      const publishedAt = '2024-01-01T00:00:00Z';
      for (const name of ['wave', 'foam'])
        await gate.upstream.npm.publish({ name, version: '1.0.0', publishedAt });
      const job = await signedIn(test, gate);
      const name = `@acme/${client.id}`;
      writePackage(job, name);
      if (client.id === 'yarn-berry') await client.run(job, ['install']);
      const published = await client.run(job, publish);
      assert.equal(published.exitCode, 0, printed(published));
      const again = await client.run(job, publish);
      assert.notEqual(again.exitCode, 0);
      assert.match(printed(again), refused);
      const packument = JSON.parse((await gate.ask(`/npm/${name.replace('/', '%2f')}`)).text) as {
        readonly readme?: string;
        readonly versions: Record<string, { hasInstallScript?: boolean; bin?: object }>;
      };
      assert.equal(packument.versions['1.0.0']?.hasInstallScript, true);
      assert.deepEqual(await toldContents(gate, 'npm', name), {
        needs: ['wave ^1.0.0 runtime', 'foam ^1.0.0 runtime?'],
        readme: '# Tide',
      });
      const consumer = makeWorkspace(test);
      const installed = await npm.install({
        ...consumer,
        registryUrl: gate.urls.npm,
        packages: { [name]: '^1.0.0' },
        args: ['--ignore-scripts'],
      });
      assert.equal(installed.exitCode, 0, printed(installed));
      assert.deepEqual(installed.installed, { [name]: '1.0.0', foam: '1.0.0', wave: '1.0.0' });
    },
  );
}

test(
  'npm tags, deprecates and unpublishes, as its own commands do it',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const gate = await startGate(test);
    for (const name of ['wave', 'foam']) await gate.upstream.npm.publish({ name, version: '1.0.0' });
    const job = await signedIn(test, gate);
    writePackage(job, '@acme/tide');
    const run = async (...args: readonly string[]) => {
      const result = await npm.run(job, args);
      assert.equal(result.exitCode, 0, printed(result));
      return result.stdout;
    };
    await run('publish');
    await run('version', '1.1.0', '--no-git-tag-version');
    await run('publish', '--tag', 'next');
    assert.match(await run('dist-tag', 'ls', '@acme/tide'), /latest: 1\.0\.0\s+next: 1\.1\.0/);
    await run('dist-tag', 'add', '@acme/tide@1.1.0', 'latest');
    await run('dist-tag', 'rm', '@acme/tide', 'next');
    assert.match(await run('dist-tag', 'ls', '@acme/tide'), /^latest: 1\.1\.0\s*$/);
    await run('deprecate', '@acme/tide@1.0.0', 'use 1.1.0');
    assert.equal((await run('view', '@acme/tide@1.0.0', 'deprecated')).trim(), 'use 1.1.0');
    await run('deprecate', '@acme/tide@1.0.0', '');
    assert.equal((await run('view', '@acme/tide@1.0.0', 'deprecated')).trim(), '');
    await run('unpublish', '@acme/tide@1.1.0');
    assert.deepEqual(JSON.parse(await run('view', '@acme/tide', 'versions', '--json')), ['1.0.0']);
    const burned = await npm.run(job, ['publish']);
    assert.match(printed(burned), /a version is used once/);
    // All of it goes with a second factor alone, however the token was made: test/clients/npm-one-time.test.ts.
    assert.match(printed(await npm.run(job, ['unpublish', '@acme/tide', '--force'])), /EOTP/);
    assert.equal((await npm.run(job, ['view', '@acme/tide'])).exitCode, 0);
  },
);

test(
  'npm signs its person in by a page, publishes as them, and signs out',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const gate = await startGate(test);
    const person = await makeGatePerson(gate);
    const machine = makeWorkspace(test);
    const job = { ...machine, registryUrl: gate.urls.npm };
    const { promise: shown, resolve } = Promise.withResolvers<string>();
    const onOutput = (text: string) => {
      const id = /\/client-login\/([\w-]{43})/.exec(text)?.[1];
      if (id !== undefined) resolve(id);
    };
    const signing = npm.run({ ...job, onOutput }, ['login', '--auth-type=web']);
    const id = await Promise.race([shown, signing.then((ended) => assert.fail(printed(ended)))]);
    assert.equal((await person.call('POST', `/client-logins/${id}`, { scope: 'write' })).status, 204);
    const signedIn = await signing;
    assert.equal(signedIn.exitCode, 0, printed(signedIn));
    assert.match(printed(signedIn), new RegExp(`/client-login/${id}`));
    const mine = { ...job, configured: true };
    assert.equal((await npm.run(mine, ['whoami'])).stdout.trim(), 'ada');
    writeFileSync(
      join(machine.project, 'package.json'),
      JSON.stringify({ name: '@acme/foam', version: '1.0.0' }),
    );
    const published = await npm.run(mine, ['publish']);
    assert.equal(published.exitCode, 0, printed(published));
    assert.equal((await npm.run(mine, ['logout'])).exitCode, 0);
    assert.notEqual((await npm.run(mine, ['whoami'])).exitCode, 0);
  },
);
