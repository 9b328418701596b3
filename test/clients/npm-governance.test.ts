// npm's commands about who may do what, run by npm itself.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { PASSWORD } from '../support/factor-browser.ts';
import { LONG_MS, npmScene, ownAsAcme, seatMembers, type NpmPerson } from '../publish/npm-person.ts';
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
  assert.match(await fail('owner', 'add', 'bo', '@acme/tide'), /EOTP|OTP required/);
  assert.equal(await runProven('owner', 'add', 'bo', '@acme/tide'), '+ bo (@acme/tide)');
  assert.equal(await run('owner', 'ls', '@acme/tide'), 'ada <>\nbo <>');
  assert.match(await run('view', '@acme/tide', 'maintainers'), /ada.*bo/);
  const stranger = await fail('owner', 'add', 'eve', '@acme/tide', `--otp=${person.freshCode()}`);
  assert.match(stranger, /nobody of this name belongs to acme/);
  assert.equal(await runProven('owner', 'rm', 'bo', '@acme/tide'), '- bo (@acme/tide)');
  assert.equal(await run('owner', 'ls', '@acme/tide'), 'ada <>');
});

test(
  'npm token makes, lists and ends tokens, bounded as those of the page',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const { person, run, runProven, fail } = await acmeScene(test);
    const create = ['token', 'create', `--password=${PASSWORD}`, '--name=ci', '--expires=30'];
    const writing = ['--packages=@acme/tide', '--packages-and-scopes-permission=read-write', '--json'];
    assert.match(await fail(...create, ...writing), /EOTP|OTP required/);
    const made = JSON.parse(await runProven(...create, ...writing, '--cidr=192.0.2.0/24')) as {
      readonly token: string;
    };
    assert.match(made.token, /^ghw_/);
    const { items } = await person.browser.json('GET', '/tokens');
    const [kept] = (items as { name: string }[]).filter(({ name }) => name === 'ci');
    assert.partialDeepStrictEqual(kept, {
      scope: 'write',
      packages: [{ ecosystem: 'npm', pattern: '@acme/tide' }],
      networks: ['192.0.2.0/24'],
      asksProof: true,
    });
    const bypassing = JSON.parse(await runProven(...create, ...writing, '--bypass-2fa')) as {
      readonly token: string;
    };
    assert.equal(
      (await person.send(bypassing.token, 'GET', '/-/npm/v1/tokens')).status,
      403,
      'it governs nothing',
    );
    assert.match(await run('token', 'list'), /Token ghw_… with id \w+ name ci created/);
    assert.match(await runProven('token', 'revoke', bypassing.token), /Removed 1 token/);
    assert.equal((await person.send(bypassing.token, 'GET', '/-/whoami')).status, 401);

    assert.match(
      await fail(...create, '--packages-and-scopes-permission=read-write'),
      /neither --packages nor --scopes/,
    );
    assert.match(await fail(...create, ...writing, '--orgs=acme'), /no token decides about organisations/);
    const long = ['token', 'create', `--password=${PASSWORD}`, '--expires=900', ...writing];
    assert.match(await fail(...long, `--otp=${person.freshCode()}`), /expected a minute to 90 days/);
    const wrong = ['token', 'create', '--password=another', ...writing, `--otp=${person.freshCode()}`];
    assert.match(await fail(...wrong), /the password: it is wrong/);
  },
);

test(
  'npm profile tells who one is, and leads to the page for all else',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const { person, job, run } = await acmeScene(test);
    const profile = JSON.parse(await run('profile', 'get', '--json')) as object;
    assert.partialDeepStrictEqual(profile, { name: 'ada', email: '', tfa: { mode: 'auth-and-writes' } });
    const changed = await npm.run(job, ['profile', 'set', 'fullname', 'Ada']);
    assert.match(printed(changed), new RegExp(`${person.gate.url}/account`));
  },
);

test(
  'npm access shows and changes who may know, publish and change a package',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const { person, run, runProven, fail } = await acmeScene(test);
    await run('publish');
    await person.browser.json('POST', '/organisations/acme/teams', { name: 'core' }, 204);
    await person.browser.json('PUT', '/organisations/acme/teams/core/members/bo', undefined, 204);
    assert.equal(await run('access', 'get', 'status', '@acme/tide'), '@acme/tide: public');
    assert.match(await fail('access', 'set', 'status=private', '@acme/tide'), /EOTP|OTP required/);
    assert.equal(await runProven('access', 'set', 'status=private', '@acme/tide'), '@acme/tide: private');
    assert.equal((await person.gate.ask('/npm/@acme%2ftide')).status, 404);
    await runProven('access', 'set', 'status=public', '@acme/tide');

    assert.equal(await run('access', 'list', 'collaborators', '@acme/tide'), 'ada: read-write');
    await runProven('access', 'grant', 'read-write', '@acme:core', '@acme/tide');
    assert.equal(
      await run('access', 'list', 'collaborators', '@acme/tide'),
      'ada: read-write\nbo: read-write',
    );
    assert.equal(await run('access', 'list', 'packages', '@acme'), '@acme/tide: read-write');
    await runProven('access', 'grant', 'read-only', '@acme:core', '@acme/tide');
    assert.equal(await run('access', 'list', 'collaborators', '@acme/tide'), 'ada: read-write');
    await runProven('access', 'revoke', '@acme:core', '@acme/tide');
    assert.match(
      await fail('access', 'revoke', '@acme:core', '@acme/tide', `--otp=${person.freshCode()}`),
      /no grant/,
    );

    await runProven('access', 'set', 'mfa=publish', '@acme/tide');
    person.clock.passTime(LONG_MS);
    assert.match(await fail('deprecate', '@acme/tide@1.0.0', 'old', '--auth-type=legacy'), /EOTP/);
    await runProven('deprecate', '@acme/tide@1.0.0', 'old');
    await runProven('access', 'set', 'mfa=none', '@acme/tide');
    await run('deprecate', '@acme/tide@1.0.0', 'older');
  },
);

test(
  'npm trust adds, lists and ends trusted publishers',
  { skip: skipUnlessInstalled(npm) },
  async (test) => {
    const { run, runProven, fail } = await acmeScene(test);
    await run('publish');
    const github = [
      'trust',
      'github',
      '@acme/tide',
      '--file=release.yml',
      '--repo=acme/tide',
      '--allow-publish',
      '--yes',
    ];
    assert.match(await fail(...github), /EOTP|OTP required/);
    const made = await runProven(...github, '--env=production');
    assert.match(made, /file: release\.yml/);
    const id = /id: (\w+)/.exec(made)?.[1] ?? '';
    const gitlab = ['trust', 'gitlab', '@acme/tide', '--file=.gitlab-ci.yml', '--project=acme/tide'];
    await runProven(...gitlab, '--allow-stage-publish', '--yes');
    const listed = await run('trust', 'list', '@acme/tide');
    assert.match(
      listed,
      /type: github[\s\S]*repository: acme\/tide[\s\S]*environment: production[\s\S]*permissions: publish/,
    );
    assert.match(listed, /type: gitlab[\s\S]*project: acme\/tide[\s\S]*permissions: stage publish/);
    assert.match(await runProven('trust', 'revoke', '@acme/tide', `--id=${id}`), /Revoked/);
    assert.doesNotMatch(await run('trust', 'list', '@acme/tide'), /github/);
  },
);
