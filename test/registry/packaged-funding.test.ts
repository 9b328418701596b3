// Where money is taken, as an archive says that came through the gate: FUNDING.yml and funding.json that were packed with it.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { createAboutSource } from '../../src/main/about-source.ts';
import { asPackageName, type PackageRef } from '../../src/kernel/package-ref.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { SAMPLES } from '../support/samples.ts';

const npm = (name: string): PackageRef => ({ ecosystem: 'npm', name: asPackageName(name) });

async function fetch(gate: Gate, path: string): Promise<void> {
  const { status } = await gate.ask(path);
  assert.equal(status, 200, path);
}

async function published(test: TestContext, files: Readonly<Record<string, string>>, manifest = {}) {
  const gate = await startGate(test);
  await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0', files, manifest });
  const about = createAboutSource(gate.house.registry);
  await fetch(gate, '/npm/tide');
  return { gate, about, download: () => fetch(gate, '/npm/tide/-/tide-1.0.0.tgz') };
}

const urlsOf = async (about: ReturnType<typeof createAboutSource>, ref = npm('tide')) => {
  const stated = await about.read(ref);
  return stated === undefined ? undefined : [stated.source, ...stated.links.map(({ url }) => url)];
};

test('a file that was packed with a package tells, once the archive came through', async (t) => {
  const { about, download } = await published(t, { '.github/FUNDING.yml': 'github: tide\n' });
  const before = await about.stampOf(npm('tide'));
  assert.deepEqual(await urlsOf(about), ['packument']);
  await download();
  assert.notEqual(await about.stampOf(npm('tide')), before, 'it is to be read again');
  assert.deepEqual(await urlsOf(about), ['tide-1.0.0.tgz', 'https://github.com/sponsors/tide']);
});

test('what the documents name comes first', async (t) => {
  const { about, download } = await published(
    t,
    { 'FUNDING.yml': 'github: tide\n' },
    { funding: 'https://tide.example/give' },
  );
  await download();
  assert.deepEqual(await urlsOf(about), ['packument', 'https://tide.example/give']);
});

test('a file that cannot be read, or lies elsewhere in the archive, says nothing', async (t) => {
  for (const files of [
    { 'FUNDING.yml': 'github: {a: b}\n' },
    { 'FUNDING.yml': `custom: ${'x'.repeat(600_000)}` },
    { 'node_modules/eve/FUNDING.yml': 'github: eve\n' },
    { 'docs/funding.json': '{}' },
  ]) {
    const { about, download } = await published(t, files);
    await download();
    assert.deepEqual(await urlsOf(about), ['packument']);
  }
});

test('a crate, which has no other place for it, tells by its packed file', async (t) => {
  const gate = await startGate(t);
  const { ref } = SAMPLES.cargo;
  const sample = await SAMPLES.cargo.publish(gate.upstream, { version: '1.0.0' });
  await gate.upstream.cargo.publish({
    name: ref.name,
    version: '1.1.0',
    files: { '.github/FUNDING.yml': 'open_collective: tide\n' },
  });
  const about = createAboutSource(gate.house.registry);
  await fetch(gate, SAMPLES.cargo.indexPath);
  await fetch(gate, sample.path.replaceAll('1.0.0', '1.1.0'));
  assert.deepEqual((await urlsOf(about, ref))?.slice(1), ['https://opencollective.com/tide']);
});

test('a name that is ours learns nothing of a namesake', async (t) => {
  const { gate, about, download } = await published(t, { 'FUNDING.yml': 'github: eve\n' });
  await download();
  await gate.reserve('npm', 'tide');
  assert.equal(await about.read(npm('tide')), undefined);
});
