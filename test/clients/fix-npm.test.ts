// gatehouse fix with the real npm: planned, carried out in a copy, counted, and written only when asked to.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { fixDocument, type FixDocument } from '../../src/http/api/fix-contract.ts';
import { npm } from '../support/client-node.ts';
import { machinePath, skipUnlessInstalled } from '../support/client.ts';
import { makeCommandLine, type CommandLine } from '../support/command-line.ts';
import { CLIENT_MS } from '../support/fix-scene.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startServerWithRecords } from '../support/records-server.ts';
import type { ServerProcess } from '../support/server-process.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skip = skipUnlessInstalled(npm);

let cli: CommandLine;
let dataDir: string;
let server: ServerProcess;
let upstream: FixtureUpstream;

const advisory = (id: string, name: string, events: readonly object[]) => ({
  schema_version: '1.7.0',
  id,
  summary: `${name} leaks`,
  modified: '2024-01-02T00:00:00Z',
  published: '2024-01-01T00:00:00Z',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }],
});
const fixedIn = (id: string, name: string, fixed: string) =>
  advisory(id, name, [{ introduced: '0' }, { fixed }]);

const RECORDS = [
  fixedIn('GHSA-tide-0000-0001', 'tide', '1.2.0'),
  fixedIn('GHSA-deep-0000-0001', 'deep', '2.0.0'),
  fixedIn('GHSA-mast-0000-0001', 'mast', '2.0.0'),
  // Without a severity: grave ones do not wait for their fix to grow old.
  { ...fixedIn('GHSA-young-000-0001', 'young', '1.0.1'), severity: [] },
  advisory('GHSA-last-0000-0001', 'last', [{ introduced: '0' }, { last_affected: '1.0.0' }]),
  // The next version of what is vulnerable is vulnerable to something else.
  fixedIn('GHSA-trap-0000-0001', 'trap', '1.1.0'),
  advisory('GHSA-trap-0000-0002', 'trap', [{ introduced: '1.1.0' }, { fixed: '1.2.0' }]),
];

