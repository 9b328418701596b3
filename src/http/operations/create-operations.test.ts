import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import type { FeedState } from '../../evidence/advisory-ports.ts';
import { personOf, tokenOf } from '../../identity/testing/people.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Principal } from '../../identity/principal.ts';
import { splitPath } from '../split-path.ts';
import { createMetrics } from './metrics.ts';
import { createOperations, type OperationsDeps } from './create-operations.ts';

const NOW = Date.UTC(2026, 5, 1);
const NOBODY: Principal = { kind: 'nobody', address: '192.0.2.7' };

const loaded: FeedState = {
  feed: 'osv',
  kind: 'osv',
  generation: 1,
  lastTriedAt: NOW,
  lastGoodAt: NOW - 1_000,
  records: 5,
  bad: 0,
};

interface Asked {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function ask(parts: Partial<OperationsDeps>, path: string, method = 'GET'): Promise<Asked> {
  const metrics = parts.metrics ?? createMetrics();
  const reported: unknown[] = [];
  const operations = createOperations({
    clock: { now: () => NOW },
    ping: async () => 1,
    feeds: {
      configured: [{ name: 'osv', kind: 'osv', location: 'https://user:pw@feeds.example/all.zip?key=1' }],
      lookups: { feeds: async () => [loaded] },
      staleAfterMs: 86_400_000,
      loading: () => [],
      refresh: async () => undefined,
    },
    requireFeeds: false,
    upstreams: [{ ecosystem: 'npm', name: 'main', url: 'https://registry.example/npm', artifactHosts: [] }],
    health: () => [{ origin: 'https://registry.example', state: 'open', lastError: 'refused by 10.0.0.1' }],
    identify: () => NOBODY,
    addressOf: () => '192.0.2.7',
    report: (error) => void reported.push(error),
    ...parts,
    metrics,
  });
  const server = createServer((message, response) => {
    if (!operations.handle(splitPath(message.url ?? '/'), message, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  } finally {
    metrics.close();
    server.closeAllConnections();
    server.close();
  }
}

test('healthz answers while everything else is down', async () => {
  const broken: Partial<OperationsDeps> = {
    ping: async () => Promise.reject(new Error('no')),
    identify: () => {
      throw new Error('no');
    },
  };
  assert.deepEqual(await ask(broken, '/healthz'), {
    status: 200,
    type: 'text/plain; charset=utf-8',
    text: 'up\n',
  });
});

test('readyz tells names and states, but no addresses', async () => {
  const { status, text } = await ask({}, '/readyz');
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), {
    status: 'ready',
    reasons: [],
    feeds: [{ name: 'osv', state: 'fresh', lastGoodAt: '2026-05-31T23:59:59Z' }],
    upstreams: [{ name: 'npm:main', state: 'down' }],
  });
});

test('a feed that is configured no more and was never loaded keeps nobody waiting', async () => {
  const { lastGoodAt: _never, ...never } = loaded;
  const feeds = {
    configured: [{ name: 'osv', kind: 'osv', location: '/srv/osv' }],
    lookups: {
      feeds: async () => [{ ...never, feed: 'taken-out' }, { ...loaded, feed: 'by-hand' }, loaded],
    },
    staleAfterMs: 86_400_000,
    loading: () => [],
    refresh: async () => undefined,
  } as const;
  const answer = await ask({ feeds, requireFeeds: true }, '/readyz');
  assert.equal(answer.status, 200);
  const told = JSON.parse(answer.text) as { feeds: { name: string }[] };
  assert.deepEqual(
    told.feeds.map(({ name }) => name),
    ['osv', 'by-hand'],
  );
});

test('readyz is 503 with the reason when the database is gone, or required feeds are missing', async () => {
  const dead = await ask({ ping: async () => Promise.reject(new Error('disk is gone')) }, '/readyz');
  assert.equal(dead.status, 503);
  assert.match(dead.text, /disk is gone/);
  const { lastGoodAt: _never, ...never } = loaded;
  const feeds = {
    configured: [{ name: 'osv', kind: 'osv', location: '/srv/osv' }],
    lookups: { feeds: async () => [never] },
    staleAfterMs: 1,
    loading: () => [],
    refresh: async () => undefined,
  } as const;
  assert.equal((await ask({ feeds }, '/readyz')).status, 200);
  const required = await ask({ feeds, requireFeeds: true }, '/readyz');
  assert.equal(required.status, 503);
  assert.match(required.text, /feed osv was never loaded/);
});

test('a database that hangs makes the server unready in time', async () => {
  const { status, text } = await ask({ ping: () => new Promise(() => {}) }, '/readyz');
  assert.equal(status, 503);
  assert.match(text, /no answer within 2000 ms/);
});

test('readyz names no path of the server', async () => {
  const ping = async () => {
    const facts = { path: '/srv/secret/gatehouse.sqlite' };
    throw new GatehouseError('storage-failed', 'Cannot open /srv/secret/gatehouse.sqlite: no', { facts });
  };
  const failed = await ask({ ping }, '/readyz');
  assert.equal(failed.status, 503);
  assert.match(failed.text, /the database does not answer: .*storage failed/);
  assert.doesNotMatch(failed.text, /secret/);
});

test('metrics are for this machine, and for whoever may see the status', async () => {
  assert.equal((await ask({}, '/metrics')).status, 401);
  assert.equal((await ask({ identify: () => tokenOf('administrator', 'read') }, '/metrics')).status, 403);
  assert.equal((await ask({ identify: () => tokenOf('reader', 'api') }, '/metrics')).status, 200);
  assert.equal((await ask({ identify: () => personOf('reader') }, '/metrics')).status, 200);
  assert.equal((await ask({ addressOf: () => '127.0.0.1' }, '/metrics')).status, 200);
  assert.equal((await ask({ addressOf: () => '::1' }, '/metrics')).status, 200);
});

test('nothing but GET and HEAD, and no path below', async () => {
  assert.equal((await ask({}, '/healthz', 'POST')).status, 405);
  assert.deepEqual(await ask({}, '/healthz', 'HEAD'), {
    status: 200,
    type: 'text/plain; charset=utf-8',
    text: '',
  });
  assert.equal((await ask({}, '/healthz/more')).status, 404);
});
