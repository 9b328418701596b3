// What somebody new meets on the command line: a server without an administrator, and feeds that could not be loaded.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeCommandLine } from '../support/command-line.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { makeDataFolder, startServer, writeServerConfig } from '../support/server-process.ts';

test('before there is an administrator, commands name the way in, and each failure of a feed is told once', async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const dataDir = makeDataFolder(t);
  const nowhere = ['one', 'two'].map((name) => ({
    name,
    kind: 'osv',
    location: join(dataDir, `no-${name}`),
  }));
  writeServerConfig(dataDir, upstream, { feeds: { sources: nowhere } });
  const server = await startServer(t, { dataDir });
  const cli = makeCommandLine(t);
  const gatehouse = (...args: readonly string[]) => cli.run([...args, '--data', dataDir]);
  const secret = /\/setup#(\S+)/.exec(server.printed().stdout)?.[1];
  assert.ok(secret !== undefined);

  for (const args of [['status'], ['status', '--token', 'none-in-force'], ['tokens', 'mint', 'ci']]) {
    const told = await gatehouse(...args);
    assert.equal(told.exitCode, 2, told.stdout + told.stderr);
    assert.match(told.stderr, /nobody administers it yet[^]*one-time link \(http:\/\/\S+\/setup#…\)/);
    assert.match(told.stderr, /End the server and start it: it prints another: gatehouse serve/);
    assert.doesNotMatch(told.stderr, /tokens mint|--token/);
    assert.ok(!told.stderr.includes(secret), 'the link is shown where it was not before');
  }
  const doctor = await gatehouse('doctor', cli.cwd, '--gate', server.url);
  assert.equal(doctor.exitCode, 1, doctor.stderr);
  assert.match(doctor.stdout, /nobody administers http:\S+ yet[^]*open that link/);
  // Where no server was ever started, that comes before what another one says.
  const unstarted = await cli.run(['doctor', cli.cwd, '--gate', server.url, '--data', join(cli.cwd, 'none')]);
  assert.match(unstarted.stdout, /^✕ folder +Cannot find Gatehouse: [^]*nobody administers http/);
  assert.doesNotMatch(doctor.stdout, /--token TOKEN/);

  assert.equal((await server.stop()).code, 0);
  const status = await gatehouse('status');
  assert.equal(status.exitCode, 1, status.stderr);
  assert.match(status.stdout, /! nobody administers this server yet: open the one-time link/);
  assert.match(status.stdout, /! feeds never loaded: one, two; what they know of malware/);
  for (const { name } of nowhere) {
    assert.equal(
      status.stdout.split(`Cannot read feed source ${join(dataDir, `no-${name}`)}`).length,
      2,
      status.stdout,
    );
  }
  assert.doesNotMatch(status.stdout, /upstream +state +address +last error/);
});
