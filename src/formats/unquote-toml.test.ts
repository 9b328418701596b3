import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from 'smol-toml';

import { unquoteToml } from './unquote-toml.ts';

test('a string means what a whole parser reads, with each kind of quotes and escapes', () => {
  const tokens = [
    '"\\u00e9 \\u00E9 \\U0001f4a9 \\U0001F4A9other \\x41"',
    '"\\b\\t\\n\\f\\r\\e\\"\\\\"',
    "'C:\\\\u0041'",
    '"""\n a \\\n   b"c"""',
    '"""\n a \\ \t\r\n \r\n\u00a0 b"""',
    "'''\n it's'''",
  ];
  for (const token of tokens) assert.equal(unquoteToml(token), parse(`x = ${token}`)['x'], token);
});
