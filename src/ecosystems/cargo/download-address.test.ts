import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { crateFile, downloadAddress, readDownloadTemplate, versionOfFile } from './download-address.ts';
import { names } from './name.ts';

const CRATE = { crate: 'Tide-Pool', version: '1.2.0+build.7', checksum: 'ab'.repeat(32) };

function configOf(text: string | Uint8Array): ReadonlyMap<string, Uint8Array> {
  return new Map([['config', typeof text === 'string' ? Buffer.from(text) : text]]);
}

test('C2: a download address without markers gets the default ending', () => {
  const template = readDownloadTemplate(
    configOf(readFileSync(new URL('testdata/config.json', import.meta.url))),
  );
  assert.equal(
    downloadAddress(template, CRATE),
    'https://files.example/crates/Tide-Pool/1.2.0+build.7/download',
  );
});

test('C2: every marker is filled in, once', () => {
  const template =
    'https://files.example/{prefix}/{lowerprefix}/{crate}-{version}.crate?sum={sha256-checksum}&x={crate}';
  assert.equal(
    downloadAddress(template, CRATE),
    `https://files.example/Ti/de/ti/de/Tide-Pool-1.2.0+build.7.crate?sum=${CRATE.checksum}&x=Tide-Pool`,
  );
  assert.equal(
    downloadAddress('https://files.example/{prefix}', { ...CRATE, crate: 'abc' }),
    'https://files.example/3/a',
  );
});

test('C2: a value that looks like a marker is not filled in again', () => {
  const odd = { ...CRATE, crate: '{version}', version: '$&{crate}' };
  assert.equal(
    downloadAddress('https://files.example/{crate}/{version}', odd),
    'https://files.example/{version}/$&{crate}',
  );
});

test('a config.json without a usable address is the upstream’s fault', () => {
  const faulty = [
    '',
    '[]',
    'null',
    '<html>',
    '{}',
    '{"dl":1}',
    '{"dl":"file:///etc"}',
    '{"dl":"//host/x"}',
    '{"dl":"https:///x"}',
    '{"__proto__":{"dl":"https://files.example"}}',
    '['.repeat(1000),
    `{"dl":"https://a${' '.repeat(70_000)}"}`,
  ];
  for (const text of faulty) {
    assert.throws(
      () => readDownloadTemplate(configOf(text)),
      (error) => isGatehouseError(error, 'upstream-invalid') && /config\.json/.test(error.message),
      text.slice(0, 50),
    );
  }
  assert.throws(
    () => readDownloadTemplate(new Map()),
    (error) => isGatehouseError(error, 'upstream-invalid'),
  );
});

test('a file name and its version lead to one another', () => {
  const name = names.parse('tide-pool');
  assert.equal(crateFile(name, '1.0.0-rc.1'), 'tide-pool-1.0.0-rc.1.crate');
  assert.equal(versionOfFile(name, 'tide-pool-1.0.0-rc.1.crate'), '1.0.0-rc.1');
  for (const file of [
    'tide-pool-.crate',
    'tide-pool-1.0.0.tgz',
    'other-1.0.0.crate',
    '.crate',
    'tide-pool',
  ]) {
    assert.equal(versionOfFile(name, file), undefined, file);
  }
});
