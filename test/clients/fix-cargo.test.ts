// gatehouse fix with the real cargo.

import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { flawRecord, openFixScene, type FixScene } from '../support/fix-scene.ts';

const cleanups: (() => unknown)[] = [];
const suite: Pick<TestContext, 'after'> = { after: (fn) => void cleanups.push(fn as () => unknown) };
const skip = skipUnlessInstalled(cargo);
// The toolchain's home is not the closed room's.
const env = { RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup') };

let scene: FixScene;

before(async () => {
  const records = [flawRecord('crates.io', 'tide', '1.2.0'), flawRecord('crates.io', 'deep', '2.0.0')];
  scene = await openFixScene(suite, records, async (upstream) => {
    for (const version of ['1.1.0', '1.2.0', '1.3.0'])
      await upstream.cargo.publish({ name: 'tide', version });
    for (const version of ['1.0.0', '2.0.0']) await upstream.cargo.publish({ name: 'deep', version });
    await upstream.cargo.publish({ name: 'hull', version: '1.0.0', dependencies: { deep: '^1.0' } });
    await upstream.cargo.publish({ name: 'hull', version: '1.1.0', dependencies: { deep: '^2.0' } });
    await upstream.cargo.publish({ name: 'sail', version: '1.0.0', dependencies: { tide: '^1.0' } });
  });
});

after(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

/** Manifests of two packages in one workspace; the lock file is cargo's own, with these exact versions. */
async function workspace(folder: string, asks: string, exactly: readonly string[]): Promise<void> {
  const project = scene.write(folder, {
    'Cargo.toml': `[workspace]\nmembers = ["app"]\n\n[package]\nname = "shop"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\nsail = "1"\n`,
    'src/lib.rs': '',
    'app/Cargo.toml': `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n\n[[bin]]\nname = "start"\npath = "main/start.rs"\n\n[dependencies]\n${asks}`,
    'app/main/start.rs': 'fn main() {}\n',
  });
  const job = { project, home: scene.write(`${folder}-home`, {}), registryUrl: scene.upstream.urls.cargo };
  for (const args of [['generate-lockfile'], ...exactly.map((one) => ['update', ...one.split(' ')])]) {
    const done = await cargo.run(job, args);
    assert.equal(done.exitCode, 0, done.stderr);
  }
}

test('cargo: the exact version that fixes it, in Cargo.lock alone', { skip }, async () => {
  await workspace('range', '', ['-p tide --precise 1.1.0']);
  const manifest = scene.read('range/app/Cargo.toml');
  const applied = await scene.fix(['range', '--apply'], env);
  assert.equal(applied.exitCode, 0, applied.stdout + applied.stderr);
  assert.match(applied.stdout, /tide 1\.1\.0 to 1\.2\.0 in the lock file alone/);
  const lock = scene.read('range/Cargo.lock');
  assert.match(lock, /name = "tide"\nversion = "1\.2\.0"/);
  assert.ok(!lock.includes(scene.server.url), lock);
  assert.equal(scene.read('range/app/Cargo.toml'), manifest);
});

test(
  'cargo: what a member of the workspace asks for is moved there; what brings a crate in is raised',
  { skip },
  async () => {
    await workspace('member', 'hull = { version = "=1.0.0", features = [] } # kept\n', [
      '-p tide --precise 1.2.0',
    ]);
    const plan = await scene.fix(['member', '--max', 'major', '--apply'], env);
    assert.equal(plan.exitCode, 0, plan.stdout + plan.stderr);
    assert.match(
      scene.read('member/app/Cargo.toml'),
      /^hull = \{ version = "=1\.1\.0", features = \[\] \} # kept$/m,
    );
    assert.match(scene.read('member/Cargo.lock'), /name = "deep"\nversion = "2\.0\.0"/);
  },
);

test(
  'cargo: what cannot be resolved is told in its own words, and nothing is written',
  { skip },
  async () => {
    await workspace('stuck', 'hull = "=1.0.0"\n', ['-p tide --precise 1.2.0']);
    const before = scene.read('stuck/Cargo.lock');
    const done = await scene.fix(['stuck', '--apply', '--max', 'patch'], env);
    assert.equal(done.exitCode, 1, done.stdout);
    assert.match(done.stdout, /2\.0\.0 would fix it, a major upgrade: allow it with --max major/);
    assert.equal(scene.read('stuck/Cargo.lock'), before);
  },
);
