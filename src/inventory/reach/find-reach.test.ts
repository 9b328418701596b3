import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { ProvidedModule } from '../../ecosystems/adapter-sources.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { findReach } from './find-reach.ts';
import { describeReach } from './reach.ts';

/** `{ app: ['a'], a: ['b'], b: [] }`: `app` is the project; `null` where the file does not say what one needs. */
type Needs = Readonly<Record<string, readonly string[] | null>>;

function graphOf(needs: Needs, ecosystem: Ecosystem = 'npm'): ComponentGraph {
  const names = Object.keys(needs);
  const components = names.map((name): Component => {
    const [bare = '', version = '1.0.0'] = name.split('=');
    return {
      ecosystem,
      name: bare,
      version,
      source: bare === 'app' ? 'project' : 'registry',
      scope: 'runtime',
    };
  });
  return {
    format: 'a.lock 1',
    components,
    roots: names.flatMap((name, at) => (name === 'app' ? at : [])),
    needs: names.map((name) => needs[name]?.map((one) => names.indexOf(one))),
    gaps: [],
  };
}

interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly ecosystem?: Ecosystem;
  readonly lock?: string;
  readonly installed?: readonly ProvidedModule[];
}

/** What is said of each component but the project. */
async function reachOf(needs: Needs, given: Given): Promise<Readonly<Record<string, string>>> {
  const { files, ecosystem = 'npm', lock = 'a.lock', installed = [] } = given;
  const file = { path: lock, graph: graphOf(needs, ecosystem) };
  const names = Object.keys(needs);
  const asked = names.map((_, at) => ({ ecosystem, places: [{ file, at }] }));
  const folder = {
    async *paths() {
      yield* Object.keys(files).sort();
      if ('LOCKED' in files) throw new Error('permission denied');
    },
    async read(path: string) {
      if (files[path] === 'LATIN')
        throw new GatehouseError('invalid-document', `Cannot read ${path}: found bytes`);
      return files[path];
    },
  };
  const found = await findReach(
    { adapters: ADAPTERS, folder, installed: async () => installed },
    [file],
    asked,
  );
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const reach = found[at];
      return name === 'app' || reach === undefined ? [] : [[name, describeReach(reach)]];
    }),
  );
}

const NOT_SEEN = 'no import of it was found in 1 JavaScript file; that is no proof';
const UNKNOWN = 'not known whether it is imported: ';

test('what is imported is told with its places, what hangs below it with what that is, the rest was not seen', async () => {
  const needs = { app: ['a', 'lonely'], a: ['b'], b: ['c', 'a'], c: [], lonely: ['below'], below: [] };
  const files = { 'src/x.ts': '// hello\nimport { one } from "a/sub/path.js";\nimport "../b";' };
  assert.deepEqual(await reachOf(needs, { files }), {
    a: 'imported at src/x.ts:2',
    b: 'below a@1.0.0, imported at src/x.ts:2',
    c: 'below a@1.0.0, imported at src/x.ts:2',
    lonely: NOT_SEEN,
    below: NOT_SEEN,
  });
});

test('only the first places are told, and the others counted', async () => {
  const files = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`${n}.mjs`, "import 'a'"]));
  assert.deepEqual(await reachOf({ app: ['a'], a: [] }, { files }), {
    a: 'imported at 1.mjs:1, 2.mjs:1, 3.mjs:1 and in 2 more',
  });
});

test('of several versions the one that the project asks for is imported; of the others it is not known', async () => {
  const needs = { app: ['a=2', 'b'], 'a=2': [], b: ['a=1'], 'a=1': [] };
  assert.deepEqual(await reachOf(needs, { files: { 'x.js': "require('a')" } }), {
    'a=2': 'imported at x.js:1',
    b: NOT_SEEN,
    'a=1': `${UNKNOWN}another version of it is imported at x.js:1`,
  });
  // Asked for by nobody, and imported all the same: any of them may be meant.
  const hoisted = { app: ['b'], b: ['a=1'], 'a=1': [] };
  assert.equal((await reachOf(hoisted, { files: { 'x.js': "require('a')" } }))['a=1'], 'imported at x.js:1');
});

