// cargo publishes to a gate, owns, withdraws and installs what it published beside what the gate brings from its upstream.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { makeAcme } from '../support/acme.ts';
import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled, writeText, type LockInstallJob } from '../support/client.ts';
import { makeGatePerson, type GatePerson } from '../support/gate-person.ts';
import { ask } from '../support/ask.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { toldContents } from '../publish/told-contents.ts';
import { copyProjectFiles } from '../support/workspace.ts';
import {
  jobOn,
  makeMachine,
  printed,
  readProject,
  requireGateAlone,
  requireInstalled,
} from './gate-clients.ts';

const options = { skip: skipUnlessInstalled(cargo) };
const OLD = '2024-01-01T00:00:00Z';

interface Crate {
  readonly name: string;
  readonly version?: string;
  /** After `[package]`. */
  readonly toml?: string;
  readonly lib?: string;
}

function writeCrate(
  { project }: LockInstallJob,
  { name, version = '1.0.0', toml = '', lib = '' }: Crate,
): void {
  const head = `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\ndescription = "Of the sea"\nlicense = "MIT"\n`;
  writeText(join(project, 'Cargo.toml'), `${head}\n${toml}\n`);
  writeText(join(project, 'src/lib.rs'), lib);
}

/** A machine that was set up by `gatehouse setup`, whose person can publish once they ran `cargo login`. */
async function makePublisher(test: TestContext, gate: Gate): Promise<LockInstallJob> {
  return jobOn(gate, cargo, await makeMachine(test, gate, cargo));
}

async function mintFor(person: GatePerson, ...names: readonly string[]): Promise<string> {
  return person.mint({
    name: 'laptop',
    scope: 'write',
    actions: ['publish', 'yank', 'manage-owners'],
    packages: names.map((pattern) => ({ ecosystem: 'cargo', pattern })),
  });
}

async function run(job: LockInstallJob, ...args: readonly string[]): Promise<string> {
  const done = await cargo.run(job, args);
  assert.equal(done.exitCode, 0, `cargo ${args.join(' ')}: ${printed(done)}`);
  return printed(done);
}

async function refused(job: LockInstallJob, ...args: readonly string[]): Promise<string> {
  const done = await cargo.run(job, args);
  assert.notEqual(done.exitCode, 0, `cargo ${args.join(' ')}: ${printed(done)}`);
  return printed(done);
}

const PUBLISH = ['publish', '--registry', 'gatehouse', '--allow-dirty'] as const;

test(
  'cargo publishes crates that need each other and an upstream’s, is told what is there, and others build them',
  options,
  async (t) => {
    const gate = await startGate(t);
    await gate.upstream.cargo.publish({ name: 'wave', version: '1.2.0', publishedAt: OLD });
    await gate.upstream.cargo.publish({ name: 'foam', version: '0.3.0', publishedAt: OLD });
    const person = await makeGatePerson(gate);
    const job = await makePublisher(t, gate);
    const token = await mintFor(person, 'tide', 'tide-pool');
    await run(job, 'login', '--registry', 'gatehouse', token);
    assert.match(readFileSync(join(job.home, '.cargo/credentials.toml'), 'utf8'), /registries\.gatehouse/);

    writeCrate(job, { name: 'tide', toml: '[dependencies]\nwave = "1"\n' });
    assert.match(await run(job, ...PUBLISH), /Published tide v1\.0\.0 at registry `gatehouse`/);
    writeCrate(job, {
      name: 'tide-pool',
      toml: [
        '[dependencies]',
        'wave = ">= 1, < 2"',
        'ebb = { package = "tide", version = "1.0", registry = "gatehouse" }',
        'foam = { version = "0.3", optional = true }',
        '[target."cfg( unix )".build-dependencies]',
        'wave = "1.*"',
        '[dev-dependencies]',
        'foam = "~0.3.0"',
        '[features]',
        'default = ["froth"]',
        'froth = ["dep:foam"]',
      ].join('\n'),
      lib: 'pub use ebb as other;\npub use wave::id;\n',
    });
    await run(job, ...PUBLISH);

    assert.deepEqual((await toldContents(gate, 'cargo', 'tide-pool')).needs.toSorted(), [
      'foam ^0.3 runtime?',
      'foam ~0.3.0 development',
      'tide ^1.0 runtime',
      'wave 1.* build',
      'wave >=1, <2 runtime',
    ]);

    const again = await refused(job, ...PUBLISH);
    assert.match(again, /tide-pool@1\.0\.0 already exists/);

    const consumer = jobOn(gate, cargo, await makeMachine(t, gate, cargo), { 'tide-pool': '1', wave: '1' });
    const versions = { 'tide-pool': '1.0.0', tide: '1.0.0', wave: '1.2.0', foam: '0.3.0' };
    requireInstalled(await cargo.install(consumer), versions);
    requireGateAlone(gate.upstream);
    const lock = readProject(consumer, 'Cargo.lock');
    assert.equal(lock.match(/name = "wave"/g)?.length, 1, 'a crate of the default registry is one crate');
  },
);

