// gatehouse publisher and gatehouse login --oidc as processes: on the folder, and in the environment of a build.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { GITHUB, openTrustedScene } from '../support/trusted-scene.ts';

test('a build logs in by its identity: asked of GitHub, from a variable, and from a file', async (t) => {
  const { gate, audience, provider, identity, own, publish } = await openTrustedScene(t);
  await own('maven', 'org.acme:tide');
  await publish({ ecosystem: 'maven', name: 'org.acme:tide' });
  const cli = makeCommandLine(t);
  const asked: (string | null)[] = [];
  const runner = createServer((request, response) => {
    const aud = new URL(request.url ?? '/', 'http://runner').searchParams.get('audience');
    asked.push(request.headers.authorization ?? null, aud);
    response.end(JSON.stringify({ value: provider.mint({ ...GITHUB, aud, jti: randomUUID() }) }));
  });
  await new Promise<void>((resolve) => runner.listen(0, '127.0.0.1', resolve));
  t.after(() => runner.close());
  const { port } = runner.address() as AddressInfo;
  const github = {
    GITHUB_ACTIONS: 'true',
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/id?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner-secret',
  };
  const login = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    cli.run(['login', '--oidc', 'maven', ...args, '--server', gate.url], env);
  const byGitHub = await login(['org.acme:tide'], github);
  assert.equal(byGitHub.exitCode, 0, byGitHub.stderr);
  assert.deepEqual(asked, ['Bearer runner-secret', audience]);
  const token = byGitHub.stdout.trim();
  assert.match(token, /^ght_[0-9A-Za-z]{36}$/);
  // The runner hides it from here on; nothing else of it is told.
  assert.equal(byGitHub.stderr, `::add-mask::${token}\n`);
  const used = await ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(used.status, 200);

  const byVariable = await login(['--as', 'env'], { GATEHOUSE_ID_TOKEN: identity(GITHUB) });
  assert.match(byVariable.stdout, /^GATEHOUSE_USERNAME=token\nGATEHOUSE_PASSWORD=ght_\w{36}\n$/);
  assert.equal(byVariable.stderr, '');
  writeFileSync(join(cli.cwd, 'identity'), `${identity(GITHUB)}\n`);
  const byFile = await login(['--token-file', 'identity', '--as', 'setting', '--output', 'settings.xml']);
  assert.equal(byFile.exitCode, 0, byFile.stderr);
  assert.equal(byFile.stdout, '');
  const written = join(cli.cwd, 'settings.xml');
  assert.match(
    readFileSync(written, 'utf8'),
    /<username>token<\/username>\s*<password>ght_\w{36}<\/password>/,
  );
  assert.equal(statSync(written).mode & 0o077, 0);
  const again = await login(['--token-file', 'identity']);
  assert.equal(again.exitCode, 1, again.stderr);
  assert.match(again.stderr, /exchanged before, and works once/);
});

test('where there is no identity, the command says how this CI gives one', async (t) => {
  const { gate, audience } = await openTrustedScene(t);
  const cli = makeCommandLine(t);
  const login = async (env: Readonly<Record<string, string>>) =>
    (await cli.run(['login', '--oidc', 'npm', '--server', gate.url], env)).stderr;
  assert.match(await login({ GITHUB_ACTIONS: 'true' }), /permissions: id-token: write/);
  assert.match(await login({ GITLAB_CI: 'true' }), new RegExp(`id_tokens: .*aud: ${audience}`));
  assert.match(await login({ CIRCLECI: 'true' }), /circleci run oidc get/);
  assert.match(await login({}), /--token-file/);
  assert.match(await login({ GATEHOUSE_ID_TOKEN: 'x' }), /no JSON Web Token/);
  const plain = { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://evil.example/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's' };
  assert.match(await login(plain), /no https address/);
  const without = await cli.run(['login', 'npm', '--server', gate.url]);
  assert.equal(without.exitCode, 2);
});

test('an operator adds, lists and removes publishers on the folder', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-publishers-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const { gate } = await openTrustedScene(t, { dataDir });
  await gate.close();
  const cli = makeCommandLine(t);
  const run = (...args: readonly string[]) => cli.run([...args, '--data', dataDir]);
  const done = async (...args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await run(...args);
    assert.equal(exitCode, 0, `${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };
  const tide = ['npm', '@acme/tide'] as const;
  const set = ['--set', 'repository=acme/tide', '--set', 'workflow=release.yml'] as const;
  assert.match(await done('publisher', 'list', ...tide), /Nobody publishes it by an identity/);
  const early = await run('publisher', 'only', ...tide, 'on');
  assert.match(early.stderr, /add one first/);
  const [id = ''] = /[0-9a-f]{24}/.exec(await done('publisher', 'add', ...tide, 'github', ...set)) ?? [];
  await done('publisher', 'only', ...tide, 'on');
  const listed = await done('publisher', 'list', ...tide);
  assert.match(listed, new RegExp(`${id}.*acme/tide.*release\\.yml`));
  assert.match(listed, /None but these publish it/);
  const wrong = await run('publisher', 'add', ...tide, 'github', '--set', 'repository');
  assert.equal(wrong.exitCode, 2);
  const bad = await run('publisher', 'add', ...tide, 'github', '--set', 'repository=acme');
  assert.match(bad.stderr, /repository: expected owner\/repository/);
  assert.match(await done('publisher', 'remove', id), /its tokens have ended/);
});
