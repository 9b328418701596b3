// A fix plan that the real npm proved is kept with its application, applied, and told as done when the application is pushed again.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { fixPlanAnswer, type FixPlanAnswer } from '../../src/http/api/fix-plan-contract.ts';
import { makeAdministrator, type Administrator } from '../support/administrator.ts';
import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skip = skipUnlessInstalled(npm);

let scene: FixScene;
let administrator: Administrator;
let token = '';

before(async () => {
  scene = await openFixScene(suite, [flawRecord('npm', 'tide', '1.2.0')], async ({ npm: registry }) => {
    for (const version of ['1.1.0', '1.2.0']) await registry.publish({ name: 'tide', version });
  });
  administrator = await makeAdministrator(scene.server);
  const minted = await administrator.call('POST', '/tokens', { name: 'ci', scope: 'api' });
  token = (JSON.parse(minted.text) as { readonly token: string }).token;
});
after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const gatehouse = (...args: readonly string[]) =>
  scene.cli.run([...args, '--data', scene.dataDir], { GATEHOUSE_TOKEN: token });

async function makeProject(): Promise<void> {
  const root = scene.write('shop', {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', dependencies: { tide: '1.1.0' } }),
  });
  const job = { project: root, home: join(scene.cli.cwd, 'home'), registryUrl: scene.upstream.urls.npm };
  const made = await npm.run(job, ['install', '--package-lock-only', '--ignore-scripts']);
  assert.equal(made.exitCode, 0, made.stderr);
}

async function planOfShop(): Promise<FixPlanAnswer> {
  const { text } = await administrator.call('GET', '/applications/shop/fix-plan');
  return fixPlanAnswer.parse(JSON.parse(text));
}

test('a plan is kept with its application, applied, and done when it is pushed again', { skip }, async () => {
  await makeProject();
  const unknown = await gatehouse('fix', 'shop', '--app', 'shop');
  assert.match(unknown.stderr, /Cannot find application shop/);

  const pushed = await gatehouse('app', 'push', 'shop', '--name', 'shop');
  assert.equal(pushed.exitCode, 0, pushed.stderr);
  const planned = await gatehouse('fix', 'shop', '--app', 'shop', '--apply');
  assert.equal(planned.exitCode, 0, planned.stdout + planned.stderr);
  assert.match(planned.stdout, /Kept with shop \(default\), for its snapshot 1/);

  const before = await planOfShop();
  const [file] = before.plan?.files ?? [];
  assert.deepEqual(
    [file?.client, file?.isVerified, file?.findingsBefore, file?.findingsAfter],
    ['npm', true, 1, 0],
  );
  assert.match(file?.patch ?? '', /^\+.*1\.2\.0/m);
  assert.ok((file?.commands.length ?? 0) > 0);
  assert.deepEqual(
    file?.steps.map(({ fate, fixed }) => [fate, fixed.map(({ purl }) => purl)]),
    [['open', ['pkg:npm/tide@1.1.0']]],
  );

  const again = await gatehouse('app', 'push', 'shop', '--name', 'shop');
  assert.equal(again.exitCode, 0, again.stderr);
  const after = await planOfShop();
  assert.deepEqual(
    [after.plan?.isCurrent, after.plan?.files[0]?.steps.map(({ fate }) => fate)],
    [false, ['done']],
  );
});

test('a plan of what was not pushed is told, not kept, and says to push first', { skip }, async () => {
  await makeProject();
  await gatehouse('app', 'push', 'shop', '--name', 'other');
  scene.write('none', { 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: {} }) });
  await gatehouse('app', 'push', 'none', '--name', 'other');
  const { stdout, stderr, exitCode } = await gatehouse('fix', 'shop', '--app', 'other');
  assert.notEqual(exitCode, 0);
  assert.match(stdout, /tide 1\.1\.0 to 1\.2\.0/);
  assert.match(stderr, /Cannot keep the plan with other \(default\): found tide 1\.1\.0 in it/);
  assert.match(stderr, /gatehouse app push/);
});
