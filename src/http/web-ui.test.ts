import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';

import { splitPath } from './split-path.ts';
import { readWebFolder } from './web-folder.ts';
import { createWebUi } from './web-ui.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(4_000))})`;

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-web-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function fill(folder: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets/index-abc123.js'), SCRIPT);
  writeFileSync(join(folder, 'index.html'), `<!doctype html><title>Gatehouse</title>${' '.repeat(2_000)}`);
  writeFileSync(join(folder, 'theme.js'), '// theme');
}

async function serve(t: TestContext, folder: string): Promise<string> {
  const ui = createWebUi(folder);
  const server = createServer((message, response) => {
    if (!ui.handle(splitPath(message.url ?? '/'), message, response)) response.writeHead(404).end('not mine');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function get(
  url: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' | 'POST' = 'GET',
) {
  const { statusCode, headers: got, body } = await request(url, { method, headers });
  return { status: statusCode, headers: got, body: Buffer.from(await body.arrayBuffer()) };
}

/** Asks until compressing has ended, which the handler does aside. */
async function getEncoded(url: string, encoding: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await get(url, { 'accept-encoding': encoding });
    if (answer.headers['content-encoding'] !== undefined) return answer;
  }
  throw new Error(`never compressed as ${encoding}`);
}

test('a hashed file is kept for ever, any other is asked for again', async (t) => {
  const folder = makeFolder(t);
  fill(folder);
  const base = await serve(t, folder);
  const script = await get(`${base}/assets/index-abc123.js`);
  assert.equal(script.status, 200);
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(script.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal((await get(`${base}/theme.js`)).headers['cache-control'], 'no-cache');
});

test('every address that a browser opens is the page; a missing file is not', async (t) => {
  const folder = makeFolder(t);
  fill(folder);
  const base = await serve(t, folder);
  for (const path of ['/', '/packages/npm/@scope/name?version=1', '/packages/maven/org.x:y', '/setup']) {
    const page = await get(`${base}${path}`, HTML);
    assert.equal(page.status, 200, path);
    assert.match(page.body.toString(), /^<!doctype html>/, path);
    assert.equal(page.headers['cache-control'], 'no-cache');
  }
  assert.equal((await get(`${base}/assets/gone.js`, HTML)).status, 404);
  assert.equal((await get(`${base}/favicon.ico`, { accept: 'image/avif,image/*,*/*;q=0.8' })).status, 404);
  assert.equal((await get(`${base}/api/v1/nothing`, HTML)).status, 404);
  assert.equal((await get(`${base}/`, HTML, 'POST')).status, 404);
});

test('pages forbid what is inline, from elsewhere or framed', async (t) => {
  const folder = makeFolder(t);
  fill(folder);
  const { headers } = await get(await serve(t, folder), HTML);
  const policy = String(headers['content-security-policy']);
  for (const directive of [
    "default-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]) {
    assert.ok(policy.includes(directive), directive);
  }
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.match(String(headers['permissions-policy']), /camera=\(\)/);
});

test('bytes are compressed as the client takes them', async (t) => {
  const folder = makeFolder(t);
  fill(folder);
  await readWebFolder(folder)?.compressed;
  const url = `${await serve(t, folder)}/assets/index-abc123.js`;
  const br = await getEncoded(url, 'gzip, br');
  assert.equal(br.headers['content-encoding'], 'br');
  assert.equal(brotliDecompressSync(br.body).toString(), SCRIPT);
  const gz = await getEncoded(url, 'gzip, br;q=0');
  assert.equal(gz.headers['content-encoding'], 'gzip');
  assert.equal(gunzipSync(gz.body).toString(), SCRIPT);
  assert.equal((await get(url, { 'accept-encoding': 'identity' })).body.toString(), SCRIPT);
});

test('what the browser has is not sent again; HEAD has no body', async (t) => {
  const folder = makeFolder(t);
  fill(folder);
  const base = await serve(t, folder);
  const etag = String((await get(`${base}/theme.js`)).headers['etag']);
  const again = await get(`${base}/theme.js`, { 'if-none-match': etag });
  assert.equal(again.status, 304);
  assert.equal(again.body.byteLength, 0);
  const head = await get(`${base}/theme.js`, {}, 'HEAD');
  assert.equal(head.body.byteLength, 0);
  assert.equal(head.headers['content-length'], '8');
});

test('without a build the page says which command makes it, and a later build is found', async (t) => {
  const folder = makeFolder(t);
  const base = await serve(t, join(folder, 'dist'));
  const missing = await get(`${base}/packages/npm/x`, HTML);
  assert.equal(missing.status, 503);
  assert.match(missing.body.toString(), /npm run build:web/);
  assert.equal((await get(`${base}/assets/x.js`)).status, 404);
  fill(join(folder, 'dist'));
  assert.equal((await get(base, HTML)).status, 200);
});
