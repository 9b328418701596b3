import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readPythonImports } from './python-imports.ts';

function imports(text: string): readonly string[] {
  const { imports: found, isSound } = readPythonImports(text, () => true);
  assert.ok(isSound, 'the text was not followed to its end');
  return found.map(({ module, line }) => `${module}:${line}`);
}

test("imports of every form are found with their lines; relative ones are the project's own", () => {
  const text = `import a, b.c as d, e
from f.g import h as i, j
from k import (  # a comment with "quotes
    l,
    m as n,
)
from o import *
import p; import q
if x: import r
try:
    import s \\
        as t
except ImportError: from u import v
from . import own
from .own import w
from .. import own2
async def f(): import y`;
  assert.deepEqual(imports(text), [
    'a:1',
    'b.c:1',
    'e:1',
    'f.g:2',
    'f.g.h:2',
    'f.g.j:2',
    'k:3',
    'k.l:3',
    'k.m:3',
    'o:7',
    'p:8',
    'q:8',
    'r:9',
    's:11',
    'u:13',
    'u.v:13',
    'y:17',
  ]);
});

test('what stands in strings and comments is no import, nor is a word of that name', () => {
  const text = `"""
import no
"""
# import no
x = 'import no'; y = rb"import no \\" "; z = f'''
import no {x["import no"]}
'''
w = ("a"
import_ = 1)
raise X from y
yield from z
d = {"from": 1, 'import': 2}
import yes`;
  assert.deepEqual(imports(text), ['yes:13']);
});

test('calls that load a module by its name are found; names that are worked out are told with their beginning', () => {
  const { imports: found, computed } = readPythonImports(
    `importlib.import_module("a.b"); __import__('c'); import_module(".own", package=__name__); pytest.importorskip("d")
import_module(name); import_module(f"plugins.{name}"); __import__("e_" + x)
def import_module(name): pass`,
    () => false,
  );
  assert.deepEqual(
    found.map(({ module }) => module),
    ['a.b', 'c', 'd'],
  );
  assert.deepEqual(computed, [
    { line: 2, prefix: '' },
    { line: 2, prefix: 'plugins.' },
    { line: 2, prefix: 'e_' },
  ]);
});

test('strings that are wanted are mentions, byte order mark and line ends do not disturb', () => {
  const { mentions, imports: found } = readPythonImports(
    '\ufeffimport a\r\nAPPS = ["rest_framework", \'other\']\r\nfrom b import (\r\n c,\r\n)\r\n',
    (word) => word === 'rest_framework',
  );
  assert.deepEqual(mentions, [{ module: 'rest_framework', line: 2 }]);
  assert.deepEqual(
    found.map(({ module, line }) => `${module}:${line}`),
    ['a:1', 'b:3', 'b.c:3'],
  );
});

test('of a text that cannot be followed to its end what looks like an import counts, and it says so', () => {
  const { isSound, imports: found } = readPythonImports('x = (\nimport a\n  from b import c\n', () => false);
  assert.equal(isSound, false);
  assert.deepEqual(
    found.map(({ module }) => module),
    ['a', 'b'],
  );
});

test('hostile texts take no longer than their length', () => {
  for (const piece of [
    '"""',
    "'\\",
    '(',
    'import a,',
    'from a import b,',
    'a.',
    'f"{',
    '\\\n',
    'import_module(',
    'from . ',
    '\n\t',
    '#',
  ]) {
    const { imports: found } = readPythonImports(piece.repeat(200_000), () => false);
    assert.ok(found.length <= 3, piece);
  }
});
