// Targets for what reads the code and the settings of a project.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { SourceRules } from '../../../src/ecosystems/adapter-sources.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { cutJavaScript } from '../../../src/formats/source/javascript-tokens.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const JAVASCRIPT = [
  `import a, { b as c } from 'd'; export * from "e"; const f = require('g/h'), i = await import(\`j\`);\n`,
  `const k = <L m={n} o="p'"><>{q ? <r/> : 's'}</> don't</L>; const t = /[/'"]\\//g.test(\`u\${\`v\${w}\`}x\`);\n`,
  `import type { X } from 'y'; jest.mock('z', () => ({})); const load = createRequire(import.meta.url); load(\`a-\${b}\`);\n`,
  `<script setup lang="ts">\nimport a from 'b';\n</script><template><p>it's</p></template>\n`,
];
const PYTHON = [
  `import a.b as c, d\nfrom e.f import (g,  # h\n  i as j)\nfrom . import k\n`,
  `x = f"{y['z']}"; importlib.import_module("a.b"); __import__(f"c{d}")\n'''import no'''\n`,
];
const SETTINGS = [
  JSON.stringify({
    scripts: { a: 'b --c' },
    imports: { '#d': 'e' },
    dependencies: { f: 'npm:@g/h@1' },
    jest: ['i'],
  }),
  '[project]\ndependencies = ["a"]\n[tool.b]\nplugins = ["c", "d.e:f"]\n',
  'web: gunicorn "a.b" @c/d@1.0.0\n',
];
const WORDS = [
  '`${',
  '/*',
  '*/',
  '</',
  "'",
  '"""',
  '\\\n',
  'import ',
  'from ',
  'require(',
  '{/*',
  '=>',
  '<a ',
  '#',
  '(',
  ')',
];

const FILES: Readonly<Record<'npm' | 'pypi', readonly string[]>> = {
  npm: ['a.js', 'a.ts', 'a.tsx', 'a.vue', 'package.json', '.eslintrc'],
  pypi: ['a.py', 'setup.py', 'pyproject.toml', 'Procfile'],
};

export const sourceTargets: readonly Target[] = [
  ...(['npm', 'pypi'] as const).map(readTarget),
  target(
    'JavaScript tokens',
    ['src/formats/source/javascript-tokens.ts#cutJavaScript'],
    fc.tuple(mutatedText(JAVASCRIPT, WORDS), fc.boolean()),
    ([text, hasElements]) => {
      let last = -1;
      for (const { kind, text: said, at } of attempt([], () => cutJavaScript(text, { hasElements }))
        ?.tokens ?? []) {
        assert.ok(at > last && at < text.length, 'tokens stand one behind the other');
        if (kind === 'word' || kind === 'mark') assert.ok(text.startsWith(said, at));
        last = at;
      }
    },
  ),
];

function readTarget(id: 'npm' | 'pypi'): Target {
  const rules = ADAPTERS[id].sources;
  assert.ok(rules !== undefined);
  const text = mutatedText([...JAVASCRIPT, ...PYTHON, ...SETTINGS], WORDS);
  return target(
    `${id} sources`,
    [
      `src/ecosystems/${id}/sources.ts#sources`,
      id === 'npm'
        ? 'src/formats/source/javascript-imports.ts#readJavaScriptImports'
        : 'src/formats/source/python-imports.ts#readPythonImports',
    ],
    fc.tuple(fc.constantFrom(...FILES[id]), text),
    ([file, hostile]) => assertRead(rules, file, hostile),
  );
}

function assertRead(rules: SourceRules, file: string, text: string): void {
  const found = attempt([], () => rules.read(file, text, () => true));
  assert.ok(found !== undefined);
  const lines = text.split('\n').length;
  for (const { line } of [...found.imports, ...found.mentions, ...found.computed])
    assert.ok(line >= 1 && line <= lines, `line ${line} of ${lines}`);
  const names = rules.names(new Set(['a', 'b']), found.provides ?? []);
  for (const { module } of found.imports)
    attempt([], () => [names.packagesOf(module), names.isExplained(module, new Set())]);
  attempt([], () => rules.installed?.read(`${text.slice(0, 20)}-1.dist-info`, new Map([['RECORD', text]])));
}
