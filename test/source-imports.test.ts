// What is read of imports, held against a real parser on all the code of this project.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { parseAst } from 'rolldown/parseAst';

import { readJavaScriptImports } from '../src/formats/source/javascript-imports.ts';

const ROOT = resolve(import.meta.dirname, '..');

test("the imports of this project's own code are those that a parser finds", () => {
  const files = globSync('{src,test,web/src,scripts,bench}/**/*.{ts,tsx}', {
    cwd: ROOT,
    exclude: (name) => name.includes('node_modules'),
  });
  assert.ok(files.length > 500);
  for (const file of files) {
    const text = readFileSync(resolve(ROOT, file), 'utf8');
    const hasElements = file.endsWith('x');
    const { imports, isSound } = readJavaScriptImports(text, { hasElements }, () => false);
    assert.ok(isSound, file);
    const parsed = importsOf(parseAst(text, { lang: hasElements ? 'tsx' : 'ts' }));
    assert.deepEqual(imports.map(({ module }) => module).sort(), [...parsed].sort(), file);
  }
});

function importsOf(root: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: unknown[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const { type, source, importKind, exportKind, callee } = node as Readonly<Record<string, unknown>>;
    const isOfTypes = importKind === 'type' || exportKind === 'type';
    if (typeof type === 'string' && /^(?:Import|Export)/.test(type) && !isOfTypes) addLiteral(found, source);
    // `import.meta.resolve('a')`, in which the callee's object is `import.meta`.
    if (type === 'CallExpression' && isResolve(callee)) addLiteral(found, argumentOf(node));
    waiting.push(...Object.values(node).filter((value) => value !== null && value !== undefined));
  }
  return found;
}

function isResolve(callee: unknown): boolean {
  return JSON.stringify(callee)?.match(/"MetaProperty".*"name":"resolve"/) !== null;
}

function argumentOf(node: object): unknown {
  return 'arguments' in node && Array.isArray(node.arguments) ? node.arguments[0] : undefined;
}

function addLiteral(found: Set<string>, source: unknown): void {
  if (typeof source === 'object' && source !== null && 'value' in source && typeof source.value === 'string')
    found.add(source.value);
}
