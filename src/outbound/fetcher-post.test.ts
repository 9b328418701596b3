import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';

import { createFetchFunction } from './fetch-function.ts';
import { MAX_POST_BYTES, type PostRequest } from './fetcher.ts';
import { readAll } from './read-all.ts';
import { startFetcher, startRawServer, startServer } from './testing/local-server.ts';

const FORM = {
  body: Buffer.from('a=1&b=2'),
  contentType: 'application/x-www-form-urlencoded',
  maxBytes: 1_000,
};

/** Says back what it was sent. */
const echo: RequestListener = (request, response) => {
  void text(request).then((sent) => response.end(`${request.method} ${sent}`));
};

describe('fetcher: posting', () => {
  it('sends the body with its type, length and credentials, to this address alone', async (test) => {
    const server = await startServer(test, echo);
    const fetcher = startFetcher(test, [server.origin]);
    const answer = await fetcher.post({ url: server.origin, ...FORM, authorization: 'Basic eDp5' });
    assert.equal((await readAll(answer)).toString(), 'POST a=1&b=2');
    const [headers] = server.requests.map((request) => request.headers);
    assert.equal(headers?.['content-type'], FORM.contentType);
    assert.equal(headers?.['content-length'], '7');
    assert.equal(headers?.authorization, 'Basic eDp5');
    assert.equal(headers?.cookie, undefined);
  });

  it('takes a redirect as the answer, and tells nobody else what was sent', async (test) => {
    const other = await startServer(test, echo);
    const server = await startServer(test, (_request, response) => {
      response.writeHead(307, { location: other.origin }).end('gone');
    });
    const fetcher = startFetcher(test, [server.origin, other.origin]);
    const answer = await fetcher.post({ url: server.origin, ...FORM, authorization: 'Basic eDp5' });
    assert.equal(answer.status, 307);
    answer.discard();
    assert.equal(other.requests.length, 0);
  });

  it('does not send a second time when the connection breaks', async (test) => {
    const server = await startRawServer(test, (socket) => socket.once('data', () => socket.destroy()));
    const fetcher = startFetcher(test, [server.origin]);
    await assert.rejects(fetcher.post({ url: server.origin, ...FORM }), { code: 'upstream-unreachable' });
    assert.equal(server.connections(), 1);
  });

  it('reads what a refusal says, bounded as any other answer', async (test) => {
    const server = await startServer(test, (request, response) => {
      response.writeHead(400).end(request.url === '/long' ? 'x'.repeat(2_000) : '{"error":"invalid_grant"}');
    });
    const fetcher = startFetcher(test, [server.origin]);
    const answer = await fetcher.post({ url: server.origin, ...FORM });
    assert.equal(answer.status, 400);
    assert.equal((await readAll(answer)).toString(), '{"error":"invalid_grant"}');
    const long = await fetcher.post({ url: `${server.origin}/long`, ...FORM });
    await assert.rejects(readAll(long), { code: 'too-large' });
  });

  it('sends nothing to private addresses, by http, or beyond its bound', async (test) => {
    const server = await startServer(test, echo, 'https');
    const plain = await startServer(test, echo);
    const fetcher = startFetcher(test, []);
    const refused: readonly [Partial<PostRequest> & { url: string }, string][] = [
      [{ url: server.origin }, 'not-allowed'],
      [{ url: `https://169.254.169.254:${server.port}/` }, 'not-allowed'],
      [{ url: plain.origin }, 'not-allowed'],
      [{ url: plain.origin, body: Buffer.alloc(MAX_POST_BYTES + 1) }, 'invalid-request'],
      [{ url: plain.origin, headers: { 'Content-Type': 'text/plain' } }, 'not-allowed'],
    ];
    for (const [wish, code] of refused) await assert.rejects(fetcher.post({ ...FORM, ...wish }), { code });
    assert.equal(server.connections() + plain.connections(), 0);
  });

  it('lets no caller set the type of the body twice', async (test) => {
    const server = await startServer(test, echo);
    const fetcher = startFetcher(test, [server.origin]);
    const headers = { 'Content-Type': 'text/plain' };
    await assert.rejects(fetcher.post({ url: server.origin, ...FORM, headers }), { code: 'invalid-request' });
  });
});

describe('the door as a fetch function', () => {
  it('gets and posts, with redirects as answers and refusals with their words', async (test) => {
    const server = await startServer(test, (request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: '/' }).end();
      else if (request.url === '/no') response.writeHead(401, { 'www-authenticate': 'Basic' }).end('no');
      else echo(request, response);
    });
    const ask = createFetchFunction(startFetcher(test, [server.origin]), { maxBytes: 100 });
    const headers = { Accept: 'application/json', 'User-Agent': 'a library', 'x-own': '1' };
    const got = await ask(`${server.origin}/`, { method: 'GET', headers, body: undefined });
    assert.equal(await got.text(), 'GET ');
    const [seen] = server.requests.map((request) => request.headers);
    assert.equal(seen?.accept, 'application/json');
    assert.equal(seen?.['x-own'], '1');
    assert.match(seen?.['user-agent'] ?? '', /^gatehouse\//);
    assert.equal((await ask(`${server.origin}/away`, { method: 'GET', headers })).status, 302);
    const body = new URLSearchParams({ code: 'a b' });
    const form = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic eDp5' };
    const posted = await ask(`${server.origin}/`, { method: 'POST', headers: form, body });
    assert.equal(await posted.text(), 'POST code=a+b');
    assert.equal(server.requests.at(-1)?.headers.authorization, 'Basic eDp5');
    const refused = await ask(`${server.origin}/no`, { method: 'POST', headers: form, body: 'x' });
    assert.deepEqual([refused.status, await refused.text()], [401, 'no']);
    assert.equal(refused.headers.get('www-authenticate'), 'Basic');
  });

  it('offers no other method, no following of redirects, no credentials with GET, and no streams', async (test) => {
    const server = await startServer(test, echo);
    const ask = createFetchFunction(startFetcher(test, [server.origin]), { maxBytes: 100 });
    for (const wish of [
      { method: 'PUT', headers: {} },
      { method: 'GET', headers: {}, redirect: 'follow' },
      { method: 'GET', headers: { Authorization: 'Bearer x' } },
      { method: 'POST', headers: {}, body: new ReadableStream() },
    ]) {
      await assert.rejects(ask(server.origin, wish), { code: 'invalid-request' });
    }
    assert.equal(server.requests.length, 0);
  });

  it('is under the same rules as every other way out', async (test) => {
    const server = await startServer(test, echo, 'https');
    const ask = createFetchFunction(startFetcher(test, []), { maxBytes: 100 });
    await assert.rejects(ask(server.origin, { method: 'POST', headers: {}, body: 'x' }), {
      code: 'not-allowed',
    });
    assert.equal(server.connections(), 0);
  });
});
