import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { yarnLock } from './manifest-yarn-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, companions: Record<string, string> = {}) =>
  yarnLock.read(text, new Map(Object.entries(companions)));
const without = (graph: ReturnType<typeof read>) =>
  tellGraph(graph).map((line) => line.replace(/^\d+: /, ''));

/** The package.json files of the workspace of which the samples are the lock files. */
const MANIFESTS = {
  'package.json': JSON.stringify({
    name: 'consumer',
    version: '1.0.0',
    workspaces: ['packages/*'],
    dependencies: { debug: '^4.3.0', 'old-debug': 'npm:debug@2.6.9', 'local-dep': 'file:./local' },
    optionalDependencies: { resolve: '1.17.0', fsevents: '^2.3.0' },
    devDependencies: { mkdirp: '^0.5.0' },
    resolutions: { minimist: '1.2.7' },
  }),
  'packages/a/package.json': JSON.stringify({
    name: '@app/a',
    version: '0.1.0',
    dependencies: { '@app/b': '0.2.0', 'use-sync-external-store': '1.2.0', react: '17.0.2' },
    devDependencies: { ms: '2.0.0' },
  }),
  'packages/b/package.json': JSON.stringify({
    name: '@app/b',
    version: '0.2.0',
    dependencies: { ms: '^2.1.0' },
    devDependencies: { once: '1.4.0' },
  }),
};

test('what Yarn 4 wrote of a workspace is the graph that it tells: aliases, patches, resolutions, folders, scopes', () => {
  const text = sample('yarn-berry-workspace.lock');
  assert.deepEqual(yarnLock.companions?.(text, new Map()), Object.keys(MANIFESTS));
  const graph = read(text, MANIFESTS);
  assert.equal(graph.format, 'yarn.lock 10');
  assert.deepEqual(tellGraph(graph), [
    '8: @app/a@0.1.0 runtime project -> @app/b@0.2.0, ms@2.0.0, react@17.0.2, use-sync-external-store@1.2.0',
    '19: @app/b@0.2.0 runtime project -> ms@2.1.3, once@1.4.0',
    '28: consumer@1.0.0 runtime project -> debug@2.6.9, debug@4.4.3, local-dep@3.0.0, mkdirp@0.5.6, resolve@1.17.0',
    '43: debug@4.4.3 runtime registry -> ms@2.1.3',
    '55: js-tokens@4.0.0 runtime registry',
    '62: local-dep@3.0.0 runtime project -> ms@2.1.2',
    '71: loose-envify@1.4.0 runtime registry -> js-tokens@4.0.0',
    '82: minimist@1.2.7 development registry',
    '89: mkdirp@0.5.6 development registry -> minimist@1.2.7',
    '100: ms@2.0.0 runtime registry',
    '107: ms@2.1.2 runtime registry',
    '114: ms@2.1.3 runtime registry',
    '121: object-assign@4.1.1 runtime registry',
    '128: debug@2.6.9 runtime registry -> ms@2.0.0',
    '137: once@1.4.0 development registry -> wrappy@1.0.2',
    '146: path-parse@1.0.7 runtime registry',
    '153: react@17.0.2 runtime registry -> loose-envify@1.4.0, object-assign@4.1.1',
    '163: resolve@1.17.0 runtime registry -> path-parse@1.0.7',
    '181: use-sync-external-store@1.2.0 runtime registry',
    '190: wrappy@1.0.2 development registry',
  ]);
  assert.deepEqual(graph.roots, [0, 1, 2]);
  assert.deepEqual(graph.speaksFor, ['', 'packages/a/', 'packages/b/']);
  assert.deepEqual(graph.gaps, []);
});

test('without package.json nothing is told to be for development', () => {
  const graph = read(sample('yarn-berry-workspace.lock'));
  assert.deepEqual(
    [...new Set(graph.components.filter((one) => one.source === 'registry').map((one) => one.scope))],
    ['unknown'],
  );
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what mkdirp needs: found no minimist@npm:^1.2.6 in yarn.lock', line: 89 },
  ]);
  const { 'packages/b/package.json': _, ...some } = MANIFESTS;
  assert.ok(
    without(read(sample('yarn-berry-workspace.lock'), some)).includes(
      'once@1.4.0 unknown registry -> wrappy@1.0.2',
    ),
  );
});

const SEEN = {
  ...MANIFESTS,
  'package.json': MANIFESTS['package.json'].replace('"packages/*"', '"packages/a","./packages/b/"'),
};

