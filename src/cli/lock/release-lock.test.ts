import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Desk } from '../desk/desk.ts';
import { readLockFile } from './read-lock.ts';
import { releaseLock } from './release-lock.ts';

const LOCK = `version = 1

[[package]]
name = "six"
version = "1.16.0"
source = { registry = "http://localhost:4870/pypi/simple/" }
`;

/** A desk whose PyPI upstream is told with this address. */
function deskWith(url: string): Desk {
  return {
    place: { kind: 'server', url: 'http://localhost:4870' },
    ask: ({ path, answer }) => {
      const upstream = { ecosystem: 'pypi', name: 'main', url, artifactHosts: [], state: 'up' };
      const found = path === '/status' ? { upstreams: [upstream] } : { urls: [] };
      return Promise.resolve(answer?.parse(found) as never);
    },
    bytes: () => Promise.resolve(new Uint8Array()),
    askerOf: () => ({
      document: () => Promise.resolve({ because: 'nothing is asked of it here' }),
      versions: () => Promise.resolve(undefined),
    }),
    refreshFeed: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

test('a released lock file names the index of the first upstream, with or without a slash at its end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'uv.lock');
  writeFileSync(file, LOCK);
  const indexes = { 'https://index.example/': '', 'https://index.example/python': '/python' };
  for (const [url, path] of Object.entries(indexes)) {
    const { text } = await releaseLock(deskWith(url), readLockFile(file), {
      gateUrl: 'http://localhost:4870',
    });
    assert.match(text, new RegExp(`registry = "https://index\\.example${path}/simple"`));
  }
});

test('a lock file of very many packages is asked about in questions that the server takes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'package-lock.json');
  const names = Array.from({ length: 5_000 }, (_, at) => `${'a-long-name-'.repeat(16)}${at}`);
  const entries = names.map((name) => [
    `node_modules/${name}`,
    { version: '1.0.0', resolved: `http://localhost:4870/npm/${name}/-/${name}-1.0.0.tgz` },
  ]);
  const packages = { '': { name: 'app' }, ...Object.fromEntries(entries) };
  writeFileSync(file, JSON.stringify({ name: 'app', lockfileVersion: 3, packages }));
  const sizes: number[] = [];
  const desk: Desk = {
    ...deskWith('https://index.example/'),
    ask: ({ body, answer }) => {
      sizes.push(JSON.stringify(body).length);
      const asked = (body as { readonly entries: readonly { readonly name: string }[] }).entries;
      const urls = asked.map(({ name }) => `https://index.example/${name}.tgz`);
      return Promise.resolve(answer?.parse({ urls }) as never);
    },
  };
  const released = await releaseLock(desk, readLockFile(file), { gateUrl: 'http://localhost:4870' });
  assert.equal(released.rewritten.length, names.length);
  assert.ok(Math.max(...sizes) < 1024 * 1024, `asked with ${Math.max(...sizes)} bytes`);
});
