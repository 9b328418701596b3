import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { readYamlText } from '../../formats/yaml-text.ts';
import { keepYamlKeys, setYamlEntry } from './yaml-keys.ts';

const read = (text: string): Record<string, unknown> =>
  JSON.parse(JSON.stringify(readYamlText(text, 'test.yaml').documents[0])) as Record<string, unknown>;

test('an entry is written into its mapping, behind the others, and all else stays', () => {
  const text = '# mine\npackages:\n  - "a/*"\noverrides:\n    # why\n    x: 1.0.0\n\nlast: true\n';
  assert.equal(
    setYamlEntry(text, 'overrides', 'deep@<2.0.0', '^2.0.0'),
    '# mine\npackages:\n  - "a/*"\noverrides:\n    # why\n    x: 1.0.0\n    "deep@<2.0.0": "^2.0.0"\n\nlast: true\n',
  );
});

test('an entry that is there gets the new value in its place, however it is quoted', () => {
  for (const written of ['deep', "'deep'", '"deep"']) {
    const text = `overrides:\r\n  ${written}: ^1.0.0\r\n  x: "1"\r\n`;
    assert.equal(
      setYamlEntry(text, 'overrides', 'deep', '^2.0.0'),
      'overrides:\r\n  "deep": "^2.0.0"\r\n  x: "1"\r\n',
    );
  }
});

test('a file without the mapping, or none at all, gets it', () => {
  assert.equal(setYamlEntry('', 'overrides', 'a', '1'), 'overrides:\n  "a": "1"\n');
  assert.equal(setYamlEntry('x: 1', 'overrides', 'a', '1'), 'x: 1\noverrides:\n  "a": "1"\n');
});

test('a mapping in another form is left alone', () => {
  for (const text of [
    'overrides: { a: "1" }\n',
    'overrides: &rules\n  a: "1"\n',
    'overrides:\n  a:\n    b: "1"\n',
    'overrides:\n  a: >\n    1\n',
    'overrides:\n',
  ]) {
    assert.throws(
      () => setYamlEntry(text, 'overrides', 'b', '2'),
      (error: unknown) => isGatehouseError(error, 'unsupported'),
      text,
    );
  }
});

test('whatever names and versions are: they read back, and nothing else changes', () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(
      fc.dictionary(word, word, { maxKeys: 5, noNullPrototype: true }),
      word,
      word,
      (known, name, value) => {
        const lines = Object.entries(known).map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)}\n`);
        const text = `before: 1\n${lines.length === 0 ? '' : `overrides:\n${lines.join('')}`}after: 2\n`;
        assert.deepEqual(read(setYamlEntry(text, 'overrides', name, value)), {
          ...read(text),
          overrides: { ...known, [name]: value },
        });
      },
    ),
  );
});

test('a remark between two entries ends no mapping', () => {
  const text = 'overrides:\n  a: "1"\n# old\n  b: "2"\nlast: true\n';
  assert.equal(setYamlEntry(text, 'overrides', 'b', '3'), text.replace('b: "2"', '"b": "3"'));
});

test('only the keys that are named are kept, with their lines', () => {
  const text = 'registry: x\npackages:\n- "a/*"\n# note\nhooks:\n  run: rm\noverrides:\n  a: "1"';
  assert.equal(
    keepYamlKeys(text, ['overrides', 'packages', 'none']),
    'overrides:\n  a: "1"\npackages:\n- "a/*"\n',
  );
});

test('lines of millions of characters, most of them blanks, take no longer than others', () => {
  const blanks = ' '.repeat(2_000_000);
  const text = `overrides:\n  a: "1"\n${blanks}x\n`;
  assert.equal(keepYamlKeys(text, ['overrides']), text);
  for (const line of [`a${blanks}b`, `a${blanks}:b`, `${blanks}#${blanks}\rb`]) {
    assert.throws(
      () => setYamlEntry(`overrides:\n  ${line}\n`, 'overrides', 'b', '2'),
      (error: unknown) => isGatehouseError(error, 'unsupported'),
    );
  }
});
