// The order in which a published file becomes durable, as the system sees it: a kill does not test the disk.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { npmBody } from '../publish/npm-body.ts';
import { mintPublishToken } from '../support/publishing-server.ts';
import { makeDataFolder, startServer, writeServerConfig } from '../support/server-process.ts';
import { startUpstream } from './sound-folder.ts';

/** Some machines have no tracer, and some let nobody trace. */
function whyNotTraced(): false | string {
  const tried = spawnSync('strace', ['-o', '/dev/null', 'true']);
  return tried.status === 0 ? false : 'strace is not installed, or nothing may be traced here';
}

test(
  'a file is synced, then renamed, then its folder is synced, then the database commits, and then it is acknowledged',
  { skip: whyNotTraced() },
  async (t) => {
    const upstream = await startUpstream(t);
    const dataDir = makeDataFolder(t);
    writeServerConfig(dataDir, upstream);
    const server = await startServer(t, { dataDir });
    const token = await mintPublishToken(server);
    const log = join(dataDir, '..', 'trace');
    const calls = 'fsync,fdatasync,rename,renameat,renameat2,write,writev,sendto,sendmsg';
    const tracer = spawn(
      'strace',
      ['-f', '-y', '-s', '64', '-e', `trace=${calls}`, '-o', log, '-p', String(server.pid)],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    t.after(() => tracer.kill('SIGKILL'));
    await once(tracer.stderr, 'data');
    const published = await server.ask('/npm/@acme%2ftide', {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody(),
    });
    assert.equal(published.status, 201, published.text);
    await sleep(200);
    tracer.kill('SIGINT');
    await once(tracer, 'exit');
    await server.stop();

    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => !line.includes('resumed>'));
    const at = (what: string, pattern: RegExp, from = 0) => {
      const found = lines.findIndex((line, index) => index >= from && pattern.test(line));
      assert.ok(
        found >= 0,
        `${what}: not found after line ${from} of\n${lines.slice(from, from + 60).join('\n')}`,
      );
      return found;
    };
    const renamed = at('rename', /rename\w*\(.*\/blobs\/staging\/\w+".*\/blobs\/[0-9a-f]{2}\/[0-9a-f]{64}"/);
    const staged = /\/staging\/(\w+)"/.exec(lines[renamed] ?? '')?.[1] ?? '';
    const shard = /\/blobs\/([0-9a-f]{2})\/[0-9a-f]{64}"/.exec(lines[renamed] ?? '')?.[1] ?? '';
    const synced = at('sync of the file', new RegExp(`f(data)?sync\\(\\d+<.*/staging/${staged}>`));
    assert.ok(synced < renamed, 'the file was renamed before it was synced');
    const folder = at('sync of the folder', new RegExp(`f(data)?sync\\(\\d+<.*/blobs/${shard}>`), renamed);
    const committed = at('commit', /f(data)?sync\(\d+<.*\/gatehouse\.db(-wal)?>/, folder);
    const told = at('acknowledgement', /(write|writev|sendto|sendmsg)\(.*HTTP\/1\.1 201/);
    assert.ok(committed < told, 'it was acknowledged before it was committed');
  },
);
