// What documents say of a package and its people, through a whole gate.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { readAbout, type ReadAbout } from '../../src/registry/read-about.ts';
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