test('what Yarn 1 wrote of a workspace: projects stand in package.json alone', () => {
  const text = sample('yarn-classic-workspace.lock');
  assert.deepEqual(yarnLock.companions?.(text, new Map()), ['package.json']);
  assert.deepEqual(
    yarnLock.companions?.(text, new Map([['package.json', SEEN['package.json']]])),
    Object.keys(MANIFESTS),
  );
  assert.deepEqual(yarnLock.companions?.(text, new Map(Object.entries(MANIFESTS))), [
    'package.json',
    'packages/*/package.json',
  ]);
  assert.deepEqual(tellGraph(read(text, MANIFESTS)), tellGraph(read(text, SEEN)));
  const graph = read(text, SEEN);
  assert.equal(graph.format, 'yarn.lock 1');
  assert.deepEqual(without(graph), [
    'consumer@1.0.0 runtime project -> debug@2.6.9, debug@4.4.3, fsevents@2.3.3, local-dep@3.0.0, mkdirp@0.5.6',
    '@app/a@0.1.0 runtime project -> @app/b@0.2.0, ms@2.0.0, react@17.0.2, use-sync-external-store@1.2.0',
    '@app/b@0.2.0 runtime project -> ms@2.1.3, once@1.4.0',
    'debug@4.4.3 runtime registry -> ms@2.1.3',
    'fsevents@2.3.3 runtime registry',
    'js-tokens@4.0.0 runtime registry',
    'local-dep@3.0.0 runtime project -> ms@2.1.2',
    'loose-envify@1.4.0 runtime registry -> js-tokens@4.0.0',
    'minimist@1.2.7 development registry',
    'mkdirp@0.5.6 development registry -> minimist@1.2.7',
    'ms@2.0.0 runtime registry',
    'ms@2.1.2 runtime registry',
    'ms@2.1.3 runtime registry',
    'object-assign@4.1.1 runtime registry',
    'debug@2.6.9 runtime registry -> ms@2.0.0',
    'once@1.4.0 development registry -> wrappy@1.0.2',
    'react@17.0.2 runtime registry -> loose-envify@1.4.0, object-assign@4.1.1',
    'use-sync-external-store@1.2.0 runtime registry',
    'wrappy@1.0.2 development registry',
  ]);
  assert.deepEqual(graph.gaps, []);
  assert.deepEqual(graph.roots, [0, 1, 2]);
  assert.deepEqual(graph.speaksFor, ['', 'packages/a/', 'packages/b/']);
  assert.match(graph.components[3]?.digests?.sha512 ?? '', /^[0-9a-f]{128}$/);
});

test('workspaces that are not there are a gap: what seems to be for development may be theirs', () => {
  const graph = read(sample('yarn-classic-workspace.lock'), { 'package.json': MANIFESTS['package.json'] });
  assert.ok(without(graph).includes('debug@4.4.3 runtime registry -> ms@2.1.3'));
  assert.ok(without(graph).includes('mkdirp@0.5.6 unknown registry -> minimist@1.2.7'));
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot tell what is asked for: found the pattern "packages/*", expected folders' },
  ]);
  assert.deepEqual(read(sample('yarn-classic.lock')).gaps, [
    { message: 'Cannot tell what is asked for: found no package.json, expected one' },
  ]);
});

test('an alias is the package that it stands for; code from a repository, an address or a folder is told apart', () => {
  const text = `# yarn lockfile v1
"alias@npm:@s/dep@^2.0.0":
  version "2.0.0"
  resolved "https://registry.example/@s/dep/-/dep-2.0.0.tgz#0bcf9a6b7ff234711ff98bc9c4614baf42ee0bed"
  dependencies:
    git "git+https://git.example/o/git.git"
    short o/short
  optionalDependencies:
    not-there "1"
"git@git+https://git.example/o/git.git":
  version "3.0.0"
  resolved "git+https://git.example/o/git.git#0123456789abcdef0123456789abcdef01234567"
short@o/short:
  version "1.0.0"
  resolved "https://codeload.git.example/o/short/tar.gz/0123456789abcdef0123456789abcdef01234567"
"linked@link:../linked":
  version "0.0.0"
  uid ""
`;
  const graph = read(text, {
    'package.json': '{"name": "p", "dependencies": {"alias": "npm:@s/dep@^2.0.0", "gone": "1"}}',
  });
  assert.deepEqual(tellGraph(graph), [
    'p@? runtime project -> @s/dep@2.0.0',
    '2: @s/dep@2.0.0 runtime registry -> git@3.0.0, short@1.0.0',
    '10: git@3.0.0 runtime elsewhere',
    '13: short@1.0.0 runtime elsewhere',
    '16: linked@[link:../linked] unknown project -> ?',
  ]);
  assert.deepEqual(graph.components[1]?.digests, { sha1: '0bcf9a6b7ff234711ff98bc9c4614baf42ee0bed' });
  assert.deepEqual(graph.components[2]?.digests, undefined);
  assert.deepEqual(graph.gaps, [{ message: 'Cannot find what p needs: found no gone@1 in yarn.lock' }]);
});

