// What documents say of a package and its people, through a whole gate.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { readAbout, readLicences, type ReadAbout } from '../../src/registry/read-about.ts';
import type { RegistryDeps } from '../../src/registry/deps.ts';
import { asStored } from '../../src/registry/as-stored.ts';
import { isGatehouseError } from '../../src/kernel/errors.ts';
import { asPackageName, type PackageRef } from '../../src/kernel/package-ref.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES } from '../support/samples.ts';

async function read(gate: Gate, ref: PackageRef, version?: string): Promise<ReadAbout> {
  const found = await readAbout(gate.house.registry, ref, version);
  assert.ok(found !== undefined);
  return found;
}

async function licencesOf(registry: RegistryDeps, ref: PackageRef, ...versions: readonly string[]) {
  const failed = (error: unknown) => assert.ifError(error);
  return Object.fromEntries(await readLicences(registry, ref, versions, failed));
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: a package is told about, from its own upstream, and afterwards from what is kept`, async (t: TestContext) => {
    const gate = await startGate(t);
    await sample.publish(gate.upstream, { version: '1.0.0' });
    const first = await read(gate, sample.ref);
    assert.equal(first.about.version, ecosystem === 'pypi' ? first.about.version : '1.0.0');
    const asked = gate.upstream.requests.length;
    assert.ok(asked > 0);
    assert.deepEqual((await read(gate, sample.ref)).about, first.about);
    assert.equal(gate.upstream.requests.length, asked);
    const kept = await readAbout(asStored(gate.house.registry), sample.ref);
    assert.deepEqual(kept?.about.people.state, first.about.people.state);
  });
}

test('a reserved name is asked of no upstream, and a package that no upstream has is not found', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  const { ref } = sample;
  await sample.publish(gate.upstream, { version: '1.0.0' });
  await gate.reserve('npm', ref.name);
  assert.equal(await readAbout(gate.house.registry, ref), undefined);
  assert.equal(gate.upstream.requests.length, 0);
  const absent = { ecosystem: 'npm', name: asPackageName('none') } as const;
  await assert.rejects(readAbout(gate.house.registry, absent), (error) =>
    isGatehouseError(error, 'not-found'),
  );
});

test('npm: a packument that a worker reads says the same', async (t) => {
  const gate = await startGate(t);
  const manifest = {
    description: 'x'.repeat(400),
    funding: 'https://fund.example/',
    padding: 'y'.repeat(300_000),
  };
  await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0', manifest });
  const { about } = await read(gate, { ecosystem: 'npm', name: asPackageName('tide') });
  assert.deepEqual(about.funding, { state: 'told', value: [{ url: 'https://fund.example/' }] });
  assert.equal(about.version, '1.0.0');
});

test('cargo: the Cargo.toml of a crate that was fetched says what the index does not; before, that is not known', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.cargo;
  const { ref } = sample;
  const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
  const before = await read(gate, ref);
  assert.equal(before.about.licence.state, 'unknown');
  assert.match(before.about.licence.state === 'unknown' ? before.about.licence.why : '', /was not fetched/);
  assert.equal((await gate.ask(path)).status, 200);
  const after = await read(gate, ref);
  assert.notEqual(after.about.description.state, 'unknown');
});

test('pypi: the licence of a version that is not the newest is told by one of its files, or its own document', async (t) => {
  const gate = await startGate(t);
  const { pypi } = gate.upstream;
  await pypi.publish({ name: 'tide', version: '0.9', kinds: ['sdist'], license: 'ISC' });
  await pypi.publish({ name: 'tide', version: '1.0', kinds: ['wheel'], license: 'GPLv3' });
  await pypi.publish({ name: 'tide', version: '2.0', kinds: ['wheel'], license: 'MIT' });
  const ref = { ecosystem: 'pypi', name: asPackageName('tide') } as const;
  const { about } = await read(gate, ref, '1.0');
  assert.deepEqual([about.licence, about.licenceVersion], [{ state: 'told', value: 'GPLv3' }, '1.0']);
  assert.ok(gate.upstream.requests.some(({ path }) => path.endsWith('tide-1.0-py3-none-any.whl.metadata')));
  // A source archive has no metadata beside it.
  const old = await read(gate, ref, '0.9');
  assert.deepEqual([old.about.licence, old.about.licenceVersion], [{ state: 'told', value: 'ISC' }, '0.9']);
  assert.ok(gate.upstream.requests.some(({ path }) => path.endsWith('/tide/0.9/json')));
  assert.equal((await read(gate, ref)).about.version, '2.0');
});

test('pypi: what is kept of a file tells the licence of its version, and of no other', async (t) => {
  const gate = await startGate(t);
  const { pypi } = gate.upstream;
  for (const [version, license] of [
    ['1.0', 'GPLv3'],
    ['2.0', 'MIT'],
  ] as const) {
    await pypi.publish({ name: 'tide', version, kinds: ['wheel'], license });
  }
  const ref = { ecosystem: 'pypi', name: asPackageName('tide') } as const;
  const stored = asStored(gate.house.registry);
  await assert.rejects(licencesOf(stored, ref, '1.0'), (error) =>
    isGatehouseError(error, 'upstream-unreachable'),
  );
  assert.equal((await gate.ask('/pypi/files/tide/tide-1.0-py3-none-any.whl.metadata')).status, 200);
  assert.deepEqual(await licencesOf(stored, ref, '1.0', '2.0'), { '1.0': 'GPLv3' });
  assert.deepEqual(await licencesOf(gate.house.registry, ref, '1.0', '2.0'), {
    '1.0': 'GPLv3',
    '2.0': 'MIT',
  });
});

test('pypi: a wheel or a source archive that was fetched tells the licence of its version', async (t) => {
  const gate = await startGate(t);
  const { pypi } = gate.upstream;
  await pypi.publish({ name: 'tide', version: '1.0', kinds: ['wheel'], license: 'GPLv3' });
  await pypi.publish({ name: 'tide', version: '2.0', kinds: ['sdist'], license: 'ISC' });
  await pypi.publish({ name: 'tide', version: '3.0', license: 'MIT' });
  const ref = { ecosystem: 'pypi', name: asPackageName('tide') } as const;
  for (const file of ['tide-1.0-py3-none-any.whl', 'tide-2.0.tar.gz'])
    assert.equal((await gate.ask(`/pypi/files/tide/${file}`)).status, 200);
  const stored = asStored(gate.house.registry);
  assert.deepEqual(await licencesOf(stored, ref, '1.0', '2.0', '3.0'), { '1.0': 'GPLv3', '2.0': 'ISC' });
});

test('maven: a POM that was fetched as a file, and its parent, are not asked for again', async (t) => {
  const gate = await startGate(t);
  const { maven } = gate.upstream;
  const parent =
    '<parent><groupId>org.acme</groupId><artifactId>base</artifactId><version>7</version></parent>';
  await maven.publish({ groupId: 'org.acme', artifactId: 'tide', version: '1.0', license: '', pom: parent });
  await maven.publish({
    groupId: 'org.acme',
    artifactId: 'base',
    version: '7',
    packaging: 'pom',
    license: 'MIT License',
  });
  const ref = { ecosystem: 'maven', name: asPackageName('org.acme:tide') } as const;
  const stored = asStored(gate.house.registry);
  assert.equal((await gate.ask('/maven/org/acme/tide/1.0/tide-1.0.pom')).status, 200);
  assert.deepEqual(await licencesOf(stored, ref, '1.0'), {});
  assert.equal((await gate.ask('/maven/org/acme/base/7/base-7.pom')).status, 200);
  const asked = gate.upstream.requests.length;
  assert.deepEqual(await licencesOf(stored, ref, '1.0', '2.0'), { '1.0': 'MIT License' });
  assert.deepEqual(await licencesOf(gate.house.registry, ref, '1.0'), { '1.0': 'MIT License' });
  assert.equal(gate.upstream.requests.length, asked);
});

test('cargo: a crate that was fetched tells the licence of its version', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.cargo;
  const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
  await sample.publish(gate.upstream, { version: '2.0.0' });
  assert.equal((await gate.ask(path)).status, 200);
  assert.deepEqual(
    Object.keys(await licencesOf(asStored(gate.house.registry), sample.ref, '1.0.0', '2.0.0')),
    ['1.0.0'],
  );
});

test('cargo: an API on a host that the operator did not allow is not asked, and that is said', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.cargo;
  const { ref } = sample;
  await sample.publish(gate.upstream, { version: '1.0.0' });
  gate.upstream.cargo.setConfig({ api: 'https://api.elsewhere.example' });
  const { about } = await read(gate, ref);
  assert.equal(about.people.state, 'unknown');
  assert.match(about.people.state === 'unknown' ? about.people.why : '', /artifact_hosts/);
});

test('an upstream that fails leaves unknown what it would have said', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.pypi;
  const { ref } = sample;
  await sample.publish(gate.upstream, { version: '1.0.0' });
  gate.upstream.fault(/\/json$/, { status: 500 });
  const { about } = await read(gate, ref);
  assert.equal(about.funding.state, 'unknown');
});
