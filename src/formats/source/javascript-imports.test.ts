import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readJavaScriptImports } from './javascript-imports.ts';
import type { SourceReading } from './source-reading.ts';

function read(text: string, options: { hasElements?: boolean } = {}): SourceReading {
  return readJavaScriptImports(text, { hasElements: true, ...options }, () => true);
}

/** `module:line` of each import. */
function imports(text: string, options: { hasElements?: boolean } = {}): readonly string[] {
  const { imports: found, isSound } = read(text, options);
  assert.ok(isSound, 'the text was not followed to its end');
  return found.map(({ module, line }) => `${module}:${line}`);
}

test('imports of every form are found with their lines, each once', () => {
  const text = `import 'a';
import b, { default as c, "odd name" as d } from "b";
import * as e
  from 'e/sub';
export * from 'f'; export * as g from 'g'; export { h } from 'h';
import i = require('i');
import data from 'j' with { type: 'json' };
import defer * as k from 'k';
const l = require('l'), m = require.resolve("m/package.json"), n = import.meta.resolve('n');
await import('o', { with: {} }); await import(\`p\`);
import { b2 } from 'b';`;
  assert.deepEqual(imports(text, { hasElements: false }), [
    'a:1',
    'b:2',
    'e/sub:4',
    'f:5',
    'g:5',
    'h:5',
    'i:6',
    'j:7',
    'k:8',
    'l:9',
    'm/package.json:9',
    'n:9',
    'o:10',
    'p:10',
  ]);
});

test('mocks of test runners, AMD and createRequire load modules', () => {
  const text = `jest.mock('a'); vi.doMock("b", () => ({})); jest.requireActual('c'); await vi.importActual('d');
define(['e', './own', 'f'], function () {}); define('name', ['g'], () => {}); require(['h'], (h) => h);
const load = createRequire(import.meta.url); load('i'); load.resolve('j'); createRequire(f(x))('k'); Module.createRequire(y).resolve('l');
db.mock('none'); app.require = 1; spy.doMock('none');`;
  assert.deepEqual(imports(text), [
    'a:1',
    'b:1',
    'c:1',
    'd:1',
    'e:2',
    './own:2',
    'f:2',
    'g:2',
    'h:2',
    'i:3',
    'j:3',
    'k:3',
    'l:3',
  ]);
});

test('imports of types alone are erased before anything runs: they are mentions', () => {
  const { imports: found, mentions } = read(
    `import type { A } from 'a'; import type B from 'b'; export type { C } from 'c'; export type * from 'd';
import type from 'e'; import type, { f } from 'f'; import { type G } from 'g'; import type from from 'h';`,
    { hasElements: false },
  );
  assert.deepEqual(
    mentions.map(({ module }) => module),
    ['a', 'b', 'c', 'd', 'h'],
  );
  assert.deepEqual(
    found.map(({ module }) => module),
    ['e', 'f', 'g'],
  );
});

test('a slash behind the word of a loop opens a regular expression, behind a name that is called so it divides', () => {
  for (const text of [
    "const half = of % 2 === 1 ? (a + at(b, of / 2 + 1)) / 2 : of / 2;\nimport 'left-pad';",
    "for (const one of /'/.exec(text) ?? []) use(one);\nimport 'left-pad';",
    "const of = 4, rest = of / 2; // '\nimport 'left-pad';",
  ]) {
    const { imports, isSound } = readJavaScriptImports(text, { hasElements: false }, () => false);
    assert.deepEqual([imports.map(({ module }) => module), isSound], [['left-pad'], true], text);
  }
});

test('what stands in comments, strings, templates, regular expressions and the text of elements is no import', () => {
  const text = `// import 'no'
/* require('no') */ const a = "require('no')"; const b = \`import 'no' \${\`\${require('yes1')} require('no')\`} from 'no'\`;
const c = /require\\('no'\\)['"\`]/.test(x) ? a / b / c : [/[/'"]/g];
if (a) /import 'no'/.exec(b); const d = (a) / 2; x++ / 3; return_ /y/ 2;
const e = <p title='it"s' on={() => require('yes2')}>Don't import 'no' from "no" \` {/* " */}{f ? <b/> : <>{require('yes3')}</>}</p>;
const g = a < b, h = <Foo.Bar {...x} />; require('yes4');`;
  assert.deepEqual(imports(text), ['yes1:2', 'yes2:5', 'yes3:5', 'yes4:6']);
});

test('angle brackets of TypeScript are no elements', () => {
  const cast = `const a = <string>b; const c = <T,>(x: T) => x; const d = 'it'; import 'yes';`;
  assert.deepEqual(imports(cast, { hasElements: false }), ['yes:1']);
  const generic = `const a = <T,>(x: T) => x; const b = <T extends Foo>(x: T) => x; type F = <T>(x: T) => T; const c = f<"'">(1); import 'yes';`;
  assert.deepEqual(imports(generic), ['yes:1']);
});

test('escapes mean what they mean, line ends and a byte order mark do not disturb, a first line may be for the shell', () => {
  assert.deepEqual(
    imports(`#!/usr/bin/env node 'it\r\n\ufeffimport 'lod\\u0061sh';\r\nrequire('\\x61\\\r\nb');`),
    ['lodash:2', 'ab:3'],
  );
});

test('a name that is worked out is told with its beginning; files of the project and methods of that name are none', () => {
  const { computed, imports: found } = read(`
require(name); await import(\`eslint-plugin-\${x}\`); require('moment/locale/' + y);
require('./own/' + z); import(\`../\${z}.js\`); import(pathToFileURL(z).href); require(path.join(__dirname, z));
import(new URL('./z.js', import.meta.url)); function require(x) {} class A { async import(x: string): Promise<void> {} require(y) {} #import(z) { this.#import(z); } }
loader.require(x); require();`);
  assert.deepEqual(computed, [
    { line: 2, prefix: '' },
    { line: 2, prefix: 'eslint-plugin-' },
    { line: 2, prefix: 'moment/locale/' },
  ]);
  assert.deepEqual(found, []);
});

test('of a text that cannot be followed to its end what looks like an import counts, and it says so', () => {
  for (const text of [
    "const a = `${\nimport 'b';\nrequire('c')",
    "/* import 'b'; require('c')",
    "x = 'open\nimport 'b'; require('c')",
  ]) {
    const { isSound, imports: found } = read(text);
    assert.equal(isSound, false);
    assert.deepEqual(
      found.map(({ module }) => module),
      ['b', 'c'],
      text,
    );
  }
});

test('hostile texts take no longer than their length', () => {
  const many = 200_000;
  for (const piece of [
    '/[',
    "'\\",
    '`${',
    '<a ',
    '<a>',
    '({[',
    "require('a',",
    '</',
    '=/x',
    '//\n/',
    'import(',
    '"\n',
    'define(["a",',
    "from 'a'",
    '/*',
    'import type {',
  ]) {
    const { tokens } = { tokens: read(piece.repeat(many)) };
    assert.ok(tokens.imports.length <= 2, piece);
  }
});
