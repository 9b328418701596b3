// gatehouse fix with the real pnpm, Yarn and Bun; Yarn 1 is told, not asked.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { ADAPTERS } from '../../src/ecosystems/list.ts';
import type { LockFixItem } from '../../src/http/api/fix-contract.ts';
import { bun, pnpm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, type Client } from '../support/client.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let scene: FixScene;
/** Commands that stand for a pinned client of another file name. */
let wrappers = '';

before(async () => {
  const records = [
    flawRecord('npm', 'tide', '1.2.0'),
    flawRecord('npm', 'deep', '2.0.0'),
    flawRecord('npm', 'mast', '2.0.0'),
  ];
  const folders = (['pnpm', 'bun'] as const).flatMap((id) => (pinnedCommand(id) ?? []).map(dirname));
  scene = await openFixScene(
    suite,
    records,
    async ({ npm }) => {
      for (const version of ['1.1.0', '1.2.0', '3.0.0']) await npm.publish({ name: 'tide', version });
      // deep is only asked for by hull, whose first version admits no fixed one.
      for (const version of ['1.0.0', '2.0.0']) await npm.publish({ name: 'deep', version });
      await npm.publish({ name: 'hull', version: '1.0.0', dependencies: { deep: '^1.0.0' } });
      await npm.publish({ name: 'hull', version: '1.1.0', dependencies: { deep: '^2.0.0' } });
      // mast is only asked for by sail, of which no version admits a fixed one.
      for (const version of ['1.0.0', '2.0.0']) await npm.publish({ name: 'mast', version });
      await npm.publish({ name: 'sail', version: '1.0.0', dependencies: { mast: '^1.0.0' } });
    },
    [...folders, dirname(process.execPath)],
  );
  const yarn = (pinnedCommand('yarn-berry') ?? []).map((word) => `'${word}'`).join(' ');
  wrappers = scene.write('programs', { yarn: `#!/bin/sh\nexec ${yarn} "$@"\n` });
  chmodSync(join(wrappers, 'yarn'), 0o755);
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

interface Driven {
  readonly client: Client;
  readonly lock: string;
  /** Writes the lock file, and installs nothing. */
  readonly lockOnly: readonly string[];
  /** Where a rule over everybody's words stands. */
  readonly rules: (folder: string) => unknown;
  readonly commands: RegExp;
}

const manifestOf = (folder: string) =>
  JSON.parse(scene.read(`${folder}/package.json`)) as Record<string, Record<string, string>>;

const DRIVEN: readonly Driven[] = [
  {
    client: pnpm,
    lock: 'pnpm-lock.yaml',
    lockOnly: ['install', '--lockfile-only', '--no-frozen-lockfile', '--ignore-scripts'],
    rules: (folder) => scene.read(`${folder}/pnpm-workspace.yaml`),
    commands: /^pnpm update tide --depth Infinity --no-save$/m,
  },
  {
    client: yarnBerry,
    lock: 'yarn.lock',
    lockOnly: ['install', '--mode=update-lockfile', '--no-immutable'],
    rules: (folder) => manifestOf(folder)['resolutions'],
    commands: /^yarn up -R tide$/m,
  },
  {
    client: bun,
    lock: 'bun.lock',
    lockOnly: ['install', '--lockfile-only', '--ignore-scripts'],
    rules: (folder) => manifestOf(folder)['overrides'],
    commands: /^bun update tide$/m,
  },
];

type Ranges = Readonly<Record<string, string>>;

const manifest = (dependencies: Ranges, more: object = {}): string =>
  `${JSON.stringify({ name: 'shop', version: '1.0.0', private: true, ...more, dependencies }, null, 2)}\n`;

/** A project as the client itself leaves it, that asked for `first` and asks for `then` since. */
async function lock(
  { client, lockOnly }: Pick<Driven, 'client' | 'lockOnly'>,
  folder: string,
  first: Readonly<Record<string, string>>,
  then: Readonly<Record<string, string>> = {},
): Promise<void> {
  const home = scene.write(`${folder}-home`, {});
  for (const files of [first, then]) {
    if (Object.keys(files).length === 0) continue;
    const job = { project: scene.write(folder, files), home, registryUrl: scene.upstream.urls.npm };
    const { exitCode, stdout, stderr } = await client.run(job, lockOnly);
    assert.equal(exitCode, 0, stdout + stderr);
  }
}

/** Versions of a package that the lock file holds, by our own reader. */
function locked(folder: string, file: string, name: string): readonly string[] {
  const format = ADAPTERS.npm.manifests.find((one) => one.isNamed(file));
  const own = new Map([['package.json', scene.read(`${folder}/package.json`)]]);
  const read = format?.read(scene.read(`${folder}/${file}`), own);
  assert.ok(read !== undefined && 'components' in read);
  return read.components.flatMap((one) => (one.name === name ? (one.version ?? []) : [])).sort();
}

const withWrappers = (): Readonly<Record<string, string>> => ({
  PATH: [wrappers, scene.path].join(':'),
});

for (const driven of DRIVEN) {
  const { client, lock: file } = driven;
  const skip = skipUnlessInstalled(client);
  const plan = (folder: string, ...args: readonly string[]): Promise<LockFixItem> =>
    scene.plan([folder, ...args], withWrappers());
  const fix = (folder: string, ...args: readonly string[]) => scene.fix([folder, ...args], withWrappers());

  describe(client.id, { skip }, () => {
    test('what the range admits is fixed in the lock file alone', async () => {
      const folder = `${client.id}-range`;
      await lock(
        driven,
        folder,
        { 'package.json': manifest({ tide: '1.1.0' }) },
        { 'package.json': manifest({ tide: '~1.1.0' }) },
      );
      // The client has not looked for a newer one of the range since.
      scene.write(folder, { 'package.json': manifest({ tide: '^1.1.0' }) });
      const planned = await fix(folder);
      assert.equal(planned.exitCode, 0, planned.stdout + planned.stderr);
      assert.match(planned.stdout, /tide 1\.1\.0 to 1\.2\.0 in the lock file alone/);
      assert.match((await fix(folder, '--format', 'commands')).stdout, driven.commands);
      const applied = await fix(folder, '--apply');
      assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
      assert.deepEqual(locked(folder, file, 'tide'), ['1.2.0']);
      assert.ok(!existsSync(join(scene.cli.cwd, folder, 'node_modules')));
      assert.ok(!scene.read(`${folder}/${file}`).includes(new URL(scene.server.url).host));
      assert.equal((await fix(folder)).stdout.trim(), 'Nothing to fix in what was read');
    });

    test('an exact version is moved in package.json, in its place', async () => {
      const folder = `${client.id}-exact`;
      const text = manifest({ tide: '1.1.0' }, { packageManager: 'none@1.0.0' });
      await lock(driven, folder, { 'package.json': manifest({ tide: '1.1.0' }) });
      scene.write(folder, { 'package.json': text });
      const applied = await fix(folder, '--apply');
      assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
      assert.equal(scene.read(`${folder}/package.json`), text.replace('"tide": "1.1.0"', '"tide": "1.2.0"'));
      assert.deepEqual(locked(folder, file, 'tide'), ['1.2.0']);
    });

    test('what nobody admits is brought in by what asks for it, else by a rule', async () => {
      const folder = `${client.id}-above`;
      await lock(driven, folder, { 'package.json': manifest({ hull: '1.0.0', sail: '^1.0.0' }) });
      const told = await plan(folder, '--max', 'major');
      assert.equal(told.findingsAfter, 0, JSON.stringify(told.unfixed));
      const ways = told.patches.map(({ upgrades }) => upgrades.map(({ name, way }) => `${name} ${way}`)[0]);
      assert.deepEqual(new Set(ways), new Set(['hull require', 'mast override']));
      const applied = await fix(folder, '--max', 'major', '--apply');
      assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
      assert.deepEqual(locked(folder, file, 'deep'), ['2.0.0']);
      assert.deepEqual(locked(folder, file, 'mast'), ['2.0.0']);
      assert.match(JSON.stringify(driven.rules(folder)), /mast.*\^2\.0\.0/);
      // What was written is what the client itself would install.
      const job = {
        project: join(scene.cli.cwd, folder),
        home: scene.write(`${folder}-home`, {}),
        registryUrl: scene.upstream.urls.npm,
      };
      const installed = await client.lockInstall(job);
      assert.equal(installed.exitCode, 0, installed.stdout + installed.stderr);
      assert.deepEqual([installed.installed['deep'], installed.installed['mast']], ['2.0.0', '2.0.0']);
    });

    test('a workspace: an alias is moved in its own manifest, what is newer elsewhere stays', async () => {
      const folder = `${client.id}-many`;
      const app = { name: 'app', version: '1.0.0', dependencies: { ebb: 'npm:tide@1.1.0' } };
      const other = { name: 'other', version: '1.0.0', dependencies: { tide: '3.0.0' } };
      const patterns = { workspaces: ['packages/*'] };
      await lock(driven, folder, {
        'package.json': manifest({}, patterns),
        'packages/app/package.json': `${JSON.stringify(app, null, 2)}\n`,
        'packages/other/package.json': `${JSON.stringify(other, null, 2)}\n`,
        'pnpm-workspace.yaml': 'packages:\n  - "packages/*"\n',
      });
      const applied = await fix(folder, '--apply');
      assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
      const moved = scene.read(`${folder}/packages/app/package.json`);
      assert.equal(
        moved,
        `${JSON.stringify({ ...app, dependencies: { ebb: 'npm:tide@1.2.0' } }, null, 2)}\n`,
      );
      assert.match(scene.read(`${folder}/packages/other/package.json`), /"tide": "3\.0\.0"/);
    });
  });
}

test('Yarn 1 is told and not asked', { skip: skipUnlessInstalled(yarn1) }, async () => {
  const job = { client: yarn1, lockOnly: ['install', '--ignore-scripts', '--non-interactive'] };
  await lock(job, 'classic', { 'package.json': manifest({ tide: '1.1.0', sail: '1.0.0' }) });
  const told = await scene.plan(['classic', '--max', 'major'], withWrappers());
  assert.equal(told.isVerified, false);
  assert.match(told.notTried ?? '', /Yarn 1 moves no lock file without installing/);
  assert.deepEqual(told.suggestions, [
    '# in package.json, below resolutions: "mast": "^2.0.0"',
    'yarn install',
    'yarn upgrade mast',
    'yarn add tide@1.2.0',
    'yarn upgrade tide',
  ]);
  assert.match(readFileSync(join(scene.cli.cwd, 'classic/yarn.lock'), 'utf8'), /tide@1\.1\.0/);
});
