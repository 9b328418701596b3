import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { artifacts } from './artifact.ts';
import { composerLock } from './lockfile.ts';

const LOCK = readFileSync(new URL('testdata/composer.lock', import.meta.url), 'utf8');
const GATE = 'http://gate.example/composer';
const toGate: Parameters<typeof composerLock.rewrite>[1] = ({ name, version, file }) =>
  file === undefined ? undefined : `${GATE}${artifacts.pathOf(name, version, file)}`;

test('each archive is an entry, and each mirror of it; folders and source code alone are none', () => {
  assert.deepEqual(
    composerLock.entries(LOCK).map(({ name, version, file, url, line }) => [name, version, file, url, line]),
    [
      [
        'acme/lib',
        'v2.1.0',
        `v2.1.0/${'1'.repeat(40)}.zip`,
        `https://files.example/repos/acme/lib/zipball/${'1'.repeat(40)}`,
        17,
      ],
      [
        'acme/lib',
        'v2.1.0',
        `v2.1.0/${'1'.repeat(40)}.zip`,
        'https://mirror.example/%package%/%reference%.%type%',
        22,
      ],
      ['acme/tool', 'dev-feature/x', 'dev-feature/x/none.tar.gz', 'https://files.example/tool.tar.gz', 58],
    ],
  );
});

test('K7: rewriting changes addresses alone; references, checksums, source and every other byte stay', () => {
  const rewritten = composerLock.rewrite(LOCK, toGate);
  const changed = rewritten
    .split('\n')
    .flatMap((line, at) => (line === LOCK.split('\n')[at] ? [] : [at + 1]));
  assert.deepEqual(changed, [17, 22, 58]);
  assert.match(rewritten, /"url": "http:\\\/\\\/gate\.example\\\/composer\\\/dist\\\/acme\\\/tool/);
  const back = new Map(composerLock.entries(LOCK).map(({ line, url }) => [line, url]));
  assert.equal(
    composerLock.rewrite(rewritten, ({ line }) => back.get(line)),
    LOCK,
  );
});

test('line endings, a byte order mark and a missing last line break stay', () => {
  const text = `\uFEFF${LOCK.replaceAll('\n', '\r\n').trimEnd()}`;
  const rewritten = composerLock.rewrite(text, toGate);
  assert.equal(rewritten.split('\r\n').length, text.split('\r\n').length);
  assert.equal(composerLock.entries(rewritten)[0]?.line, 17);
  assert.equal(
    composerLock.rewrite(text, () => undefined),
    text,
  );
});

test('an entry that was adopted keeps its file, so that it can be released', () => {
  const rewritten = composerLock.rewrite(LOCK, toGate);
  assert.deepEqual(
    composerLock.entries(rewritten).map(({ file }) => file),
    composerLock.entries(LOCK).map(({ file }) => file),
  );
});

test('a text that is no JSON is refused with its line', () => {
  for (const bad of ['', '{', LOCK.slice(0, 900), '{"packages": [}', '['.repeat(500)]) {
    assert.throws(
      () => composerLock.entries(bad),
      (error) => isGatehouseError(error, 'invalid-document') && / line \d+/.test(error.message),
      bad.slice(0, 20),
    );
  }
});

test('packages of other shapes are no entries', () => {
  const dist = { type: 'zip', url: 'https://files.example/a.zip' };
  const strange = [
    7,
    null,
    ['x'],
    { name: 'acme/lib', dist },
    { name: '__proto__', version: '1', dist },
    { name: 'acme/lib', version: '../../1', dist },
    { name: 'acme/lib', version: '1', dist: { ...dist, url: 'javascript:alert(1)' } },
    { name: 'acme/lib', version: '1', dist: 'https://files.example/a.zip' },
  ];
  assert.deepEqual(composerLock.entries(JSON.stringify({ packages: strange, 'packages-dev': 'x' })), []);
});

test('whatever JSON a lock file holds, rewriting nothing changes nothing', () => {
  const text = fc
    .jsonValue()
    .map((packages) => JSON.stringify({ packages, 'packages-dev': [packages] }, null, 4));
  fc.assert(
    fc.property(text, (lock) => {
      assert.equal(
        composerLock.rewrite(lock, () => undefined),
        lock,
      );
    }),
  );
  fc.assert(
    fc.property(fc.string(), (lock) => {
      try {
        composerLock.entries(lock);
      } catch (error) {
        assert.ok(error instanceof GatehouseError);
      }
    }),
  );
});
