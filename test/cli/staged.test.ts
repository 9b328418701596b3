// gatehouse staged as a process: looked at, compared and downloaded by token; decided by the person alone.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { stagedScene } from '../publish/staged-scene.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { packZip } from '../support/zip.ts';

test('staged versions are listed, shown, compared and downloaded by token; a terminal obeys nothing in them', async (t) => {
  const { gate, cy, staged, api, approve } = await stagedScene(t);
  const first = await staged();
  assert.equal((await approve(cy, first)).status, 200);
  const id = await staged({
    version: '1.1.0',
    manifest: {
      description: 'Of the \u001b[31msea',
      scripts: { postinstall: 'node index.js' },
      dependencies: { kraken: '^1.0.0' },
    },
  });
  const token = String(cy.token['authorization']).slice('Bearer '.length);
  const cli = makeCommandLine(t);
  const run = (...args: readonly string[]) =>
    cli.run(['staged', ...args, '--server', gate.url, '--token', token]);

  const listed = await run('list');
  assert.match(listed.stdout, new RegExp(`${id}.*open.*npm.*@acme/tide.*1\\.1\\.0`));
  assert.doesNotMatch(listed.stdout, new RegExp(first));
  assert.match((await run('list', '--state', 'approved')).stdout, new RegExp(first));
  assert.match((await run('list', '--package', '@acme/other')).stdout, /Nothing waits/);
  const shown = await run('show', id);
  assert.match(
    shown.stdout,
    /@acme\/tide 1\.1\.0 {2}npm, open[^]*tide-1\.1\.0\.tgz[^]*fingerprint [0-9a-f]{64}/,
  );
  const diff = await run('diff', id);
  assert.equal(diff.exitCode, 0, diff.stderr);
  assert.match(diff.stdout, /Compared with 1\.0\.0 of/);
  assert.match(diff.stdout, /What runs when it is installed\n {2}\+ postinstall node index\.js/);
  assert.match(diff.stdout, /Dependencies\n {2}\+ kraken \^1\.0\.0/);
  assert.match(diff.stdout, /~ package\.json[^]*@@ -1,1 \+1,1 @@/);
  assert.ok(!diff.stdout.includes('\u001b'));
  assert.doesNotMatch((await run('diff', id, '--stat')).stdout, /@@/);
  const { installs } = JSON.parse((await run('diff', id, '--json')).stdout) as { installs: object[] };
  assert.deepEqual(installs, [{ what: 'postinstall', after: 'node index.js' }]);

  const folder = join(cli.cwd, 'looked-at');
  mkdirSync(folder);
  const saved = await run('download', id, folder);
  assert.equal(saved.exitCode, 0, saved.stderr);
  const [file] = (await api(cy, `GET /staged/${id}`)).body['files'] as { sha256: string }[];
  const bytes = readFileSync(join(folder, 'tide-1.1.0.tgz'));
  assert.equal(createHash('sha256').update(bytes).digest('hex'), file?.sha256);
  assert.match((await run('download', id, folder)).stderr, /it is there already/);

  for (const act of ['approve', 'reject']) assert.notEqual((await run(act, id)).exitCode, 0, act);
  assert.notEqual((await run('require', 'npm', '@acme/tide')).exitCode, 0);
  assert.match((await run('show', 'none')).stderr, /none of this id that you may see/);
  assert.equal((await api(cy, `GET /staged/${id}`)).body['state'], 'open');
});

test('gatehouse publish --stage puts a Composer package up for approval, and says so', async (t) => {
  const { gate, acme, bo, cy, waiting } = await stagedScene(t);
  await acme.own('composer', 'acme/tide');
  const token = await acme.mint(bo, 'composer', ['acme/*'], ['publish', 'stage']);
  const cli = makeCommandLine(t);
  const archive = join(cli.cwd, 'tide.zip');
  writeFileSync(
    archive,
    packZip([{ name: 'composer.json', content: '{"name":"acme/tide","version":"1.0.0"}' }]),
  );
  const done = await cli.run(['publish', archive, '--stage', '--server', gate.url, '--token', token]);
  assert.equal(done.exitCode, 0, done.stderr);
  assert.match(done.stdout, /^Staged acme\/tide 1\.0\.0/);
  assert.match(done.stderr, /staged, not published: it waits until/);
  assert.equal((await waiting(cy))['version'], '1.0.0');
});
