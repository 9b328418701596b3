// A server that knows some records: its one feed is a file with them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { FixtureUpstream } from './fixture-upstream.ts';
import { makeDataFolder, startServer, writeServerConfig, type ServerProcess } from './server-process.ts';

/** Resolves once the records are loaded: questions before that are refused. */
export async function startServerWithRecords(
  suite: Pick<TestContext, 'after'>,
  upstream: FixtureUpstream,
  records: readonly object[],
): Promise<{ readonly server: ServerProcess; readonly dataDir: string }> {
  const dataDir = makeDataFolder(suite);
  const feed = join(dataDir, '..', 'feed.ndjson');
  writeFileSync(feed, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  writeServerConfig(dataDir, upstream, {
    feeds: { sources: [{ name: 'records', kind: 'osv', location: feed }] },
  });
  const server = await startServer(suite, { dataDir });
  const question = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ components: ['pkg:npm/tide@1.0.0'] }),
  };
  while ((await server.ask('/api/v1/scan', question)).status === 503) await sleep(50);
  return { server, dataDir };
}