test('aliases of package.json and its own names for modules lead to the packages', async () => {
  const files = {
    'package.json': JSON.stringify(
      {
        dependencies: { short: 'npm:@s/long@^1.0.0', other: '1' },
        imports: { '#in': { node: 'other', default: './x.js' } },
      },
      null,
      1,
    ),
    'x.js': "import 'short'; import '#in'; import 'fs'; import 'node:a'; import '@/b';",
  };
  assert.deepEqual(
    await reachOf({ app: ['@s/long', 'other', 'a', 'b'], '@s/long': [], other: [], a: [], b: [] }, { files }),
    {
      '@s/long': 'imported at x.js:1',
      other: 'imported at package.json:8',
      a: NOT_SEEN,
      b: NOT_SEEN,
    },
  );
});

test('scripts, settings, strings, types and plugins use packages without an import, and what is below them is not known either', async () => {
  const files = {
    'package.json':
      '{\n "scripts": {\n  "build": "tsc -p . && NODE_ENV=x node_modules/.bin/roll up"\n },\n "jest": { "preset": "ts-jest" },\n "dependencies": { "idle": "1" }\n}',
    '.eslintrc.yml': 'parser: "@acme/parser"\n',
    'x.ts': "import type { A } from 'shapes';\nexport const plugin = ['deep-down', 'plain'];",
  };
  const needs = {
    app: ['typescript', 'roll', 'ts-jest', '@acme/parser', 'shapes', 'eslint-plugin-a', 'idle'],
    typescript: ['below'],
    below: ['plain', 'deep-down'],
    roll: [],
    'ts-jest': [],
    '@acme/parser': [],
    shapes: [],
    'eslint-plugin-a': [],
    idle: ['plain=2'],
    plain: [],
    'plain=2': [],
    'deep-down': [],
  };
  assert.deepEqual(await reachOf(needs, { files }), {
    typescript: `${UNKNOWN}it is named at package.json:3, without an import`,
    below: `${UNKNOWN}it is below typescript@1.0.0, which is named at package.json:3, without an import`,
    roll: `${UNKNOWN}it is named at package.json:3, without an import`,
    'ts-jest': `${UNKNOWN}it is named at package.json:5, without an import`,
    '@acme/parser': `${UNKNOWN}it is named at .eslintrc.yml:1, without an import`,
    shapes: `${UNKNOWN}it is named at x.ts:1, without an import`,
    'eslint-plugin-a': `${UNKNOWN}it is named like a plugin, which settings use without an import`,
    idle: NOT_SEEN,
    plain: `${UNKNOWN}it is below typescript@1.0.0, which is named at package.json:3, without an import`,
    'plain=2': NOT_SEEN,
    'deep-down': `${UNKNOWN}it is named at x.ts:2, without an import`,
  });
});

test('nothing is called not seen where a name is worked out, a file could not be read, or the lock does not tell its edges', async () => {
  const needs = { app: ['a', 'b', 'x-b'], a: [], b: [], 'x-b': [] };
  const reasonFor = async (files: Readonly<Record<string, string>>, of: Needs = needs) =>
    (await reachOf(of, { files: { 'a.js': "import 'a'", ...files } }))['b'];
  assert.equal(
    await reasonFor({ 'b.js': '\nrequire(name)' }),
    `${UNKNOWN}b.js:2 loads a module whose name it works out`,
  );
  assert.equal(
    await reasonFor({ LOCKED: '' }),
    `${UNKNOWN}not all folders could be looked into: permission denied`,
  );
  assert.equal(await reasonFor({ 'b.js': 'LATIN' }), `${UNKNOWN}b.js: Cannot read b.js: found bytes`);
  assert.equal(await reasonFor({ 'b.js': 'x = `' }), `${UNKNOWN}b.js: it could not be followed to its end`);
  assert.equal(
    await reasonFor({ 'b.js': ' '.repeat(4_000_001) }),
    `${UNKNOWN}b.js: it has more than 4000000 characters`,
  );
  assert.equal(
    await reasonFor({ 'b.astro': '' }),
    `${UNKNOWN}b.astro: it may import, and is in a language that is not read`,
  );
  assert.equal(
    await reasonFor({}, { ...needs, a: null }),
    `${UNKNOWN}a.lock 1 does not say what a@1.0.0 needs`,
  );
  assert.equal(await reasonFor({}), 'no import of it was found in 1 JavaScript file; that is no proof');
  const computed = await reachOf(needs, { files: { 'a.js': 'require(`x-${y}`)' } });
  assert.equal(computed['b'], NOT_SEEN);
  assert.equal(
    computed['x-b'],
    `${UNKNOWN}it may be what a.js:1 loads: its name is worked out, and begins with "x-"`,
  );
});

