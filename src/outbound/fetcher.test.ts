import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { createFetcher } from './fetcher.ts';
import type { ConfiguredOrigin } from './origins.ts';
import { readAll } from './read-all.ts';
import { findClosedPort, startFetcher, startRawServer, startServer } from './testing/local-server.ts';

describe('fetcher: asking', () => {
  it('gets a body with its status, headers and final address', async (test) => {
    const server = await startServer(test, (request, response) => {
      response.writeHead(200, { 'X-Upper': 'Kept', 'x-twice': ['a', 'b'], 'set-cookie': 'id=1' });
      response.end(`you asked for ${request.url}`);
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: `${server.origin}/a%2fb?c=d#part`, maxBytes: 1_000 });
    assert.equal(response.status, 200);
    assert.equal(response.url, `${server.origin}/a%2fb?c=d`);
    assert.equal(response.headers['x-upper'], 'Kept');
    assert.equal(response.headers['x-twice'], 'a, b');
    assert.equal(response.headers['set-cookie'], undefined);
    assert.equal((await readAll(response)).toString(), 'you asked for /a%2fb?c=d');
  });

  it('says who it is, what it accepts, and never a cookie', async (test) => {
    const server = await startServer(test, (_request, response) => response.end());
    const fetcher = startFetcher(test, [server.origin], { publicUrl: 'https://gate.example' });
    await fetcher.get({
      url: server.origin,
      maxBytes: 10,
      accept: 'application/json',
      headers: { 'X-Own': '1' },
    });
    await fetcher.get({ url: server.origin, maxBytes: 10, encoding: 'identity' });
    const [first, second] = server.requests.map(({ headers }) => headers);
    assert.equal(first?.['user-agent'], 'gatehouse/1.2.3 (+https://gate.example)');
    assert.equal(first?.accept, 'application/json');
    assert.equal(first?.['x-own'], '1');
    assert.equal(first?.['accept-encoding'], 'gzip, br, zstd');
    assert.equal(first?.cookie, undefined);
    assert.equal(second?.accept, '*/*');
    assert.equal(second?.['accept-encoding'], 'identity');
  });

  it('refuses headers that it sets itself', async (test) => {
    const server = await startServer(test, (_request, response) => response.end());
    const fetcher = startFetcher(test, [server.origin]);
    for (const name of ['Authorization', 'cookie', 'Host', 'user-agent']) {
      const asked = fetcher.get({ url: server.origin, maxBytes: 10, headers: { [name]: 'x' } });
      await assert.rejects(asked, { code: 'invalid-request' });
    }
    await assert.rejects(fetcher.get({ url: server.origin, maxBytes: 10, headers: { 'x-a': 'a\r\nb: c' } }), {
      code: 'invalid-request',
    });
    assert.equal(server.requests.length, 0);
  });

  it('asks conditionally and passes 304 on', async (test) => {
    const server = await startServer(test, (request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"';
      response.writeHead(isKnown ? 304 : 200, { etag: '"v1"' });
      response.end(isKnown ? undefined : 'fresh');
    });
    const fetcher = startFetcher(test, [server.origin]);
    const lastModified = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const response = await fetcher.get({ url: server.origin, maxBytes: 10, etag: '"v1"', lastModified });
    assert.equal(response.status, 304);
    assert.equal(response.headers['etag'], '"v1"');
    assert.equal((await readAll(response)).length, 0);
    assert.equal(server.requests[0]?.headers['if-modified-since'], lastModified);
  });

  it('asks with HEAD, without a body', async (test) => {
    const server = await startServer(test, (_request, response) => {
      response.writeHead(200, { 'content-length': '5000', 'last-modified': 'Wed, 21 Oct 2026 07:28:00 GMT' });
      response.end();
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.head({ url: server.origin });
    assert.equal(server.requests[0]?.method, 'HEAD');
    assert.equal(response.headers['content-length'], '5000');
    assert.equal((await readAll(response)).length, 0);
  });

  it('answers refusals as they are, without their body', async (test) => {
    const server = await startServer(test, (request, response) => {
      response.writeHead(Number(request.url?.slice(1)));
      response.end('a page of words');
    });
    const fetcher = startFetcher(test, [server.origin]);
    for (const status of [401, 403, 404, 429, 500, 503]) {
      const response = await fetcher.get({ url: `${server.origin}/${status}`, maxBytes: 1_000 });
      assert.equal(response.status, status);
      assert.equal((await readAll(response)).length, 0);
      await sleep(5);
    }
    assert.equal(server.connections(), 1);
  });

  it('keeps connections alive, and no more of them than allowed', async (test) => {
    const server = await startServer(test, (_request, response) => {
      setTimeout(() => response.end('x'), 5);
    });
    const fetcher = startFetcher(test, [server.origin], { connectionsPerOrigin: 2 });
    const ask = async (): Promise<void> => {
      await readAll(await fetcher.get({ url: server.origin, maxBytes: 10 }));
    };
    await ask();
    await sleep(5);
    await ask();
    assert.equal(server.connections(), 1);
    await Promise.all(Array.from({ length: 20 }, ask));
    assert.ok(server.connections() <= 2, `${server.connections()} connections`);
    assert.equal(server.requests.length, 22);
  });

  it('tries again when a kept connection was closed just as it was used', async (test) => {
    let answered = 0;
    const server = await startRawServer(test, (socket) => {
      const isFirst = answered === 0;
      answered += 1;
      socket.once('data', () => {
        if (isFirst) socket.destroy();
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 10 });
    assert.equal((await readAll(response)).toString(), 'ok');
    assert.equal(server.connections(), 2);
  });

  it('takes header names like __proto__ for what they are', async (test) => {
    const server = await startRawServer(test, (socket) => {
      socket.end(
        'HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\ntoString: c\r\ncontent-length: 2\r\n\r\nok',
      );
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 10 });
    assert.equal((await readAll(response)).toString(), 'ok');
    assert.equal(response.headers['constructor'], 'b');
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  it('trusts a certificate that it was given', async (test) => {
    const server = await startServer(test, (_request, response) => response.end('sealed'), 'https');
    const fetcher = startFetcher(test, [server.origin]);
    assert.equal(
      (await readAll(await fetcher.get({ url: server.origin, maxBytes: 10 }))).toString(),
      'sealed',
    );
  });

  it('refuses to be built with origins that cannot work, without quoting a secret', () => {
    const build = (...origins: ConfiguredOrigin[]): unknown =>
      createFetcher({ clock: { now: () => 0 }, version: '1', origins });
    const url = 'https://registry.example';
    const auth = { kind: 'bearer', token: 'secret\r\nx: y' } as const;
    assert.throws(() => build({ name: 'mine', url: 'not a url' }), { code: 'invalid-config' });
    assert.throws(() => build({ name: 'mine', url: 'ftp://files.example' }), { code: 'invalid-config' });
    assert.throws(() => build({ name: 'mine', url, artifactHosts: ['a b'] }), { code: 'invalid-config' });
    assert.throws(() => build({ name: 'mine', url }, { name: 'mine', url }), /its name twice/);
    assert.throws(
      () => build({ name: 'mine', url, auth }),
      (error) =>
        isGatehouseError(error, 'invalid-config') && !/secret/.test(`${error.message}${String(error.cause)}`),
    );
  });

  it('keeps its origins when new ones cannot work', async (test) => {
    const server = await startServer(test, (_request, response) => response.end());
    const fetcher = startFetcher(test, [server.origin]);
    assert.throws(() => fetcher.reconfigure([{ name: 'mine', url: '' }]), { code: 'invalid-config' });
    assert.equal((await fetcher.get({ url: server.origin, maxBytes: 10 })).status, 200);
  });
});

describe('fetcher: failing', () => {
  it('names the host and what failed when a connection is refused', async (test) => {
    const port = await findClosedPort();
    const fetcher = startFetcher(test, [`http://127.0.0.1:${port}`]);
    await assert.rejects(fetcher.get({ url: `http://127.0.0.1:${port}/x`, maxBytes: 10 }), (error) => {
      assert.ok(isGatehouseError(error, 'upstream-unreachable'));
      assert.equal(error.message, `Cannot reach 127.0.0.1:${port}: it refused the connection`);
      assert.ok(error.cause instanceof Error);
      return true;
    });
  });

  it('names a host that does not resolve', async (test) => {
    const fetcher = startFetcher(test, ['https://registry.example'], { resolve: async () => [] });
    await assert.rejects(fetcher.get({ url: 'https://registry.example/', maxBytes: 10 }), {
      code: 'upstream-unreachable',
      message: 'Cannot reach registry.example: its name does not resolve',
    });
  });

  it('names an untrusted certificate', async (test) => {
    const server = await startServer(test, (_request, response) => response.end(), 'https');
    const fetcher = startFetcher(test, [server.origin], { extraCertificates: [] });
    await assert.rejects(fetcher.get({ url: server.origin, maxBytes: 10 }), {
      code: 'upstream-unreachable',
      message: /certificate or handshake is not acceptable/,
    });
  });

  it('gives up on headers that do not come', async (test) => {
    const server = await startServer(test, () => {});
    const fetcher = startFetcher(test, [server.origin], { timeouts: { headersMs: 100 } });
    await assert.rejects(fetcher.get({ url: server.origin, maxBytes: 10 }), {
      code: 'upstream-unreachable',
      message: /did not answer in time/,
    });
  });

  it('gives up on a body that falls silent', async (test) => {
    const server = await startServer(test, (_request, response) => response.write('begun'));
    const fetcher = startFetcher(test, [server.origin], { timeouts: { bodyIdleMs: 100 } });
    const response = await fetcher.get({ url: server.origin, maxBytes: 10 });
    await assert.rejects(readAll(response), { code: 'upstream-unreachable', message: /fell silent/ });
  });

  it('does not mistake a slow reader for a silent server', async (test) => {
    const server = await startServer(test, (_request, response) => response.end(Buffer.alloc(4_000_000)));
    const fetcher = startFetcher(test, [server.origin], { timeouts: { bodyIdleMs: 50 } });
    const response = await fetcher.get({ url: server.origin, maxBytes: 4_000_000 });
    let readBytes = 0;
    for await (const chunk of response.body) {
      if (readBytes === 0) await sleep(300);
      readBytes += chunk.byteLength;
    }
    assert.equal(readBytes, 4_000_000);
  });

  it('gives up on a body that trickles beyond the whole time', async (test) => {
    const server = await startServer(test, (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 1_000_000, timeoutMs: 200 });
    await assert.rejects(readAll(response), {
      code: 'upstream-unreachable',
      message: /took longer than 0.2 s/,
    });
  });

  it('calls an answer that is no HTTP invalid', async (test) => {
    const server = await startRawServer(test, (socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const fetcher = startFetcher(test, [server.origin]);
    await assert.rejects(fetcher.get({ url: server.origin, maxBytes: 10 }), { code: 'upstream-invalid' });
  });

  it('calls headers without end invalid', async (test) => {
    const server = await startRawServer(test, (socket) => {
      socket.end(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(100_000)}\r\n\r\n`);
    });
    const fetcher = startFetcher(test, [server.origin]);
    await assert.rejects(fetcher.get({ url: server.origin, maxBytes: 10 }), { code: 'upstream-invalid' });
  });

  it("stops with the caller's reason: before asking, while waiting, within the body", async (test) => {
    const server = await startServer(test, (request, response) => {
      if (request.url === '/body') response.write('begun');
    });
    const fetcher = startFetcher(test, [server.origin]);
    const reason = new Error('no longer wanted');
    const ask = (path: string, signal: AbortSignal) =>
      fetcher.get({ url: `${server.origin}${path}`, maxBytes: 10, signal });
    await assert.rejects(ask('/', AbortSignal.abort(reason)), reason);
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(reason), 50);
    await assert.rejects(ask('/', waiting.signal), reason);
    const reading = new AbortController();
    const response = await ask('/body', reading.signal);
    setTimeout(() => reading.abort(reason), 50);
    await assert.rejects(readAll(response), reason);
    assert.equal(fetcher.health()[0]?.consecutiveFailures, 0);
  });

  it('answers at once while an origin is known to be down, and asks again after the back-off', async (test) => {
    let now = 1_000_000;
    let isUp = false;
    const server = await startRawServer(test, (socket) => {
      if (isUp) socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
      else socket.destroy();
    });
    const fetcher = startFetcher(test, [server.origin], { clock: { now: () => now } });
    const ask = () => fetcher.get({ url: server.origin, maxBytes: 10 });
    for (let time = 0; time < 3; time += 1) await assert.rejects(ask(), { code: 'upstream-unreachable' });
    const connections = server.connections();
    await assert.rejects(ask(), {
      code: 'upstream-unreachable',
      message: /^(?!.*Cannot reach.*Cannot reach).*; it is left alone until/,
    });
    assert.equal(server.connections(), connections);
    assert.equal(fetcher.health()[0]?.state, 'open');
    isUp = true;
    now += 2_000;
    assert.equal((await ask()).status, 200);
    assert.equal(fetcher.health()[0]?.state, 'up');
  });
});
