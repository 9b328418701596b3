// gatehouse account, in front of a terminal: a person is asked who they are, chooses a password, takes what is kept about them,
// and leaves.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { COMMANDS } from '../../src/cli/commands.ts';
import type { Machine, Screen } from '../../src/cli/machine.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { makeCommandLine } from '../support/command-line.ts';
import { startGate } from '../support/gate.ts';
import { becomeFirst, PERSON_PASSWORD, setPassword } from '../support/person.ts';

interface Terminal {
  readonly machine: Machine;
  read(): string;
}

/** A terminal at which `name` sits, who types `typed` where a new password is asked for. */
function sit(name: string, home: string, typed: readonly string[] = []): Terminal {
  let shown = '';
  const left = [...typed];
  const screen: Screen = {
    isTerminal: false,
    hasColour: false,
    columns: 200,
    write: (text) => void (shown += text),
  };
  return {
    read: () => shown,
    machine: {
      environment: {},
      cwd: home,
      home,
      platform: 'linux',
      userName: name,
      clock: systemClock,
      output: screen,
      errors: screen,
      canAsk: true,
      ask: async (question) => {
        if (question.startsWith('New password')) return left.shift() ?? '';
        return question.startsWith('Account') ? name : PERSON_PASSWORD;
      },
      fetch,
    },
  };
}

test('a person takes what is kept about them and deletes the account, signed in for it', async (t) => {
  const gate = await startGate(t);
  const ada = await becomeFirst(gate);
  const added = await ada.call('POST', '/people', { name: 'bo', role: 'reader' });
  await setPassword(gate, 'bo', (JSON.parse(added.text) as { link: string }).link);
  const cli = makeCommandLine(t);
  const run = async (...args: readonly string[]) => {
    const terminal = sit('bo', cli.cwd);
    const exitCode = await runCommandLine(terminal.machine, COMMANDS, [...args, '--server', gate.url]);
    return { exitCode, shown: terminal.read() };
  };
  const exported = await run('account', 'export');
  assert.equal(exported.exitCode, 0, exported.shown);
  const { account, journal } = JSON.parse(exported.shown.slice(exported.shown.indexOf('{'))) as {
    account: { name: string };
    journal: { items: { kind: string }[] };
  };
  assert.equal(account.name, 'bo');
  assert.ok(journal.items.some(({ kind }) => kind === 'signed-in'));
  assert.notEqual((await run('account', 'delete', 'ada')).exitCode, 0);
  const gone = await run('account', 'delete', 'bo');
  assert.equal(gone.exitCode, 0, gone.shown);
  assert.match(gone.shown, /Your account bo was deleted\.\n$/);
  assert.notEqual((await run('account', 'show')).exitCode, 0);
  assert.equal((await gate.journal('account-deleted')).length, 1);
});

test('whose password is known from leaks is told the command, and chooses another by it', async (t) => {
  const gate = await startGate(t);
  await becomeFirst(gate);
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccountByName('ada');
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, passwordLeakedAt: Date.now() });
  });
  const cli = makeCommandLine(t);
  const run = async (typed: readonly string[], ...args: readonly string[]) => {
    const terminal = sit('ada', cli.cwd, typed);
    const exitCode = await runCommandLine(terminal.machine, COMMANDS, [...args, '--server', gate.url]);
    return { exitCode, shown: terminal.read() };
  };
  const held = await run([], 'account', 'show');
  assert.notEqual(held.exitCode, 0);
  assert.match(held.shown, /known from leaks[^]*Choose another one: gatehouse account password/);
  const differing = await run(['seven gates, one keeper', 'seven gates'], 'account', 'password');
  assert.match(differing.shown, /the two that were typed differ/);
  assert.notEqual(differing.exitCode, 0);
  const chosen = await run(['seven gates, one keeper', 'seven gates, one keeper'], 'account', 'password');
  assert.equal(chosen.exitCode, 0, chosen.shown);
  const account = await gate.house.storage.stores.identity.findAccountByName('ada');
  assert.equal(account?.passwordLeakedAt, undefined);
});

test('where nobody can be asked nothing is exported or deleted', async (t) => {
  const gate = await startGate(t);
  await becomeFirst(gate);
  const cli = makeCommandLine(t);
  for (const args of [['export'], ['delete', 'ada'], ['password']]) {
    const refused = await cli.run(['account', ...args, '--server', gate.url]);
    assert.notEqual(refused.exitCode, 0);
    assert.match(refused.stderr, /sign in first, which takes a person|it is typed on a terminal/);
  }
});
