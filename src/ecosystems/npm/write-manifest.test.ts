import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { withoutPackageManager, writeManifest } from './write-manifest.ts';

const PATH = 'package.json';

test('a string that is there is replaced, and the rest stays byte for byte', () => {
  const text = '\uFEFF{ "name":"shop",\r\n\t"dependencies": {"tide" : "1.1.0"}, "files": [ "a" ]}';
  assert.equal(
    writeManifest(text, PATH, [{ keys: ['dependencies', 'tide'], value: '1.2.0' }]),
    text.replace('1.1.0', '1.2.0'),
  );
});

test('a string that is not there is written as npm writes: indented and ended like the file', () => {
  const text = '{\r\n\t"name": "shop"\r\n}\r\n';
  assert.equal(
    writeManifest(text, PATH, [
      { keys: ['overrides', 'deep'], value: '^2.0.0' },
      { keys: ['overrides', '__proto__'], value: '1' },
    ]),
    '{\r\n\t"name": "shop",\r\n\t"overrides": {\r\n\t\t"deep": "^2.0.0",\r\n\t\t"__proto__": "1"\r\n\t}\r\n}\r\n',
  );
});

test('where something else stands on the way, nothing is written', () => {
  for (const text of ['{"overrides": "none"}', '{"overrides": ["a"]}']) {
    assert.throws(
      () => writeManifest(text, PATH, [{ keys: ['overrides', 'deep'], value: '1' }]),
      (error: unknown) => isGatehouseError(error, 'unsupported'),
    );
  }
});

test('a copy asks for no other release of its client', () => {
  const text = '{"name": "shop", "packageManager": "pnpm@9.0.0", "devEngines": {"packageManager": {}}}';
  assert.equal(withoutPackageManager(text, PATH), '{"name":"shop"}');
});
