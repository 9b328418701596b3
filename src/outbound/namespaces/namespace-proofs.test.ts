import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { readFrom, type TextAnswer } from '../dns/text-records.ts';
import { startFetcher, startServer } from '../testing/local-server.ts';
import { hasLine, judgeText, lookAtFile, lookAtRepository } from './namespace-proofs.ts';

const LINE = 'gatehouse-namespace=0123';
const PATH = '/.well-known/gatehouse-namespace.txt';

const found = (...records: string[]): TextAnswer => ({ state: 'found', records });
const absent: TextAnswer = { state: 'absent' };
const unknown: TextAnswer = { state: 'unknown', code: 'ESERVFAIL' };
const judge = (...answers: TextAnswer[]) => judgeText(answers, 'acme.example', LINE);

test('a TXT record proves it among others, whole and exact', () => {
  assert.equal(judge(found('v=spf1 -all', LINE)).state, 'shown');
  for (const wrong of [`${LINE}4`, `x ${LINE}`, LINE.toUpperCase(), ` ${LINE}`, `"${LINE}"`]) {
    const look = judge(found(wrong));
    assert.equal(look.state, 'absent', wrong);
    assert.match(look.found, /1 TXT records, and none of them is it/);
  }
  assert.match(judge(absent).found, /acme\.example has no TXT record/);
});

test('of several DNS servers all must say so: one that is lied to proves nothing', () => {
  assert.equal(judge(found(LINE), found(LINE)).state, 'shown');
  assert.equal(judge(found(LINE), absent).state, 'absent');
  assert.equal(judge(found('other'), found(LINE)).state, 'absent');
  assert.equal(judge(found(LINE), unknown).state, 'unknown');
  assert.equal(judge(unknown, absent).state, 'absent');
  assert.equal(judge().state, 'unknown');
});

test('the strings of a record are one text, and an error of the server is no answer', async () => {
  const resolver = (answer: () => Promise<string[][]>) => ({ resolveTxt: answer });
  const fail = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }));
  assert.deepEqual(
    await readFrom(
      resolver(async () => [['gatehouse-', 'namespace=0123']]),
      'x',
    ),
    found(LINE),
  );
  for (const code of ['ENODATA', 'ENOTFOUND']) {
    assert.deepEqual(await readFrom(resolver(fail(code)), 'x'), absent);
  }
  for (const code of ['ESERVFAIL', 'ETIMEOUT', 'EREFUSED', 'ECONNREFUSED']) {
    assert.deepEqual(await readFrom(resolver(fail(code)), 'x'), { state: 'unknown', code });
  }
});

test('a line of the file is compared whole', () => {
  for (const text of [LINE, `# proof\r\n ${LINE} \r\n`, `a\n${LINE}\nb`, `a\r${LINE}`])
    assert.ok(hasLine(text, LINE), text);
  for (const text of ['', `${LINE}x`, `x${LINE}`, `a ${LINE}`, LINE.slice(1)])
    assert.equal(hasLine(text, LINE), false);
});

async function site(t: TestContext, status: number, body = '', headers: Record<string, string> = {}) {
  const server = await startServer(t, (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  const fetcher = startFetcher(t, [server.origin]);
  return { server, deps: { fetcher, siteOf: () => server.origin, codeHostOf: () => server.origin } };
}

test('a file at the domain proves it; a redirect is not followed, and nothing else does', async (t) => {
  const place = { domain: 'acme.example', path: PATH };
  const right = await site(t, 200, `# ours\n${LINE}\n`);
  assert.equal((await lookAtFile(right.deps, place, LINE)).state, 'shown');
  assert.equal(right.server.requests[0]?.url, PATH);
  const elsewhere = await site(t, 302, '', { location: `${right.server.origin}${PATH}` });
  const redirected = await lookAtFile(elsewhere.deps, place, LINE);
  assert.equal(redirected.state, 'absent');
  assert.match(redirected.found, /a redirect \(302\), which is not followed/);
  assert.equal(right.server.requests.length, 1, 'nothing was asked beyond the redirect');
  for (const [status, body, state] of [
    [200, 'something else', 'absent'],
    [200, `${LINE}\n${'x'.repeat(5_000)}`, 'absent'],
    [404, LINE, 'absent'],
    [403, LINE, 'absent'],
    [206, LINE, 'absent'],
    [429, '', 'unknown'],
    [503, '', 'unknown'],
  ] as const) {
    const { deps } = await site(t, status, body);
    assert.equal((await lookAtFile(deps, place, LINE)).state, state, `${status}`);
  }
});

test('a file at an address that is not public is never asked for, and what the name leads to is not told', async (t) => {
  const inside = await startServer(t, (_request, response) => response.end(LINE), 'https');
  const fetcher = startFetcher(t, [], { resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
  for (const origin of [
    `https://inside.example:${inside.port}`,
    `https://127.0.0.1:${inside.port}`,
    `http://inside.example:${inside.port}`,
  ]) {
    const look = await lookAtFile({ fetcher, siteOf: () => origin }, { domain: 'x', path: PATH }, LINE);
    assert.equal(look.state, 'absent', origin);
    assert.equal(look.found, `${origin}${PATH} does not lead to a public address`);
  }
  assert.equal(inside.connections(), 0);
});

test('a server that cannot be reached says nothing', async (t) => {
  const { deps, server } = await site(t, 200, LINE);
  const closed = { ...deps, siteOf: () => 'http://127.0.0.1:1' };
  const fetcher = startFetcher(t, ['http://127.0.0.1:1']);
  const look = await lookAtFile({ ...closed, fetcher }, { domain: 'x', path: PATH }, LINE);
  assert.equal(look.state, 'unknown');
  assert.equal(server.connections(), 0);
});

test('a repository proves it where it stands: not moved, not behind a sign-in, not at a host that is not configured', async (t) => {
  const place = { host: 'forge', account: 'acme', repository: 'gatehouse-0123' };
  const there = await site(t, 200);
  assert.equal((await lookAtRepository(there.deps, place)).state, 'shown');
  assert.equal(there.server.requests[0]?.url, '/acme/gatehouse-0123');
  assert.equal(there.server.requests[0]?.method, 'HEAD');
  for (const [status, state] of [
    [301, 'absent'],
    [302, 'absent'],
    [404, 'absent'],
    [410, 'absent'],
    [401, 'absent'],
    [429, 'unknown'],
    [500, 'unknown'],
  ] as const) {
    const { deps } = await site(t, status, '', { location: `${there.server.origin}/other/gatehouse-0123` });
    assert.equal((await lookAtRepository(deps, place)).state, state, `${status}`);
  }
  assert.equal(there.server.requests.length, 1);
  const none = await lookAtRepository({ ...there.deps, codeHostOf: () => undefined }, place);
  assert.equal(none.state, 'absent');
});
