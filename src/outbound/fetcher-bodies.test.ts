import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

import type { OutboundResponse } from './outbound-response.ts';
import { readAll } from './read-all.ts';
import { startFetcher, startRawServer, startServer } from './testing/local-server.ts';

const TEXT = 'the same words, over and over; '.repeat(1_000);
const CODERS = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

describe('response bodies: bounds', () => {
  it('refuses a declared length beyond the bound before reading', async (test) => {
    const asked = getFrom(test, { 'content-length': '1000' }, Buffer.alloc(1_000), { maxBytes: 999 });
    await assert.rejects(asked, { code: 'too-large' });
  });

  it('stops at the bound when no length is declared', async (test) => {
    const server = await startServer(test, (_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(10_000)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 100_000 });
    await assert.rejects(readAll(response), { code: 'too-large' });
  });

  it('reads a body of exactly the bound', async (test) => {
    const response = await getFrom(test, {}, Buffer.alloc(1_000, 'x'), { maxBytes: 1_000 });
    assert.equal((await readAll(response)).length, 1_000);
  });

  for (const [encoding, compress] of Object.entries(CODERS)) {
    it(`stops a ${encoding} bomb at the bound`, async (test) => {
      const bomb = compress(Buffer.alloc(16 * 1024 * 1024));
      const response = await getFrom(test, { 'content-encoding': encoding }, bomb, { maxBytes: 100_000 });
      let readBytes = 0;
      const reading = (async () => {
        for await (const chunk of response.body) readBytes += chunk.byteLength;
      })();
      await assert.rejects(reading, { code: 'too-large' });
      assert.ok(readBytes <= 100_000);
    });
  }

  it('refuses a zstd frame that asks for a huge window', async (test) => {
    // Magic, a descriptor without checksum or size, a window of 2 GiB, one empty last block.
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    const response = await getFrom(test, { 'content-encoding': 'zstd' }, frame);
    await assert.rejects(readAll(response), { code: 'upstream-invalid' });
  });
});

describe('response bodies: encodings', () => {
  for (const [encoding, compress] of Object.entries(CODERS)) {
    it(`undoes ${encoding} and no longer speaks of it`, async (test) => {
      const headers = { 'content-encoding': encoding.toUpperCase(), etag: '"e"' };
      const response = await getFrom(test, headers, compress(Buffer.from(TEXT)));
      assert.equal(response.headers['content-encoding'], undefined);
      assert.equal(response.headers['content-length'], undefined);
      assert.equal(response.headers['etag'], '"e"');
      assert.equal((await readAll(response)).toString(), TEXT);
    });

    it(`rejects ${encoding} that breaks off`, async (test) => {
      const whole = compress(randomBytes(100_000));
      const response = await getFrom(test, { 'content-encoding': encoding }, whole.subarray(0, 60_000));
      await assert.rejects(readAll(response), { code: 'upstream-invalid' });
    });

    it(`rejects ${encoding} that is none`, async (test) => {
      const response = await getFrom(test, { 'content-encoding': encoding }, Buffer.from(TEXT));
      await assert.rejects(readAll(response), { code: 'upstream-invalid' });
    });
  }

  it('leaves an artifact as it is stored', async (test) => {
    const bytes = gzipSync(TEXT);
    const response = await getFrom(test, { 'content-encoding': 'gzip' }, bytes, { encoding: 'identity' });
    assert.deepEqual(await readAll(response), bytes);
    assert.equal(response.headers['content-encoding'], 'gzip');
  });

  it('rejects encodings that it does not know, or several', async (test) => {
    for (const encoding of ['compress', 'gzip, gzip', '__proto__', 'constructor']) {
      const response = await getFrom(test, { 'content-encoding': encoding }, Buffer.from(TEXT));
      await assert.rejects(readAll(response), { code: 'upstream-invalid' }, encoding);
    }
  });
});

describe('response bodies: complete or an error', () => {
  const TRUNCATED = {
    'a body shorter than its declared length': 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort',
    'a chunked body without its last chunk':
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    'a chunk that breaks off': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nshort',
    'a chunk length that is none':
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nshort\r\n0\r\n\r\n',
  };
  for (const [what, bytes] of Object.entries(TRUNCATED)) {
    it(`rejects ${what}`, async (test) => {
      const server = await startRawServer(test, (socket) => {
        socket.once('data', () => socket.end(bytes));
      });
      const fetcher = startFetcher(test, [server.origin]);
      const reading = fetcher.get({ url: server.origin, maxBytes: 1_000 }).then(readAll);
      await assert.rejects(reading, { code: 'upstream-invalid' });
    });
  }

  it('rejects a connection that is reset within the body', async (test) => {
    const server = await startRawServer(test, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort');
        setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 1_000 });
    await assert.rejects(readAll(response), { code: 'upstream-invalid' });
  });

  it('frees the connection of a body that nobody reads to its end', async (test) => {
    const closed: Promise<unknown>[] = [];
    const server = await startServer(test, (_request, response) => {
      closed.push(once(response, 'close'));
      response.write(Buffer.alloc(1_000));
    });
    const fetcher = startFetcher(test, [server.origin], { connectionsPerOrigin: 1 });
    const ask = () => fetcher.get({ url: server.origin, maxBytes: 1_000_000 });
    (await ask()).discard();
    for await (const chunk of (await ask()).body) {
      assert.ok(chunk.byteLength > 0);
      break;
    }
    (await ask()).discard();
    assert.equal(closed.length, 3);
    await Promise.all(closed);
  });

  it('frees a body that was forgotten when the whole time is over', async (test) => {
    const closed = Promise.withResolvers<void>();
    const server = await startServer(test, (_request, response) => {
      response.on('close', closed.resolve);
      response.write('begun');
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: server.origin, maxBytes: 100, timeoutMs: 100 });
    await closed.promise;
    await assert.rejects(readAll(response), { code: 'upstream-unreachable' });
  });
});

async function getFrom(
  test: TestContext,
  headers: Record<string, string>,
  body: Buffer,
  wishes: { readonly maxBytes?: number; readonly encoding?: 'identity' } = {},
): Promise<OutboundResponse> {
  const server = await startServer(test, (_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  });
  return startFetcher(test, [server.origin]).get({ url: server.origin, maxBytes: 1_000_000, ...wishes });
}
