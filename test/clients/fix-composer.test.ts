// gatehouse fix with the real Composer.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled, writeText } from '../support/client.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skip = skipUnlessInstalled(composer);

let scene: FixScene;

before(async () => {
  const records = [
    flawRecord('Packagist', 'acme/tide', '1.2.0'),
    flawRecord('Packagist', 'acme/deep', '2.0.0'),
  ];
  scene = await openFixScene(suite, records, async (upstream) => {
    const publish = async (
      name: string,
      version: string,
      require: Record<string, string> = {},
    ): Promise<void> => void (await upstream.composer.publish({ name, version, require }));
    for (const version of ['v1.1.0', 'v1.2.0', '1.3.0-beta1']) await publish('acme/tide', version);
    for (const version of ['1.0.0', '2.0.0']) await publish('acme/deep', version);
    await publish('acme/hull', '1.0.0', { 'acme/deep': '^1.0' });
    await publish('acme/hull', '1.1.0', { 'acme/deep': '^2.0' });
  });
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

const manifest = (require: object): string =>
  `${JSON.stringify({ name: 'acme/shop', require, scripts: { 'pre-update-cmd': 'touch ran' } }, null, 4)}\n`;

/** A project that Composer itself locked with `locked`, and that asks for `asked` since. */
async function project(folder: string, asked: object, locked: object): Promise<void> {
  const home = scene.write(`${folder}-home`, {});
  const repository = { type: 'composer', url: scene.upstream.urls.composer };
  writeText(
    join(home, '.config/composer/config.json'),
    JSON.stringify({ repositories: { up: repository, packagist: false }, config: { 'secure-http': false } }),
  );
  const env = { COMPOSER_HOME: join(home, '.config/composer') };
  for (const [require, args] of [
    [locked, ['update']],
    [asked, ['update', '--lock']],
  ] as const) {
    const path = scene.write(folder, { 'composer.json': manifest(require) });
    const job = { project: path, home, registryUrl: scene.upstream.urls.composer, env };
    const done = await composer.run(job, [...args, '--no-install', '--no-scripts']);
    assert.equal(done.exitCode, 0, done.stderr);
  }
}

test(
  'Composer: the exact version that fixes it, in composer.lock alone, and no script runs',
  { skip },
  async () => {
    await project('range', { 'acme/tide': '^1.0' }, { 'acme/tide': '1.1.0' });
    const applied = await scene.fix(['range', '--apply']);
    assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
    assert.match(applied.stdout, /acme\/tide v1\.1\.0 to v1\.2\.0 in the lock file alone/);
    assert.equal(scene.read('range/composer.json'), manifest({ 'acme/tide': '^1.0' }));
    const lock = scene.read('range/composer.lock');
    assert.match(lock, /"version": "v1\.2\.0"/);
    assert.ok(!lock.includes(scene.server.url), lock);
  },
);

test(
  'Composer: what brings a package in is raised in composer.json, and the lock file agrees with it',
  { skip },
  async () => {
    await project('above', { 'acme/hull': '1.0.0' }, { 'acme/hull': '1.0.0' });
    const plan = await scene.plan(['above', '--max', 'major', '--apply']);
    assert.equal(plan.findingsAfter, 0, JSON.stringify(plan.unfixed));
    assert.equal(scene.read('above/composer.json'), manifest({ 'acme/hull': '1.1.0' }));
    const job = {
      project: join(scene.cli.cwd, 'above'),
      home: join(scene.cli.cwd, 'above-home'),
      registryUrl: scene.upstream.urls.composer,
    };
    const valid = await composer.run(job, ['validate', '--no-check-all', '--no-check-publish']);
    assert.equal(valid.exitCode, 0, valid.stdout + valid.stderr);
  },
);

test('Composer: what nothing admits is told in its own words', { skip }, async () => {
  await project('stuck', { 'acme/hull': '1.0.0' }, { 'acme/hull': '1.0.0' });
  const plan = await scene.plan(['stuck', '--max', 'minor']);
  assert.match(plan.unfixed[0]?.because ?? '', /2\.0\.0 would fix it, a major upgrade/);
});