test('code is that below the lock file; a list of requirements may stand apart from it', async () => {
  const inner = { lock: 'inner/a.lock', files: { 'x.js': "import 'a'", 'inner/y.js': "import 'b'" } };
  assert.deepEqual(await reachOf({ app: ['a', 'b'], a: [], b: [] }, inner), {
    a: NOT_SEEN,
    b: 'imported at inner/y.js:1',
  });
  const none = await reachOf(
    { app: ['a'], a: [] },
    { lock: 'inner/a.lock', files: { 'x.js': "import 'a'" } },
  );
  assert.deepEqual(none, { a: `${UNKNOWN}no JavaScript files were found` });
  const python = {
    ecosystem: 'pypi',
    lock: 'requirements/base.txt',
    files: { 'src/x.py': 'import a' },
  } as const;
  assert.deepEqual(await reachOf({ a: null }, python), { a: 'imported at src/x.py:1' });
});

test('components of other ecosystems are not known', async () => {
  assert.deepEqual(await reachOf({ a: [] }, { ecosystem: 'cargo', files: { 'x.js': "import 'a'" } }), {
    a: `${UNKNOWN}imports are looked for in JavaScript and Python only`,
  });
});

test('Python: modules are found in packages of other names, by the table and by what is installed', async () => {
  const needs = {
    app: ['pyyaml', 'google-cloud-storage', 'odd', 'django'],
    pyyaml: [],
    'google-cloud-storage': [],
    odd: ['deep'],
    deep: [],
    django: [],
  };
  const files = {
    'app/main.py':
      'import yaml\nfrom google.cloud import storage\nimport strange.thing\nimport os, app.other\n',
    'app/other.py': 'from . import main',
  };
  const installed = [
    { module: 'strange', package: 'odd' },
    { module: 'deep_down', package: 'deep' },
  ];
  assert.deepEqual(await reachOf(needs, { files, ecosystem: 'pypi', installed }), {
    pyyaml: 'imported at app/main.py:1',
    'google-cloud-storage': 'imported at app/main.py:2',
    odd: 'imported at app/main.py:3',
    deep: 'below odd@1.0.0, imported at app/main.py:3',
    django: 'no import of it was found in 2 Python files; that is no proof',
  });
});

test('Python: a package whose modules are not known is not seen only when every import is explained', async () => {
  const needs = { app: ['odd', 'six'], odd: [], six: [] };
  const of = (text: string) => reachOf(needs, { ecosystem: 'pypi', files: { 'main.py': text } });
  const notSeen = 'no import of it was found in 1 Python file; that is no proof';
  assert.deepEqual(await of('import os, main'), { odd: notSeen, six: notSeen });
  assert.deepEqual(await of('import os\nimport strange'), {
    odd: `${UNKNOWN}which modules it has is not known here, and strange (main.py:2) is of no package that is`,
    six: notSeen,
  });
});

test('Python: names in settings, commands and plugins are used without an import', async () => {
  const needs = {
    app: ['gunicorn', 'djangorestframework', 'pytest-cov', 'idle', 'uvicorn'],
    gunicorn: [],
    djangorestframework: [],
    'pytest-cov': [],
    idle: [],
    uvicorn: [],
  };
  const files = {
    Procfile: 'web: gunicorn shop.wsgi\n',
    'pyproject.toml': '[project]\ndependencies = ["idle"]\n[project.scripts]\nserve = "uvicorn:main"\n',
    'setup.py': 'from setuptools import setup\nsetup(install_requires=["idle"])',
    'shop/settings.py': 'INSTALLED_APPS = ["rest_framework.authtoken"]',
  };
  const reach = await reachOf(needs, { ecosystem: 'pypi', files });
  assert.equal(reach['gunicorn'], `${UNKNOWN}it is named at Procfile:1, without an import`);
  assert.equal(
    reach['djangorestframework'],
    `${UNKNOWN}it is named at shop/settings.py:1, without an import`,
  );
  assert.equal(reach['uvicorn'], `${UNKNOWN}it is named at pyproject.toml:4, without an import`);
  assert.equal(
    reach['pytest-cov'],
    `${UNKNOWN}it is named like a plugin, which a tool uses without an import`,
  );
  assert.equal(
    reach['idle'],
    `${UNKNOWN}which modules it has is not known here, and setuptools (setup.py:1) is of no package that is`,
  );
});
