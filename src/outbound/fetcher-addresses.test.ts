import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { describe, it } from 'node:test';

import type { ResolveAddresses } from './resolve-addresses.ts';
import { readAll } from './read-all.ts';
import { startFetcher, startServer } from './testing/local-server.ts';

const LOOPBACK: ResolveAddresses = async () => [{ address: '127.0.0.1', family: 4 }];
/** Lets the local server stand for a public one, and nothing else. */
const isLoopback = (address: string): boolean => address === '127.0.0.1';
const hello: RequestListener = (_request, response) => response.end('hello');

describe('addresses beyond the configuration', () => {
  it('are not asked when they are private, in whatever spelling', async (test) => {
    const server = await startServer(test, hello, 'https');
    const fetcher = startFetcher(test, []);
    const { port } = server;
    const hosts = ['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'];
    for (const host of [...hosts, '169.254.169.254', '[fd00:ec2::254]', '10.0.0.1', '127.0.0.1.']) {
      const asked = fetcher.get({ url: `https://${host}:${port}/`, maxBytes: 10 });
      await assert.rejects(asked, { code: 'not-allowed', message: /is not a public address/ }, host);
    }
    assert.equal(server.connections(), 0);
    assert.ok(fetcher.health().every(({ consecutiveFailures }) => consecutiveFailures === 0));
  });

  it('are not asked when a name leads to one private address among public ones', async (test) => {
    const server = await startServer(test, hello, 'https');
    const resolve: ResolveAddresses = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const fetcher = startFetcher(test, [], { resolve });
    await assert.rejects(fetcher.get({ url: `https://inside.example:${server.port}/`, maxBytes: 10 }), {
      code: 'not-allowed',
      message: /its address 127\.0\.0\.1/,
    });
    assert.equal(server.connections(), 0);
  });

  it('are not asked over http, by another scheme, or with credentials in the address', async (test) => {
    const server = await startServer(test, hello);
    const fetcher = startFetcher(test, [], { resolve: LOOPBACK, isPublic: isLoopback });
    for (const url of [
      server.origin,
      'ftp://files.example/',
      'file:///etc/passwd',
      'data:,x',
      'https://a:b@files.example/',
    ]) {
      await assert.rejects(fetcher.get({ url, maxBytes: 10 }), { code: 'not-allowed' }, url);
    }
    await assert.rejects(fetcher.get({ url: '/relative', maxBytes: 10 }), { code: 'invalid-request' });
    assert.equal(server.connections(), 0);
  });

  it('are asked when they are public', async (test) => {
    const server = await startServer(test, hello, 'https');
    const fetcher = startFetcher(test, [], { resolve: LOOPBACK, isPublic: isLoopback });
    const response = await fetcher.get({ url: `https://files.example:${server.port}/`, maxBytes: 10 });
    assert.equal((await readAll(response)).toString(), 'hello');
  });

  it('are checked and pinned in one step, so that a rebinding name is never followed inside', async (test) => {
    const server = await startServer(
      test,
      (_request, response) => {
        response.writeHead(200, { connection: 'close' });
        response.end('hello');
      },
      'https',
    );
    // A name that turns inside after its first answer: the second connection meets the new address, checked.
    let now = 0;
    let asked = 0;
    const resolve: ResolveAddresses = async () => [
      { address: (asked += 1) === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 },
    ];
    const fetcher = startFetcher(test, [], { resolve, isPublic: isLoopback, clock: { now: () => now } });
    const url = `https://files.example:${server.port}/`;
    await readAll(await fetcher.get({ url, maxBytes: 10 }));
    assert.equal(asked, 1);
    now += 600_000;
    await assert.rejects(fetcher.get({ url, maxBytes: 10 }), { code: 'not-allowed' });
    assert.equal(asked, 2);
    assert.equal(server.requests.length, 1);
  });

  it('never share a connection with a configured origin of the same server', async (test) => {
    const server = await startServer(test, hello, 'https');
    const url = `https://inside.example:${server.port}`;
    const fetcher = startFetcher(test, [url], { resolve: LOOPBACK });
    await readAll(await fetcher.get({ url, maxBytes: 10 }));
    fetcher.reconfigure([]);
    await assert.rejects(fetcher.get({ url, maxBytes: 10 }), { code: 'not-allowed' });
    assert.equal(server.requests.length, 1);
  });

  it('are trusted when they are configured as artifact hosts', async (test) => {
    const server = await startServer(test, hello);
    const resolve = LOOPBACK;
    const host = `files.example:${server.port}`;
    const origins = [{ name: 'mine', url: 'http://registry.example/npm', artifactHosts: [host] }];
    const fetcher = startFetcher(test, [], { resolve, origins });
    assert.equal((await fetcher.get({ url: `http://${host}/`, maxBytes: 10 })).status, 200);
    await assert.rejects(fetcher.get({ url: `http://other.example:${server.port}/`, maxBytes: 10 }), {
      code: 'not-allowed',
    });
  });
});

