// npm's commands about who may do what, run by npm itself.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { npmScene, ownAsAcme, seatMembers, type NpmPerson } from '../publish/npm-person.ts';
import { printed } from './gate-clients.ts';
import { machineOf, writePackage } from './npm-machine.ts';

/** Ada's machine; with a package of acme, whose members bo and cy are. */
async function acmeScene(test: TestContext) {
  const person = await npmScene(test);
  await seatMembers(person, { bo: 'member', cy: 'member' });
  await ownAsAcme(person, '@acme/tide');
  const grant = {
    to: { kind: 'account', name: 'ada' },
    role: 'maintainer',
    ecosystem: 'npm',
    pattern: '@acme/tide',
  };
  await person.browser.json('POST', '/organisations/acme/grants', grant, 201);
  const job = machineOf(test, person, await person.mint());
  writePackage(job);
  return { person, job, ...runner(person, job) };
}

function runner(person: NpmPerson, job: ReturnType<typeof machineOf>) {
  const run = async (...args: readonly string[]) => {
    const result = await npm.run(job, args);
    assert.equal(result.exitCode, 0, printed(result));
    return result.stdout.trim();
  };
  return {
    run,
    /** With a code of the authenticator. */
    runProven: (...args: readonly string[]) => run(...args, `--otp=${person.freshCode()}`),
    fail: async (...args: readonly string[]) => {
      const result = await npm.run(job, args);
      assert.notEqual(result.exitCode, 0, printed(result));
      return printed(result);
    },
  };
}

test('npm owner lists, adds and removes', { skip: skipUnlessInstalled(npm) }, async (test) => {
  const { person, run, runProven, fail } = await acmeScene(test);
  await run('publish');
  assert.equal(await run('owner', 'ls', '@acme/tide'), 'ada <>');
  assert.match(await fail('owner', 'add', 'bo', '@acme/tide'), /OTP required/);
  assert.equal(await runProven('owner', 'add', 'bo', '@acme/tide'), '+ bo (@acme/tide)');
  assert.equal(await run('owner', 'ls', '@acme/tide'), 'ada <>\nbo <>');
  assert.match(await run('view', '@acme/tide', 'maintainers'), /ada.*bo/);
  const stranger = await fail('owner', 'add', 'eve', '@acme/tide', `--otp=${person.freshCode()}`);
  assert.match(stranger, /nobody of this name belongs to acme/);
  assert.equal(await runProven('owner', 'rm', 'bo', '@acme/tide'), '- bo (@acme/tide)');
  assert.equal(await run('owner', 'ls', '@acme/tide'), 'ada <>');
});
