// gatehouse publish and gatehouse hosted as processes: a Composer package from its folder, and withdrawing it.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { findZipEntry } from '../../src/formats/find-zip-entry.ts';
import { readZip } from '../../src/formats/archive/read-zip.ts';
import { packComposer } from '../../src/cli/publish/pack-composer.ts';
import { readFileSync, readdirSync } from 'node:fs';

const FILES: Readonly<Record<string, string>> = {
  'composer.json': JSON.stringify({
    name: 'acme/tide',
    description: 'Of the sea',
    license: 'MIT',
    archive: { exclude: ['/build', '*.log', '!keep.log', '/docs/*.draft'] },
  }),
  'src/Tide.php': '<?php\n',
  'src/tests/inner.txt': 'inner',
  'tests/TideTest.php': '<?php\n',
  'docs/guide.md': 'guide',
  'docs/plan.draft': 'draft',
  'build/out.bin': 'out',
  'debug.log': 'debug',
  'keep.log': 'keep',
  '.gitattributes': '/tests export-ignore\n.github export-ignore\n*.neon export-ignore\n',
  '.github/workflow.yml': 'on: push',
  'phpstan.neon': 'level: 9',
  '.editorconfig': 'root = true',
  '.git/HEAD': 'ref: refs/heads/main',
};
/** What ours leaves out beside. */
const MORE: Readonly<Record<string, string>> = {
  'vendor/shore/base/a.php': '<?php\n',
  'auth.json': '{"http-basic":{}}',
  '.env': 'SECRET=1',
};

function makeFolder(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-publish-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function scene(t: TestContext) {
  const gate = await startGate(t);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'deprecate', 'yank', 'unpublish'],
    packages: [{ ecosystem: 'composer', pattern: 'acme/*' }],
  });
  const cli = makeCommandLine(t);
  const run = (...args: readonly string[]) => cli.run([...args, '--server', gate.url]);
  return { gate, person, token, run, folder: makeFolder(t, { ...FILES, ...MORE }) };
}

test('a folder is published by a token from a file, shown, withdrawn and given back', async (t) => {
  const { gate, token, run, folder } = await scene(t);
  symlinkSync('/etc/hosts', join(folder, 'hosts'));
  const tokenFile = join(folder, '..', `token-${Date.now()}`);
  writeFileSync(tokenFile, `${token}\n`);
  t.after(() => rmSync(tokenFile, { force: true }));

  const dry = await run('publish', folder, '--version', '1.0.0', '--dry-run');
  assert.equal(dry.exitCode, 0, dry.stderr);
  assert.match(
    dry.stdout,
    /src\/Tide\.php[^]*left out hosts \(a link; archives have none\)[^]*nothing was sent/,
  );
  const unversioned = await run('publish', folder, '--token-file', tokenFile);
  assert.equal(unversioned.exitCode, 2);
  assert.match(unversioned.stderr, /say which with --version/);
  const nameless = await run('publish', folder, '--version', '1.0.0');
  assert.match(nameless.stderr, /expected a write token in GATEHOUSE_TOKEN/);

  const done = await run('publish', folder, '--version', '1.0.0', '--token-file', tokenFile);
  assert.equal(done.exitCode, 0, done.stderr);
  assert.match(done.stdout, /left out auth\.json \(may hold secrets\)/);
  assert.match(done.stdout, /left out \.git\/ \(version control\)/);
  assert.match(done.stdout, /Published acme\/tide 1\.0\.0: 7 files/);
  const again = await run('publish', folder, '--version', '1.0', '--token-file', tokenFile);
  assert.equal(again.exitCode, 1);
  assert.match(again.stderr, /Cannot publish acme\/tide 1\.0: it is published already, as 1\.0\.0/);

  const withToken = (...args: readonly string[]) => run(...args, '--token', token);
  const shown = await withToken('hosted', 'show', 'composer', 'acme/tide');
  assert.match(shown.stdout, /acme\/tide is active[^]*1\.0\.0/);
  const yanked = await withToken(
    'hosted',
    'yank',
    'composer',
    'acme/tide',
    '1.0.0',
    '--reason',
    'it eats data',
  );
  assert.equal(yanked.exitCode, 0, yanked.stderr);
  assert.match(
    (await withToken('hosted', 'show', 'composer', 'acme/tide')).stdout,
    /withdrawn: it eats data/,
  );
  const listed = async () =>
    (JSON.parse((await ask(`${gate.urls.composer}/p2/acme/tide.json`, {})).text) as { packages: object })
      .packages;
  assert.deepEqual(await listed(), { 'acme/tide': [] });
  await withToken('hosted', 'unyank', 'composer', 'acme/tide', '1.0.0');
  assert.notDeepEqual(await listed(), { 'acme/tide': [] });
  const settled = await withToken(
    'hosted',
    'status',
    'composer',
    'acme/tide',
    'archived',
    '--reason',
    'done',
  );
  assert.equal(settled.exitCode, 0, settled.stderr);
  assert.match((await withToken('hosted', 'show', 'composer', 'acme/tide')).stdout, /is archived: done/);
  await withToken('hosted', 'deprecate', 'composer', 'acme/tide', '1.0.0', 'acme/ocean');
  assert.match(JSON.stringify(await listed()), /"abandoned":"acme\/ocean"/);
  const removed = await withToken('hosted', 'remove', 'composer', 'acme/tide', '1.0.0');
  assert.equal(removed.exitCode, 0, removed.stderr);
  const after = await ask(`${gate.urls.composer}/p2/acme/tide.json`, {});
  assert.equal(after.status, 404, after.text);
  assert.match(
    (await withToken('hosted', 'tag', 'composer', 'acme/tide', 'next', '1.0.0')).stderr,
    /has no tags/,
  );
});

