import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import type { DecidedRequest } from '../../exposure/decision-log.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { startApiHouse, type ApiHouse } from '../testing/api-house.ts';
import { createEventStreams } from './event-streams.ts';

interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

const refusal = (version: string): DecidedRequest => ({
  ecosystem: 'npm',
  name: asPackageName('evil'),
  version,
  verdict: {
    action: 'block',
    reasons: [{ rule: 'malware', action: 'block', summary: 'line\nbreak', evidence: [] }],
    observed: [],
  },
  reader: 'address:192.0.2.7',
  client: 'npm/11',
  view: 'default',
});

/** Listens until `count` events came (or the stream ended). */
async function listen(
  house: ApiHouse,
  token: string,
  count: number,
  options: { readonly lastEventId?: string; readonly onOpen?: () => Promise<void> } = {},
): Promise<readonly StreamEvent[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error('too few events')), 5_000);
  const response = await fetch(`${house.url}/api/v1/events`, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${token}`,
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  const opened = options.onOpen?.();
  const events: StreamEvent[] = [];
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += Buffer.from(chunk).toString('utf8');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    events.push(...blocks.filter((block) => block.startsWith('id:')).map(parseBlock));
    if (events.length >= count) break;
  }
  clearTimeout(timer);
  stop.abort();
  await opened;
  return events;
}

function parseBlock(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '') as Record<string, unknown>,
  };
}

async function withHouse(body: (house: ApiHouse) => Promise<void>): Promise<void> {
  const house = await startApiHouse();
  try {
    await body(house);
    assert.deepEqual(house.reported, []);
  } finally {
    await house.close();
  }
}

/** Long enough for a stream that was opened to have joined. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));

test('decisions and changes arrive as they are written; a listener goes on where it broke off', async () => {
  await withHouse(async (house) => {
    const auditor = await house.person('ann', 'auditor');
    const { log } = house.deps.decisions;
    const events = await listen(house, auditor.apiToken, 3, {
      async onOpen() {
        await settle();
        log.refused(refusal('1.0.0'));
        await log.flush();
        await house.person('bob', 'reader');
      },
    });
    assert.deepEqual(
      events.map(({ event, data }) => [event, data['kind'] ?? data['version']]),
      [
        ['decision', '1.0.0'],
        ['change', 'account-created'],
        ['change', 'signed-in'],
      ],
    );
    assert.equal(events[0]?.data['reader'], 'address:192.0.2.7');
    // Nobody listens while these are written.
    log.refused(refusal('2.0.0'));
    await log.flush();
    const missed = await listen(house, auditor.apiToken, 3, { lastEventId: events[0]?.id ?? '' });
    assert.deepEqual(
      missed.map(({ event, data }) => [event, data['kind'] ?? data['version']]),
      [
        ['change', 'account-created'],
        ['change', 'signed-in'],
        ['decision', '2.0.0'],
      ],
    );
  });
});

test('those who may not read the journal or exposure hear of decisions alone, without readers', async () => {
  await withHouse(async (house) => {
    const reader = await house.person('ray', 'reader');
    const { log } = house.deps.decisions;
    const [event] = await listen(house, reader.apiToken, 1, {
      async onOpen() {
        await settle();
        await house.person('eve', 'reader');
        log.refused(refusal('1.0.0'));
        await log.flush();
      },
    });
    assert.deepEqual([event?.event, event?.data['reader']], ['decision', 'hidden']);
  });
});

test('what one transaction wrote in hundreds arrives whole', async () => {
  await withHouse(async (house) => {
    const reader = await house.person('ray', 'reader');
    const { log } = house.deps.decisions;
    const events = await listen(house, reader.apiToken, 1_200, {
      async onOpen() {
        await settle();
        for (let index = 0; index < 1_200; index += 1) log.refused(refusal(`1.0.${index}`));
        await log.flush();
      },
    });
    assert.equal(new Set(events.map(({ data }) => data['version'])).size, 1_200);
  });
});

test('streams are for those who may read decisions, and end with the server', async () => {
  const house = await startApiHouse();
  const reader = await house.person('ray', 'reader');
  assert.equal((await house.request('GET', '/api/v1/events')).status, 401);
  assert.equal((await house.request('GET', '/api/v1/events', { token: reader.readToken })).status, 403);
  const events = listen(house, reader.apiToken, 99);
  await settle();
  await house.close();
  assert.deepEqual(await events, []);
});

test('an id that no server gave is passed over', async () => {
  await withHouse(async (house) => {
    const reader = await house.person('ray', 'reader');
    const { log } = house.deps.decisions;
    log.refused(refusal('1.0.0'));
    await log.flush();
    const [event] = await listen(house, reader.apiToken, 1, {
      lastEventId: '../../etc',
      async onOpen() {
        await settle();
        log.refused(refusal('3.0.0'));
        await log.flush();
      },
    });
    assert.equal(event?.data['version'], '3.0.0');
  });
});

test('listeners are bounded, kept alive, and cut off when their right ends', async () => {
  await withHouse(async (house) => {
    const reader = await house.person('ray', 'reader');
    const streams = createEventStreams(house.deps, { maxListeners: 1, heartbeatMs: 20 });
    const server = createServer((message, response) => {
      void (async () => {
        const principal = await house.deps.identify(message);
        const nothing = { params: undefined, query: undefined, body: undefined, setHeader: () => {} };
        const isOpen = streams.open({ ...nothing, principal, address: '', message, response });
        if (!isOpen) response.writeHead(429).end();
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = { authorization: `Bearer ${reader.apiToken}` };
    const first = await fetch(url, { headers });
    assert.equal((await fetch(url, { headers })).status, 429);
    const text = first.text();
    await settle();
    const tokens = await house.storage.stores.identity.tokens();
    const token = tokens.find(({ accountId, scope }) => accountId === reader.id && scope === 'api');
    assert.ok(token);
    await house.storage.work.transact(({ identity }) =>
      identity.saveToken({ ...token, revokedAt: house.clock.now() }),
    );
    // The stream ends by itself, after some heartbeats.
    assert.match(await text, /^retry: 2000\n\n(:\n\n)+$/);
    streams.close();
    server.closeAllConnections();
    server.close();
  });
});
