// gatehouse app and impact as a process: with a running server, and without one on the folder.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { makeAdministrator, type Administrator } from '../support/administrator.ts';
import { makeCommandLine, type CommandLine } from '../support/command-line.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { startServerWithRecords } from '../support/records-server.ts';
import type { ServerProcess } from '../support/server-process.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };

let cli: CommandLine;
let dataDir: string;
let server: ServerProcess;
let token = '';
let administrator: Administrator;

const RECORDS = [
  malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }),
  vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0' }),
];

const lock = (tide: string, wave: object = {}) =>
  JSON.stringify(
    {
      name: 'shop',
      lockfileVersion: 3,
      packages: {
        '': { name: 'shop', dependencies: { wave: '^1.0.0' } },
        'node_modules/wave': { version: '1.0.0', dependencies: { tide: '^1.0.0' } },
        'node_modules/tide': { version: tide },
        ...wave,
      },
    },
    null,
    1,
  );

before(async () => {
  const upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  ({ server, dataDir } = await startServerWithRecords(suite, upstream, RECORDS));
  administrator = await makeAdministrator(server);
  const minted = await administrator.call('POST', '/tokens', { name: 'ci', scope: 'api' });
  token = (JSON.parse(minted.text) as { readonly token: string }).token;
  cli = makeCommandLine(suite);
  mkdirSync(join(cli.cwd, 'shop'));
  writeLock(lock('1.1.0', { 'node_modules/bad': { version: '1.0.0', dev: true } }));
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const writeLock = (text: string) => writeFileSync(join(cli.cwd, 'shop/package-lock.json'), text);

const gatehouse = (...args: readonly string[]) =>
  cli.run([...args, '--data', dataDir], { GATEHOUSE_TOKEN: token });

const told = async (exitCode: number, args: readonly string[], pattern: RegExp): Promise<string> => {
  const { stdout, stderr, exitCode: found } = await gatehouse(...args);
  assert.equal(found, exitCode, `${args.join(' ')}\n${stdout}${stderr}`);
  assert.match(stdout + stderr, pattern, args.join(' '));
  return stdout;
};

for (const [at, place] of (['server', 'folder'] as const).entries()) {
  test(`with the ${place}: an application is pushed, listed, shown, compared and found`, async () => {
    if (place === 'folder') await assertRemovedWithServer();
    if (place === 'folder') assert.equal((await server.stop()).code, 0);
    const name = `shop-${place}`;
    writeLock(lock('1.1.0', { 'node_modules/bad': { version: '1.0.0', dev: true } }));
    const push = ['app', 'push', 'shop', '--name', name];
    const more = ['--environment', 'prod', '--owner', 'payments', '--tag', 'tier=1', '--tag', 'pci=yes'];
    await told(0, [...push, ...more], /^Added shop-\w+ in prod, snapshot 1: 3 components, 2 findings$/m);
    await told(0, ['app', 'list'], new RegExp(`${name} +prod +payments +3 +0 +2 +1 .*tier=1`));
    const shown = await told(1, ['app', 'show', name], /owned by payments, snapshot 1 of/);
    assert.match(shown, /Remove at once \(1\)\n\s+block\s+bad@1\.0\.0/);
    assert.match(shown, /tide@1\.1\.0 to 1\.2\.0/);
    assert.match(shown, /package-lock\.json:\d+ by wave@1\.0\.0 > tide@1\.1\.0/);

    writeLock(lock('1.2.0'));
    const open = await told(0, ['finding', 'list', '--app', name], /GHSA-tide +tide@1\.1\.0/);
    const second = await told(0, [...push, '--environment', 'prod'], /^Pushed .* snapshot 2: 2 components/);
    assert.match(
      second,
      /, 0 findings\nSince the last: 1 component came, 2 went; 0 findings began, 2 ended$/m,
    );
    const id = /\S+\.GHSA-tide/.exec(open)?.[0] ?? '';
    const closed = await told(0, ['finding', 'show', id], /here since +due +closed/);
    assert.match(closed, new RegExp(`${name} \\(prod\\) +resolved \\(fixed\\) +\\S+ \\S+ +– +20\\d\\d-`));
    const diff = await told(0, ['app', 'diff', name], /snapshot 1 to 2/);
    assert.match(diff, /npm +tide +1\.1\.0 +1\.2\.0/);
    assert.match(diff, /Went \(2\)/);
    await told(0, ['app', 'show', name], /Nothing is known against 2 components/);

    const impact = await told(1, ['impact', 'pkg:npm/tide@1.2.0'], new RegExp(`${name} in prod, owned by`));
    assert.match(impact, /package-lock\.json:\d+, 1 way\n +by wave@1\.0\.0 > tide@1\.2\.0/);
    assert.match(impact, new RegExp(`^${at + 1} applications? ha(?:s|ve) pkg:npm/tide@1.2.0$`, 'm'));
    await told(0, ['impact', 'pkg:npm/bad'], /No application has pkg:npm\/bad/);
  });
}

/** A script with a token is told that it takes a person; one who has confirmed removes it. */
async function assertRemovedWithServer(): Promise<void> {
  await told(0, ['app', 'push', 'shop', '--name', 'brief'], /^Added brief/);
  await told(2, ['app', 'remove', 'brief'], /Cannot remove applications: .*person/);
  const { status, text } = await administrator.call('DELETE', '/applications/brief');
  assert.equal(status, 200, text);
  await told(1, ['app', 'show', 'brief'], /Cannot find application brief/);
}

test('each prints JSON', async () => {
  const json = async (exitCode: number, ...args: readonly string[]) =>
    JSON.parse(await told(exitCode, [...args, '--json'], /^\{/)) as Record<string, unknown>;
  const pushed = await json(0, 'app', 'push', 'shop', '--name', 'shop-folder', '--environment', 'test');
  assert.equal(pushed['isNew'], true);
  assert.equal(((await json(0, 'app', 'list'))['items'] as unknown[]).length, 3);
  assert.deepEqual((await json(0, 'app', 'show', 'shop-server'))['findings'], []);
  assert.equal((await json(0, 'app', 'diff', 'shop-server'))['to'], 2);
  const [affected] = (await json(1, 'impact', 'pkg:npm/wave'))['items'] as { readonly held: unknown[] }[];
  assert.equal(affected?.held.length, 1);
});

test('a push looks at what the code imports, and says so of findings until a push that does not', async () => {
  writeLock(
    lock('1.1.0', {
      '': { name: 'shop', dependencies: { wave: '^1.0.0', bad: '1' } },
      'node_modules/bad': { version: '1.0.0' },
    }),
  );
  mkdirSync(join(cli.cwd, 'shop/src'));
  writeFileSync(join(cli.cwd, 'shop/src/a.js'), "\nimport 'wave';\n");
  const push = ['app', 'push', 'shop', '--name', 'imports'];
  await told(0, push, /2 findings/);
  const shown = await told(
    1,
    ['app', 'show', 'imports'],
    /^ +below wave@1\.0\.0, imported at src\/a\.js:2$/m,
  );
  assert.match(shown, /^Imports: 1 below what is imported, 1 of which no import was found \(no proof/m);
  const list = await told(0, ['finding', 'list', '--app', 'imports'], /tide@1\.1\.0 .* imports +below one /);
  // Malware has run when it was installed.
  assert.match(list, /bad@1\.0\.0 .* imports +– /);
  const id = /\S+\.GHSA-tide/.exec(list)?.[0] ?? '';
  await told(0, ['finding', 'show', id], /^ +imports: below wave@1\.0\.0, imported at src\/a\.js:2$/m);
  await told(
    0,
    ['finding', 'list', '--csv', '--app', 'imports'],
    /,below-imported,"below wave@1\.0\.0, imported/,
  );

  writeFileSync(join(cli.cwd, 'shop/src/a.js'), '');
  await told(0, push, /snapshot 2/);
  await told(
    1,
    ['app', 'show', 'imports'],
    /no import of it was found in 1 JavaScript file; that is no proof/,
  );
  await told(
    0,
    ['finding', 'list', '--app', 'imports'],
    /not seen: no import of it was found, which is no proof/,
  );
  await told(0, [...push, '--no-imports'], /snapshot 3: \d+ components, 2 findings/);
  await told(1, ['app', 'show', 'imports'], /^Not known, since the newest push did not tell$/m);
  assert.doesNotMatch(await told(0, ['finding', 'list', '--app', 'imports'], /tide/), /not known|not seen/);
});

test('what is not whole is not pushed, and what is unclear is asked back', async () => {
  await told(2, ['app', 'show', 'shop-folder'], /found environments prod, test, expected one/);
  // What is listed says itself which one it is of.
  await told(0, ['finding', 'list', '--app', 'shop-folder'], /No finding/);
  await told(1, ['finding', 'list', '--app', 'nowhere'], /Cannot find application nowhere/);
  await told(1, ['app', 'show', 'nowhere'], /Cannot find application nowhere/);
  await told(2, ['app', 'push', 'shop', '--name', 'x', '--tag', 'y'], /expected KEY=VALUE/);
  mkdirSync(join(cli.cwd, 'empty'));
  await told(1, ['app', 'push', 'empty', '--name', 'x'], /found no manifest, lock file or bill/);
  writeLock('{"lockfileVersion": 3,\n"packages": {');
  const unread = ['app', 'push', 'shop', '--name', 'x', '--owner', 'the crew', '--tag', 'tier=1'];
  await told(3, unread, /package-lock\.json: Cannot read package-lock\.json/);
  await told(
    3,
    unread,
    /or push without it: gatehouse app push shop --name x --owner 'the crew' --tag tier=1 --allow-unread$/m,
  );
  const why = 'package-lock\\.json Cannot read package-lock\\.json: found the end of the text[^\n]*';
  await told(
    0,
    ['app', 'push', 'shop', '--name', 'x', '--allow-unread'],
    new RegExp(`0 components[^\n]*\n${why}$`, 'm'),
  );
  const shown = await told(0, ['app', 'show', 'x'], /^Nothing was read: 1 file could not be read$/m);
  assert.match(shown, new RegExp(`^${why}$`, 'm'));
  assert.doesNotMatch(shown, /Nothing is known|was found|Not known/);
});

test('an application is renamed with what is kept of it, and it is said what the old name means from then on', async () => {
  writeLock(lock('1.1.0'));
  await told(0, ['app', 'push', 'shop', '--name', 'before', '--environment', 'prod'], /1 finding$/m);
  await told(
    0,
    ['app', 'rename', 'before', 'after'],
    /^Renamed before to after in prod\nWhat pushes under the name before from now on makes a new application: change it there, too\.$/m,
  );
  await told(0, ['app', 'show', 'after'], /^after in prod, nobody owns it, snapshot 1 of/m);
  await told(0, ['finding', 'list', '--app', 'after'], /GHSA-tide +tide@1\.1\.0/);
  await told(1, ['app', 'show', 'before'], /Cannot find application before/);
  await told(
    0,
    ['app', 'push', 'shop', '--name', 'before', '--environment', 'prod'],
    /^Added before in prod/m,
  );
  await told(
    1,
    ['app', 'rename', 'before', 'after'],
    /Cannot rename before in prod: another application is called after there/,
  );
  await told(2, ['app', 'rename', 'before', 'no name'], /expected letters, digits/);
  const json = await told(0, ['app', 'rename', 'before', 'third', '--json'], /^\{/);
  const { applications } = JSON.parse(json) as {
    readonly applications: readonly { readonly name: string }[];
  };
  assert.deepEqual(
    applications.map(({ name }) => name),
    ['third'],
  );
});

test('with the folder, an application is removed, and can be pushed anew', async () => {
  await told(2, ['app', 'remove', 'shop-folder'], /found environments prod, test, expected one/);
  await told(
    0,
    ['app', 'remove', 'shop-folder', '--environment', 'test'],
    /^Removed shop-folder in test: 2 components went, 0 findings ended$/m,
  );
  await told(1, ['app', 'remove', 'shop-folder', '--environment', 'test'], /Cannot find application/);
  writeLock(lock('1.1.0'));
  const push = ['app', 'push', 'shop', '--name', 'shop-folder', '--environment', 'prod'];
  await told(0, push, /snapshot 3: 2 components, 1 finding$/m);
  const removed = await told(0, ['app', 'remove', 'shop-folder', '--json'], /^\{/);
  const { application, ...rest } = JSON.parse(removed) as Record<string, { readonly name?: string }>;
  assert.deepEqual([application?.name, rest], ['shop-folder', { removed: 2, resolved: 1 }]);
  await told(1, ['app', 'show', 'shop-folder'], /Cannot find application shop-folder/);
  await told(0, push, /^Added shop-folder in prod, snapshot 1: 2 components, 1 finding$/m);
});
