// From a record's arrival in a feed's file to the first refusal of the artifact that it names.

import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startFixtureUpstream } from '../../test/support/fixture-upstream.ts';
import type { Bench } from '../bench.ts';
import { startGate, type Gate } from '../peers/gate.ts';
import { waitFor } from '../peers/child.ts';
import { holdUnder, seconds, type Row } from '../row.ts';

const UPDATES = 5;
const GIVE_UP_MS = 20_000;
/** Records that are in the feed already. */
const RECORDS = 2_000;

export async function measureFeedUpdate(bench: Bench): Promise<readonly Row[]> {
  const upstream = await startFixtureUpstream();
  bench.after(() => upstream.close());
  const feed = join(bench.folder, 'feed-update.ndjson');
  writeFileSync(feed, Array.from({ length: RECORDS }, (_, at) => malwareRecord(`elsewhere-${at}`)).join(''));
  const gate = await startGate({
    dataDir: join(bench.folder, 'feed-update'),
    port: bench.port,
    upstreams: { npm: `${upstream.registryUrl}/npm` },
    feeds: [{ name: 'malware', kind: 'osv', location: feed }],
  });
  bench.after(() => gate.stop());
  await waitFor(gate.child, async () => gate.child.output().includes('a feed was imported'));
  let worstMs = 0;
  for (let update = 0; update < UPDATES; update++) {
    const name = `victim-${update}`;
    const { tarballPath } = await upstream.npm.publish({ name, version: '1.0.0' });
    const url = `${gate.url}/npm/${name}/-/${tarballPath.slice(tarballPath.lastIndexOf('/') + 1)}`;
    if ((await statusOf(url)) !== 200) throw new Error(`${url} is not served before it is condemned`);
    // Updates fall on different moments between two looks at the file.
    await sleep(update * 230);
    appendFileSync(feed, malwareRecord(name));
    worstMs = Math.max(worstMs, await untilRefused(gate, url));
  }
  return [holdUnder(`a feed update reaches a refusal (worst of ${UPDATES})`, worstMs, 2_000, seconds)];
}

async function untilRefused(gate: Gate, url: string): Promise<number> {
  const startedAt = performance.now();
  while ((await statusOf(url)) !== 403) {
    if (performance.now() - startedAt > GIVE_UP_MS) {
      throw new Error(`No refusal after ${seconds(GIVE_UP_MS)}:\n${gate.child.output().slice(-2_000)}`);
    }
    await sleep(5);
  }
  return performance.now() - startedAt;
}

async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  return answer.status;
}

function malwareRecord(name: string): string {
  const record = {
    id: `MAL-0000-${name}`,
    modified: '2024-01-01T00:00:00Z',
    published: '2024-01-01T00:00:00Z',
    summary: `Malicious code in ${name}`,
    affected: [{ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] }],
  };
  return `${JSON.stringify(record)}\n`;
}
