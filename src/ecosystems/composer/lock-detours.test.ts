import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import fc from 'fast-check';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { closeDetours, findDetours } from './lock-detours.ts';
import { composerLock } from './lockfile.ts';

const LOCK = readFileSync(new URL('testdata/composer.lock', import.meta.url), 'utf8');

test('K8, K9: source code and addresses for notices are told with their lines', () => {
  assert.deepEqual(
    findDetours(LOCK).map(({ name, url, leads, closable, line }) => [name, url, leads, closable, line]),
    [
      ['Acme/lib', 'https://git.example/acme/lib.git', 'code', true, 10],
      ['Acme/lib', 'https://packages.example/downloads/', 'notice', true, 30],
      ['acme/git-only', 'https://git.example/acme/git-only.git', 'code', false, 45],
    ],
  );
});

test('closing them takes out just these members; what has no archive keeps its source', () => {
  const closed = closeDetours(LOCK);
  const expected = JSON.parse(LOCK) as { packages: Record<string, unknown>[] };
  delete expected.packages[0]?.['source'];
  delete expected.packages[0]?.['notification-url'];
  assert.deepEqual(JSON.parse(closed), expected);
  const lines = new Set(LOCK.split('\n'));
  assert.deepEqual(
    closed.split('\n').filter((line) => !lines.has(line)),
    [],
  );
  assert.equal(closeDetours(closed), closed);
  assert.equal(composerLock.entries(closed).length, composerLock.entries(LOCK).length);
});

test('a last member goes with the comma before it, an only member alone', () => {
  const dist = '"dist": {"type": "zip", "url": "https://files.example/a.zip"}';
  const lock = (inner: string) => `{"packages": [{"version": "1", ${dist}${inner}}]}`;
  assert.equal(closeDetours(lock(', "notification-url": "https://packages.example/"')), lock(''));
  const both = ', "source": {"url": "https://git.example/"}, "source": {"url": "x"}, "notification-url": "y"';
  assert.equal(closeDetours(lock(both)), lock(''));
  assert.equal(closeDetours(lock(`${both}, "time": "z"`)), lock(', "time": "z"'));
  assert.equal(closeDetours('{"packages":[{ "notification-url": "x" }]}'), '{"packages":[{  }]}');
});

test('a text that is no JSON object is refused', () => {
  for (const bad of ['', '[]', '{', 'null', '{"packages": [}']) {
    assert.throws(
      () => findDetours(bad),
      (error) => isGatehouseError(error, 'invalid-document'),
      bad,
    );
  }
});

test('whatever a lock file holds, what is closed is no detour afterwards', () => {
  const url = fc.constantFrom('https://git.example/x', 'https://files.example/a.zip', '', '"');
  const value = fc.oneof(
    url,
    fc.record({ type: fc.constantFrom('git', 'zip'), url }),
    fc.jsonValue({ maxDepth: 1 }),
  );
  const one = fc.record(
    { name: value, version: value, source: value, dist: value, 'notification-url': value, __proto__: value },
    { requiredKeys: [] },
  );
  const lock = fc.tuple(fc.oneof(fc.array(one), value), fc.constantFrom(undefined, 2, 4));
  fc.assert(
    fc.property(lock, ([packages, indent]) => {
      const text = JSON.stringify({ packages, 'packages-dev': packages }, null, indent);
      const closed = closeDetours(text);
      assert.equal(
        findDetours(closed).some(({ closable }) => closable),
        false,
      );
      assert.equal(closed.length <= text.length, true);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        findDetours(text);
      } catch (error) {
        assert.ok(error instanceof GatehouseError);
      }
    }),
  );
});
