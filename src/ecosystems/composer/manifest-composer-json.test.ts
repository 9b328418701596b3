import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { composerJson } from './manifest-composer-json.ts';

const read = (text: string) => composerJson.read(text, new Map());

const PROJECT = `{
    "name": "acme/shop",
    "require": {
        "php": ">=8.1",
        "ext-json": "*",
        "acme/ranged": "^1.0",
        "Acme/Exact": "v1.2.3",
        "acme/branch": "dev-main"
    },
    "require-dev": {
        "acme/tool": "=2.0.0",
        "acme/ranged": "1.0.0"
    }
}`;

test('what a project asks for: an exact version is one, a range is open; what PHP brings is no component', () => {
  assert.deepEqual(tellGraph(read(PROJECT)), [
    'acme/shop@? runtime project -> acme/branch@[dev-main], acme/exact@v1.2.3, acme/ranged@[^1.0], acme/tool@2.0.0',
    '6: acme/ranged@[^1.0] runtime registry -> ?',
    '7: acme/exact@v1.2.3 runtime registry -> ?',
    '8: acme/branch@[dev-main] runtime registry -> ?',
    '11: acme/tool@2.0.0 development registry -> ?',
  ]);
});

test('it is not read beside its lock file', () => {
  assert.deepEqual(composerJson.yieldsTo, ['composer.lock']);
});

test('a byte order mark and Windows line ends change nothing', () => {
  assert.deepEqual(tellGraph(read(`\uFEFF${PROJECT.replaceAll('\n', '\r\n')}`)), tellGraph(read(PROJECT)));
});

test('a project that asks for nothing', () => {
  assert.deepEqual(tellGraph(read('{"require": []}')), ['?@? runtime project']);
});

test('faults name the place', () => {
  for (const [text, words] of [
    ['{"require": {\n"a/b": "1", "a/b": "2"}}', /composer\.json: .*"a\/b" a second time.* line 2/],
    ['{"require"', /composer\.json: .* line 1/],
    ['7', /found a number at line 1, expected an object/],
  ] as const) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, 'invalid-document') && words.test(error.message),
    );
  }
});