describe('redirects', () => {
  it('are followed, with their final address', async (test) => {
    const server = await startServer(test, (request, response) => {
      if (request.url === '/from') response.writeHead(301, { location: 'to?x=1' }).end('moved');
      else response.end(request.method);
    });
    const fetcher = startFetcher(test, [server.origin]);
    const response = await fetcher.get({ url: `${server.origin}/from`, maxBytes: 10 });
    assert.equal(response.url, `${server.origin}/to?x=1`);
    assert.equal((await readAll(response)).toString(), 'GET');
    await fetcher.head({ url: `${server.origin}/from` });
    assert.deepEqual(
      server.requests.slice(2).map(({ method }) => method),
      ['HEAD', 'HEAD'],
    );
  });

  it('end after five', async (test) => {
    const server = await startServer(test, (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('arrived');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    const fetcher = startFetcher(test, [server.origin]);
    assert.equal((await fetcher.get({ url: `${server.origin}/5`, maxBytes: 10 })).status, 200);
    await assert.rejects(fetcher.get({ url: `${server.origin}/6`, maxBytes: 10 }), {
      code: 'upstream-invalid',
      message: /more than 5 redirects/,
    });
  });

  it('lead nowhere without a valid Location', async (test) => {
    const server = await startServer(test, (request, response) => {
      response.writeHead(302, request.url === '/none' ? {} : { location: 'https://[' }).end();
    });
    const fetcher = startFetcher(test, [server.origin]);
    for (const path of ['/none', '/bad']) {
      const asked = fetcher.get({ url: `${server.origin}${path}`, maxBytes: 10 });
      await assert.rejects(asked, { code: 'upstream-invalid' });
    }
  });

  it('are not followed to private addresses, nor from https to unconfigured http', async (test) => {
    const inside = await startServer(test, hello, 'https');
    const plain = await startServer(test, hello);
    const server = await startServer(
      test,
      (request, response) => {
        response.writeHead(302, { location: request.url?.slice(1) }).end();
      },
      'https',
    );
    const fetcher = startFetcher(test, [server.origin], { resolve: LOOPBACK });
    for (const target of [
      inside.origin,
      `https://inside.example:${inside.port}/`,
      plain.origin,
      'file:///etc/passwd',
    ]) {
      const asked = fetcher.get({ url: `${server.origin}/${target}`, maxBytes: 10 });
      await assert.rejects(asked, { code: 'not-allowed' }, target);
    }
    assert.equal(inside.connections() + plain.connections(), 0);
  });
});

describe('credentials', () => {
  const KINDS = [
    [{ kind: 'basic', username: 'ann', password: 'p:w' }, 'authorization', 'Basic YW5uOnA6dw=='],
    [{ kind: 'bearer', token: 't0ken' }, 'authorization', 'Bearer t0ken'],
    [{ kind: 'header', name: 'X-Api-Key', value: 'k3y' }, 'x-api-key', 'k3y'],
  ] as const;

  for (const [auth, header, value] of KINDS) {
    it(`of kind ${auth.kind} are sent to their own origin, and only when named`, async (test) => {
      const server = await startServer(test, hello);
      const fetcher = startFetcher(test, [], {
        origins: [{ name: 'mine', url: `${server.origin}/npm`, auth }],
      });
      await fetcher.get({ url: `${server.origin}/npm/x`, maxBytes: 10, credentials: 'mine' });
      await fetcher.get({ url: `${server.origin}/npm/x`, maxBytes: 10 });
      await fetcher.get({ url: `${server.origin}/npm/x`, maxBytes: 10, credentials: 'other' });
      assert.deepEqual(
        server.requests.map(({ headers }) => headers[header]),
        [value, undefined, undefined],
      );
    });

    it(`of kind ${auth.kind} never cross origins, nor do the caller's headers, not even on the way back`, async (test) => {
      const home = await startServer(test, (request, response) => {
        if (request.url === '/start') response.writeHead(302, { location: `${away.origin}/away` }).end();
        else response.end('home again');
      });
      const away = await startServer(test, (_request, response) => {
        response.writeHead(307, { location: `${home.origin}/end` }).end();
      });
      const origins = [
        { name: 'home', url: home.origin, auth },
        { name: 'away', url: away.origin },
      ];
      const fetcher = startFetcher(test, [], { origins });
      const headers = { 'x-secret': 'caller' };
      await fetcher.get({
        url: `${home.origin}/start`,
        maxBytes: 100,
        credentials: 'home',
        headers,
        etag: '"e"',
      });
      const [start, end] = home.requests;
      assert.equal(start?.headers[header], value);
      assert.equal(start?.headers['x-secret'], 'caller');
      for (const request of [away.requests[0], end]) {
        assert.ok(request !== undefined);
        assert.equal(request.headers[header], undefined);
        assert.equal(request.headers['x-secret'], undefined);
        assert.equal(request.headers['if-none-match'], '"e"');
      }
    });
  }

  it('are not sent to artifact hosts of the same upstream', async (test) => {
    const files = await startServer(test, hello);
    const auth = { kind: 'bearer', token: 't0ken' } as const;
    const origins = [{ name: 'mine', url: 'http://registry.example', artifactHosts: [files.origin], auth }];
    const fetcher = startFetcher(test, [], { origins });
    await fetcher.get({ url: files.origin, maxBytes: 10, credentials: 'mine' });
    assert.equal(files.requests[0]?.headers.authorization, undefined);
  });

  it('never show in an error', async (test) => {
    const auth = { kind: 'bearer', token: 'very-secret' } as const;
    const resolve: ResolveAddresses = async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };
    const fetcher = startFetcher(test, [], {
      origins: [{ name: 'mine', url: 'https://registry.example', auth }],
      resolve,
    });
    const asked = fetcher.get({
      url: 'https://registry.example/?key=very-secret',
      maxBytes: 10,
      credentials: 'mine',
    });
    const error = await asked.catch((error: unknown) => error);
    assert.ok(error instanceof Error);
    const { inspect } = await import('node:util');
    assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /very-secret/);
  });
});