test('what is published by another client is told by its command, and an archive that is already made is sent as it is', async (t) => {
  const { gate, token, run } = await scene(t);
  const node = makeFolder(t, { 'package.json': '{}' });
  assert.match((await run('publish', node)).stderr, /its own client does that.*npm publish/s);
  const wheel = join(makeFolder(t, { 'a-1.0-py3-none-any.whl': '' }), 'a-1.0-py3-none-any.whl');
  assert.match((await run('publish', wheel)).stderr, /uv publish a-1\.0-py3-none-any\.whl/);
  assert.match(
    (await run('publish', makeFolder(t, { 'a.txt': '' }))).stderr,
    /expected a folder with a composer\.json/,
  );

  const folder = makeFolder(t, FILES);
  const file = join(makeFolder(t, {}), 'tide.zip');
  writeFileSync(file, packComposer(folder).archive);
  const sent = await run('publish', file, '--version', '2.0.0', '--json', '--token', token);
  assert.equal(sent.exitCode, 0, sent.stderr);
  const { version, files } = JSON.parse(sent.stdout) as { version: string; files: number };
  assert.deepEqual([version, files], ['2.0.0', 7]);
  assert.match((await gate.ask('/composer/p2/acme/tide.json')).text, /"version":"2\.0\.0"/);
});

test(
  'the archive of a folder holds what composer archive would put into it, each time in the same bytes',
  { skip: skipUnlessInstalled(composer) },
  async (t) => {
    const folder = makeFolder(t, FILES);
    const { archive, files } = packComposer(folder);
    assert.deepEqual(packComposer(folder).archive, archive);
    const { entries } = await readZip(archive, 'it', () => false);
    assert.deepEqual(
      entries.map(({ path }) => path),
      files,
    );
    const machine = { ...makeWorkspace(t), registryUrl: 'http://127.0.0.1:9/composer' };
    const out = makeFolder(t, {});
    const made = await composer.run({ ...machine, project: folder }, [
      'archive',
      '--format=zip',
      `--dir=${out}`,
    ]);
    assert.equal(made.exitCode, 0, made.stderr);
    const theirs = readFileSync(join(out, readdirSync(out).find((name) => name.endsWith('.zip')) ?? ''));
    const paths: string[] = [];
    await findZipEntry(theirs, (path) => (paths.push(path), false), { maxBytes: 1, maxEntries: 1_000 });
    assert.deepEqual(paths.filter((path) => !path.endsWith('/')).sort(), files);
  },
);
