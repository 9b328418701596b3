import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';
import { metadataTemplate } from './root-document.ts';

const NAME = names.parse('acme/lib');
const root = (document: object | Buffer) =>
  new Map([['packages.json', Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document))]]);
const paths = (document: object | Buffer) =>
  index.packageDocuments(NAME, root(document)).map(({ path }) => path);

test('metadata is asked for where the upstream says, both for releases and for branches', () => {
  assert.deepEqual(paths(readFileSync(new URL('testdata/packages.json', import.meta.url))), [
    '/p2/acme/lib.json',
    '/p2/acme/lib~dev.json',
  ]);
  assert.deepEqual(paths({ 'metadata-url': 'https://meta.example/x/%package%.json' }), [
    'https://meta.example/x/acme/lib.json',
    'https://meta.example/x/acme/lib~dev.json',
  ]);
  assert.deepEqual(paths({ 'metadata-url': 'meta/%package%.json?v=1' }), [
    'meta/acme/lib.json?v=1',
    'meta/acme/lib~dev.json?v=1',
  ]);
});

test('while the upstream has not been looked at, the usual place is named', () => {
  assert.deepEqual(
    index.packageDocuments(NAME, new Map()).map(({ key, path, optional }) => [key, path, optional ?? false]),
    [
      ['stable', 'p2/acme/lib.json', false],
      ['dev', 'p2/acme/lib~dev.json', true],
    ],
  );
});

test('K10: a repository of the first protocol alone is refused by name', () => {
  for (const document of [
    { 'providers-url': '/p/%package%$%hash%.json' },
    { 'metadata-url': '/p2/x.json' },
    { 'metadata-url': 7 },
  ]) {
    assert.throws(
      () => metadataTemplate(root(document)),
      (error) => isGatehouseError(error, 'upstream-invalid'),
    );
  }
});

test('packages.json that is no JSON object is refused', () => {
  for (const text of ['', '[]', '{', 'null', '"x"', '['.repeat(1000)]) {
    assert.throws(
      () => metadataTemplate(root(Buffer.from(text))),
      (error) => isGatehouseError(error, 'invalid-document'),
    );
  }
});