test(
  'cargo withdraws a version: ranges go to another, a lock file keeps it, and it can be brought back',
  options,
  async (t) => {
    const gate = await startGate(t);
    const person = await makeGatePerson(gate);
    const job = await makePublisher(t, gate);
    await run(job, 'login', '--registry', 'gatehouse', await mintFor(person, 'tide'));
    for (const version of ['1.0.0', '1.1.0']) {
      writeCrate(job, { name: 'tide', version });
      await run(job, ...PUBLISH);
    }
    const early = jobOn(gate, cargo, await makeMachine(t, gate, cargo), { tide: '1' });
    requireInstalled(await cargo.install(early), { tide: '1.1.0' });
    const yank = ['yank', '--registry', 'gatehouse', 'tide@1.1.0'] as const;
    await run(job, ...yank);
    const late = jobOn(gate, cargo, await makeMachine(t, gate, cargo), { tide: '1' });
    requireInstalled(await cargo.install(late), { tide: '1.0.0' });
    const locked = jobOn(gate, cargo, await makeMachine(t, gate, cargo));
    copyProjectFiles(early, locked, cargo.projectFiles);
    requireInstalled(await cargo.lockInstall(locked), { tide: '1.1.0' });
    await run(job, ...yank, '--undo');
    const again = jobOn(gate, cargo, await makeMachine(t, gate, cargo), { tide: '1' });
    requireInstalled(await cargo.install(again), { tide: '1.1.0' });
  },
);

test(
  'cargo shows in its own words why a gate does not take a crate, and searches what it has',
  options,
  async (t) => {
    const gate = await startGate(t);
    await gate.upstream.cargo.publish({ name: 'wave', version: '1.0.0', publishedAt: OLD });
    const person = await makeGatePerson(gate);
    const job = await makePublisher(t, gate);
    writeCrate(job, { name: 'tide' });
    assert.match(await refused(job, ...PUBLISH), /no token found for `gatehouse`|please run `cargo login/);
    await run(job, 'login', '--registry', 'gatehouse', await mintFor(person, 'tide', 'wave'));
    writeCrate(job, { name: 'other' });
    assert.match(
      await refused(job, ...PUBLISH),
      /403 Forbidden\): Cannot publish cargo:other: .*bound to other/,
    );
    writeCrate(job, { name: 'wave', version: '2.0.0' });
    assert.match(
      await refused(job, ...PUBLISH),
      /409 Conflict\): Cannot publish wave: upstream main has a package/,
    );
    writeCrate(job, { name: 'tide' });
    await run(job, ...PUBLISH);
    assert.match(await run(job, 'search', '--registry', 'gatehouse', 'tid'), /^tide = /m);
    assert.match(await run(job, 'info', '--registry', 'gatehouse', 'tide'), /Of the sea[^]*license: MIT/);
    assert.match(
      await refused(job, 'yank', '--registry', 'gatehouse', 'tide@9.9.9'),
      /404 Not Found\): Cannot change tide: it has no version 9\.9\.9/,
    );
  },
);

test('cargo owner lists, adds and removes who may publish a crate of an organisation', options, async (t) => {
  const gate = await startGate(t);
  const acme = await makeAcme(gate);
  const bo = await acme.seat('bo');
  await acme.join(bo, 'member');
  await acme.own('cargo', 'tide');
  const job = await makePublisher(t, gate);
  await run(job, 'login', '--registry', 'gatehouse', await acme.mint(acme.ada, 'cargo', ['tide']));
  const owner = (...args: readonly string[]) => ['owner', '--registry', 'gatehouse', ...args, 'tide'];
  assert.match(await run(job, ...owner('--add', 'bo')), /may publish tide now/);
  assert.match(await run(job, ...owner('--list')), /^ada \(owner of acme\)\nbo \(maintainer of acme\)$/m);
  const theirs = await makePublisher(t, gate);
  await run(theirs, 'login', '--registry', 'gatehouse', await acme.mint(bo, 'cargo', ['tide']));
  writeCrate(theirs, { name: 'tide' });
  await run(theirs, ...PUBLISH);
  assert.match(
    await refused(theirs, ...owner('--add', 'ada')),
    /403 Forbidden\): Cannot manage people of tide/,
  );
  await run(job, ...owner('--remove', 'bo'));
  writeCrate(theirs, { name: 'tide', version: '1.1.0' });
  assert.match(await refused(theirs, ...PUBLISH), /403 Forbidden\): Cannot publish of tide/);
});

test('cargo tells its user where a token of a closed gate is had', options, async (t) => {
  const gate = await startGate(t, { config: { access: { anonymous_read: false } } });
  const person = await makeGatePerson(gate);
  const job = await makePublisher(t, gate);
  writeCrate(job, { name: 'tide' });
  const told = await refused(job, 'login', '--registry', 'gatehouse');
  assert.ok(told.includes(`${gate.urls.cargo}/me`), told);
  const page = await ask(`${gate.urls.cargo}/me`, {});
  assert.deepEqual([page.status, page.headers.location], [302, `${gate.house.registry.publicUrl}/tokens`]);
  await run(job, 'login', '--registry', 'gatehouse', await mintFor(person, 'tide'));
  await run(job, ...PUBLISH);
});
