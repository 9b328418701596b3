// What is found in applications reaches who listens to live events, over HTTP, of a real server.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeAdministrator } from '../support/administrator.ts';
import { listenTo } from '../support/event-stream.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { startServerWithRecords } from '../support/records-server.ts';

const ELSEWHERE = malwareRecord({ id: 'MAL-2026-9', ecosystem: 'npm', name: 'elsewhere' });
const TIDE = vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '2.0.0' });

test('a record that arrives is pushed to who listens, with how many applications have it', async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const { server, dataDir } = await startServerWithRecords(t, upstream, [ELSEWHERE]);
  const administrator = await makeAdministrator(server);
  const file = {
    path: 'package-lock.json',
    format: 'package-lock.json 3',
    components: [{ purl: 'pkg:npm/tide@1.0.0' }],
  };
  for (const name of ['blog', 'shop']) {
    const pushed = await administrator.call('POST', `/applications/${name}/snapshots`, {
      files: [file],
    });
    assert.equal(pushed.status, 201, pushed.text);
  }
  const events = await listenTo(`${server.url}/api/v1/events`, { cookie: administrator.cookie });
  appendFileSync(join(dataDir, '..', 'feed.ndjson'), `${JSON.stringify(TIDE)}\n`);
  for await (const { event, data } of events) {
    const entry = data as { readonly kind?: string; readonly name?: string; readonly data?: object };
    if (event !== 'change' || entry.kind !== 'finding-opened') continue;
    assert.equal(entry.name, 'tide');
    assert.partialDeepStrictEqual(entry.data, { record: 'GHSA-tide', applications: 2 });
    return;
  }
  assert.fail('the server ended the stream');
});