test('Yarn 2 writes ranges without their protocol; a resolution may hold for one parent only', () => {
  const text = `__metadata:
  version: 4

"a@npm:^1.0.0, a@npm:^1.1.0":
  version: 1.1.0
  resolution: "a@npm:1.1.0"
  dependencies:
    b: ^1.0.0
    c: ^1.0.0

"b@npm:2.0.0":
  version: 2.0.0
  resolution: "b@npm:2.0.0"

"b@npm:^1.0.0":
  version: 1.0.0
  resolution: "b@npm:1.0.0"

"c@patch:c@npm%3A1.0.0#./fix.patch::locator=p%40workspace%3A.":
  version: 1.0.0
  resolution: "c@patch:c@npm%3A1.0.0#./fix.patch::version=1.0.0&hash=0&locator=p%40workspace%3A."

"p@workspace:.":
  version: 0.0.0-use.local
  resolution: "p@workspace:."
  dependencies:
    a: ^1.1.0
    b: ^1.0.0
    c: "patch:c@npm%3A1.0.0#./fix.patch"
`;
  const graph = read(text, {
    'package.json':
      '{"dependencies": {"b": "1"}, "resolutions": {"a/b": "2.0.0", "**/c": "patch:x", "d@npm:^1": "1"}}',
  });
  assert.deepEqual(without(graph), [
    'a@1.1.0 unknown registry -> b@2.0.0',
    'b@2.0.0 unknown registry',
    'b@1.0.0 runtime registry',
    'c@1.0.0 unknown registry',
    'p@? runtime project -> a@1.1.0, b@1.0.0, c@1.0.0',
  ]);
});

test('a byte order mark and other line ends are taken', () => {
  for (const [file, manifests] of [
    ['yarn-berry-workspace.lock', MANIFESTS],
    ['yarn-classic-workspace.lock', SEEN],
  ] as const) {
    const text = sample(file);
    const told = tellGraph(read(text, manifests));
    for (const written of [`\uFEFF${text}`, text.replaceAll('\n', '\r\n')]) {
      assert.deepEqual(tellGraph(read(written, manifests)), told);
    }
  }
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['__metadata:\n  version: 11\n', 'unsupported', /found version 11, expected at most 10/],
    ['__metadata:\n  version: x\n', 'invalid-document', /found version "x" of __metadata/],
    ['__metadata:\n  version: 8\n"a@npm:1": 7\n', 'invalid-document', /found a string for "a@npm:1"/],
    [
      '__metadata:\n  version: 8\n"a@npm:1": {}\n"a@npm:1": {}\n',
      'invalid-document',
      /a second time at line 4/,
    ],
    ['__metadata:\n  version: 8\n---\na: 1\n', 'invalid-document', /found 2 documents/],
    ['__metadata:\n  version: 8\n"a@npm', 'invalid-document', /at line 3/],
    ['# yarn lockfile v2\n', 'unsupported', /found version 2, expected at most 1/],
    ['a@1:\n  version "1.0.0"\n<<<<<<< HEAD\n', 'invalid-document', /found "<<<<<<<, HEAD" at line 3/],
    ['a@1:\n  version "1.0.0\n', 'invalid-document', /at line 2, expected a string that ends/],
    ['a@1:\n  version\n', 'invalid-document', /found "version" at line 2, expected a name and its value/],
    ['a@1:\n    version "1"\n', 'invalid-document', /at line 2, expected at most 2 spaces/],
    ['a@1:\n\tversion "1"\n', 'invalid-document', /at line 2/],
    ['a@1:\n  b:\n    c:\n', 'invalid-document', /found "c" with more below it at line 3/],
    ['a@1:\n  version "1"\na@1:\n', 'invalid-document', /found "a@1" a second time at line 3/],
    ['a@1:\n  v "1"\n  v "2"\n', 'invalid-document', /found "v" a second time at line 3/],
    ['a@1', 'invalid-document', /found "a@1" at line 1, expected a package with a colon/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text,
    );
  }
});

test('a large file is read in time that grows with it', () => {
  const text = `# yarn lockfile v1\n${Array.from({ length: 20_000 }, (_, at) => `p${at}@^1.0.0, p${at}@^1.1.0:\n  version "1.1.${at}"\n  dependencies:\n    p${(at + 1) % 20_000} "^1.1.0"\n`).join('')}`;
  const graph = read(text, { 'package.json': '{"devDependencies": {"p7": "^1.0.0"}}' });
  assert.equal(graph.components.length, 20_001);
  assert.equal(graph.components.at(-1)?.scope, 'development');
});
