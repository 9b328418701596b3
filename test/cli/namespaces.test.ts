// gatehouse namespace, name as processes: asking a server with a token, and on the folder as its operator.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { seatPerson } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { startGate } from '../support/gate.ts';

test('a namespace is claimed, granted, reserved and given up on the folder; with a token one sees one’s own, and asks for names', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-namespaces-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const gate = await startGate(t, { dataDir });
  const ada = await seatPerson(gate, 'ada');
  await callApi(gate, ada, 'POST /organisations', { name: 'acme' });
  await callApi(gate, ada, 'POST /namespaces', {
    ecosystem: 'maven',
    namespace: 'com.acme',
    organisation: 'acme',
  });
  const cli = makeCommandLine(t);
  const token = ada.token['authorization']?.replace('Bearer ', '') ?? '';
  const asked = (...args: readonly string[]) => cli.run([...args, '--server', gate.url, '--token', token]);
  const own = await asked('namespace', 'list');
  assert.match(own.stdout, /maven.*com\.acme\.\*.*pending.*organisation:acme/);
  assert.match(own.stdout, /dns +a TXT record of acme\.com that says gatehouse-namespace=[0-9a-f]{32}/);
  assert.match(own.stdout, /file +https:\/\/acme\.com\/\.well-known\/gatehouse-namespace\.txt with the line/);
  const free = await asked('name', 'check', 'maven', 'com.acme:tide');
  assert.deepEqual([free.exitCode, free.stdout.trim()], [0, 'You may create com.acme:tide']);
  assert.notEqual((await asked('namespace', 'list', '--all')).exitCode, 0);
  await gate.close();

  const run = (...args: readonly string[]) => cli.run([...args, '--data', dataDir]);
  const done = async (...args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await run(...args);
    assert.equal(exitCode, 0, `${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };
  const claimed = await done(
    'namespace',
    'claim',
    'npm',
    '@tide',
    '--organisation',
    'acme',
    '--domain',
    'tide.example',
  );
  assert.match(claimed, /Claimed @tide\/\*[^]*TXT record of tide\.example/);
  const granted = await done(
    'namespace',
    'grant',
    'npm',
    '@tide',
    '--organisation',
    'acme',
    '--reason',
    'theirs',
  );
  assert.match(granted, /Granted @tide\/\* to organisation:acme/);
  await done('namespace', 'reserve', 'pypi', 'evil-*', '--reason', 'not here');
  const listed = await done('namespace', 'list', '--json');
  const { items } = JSON.parse(listed) as { items: { id: string; pattern: string; state: string }[] };
  assert.deepEqual(items.map(({ pattern, state }) => `${pattern} ${state}`).sort(), [
    '@tide/* proven',
    'com.acme.* pending',
    'evil-* reserved',
  ]);
  const idOf = (pattern: string) => items.find((one) => one.pattern === pattern)?.id ?? '';
  const refused = await run('name', 'check', 'pypi', 'evil-tool');
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stdout, /an administrator of this server reserved the namespace evil-\*/);
  await done('namespace', 'remove', idOf('evil-*'), '--reason', 'a mistake');
  await done('namespace', 'release', idOf('@tide/*'));
  assert.doesNotMatch(await done('namespace', 'list'), /@tide|evil/);
  assert.match(await done('name', 'appeals'), /There are no appeals/);
  assert.equal((await run('namespace', 'grant', 'npm', '@tide', '--reason', 'x')).exitCode, 2);
  assert.equal((await run('name', 'answer', 'x', '--reason', 'x')).exitCode, 2);
});
