import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { distFile, distPath, versionOfFile } from './dist-file.ts';
import { names } from './name.ts';

const NAME = names.parse('acme/lib');
const zip = (reference?: string) => ({
  type: 'zip',
  url: 'https://files.example/x.zip',
  ...(reference === undefined ? {} : { reference }),
});

test('K7: an archive without a reference has an address all the same', () => {
  assert.equal(distFile('1.0.0', zip()), '1.0.0/none.zip');
  assert.equal(distFile('1.0.0', zip('')), '1.0.0/none.zip');
});

test('a reference that is no plain word stands as its digest', () => {
  assert.equal(distFile('1.0.0', zip('abc123')), '1.0.0/abc123.zip');
  assert.match(distFile('1.0.0', zip('/tags/1.0.0/@42')) ?? '', /^1\.0\.0\/[0-9a-f]{40}\.zip$/);
  assert.match(distFile('1.0.0', zip('../../etc')) ?? '', /^1\.0\.0\/[0-9a-f]{40}\.zip$/);
});

test('a compressed tar keeps its suffix, by which Composer knows it', () => {
  const tar = (url: string) => distFile('1', { type: 'tar', url, reference: 'r' });
  assert.equal(tar('https://files.example/a.TAR.GZ?x'), '1/r.tar.gz');
  assert.equal(tar('https://files.example/a'), '1/r.tar');
});

test('what no registry serves has no file', () => {
  assert.equal(distFile('1.0.0', { type: 'path', url: '../lib' }), undefined);
  assert.equal(distFile('1.0.0', { type: 'zip', url: 'file:///etc/passwd' }), undefined);
  for (const version of [
    '',
    '.',
    'dev-a/../b',
    'dev-a//b',
    '/1',
    'dev-a\\b',
    'dev-a\n',
    'x'.repeat(256),
    '\ud800',
  ]) {
    assert.equal(distFile(version, zip('r')), undefined, version);
  }
});

test('an address leads back to its file, whatever the branch is called', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (branch) => {
      const file = distFile(`dev-${branch}`, zip('abc'));
      if (file === undefined) return;
      const segments = distPath(NAME, file).slice(1).split('/').map(decodeURIComponent);
      assert.equal(segments.slice(3).join('/'), file);
      assert.equal(versionOfFile(file), `dev-${branch}`);
    }),
  );
});
