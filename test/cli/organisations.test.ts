// gatehouse organisation, member, team, grant, owner, transfer as processes: asking a server with a token, and on the folder.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { seatPerson } from '../support/access-callers.ts';
import { callApi } from '../support/call-api.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { startGate } from '../support/gate.ts';

test('people of an organisation see it by token, and change it in person; the operator keeps it on the folder', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-organisations-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const gate = await startGate(t, { dataDir });
  const ada = await seatPerson(gate, 'ada', { role: 'reviewer' });
  const bo = await seatPerson(gate, 'bo');
  const cli = makeCommandLine(t);
  await callApi(gate, ada, 'POST /organisations', { name: 'acme', displayName: 'Acme Ltd' });
  const invited = await callApi(gate, ada, 'POST /organisations/acme/invitations', {
    name: 'bo',
    role: 'member',
  });
  const id = String(invited.body['id']);

  const asked = (who: typeof ada, ...args: readonly string[]) => {
    const token = who.token['authorization']?.replace('Bearer ', '') ?? '';
    return cli.run([...args, '--server', gate.url, '--token', token]);
  };
  const waiting = await asked(bo, 'invitation', 'list');
  assert.match(waiting.stdout, new RegExp(`${id}.*acme.*bo.*member`));
  assert.match((await asked(bo, 'organisation', 'list')).stdout, /belong to none/);
  const refused = await asked(bo, 'invitation', 'accept', id);
  assert.notEqual(refused.exitCode, 0);
  assert.match((await asked(bo, 'organisation', 'list')).stdout, /belong to none/);
  await callApi(gate, bo, `POST /invitations/${id}/accept`);
  const shown = await asked(bo, 'organisation', 'show', 'acme');
  assert.match(shown.stdout, /acme.*Acme Ltd[^]*You may: see[^]*ada.*owner[^]*bo.*member/);
  const listed = await asked(ada, 'organisation', 'list', '--json');
  const { items } = JSON.parse(listed.stdout) as { items: { name: string; role: string }[] };
  assert.deepEqual(
    items.map(({ name, role }) => [name, role]),
    [['acme', 'owner']],
  );
  assert.match((await asked(bo, 'organisation', 'show', 'none')).stderr, /none of this name/);
  await gate.close();

  const done = async (...args: readonly string[]) => {
    const { stdout, stderr, exitCode } = await cli.run([...args, '--data', dataDir]);
    assert.equal(exitCode, 0, `${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };
  assert.match(await done('member', 'role', 'acme', 'bo', 'maintainer'), /bo is maintainer of acme now/);
  await done('team', 'create', 'acme', 'core');
  await done('team', 'add', 'acme', 'core', 'bo');
  assert.match(await done('team', 'list', 'acme'), /core.*bo/);
  await done('grant', 'give', 'acme', 'publisher', 'npm', '@acme/*', '--team', 'core');
  const [granted = ''] = /[0-9a-f]{24}/.exec(await done('grant', 'list', 'acme')) ?? [];
  await done('grant', 'end', 'acme', granted);
  assert.match(await done('grant', 'list', 'acme'), /Nothing is granted/);
  await done('owner', 'assign', 'acme', 'npm', '@acme/tide', 'private');
  assert.match(await done('owner', 'list', 'acme'), /npm.*@acme\/tide.*private/);
  assert.match(await done('transfer', 'offer', 'npm', '@acme/tide', '--person', 'bo'), /Offered/);
  assert.match(await done('owner', 'show', 'npm', '@acme/tide'), /belongs to organisation:acme/);
  const given = await done('organisation', 'journal', 'acme', '--kind', 'grant-given');
  assert.match(given, /grant given .*to team:core, role publisher, pattern @acme\/\*/);
  assert.match(await done('organisation', 'journal', 'acme'), /member joined +bo +name bo, role member/);
  await done('member', 'remove', 'acme', 'bo');
  const last = await cli.run(['member', 'remove', 'acme', 'ada', '--data', dataDir]);
  assert.match(last.stderr, /last owner of acme/);
  const neither = await cli.run(['grant', 'give', 'acme', 'publisher', 'npm', '@acme/*', '--data', dataDir]);
  assert.equal(neither.exitCode, 2);
  const nobody = await cli.run(['organisation', 'create', 'other', '--data', dataDir]);
  assert.match(nobody.stderr, /expected a person with an account/);
});
