import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { isGatehouseError } from '../../kernel/errors.ts';
import { indexFolder, indexPath, names, namespaces } from './name.ts';

test('C3: case does not tell two crates apart, hyphen and underscore stay as they are written', () => {
  assert.equal(names.parse('Tide-Pool'), 'tide-pool');
  assert.equal(names.parse('tide_pool'), 'tide_pool');
  assert.equal(names.parse('_x'), '_x');
});

test('C3: an index file lies in a folder by the length of its name', () => {
  const paths = ['a', 'ab', 'abc', 'abcd', 'serde_json'].map((name) => indexPath(names.parse(name)));
  assert.deepEqual(paths, ['1/a', '2/ab', '3/a/abc', 'ab/cd/abcd', 'se/rd/serde_json']);
  assert.equal(indexFolder('MyCrate'), 'My/Cr');
});

test('what no crate can be called is refused', () => {
  const refused = [
    '',
    '1a',
    '-a',
    'a.b',
    'a/b',
    'a b',
    '../a',
    'ä',
    'a\n',
    'a%2f',
    'a'.repeat(65),
    'config.json',
  ];
  for (const raw of refused) {
    assert.throws(
      () => names.parse(raw),
      (error) => isGatehouseError(error, 'invalid-name'),
      raw,
    );
  }
  assert.equal(names.parse('a'.repeat(64)).length, 64);
});

test('a package-URL of a crate has a name and no namespace', () => {
  assert.deepEqual(names.toPurl(names.parse('Serde')), { name: 'serde' });
  assert.equal(names.fromPurl(undefined, 'Serde'), 'serde');
  assert.throws(
    () => names.fromPurl('group', 'serde'),
    (error) => isGatehouseError(error, 'invalid-name'),
  );
  assert.equal(names.namespaceOf(names.parse('serde')), undefined);
});

const RECORDS = new URL('../../../../shared/data/osv/crates-io.ndjson.gz', import.meta.url);

test(
  'every crate that published advisories name has a canonical name',
  { skip: existsSync(RECORDS) ? false : 'the advisory records are not here' },
  () => {
    const lines = gunzipSync(readFileSync(RECORDS)).toString().trim().split('\n');
    const found = lines.flatMap((line) => {
      const record = JSON.parse(line) as { affected?: { package: { ecosystem: string; name: string } }[] };
      return (record.affected ?? []).filter(({ package: { ecosystem } }) => ecosystem === 'crates.io');
    });
    assert.ok(found.length > 100);
    for (const { package: one } of found) assert.equal(names.parse(one.name), one.name.toLowerCase());
  },
);

test('a namespace is the beginning of names that can be, in one spelling', () => {
  assert.deepEqual(
    ['acme', 'acme_Tools', 'acme-tools-*'].map((name) => namespaces.parse(name)),
    ['acme', 'acme-tools', 'acme-tools'],
  );
  for (const none of ['_', '-', '_acme', '1acme', ''])
    assert.throws(
      () => namespaces.parse(none),
      (error) => isGatehouseError(error, 'invalid-name'),
      none,
    );
});
