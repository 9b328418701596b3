import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';

import { isGatehouseError } from '../kernel/errors.ts';
import { findTomlStrings, quoteToml, type TomlStep } from './toml-strings.ts';

const DOCUMENT =
  `\uFEFF# [[package]]
top = "x" # "no"
date = 2024-01-01 00:00:00
'lit key'."q.k" = 'C:\\n'\r
[[package]]
name = "a" ; `.replace(' ; ', '') +
  `
wheels = [ # ]
  { url = "u1", size = 1, at = 2024-01-01T00:00:00Z }, { url = "u\\u0032" },
]
[[package.dep]]
n = """
multi "quoted"
"""
[[package]]
source = { registry = 'r', more = { deep = ["x", ['y']] } }
[package.metadata]
"" = "empty"
`;

test('each string is found with its path, its line, and exactly its own characters', () => {
  const found = findTomlStrings(DOCUMENT, 'the test');
  assert.deepEqual(
    found.map(({ path, value, line }) => [path.join('/'), value, line]),
    [
      ['top', 'x', 2],
      ['lit key/q.k', 'C:\\n', 4],
      ['package/0/name', 'a', 6],
      ['package/0/wheels/0/url', 'u1', 8],
      ['package/0/wheels/1/url', 'u2', 8],
      ['package/0/dep/0/n', 'multi "quoted"\n', 11],
      ['package/1/source/registry', 'r', 15],
      ['package/1/source/more/deep/0', 'x', 15],
      ['package/1/source/more/deep/1/0', 'y', 15],
      ['package/1/metadata/', 'empty', 17],
    ],
  );
  for (const { start, end } of found) assert.match(DOCUMENT.slice(start, end), /^(["'])[\s\S]*\1$/);
});

test('a document that is no TOML is refused with its line', () => {
  for (const text of ['a = 1\nb = ', '[[x', 'a = "1\n"', 'a = 1\na = 2', `a = ${'['.repeat(5_000)}`]) {
    assert.throws(
      () => findTomlStrings(text, 'x.lock'),
      (error) => isGatehouseError(error, 'invalid-document'),
      text,
    );
  }
  assert.throws(() => findTomlStrings('a = 1\nb = ', 'x.lock'), /Cannot read x\.lock, line 2/);
});

test('a string keeps its kind of quotes where they can hold the value', () => {
  assert.equal(quoteToml('x', "'"), "'x'");
  assert.equal(quoteToml("x'", "'''"), `"x'"`);
  assert.equal(quoteToml('x"\n', '"'), '"x\\"\\n"');
});

function lookUp(document: unknown, path: readonly TomlStep[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<TomlStep, unknown>)[step], document);
}

test('whatever a writer of TOML writes, every string is found where a reader finds it', () => {
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean()),
    table: fc.dictionary(fc.string({ minLength: 1 }), tie('any'), { maxKeys: 4 }),
    list: fc.array(tie('leaf'), { maxLength: 3 }),
    tables: fc.array(tie('table'), { minLength: 1, maxLength: 3 }),
    any: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('table'), tie('tables')),
  }));
  fc.assert(
    fc.property(value.table, (document) => {
      const text = stringify(document);
      const parsed: unknown = parse(text);
      let count = 0;
      for (const { path, value: string } of findTomlStrings(text, 'x')) {
        assert.equal(lookUp(parsed, path), string);
        count++;
      }
      assert.equal(count, countStrings(parsed));
    }),
    { numRuns: 300 },
  );
});

function countStrings(value: unknown): number {
  if (typeof value === 'string') return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + countStrings(one), 0);
}