before(async () => {
  upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  const publish = async (name: string, version: string, more: object = {}): Promise<void> =>
    void (await upstream.npm.publish({ name, version, ...more }));
  for (const version of ['1.1.0', '1.2.0', '1.3.0-rc.1']) await publish('tide', version);
  // deep is only asked for by hull, whose first version admits no fixed one.
  for (const version of ['1.0.0', '2.0.0']) await publish('deep', version);
  await publish('hull', '1.0.0', { dependencies: { deep: '^1.0.0' } });
  await publish('hull', '1.1.0', { dependencies: { deep: '^2.0.0' } });
  // mast is only asked for by sail, of which no version admits a fixed one.
  for (const version of ['1.0.0', '2.0.0']) await publish('mast', version);
  await publish('sail', '1.0.0', { dependencies: { mast: '^1.0.0' } });
  await publish('young', '1.0.0');
  await publish('young', '1.0.1', { publishedAt: new Date(Date.now() - 60_000).toISOString() });
  await publish('last', '1.0.0');
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await publish('trap', version);
  ({ server, dataDir } = await startServerWithRecords(suite, upstream, RECORDS));
  cli = makeCommandLine(suite, machinePath().join(':'), CLIENT_MS);
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

/** A project as npm itself leaves it with these exact versions, the ranges opened afterwards. */
async function project(
  folder: string,
  asked: Readonly<Record<string, string>>,
  installed: Readonly<Record<string, string>>,
  more: object = {},
): Promise<string> {
  const path = join(cli.cwd, folder);
  mkdirSync(path, { recursive: true });
  const lockOnly = ['install', '--package-lock-only', '--ignore-scripts'];
  const job = { project: path, home: join(cli.cwd, 'npm-home'), registryUrl: upstream.urls.npm };
  const manifest = (dependencies: object): string =>
    `${JSON.stringify({ name: 'shop', version: '1.0.0', ...more, dependencies }, null, 2)}\n`;
  writeFileSync(join(path, 'package.json'), manifest({ ...asked, ...installed }));
  const first = await npm.run(job, lockOnly);
  assert.equal(first.exitCode, 0, first.stderr);
  writeFileSync(join(path, 'package.json'), manifest(asked));
  const second = await npm.run(job, lockOnly);
  assert.equal(second.exitCode, 0, second.stderr);
  return path;
}

const fix = (...args: readonly string[]) => cli.run(['fix', ...args, '--data', dataDir]);
const read = (folder: string, name: string): string => readFileSync(join(cli.cwd, folder, name), 'utf8');
const lockedVersion = (folder: string, name: string): string | undefined =>
  (JSON.parse(read(folder, 'package-lock.json')) as { packages: Record<string, { version: string }> })
    .packages[`node_modules/${name}`]?.version;

const tell = (stdout: string): FixDocument => fixDocument.parse(JSON.parse(stdout));

test(
  'what the range admits is fixed in the lock file alone, and nothing is written until asked',
  { skip },
  async () => {
    const path = await project('in-range', { tide: '^1.0.0' }, { tide: '1.1.0' });
    const before = read('in-range', 'package-lock.json');
    const planned = await fix('in-range');
    assert.equal(planned.exitCode, 0, planned.stdout + planned.stderr);
    assert.match(planned.stdout, /tide 1\.1\.0 to 1\.2\.0 in the lock file alone/);
    assert.match(planned.stdout, /fixes GHSA-tide-0000-0001 \(critical\)/);
    assert.match(planned.stdout, /Together: 1 finding fixed, none left; 1 package moved, 1 file changed/);
    assert.equal(read('in-range', 'package-lock.json'), before);
    const manifest = read('in-range', 'package.json');
    const applied = await fix('in-range', '--apply');
    assert.equal(applied.exitCode, 0, applied.stderr);
    assert.equal(lockedVersion('in-range', 'tide'), '1.2.0');
    assert.equal(read('in-range', 'package.json'), manifest);
    assert.deepEqual(readdirSync(path).sort(), ['package-lock.json', 'package.json']);
    const again = await fix('in-range');
    assert.equal(again.stdout.trim(), 'Nothing to fix in what was read');
  },
);

test(
  'an exact version is moved in package.json too, and the patch is what git applies',
  { skip },
  async () => {
    await project('exact', { tide: '1.1.0' }, {});
    const patched = await fix('exact', '--format', 'patch');
    assert.match(patched.stdout, /^-    "tide": "1\.1\.0"\n\+    "tide": "1\.2\.0"$/m);
    assert.match(patched.stdout, /^\+\+\+ b\/package-lock\.json$/m);
    const commands = await fix('exact', '--format', 'commands');
    assert.match(commands.stdout, /^npm pkg set 'dependencies\[tide\]=1\.2\.0'$/m);
    assert.match(commands.stdout, /^npm ci$/m);
  },
);

test('what nobody admits is brought in by what asks for it, else by an override', { skip }, async () => {
  await project('above', { hull: '1.0.0', sail: '^1.0.0' }, {});
  const told = tell((await fix('above', '--max', 'major', '--json')).stdout).files[0];
  assert.equal(told?.findingsAfter, 0, JSON.stringify(told?.unfixed));
  const ways = told?.patches.map(({ upgrades }) => upgrades.map(({ name, way }) => `${name} ${way}`)[0]);
  assert.deepEqual(new Set(ways), new Set(['hull require', 'mast override']));
  assert.equal((await fix('above', '--max', 'major', '--apply')).exitCode, 0);
  assert.equal(lockedVersion('above', 'deep'), '2.0.0');
  assert.equal(lockedVersion('above', 'mast'), '2.0.0');
  const manifest = JSON.parse(read('above', 'package.json')) as { overrides: object };
  assert.deepEqual(manifest.overrides, { mast: '^2.0.0' });
});

test('what cannot be fixed says why: too far, held back by the policy, no fix known', { skip }, async () => {
  await project('stays', { mast: '1.0.0', young: '1.0.0', last: '1.0.0' }, {});
  const done = await fix('stays', '--json');
  assert.equal(done.exitCode, 1);
  const because = new Map(tell(done.stdout).files[0]?.unfixed.map((one) => [one.name, one.because]));
  assert.match(because.get('mast') ?? '', /2\.0\.0 would fix it, a major upgrade: allow it with --max major/);
  assert.match(
    because.get('young') ?? '',
    /the policy keeps 1\.0\.1 out, which would fix it: .*\(rule young-version\)/,
  );
  assert.equal(because.get('last'), 'no version is known to fix it');
});

test('a version that is vulnerable to something else is passed over', { skip }, async () => {
  await project('trap', { trap: '1.0.0' }, {});
  const told = tell((await fix('trap', '--json')).stdout).files[0];
  assert.equal(told?.patches[0]?.upgrades[0]?.to, '1.2.0');
});

test('without the client the exact command is told, and nothing is called verified', { skip }, async () => {
  await project('bare', { tide: '1.1.0' }, {});
  const bare = await cli.run(['fix', 'bare', '--json', '--data', dataDir], { PATH: '' });
  assert.equal(bare.exitCode, 1);
  const told = tell(bare.stdout).files[0];
  assert.equal(told?.isVerified, false);
  assert.equal(told?.notTried, 'npm is not on PATH');
  assert.deepEqual(told?.suggestions.slice(0, 1), ["npm pkg set 'dependencies[tide]=1.2.0'"]);
});

test('a client that fails is quoted, and the project stays as it is', { skip }, async () => {
  await project('broken', { tide: '1.1.0' }, {});
  const manifest = read('broken', 'package.json').replace(
    '"tide": "1.1.0"',
    '"tide": "1.1.0", "none": "^1.0.0"',
  );
  writeFileSync(join(cli.cwd, 'broken', 'package.json'), manifest);
  const failed = await fix('broken', '--apply');
  assert.equal(failed.exitCode, 1);
  assert.match(failed.stdout, /npm says: /);
  assert.equal(read('broken', 'package.json'), manifest);
});

test(
  'settings of the project that run something or lead elsewhere are not taken along',
  { skip },
  async () => {
    const path = await project('settings', { tide: '^1.0.0' }, { tide: '1.1.0' });
    const marker = join(cli.cwd, 'ran');
    writeFileSync(join(path, '.npmrc'), 'registry=http://127.0.0.1:9/\nnode-options=--require=./evil.cjs\n');
    writeFileSync(join(path, 'evil.cjs'), `require('fs').writeFileSync(${JSON.stringify(marker)}, '')\n`);
    const manifest = JSON.parse(read('settings', 'package.json')) as object;
    const scripts = { postinstall: `touch ${marker}`, prepare: `touch ${marker}` };
    writeFileSync(join(path, 'package.json'), `${JSON.stringify({ ...manifest, scripts }, null, 2)}\n`);
    const done = await fix('settings');
    assert.equal(done.exitCode, 0, done.stdout);
    assert.ok(!existsSync(marker));
  },
);

test(
  'a project of workspaces: what a workspace asks for is moved in its own manifest',
  { skip },
  async () => {
    const path = join(cli.cwd, 'many');
    mkdirSync(join(path, 'packages/app'), { recursive: true });
    const app = { name: 'app', version: '1.0.0', dependencies: { ebb: 'npm:tide@1.1.0' } };
    writeFileSync(join(path, 'packages/app/package.json'), `${JSON.stringify(app, null, 2)}\n`);
    await project('many', {}, {}, { workspaces: ['packages/*'] });
    const applied = await fix('many', '--apply');
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    const manifest = JSON.parse(read('many', 'packages/app/package.json')) as typeof app;
    assert.equal(manifest.dependencies.ebb, 'npm:tide@1.2.0');
  },
);

test('without a server nothing is verified, and why is told', { skip }, async () => {
  await project('offline', { tide: '1.1.0' }, {});
  assert.equal((await server.stop()).code, 0);
  const told = await fix('offline');
  assert.equal(told.exitCode, 1);
  assert.match(told.stdout, /Nothing is verified: no server runs/);
  assert.match(told.stdout, /npm pkg set 'dependencies\[tide\]=1\.2\.0'/);
});
