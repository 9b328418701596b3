import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { Component } from '../../kernel/component-graph.ts';
import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { cargoLock } from './manifest-cargo-lock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string, companions: Readonly<Record<string, string>> = {}) =>
  cargoLock.read(text, new Map(Object.entries(companions)));

const REGISTRY = 'registry+https://git.example/index';
const GIT = 'git+https://code.example/reef?branch=main';

const VERSION_1 = `[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "kelp 0.2.0 (${REGISTRY})",
 "reef 0.3.0 (${GIT}#0123456789abcdef0123456789abcdef01234567)",
 "helper 0.1.0",
]

[[package]]
name = "helper"
version = "0.1.0"

[[package]]
name = "kelp"
version = "0.2.0"
source = "${REGISTRY}"

[[package]]
name = "reef"
version = "0.3.0"
source = "${GIT}#0123456789abcdef0123456789abcdef01234567"

[metadata]
"checksum kelp 0.2.0 (${REGISTRY})" = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"
"checksum reef 0.3.0 (${GIT}#0123456789abcdef0123456789abcdef01234567)" = "<none>"
`;

test('version 1: dependencies are named in full, checksums stand in a table of their own', () => {
  const graph = read(VERSION_1);
  assert.equal(graph.format, 'Cargo.lock 1');
  assert.deepEqual(tellGraph(graph), [
    '1: app@0.1.0 runtime project -> helper@0.1.0, kelp@0.2.0, reef@0.3.0',
    '10: helper@0.1.0 runtime project',
    '14: kelp@0.2.0 unknown registry',
    '19: reef@0.3.0 unknown elsewhere',
  ]);
  assert.deepEqual(graph.roots, [0, 1]);
  assert.deepEqual(graph.components[2]?.digests, {
    sha256: '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea',
  });
  assert.equal(graph.components[3]?.digests, undefined);
});

test('before 2017 the project stands apart', () => {
  const graph = read(
    `[root]\nname = "app"\nversion = "0.1.0"\ndependencies = ["a 1.0.0 (${REGISTRY})"]\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "${REGISTRY}"\n`,
  );
  assert.equal(graph.format, 'Cargo.lock 2');
  assert.deepEqual(tellGraph(graph), [
    '1: app@0.1.0 runtime project -> a@1.0.0',
    '5: a@1.0.0 unknown registry',
  ]);
});

test('version 4: as much of a name as it takes, registries of every kind, code from a repository', () => {
  const graph = read(sample('Cargo.lock'));
  assert.equal(graph.format, 'Cargo.lock 4');
  assert.deepEqual(tellGraph(graph), [
    '5: consumer@1.0.0 runtime project -> kelp@1.2.0, kelp@1.3.0, reef@0.3.0, tide-pool@1.2.0+build.7',
    '15: kelp@1.2.0 unknown registry',
    '21: kelp@1.3.0 unknown registry',
    '27: reef@0.3.0 unknown elsewhere',
    '32: tide-pool@1.2.0+build.7 unknown registry',
  ]);
  assert.deepEqual(graph.gaps, []);
});

test('one version of a crate from two places is told apart by its source, and a folder has none', () => {
  const crates = [
    ['kelp', '1.0.0', REGISTRY],
    ['kelp', '1.0.0', `${GIT}#0123`],
    ['kelp', '1.0.0', undefined],
  ] as const;
  const tables = crates.map(
    ([name, version, source]) =>
      `[[package]]\nname = "${name}"\nversion = "${version}"\n${source === undefined ? '' : `source = "${source}"\n`}`,
  );
  const asking = (name: string, ask: string) =>
    `[[package]]\nname = "${name}"\nversion = "0.1.0"\ndependencies = ["${ask}"]\n`;
  const graph = read(
    `version = 3\n${tables.join('')}${asking('in-folder', 'kelp 1.0.0')}${asking('in-git', `kelp 1.0.0 (${GIT})`)}${asking('at-registry', `kelp 1.0.0 (${REGISTRY})`)}`,
  );
  assert.deepEqual(graph.needs.slice(3), [[2], [1], [0]]);
});

/** As cargo wrote it, for the manifests below; edges and scopes were compared with `cargo metadata` and `cargo tree`. */
const WORKSPACE = {
  'Cargo.toml': `[package]
name = "shop"
build = "build.rs"
[workspace]
members = ["crates/*"]
[workspace.dependencies]
old-rand = { package = "rand", version = "0.7.3" }
[dependencies]
serde_json = "=1.0.100"
shop-util = { path = "crates/util" }
newrand = { package = "rand", version = "0.8.4" }
[build-dependencies]
cc = "=1.0.79"
[dev-dependencies]
tempfile = "=3.5.0"
outside = { path = "outside" }
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
[target.'cfg(unix)'.dev-dependencies]
nix = "=0.26.2"
[patch.crates-io]
itoa = { path = "vendored/itoa" }
`,
  'crates/util/Cargo.toml':
    '[package]\nname = "shop-util"\n[dependencies]\nold-rand.workspace = true\n[dev-dependencies]\nlazy_static = "1.4"\n',
  'outside/Cargo.toml': '[package]\nname = "outside"\n[dependencies]\nfastrand = "1"\n',
};
/** It lies in a folder that is not named like it. */
const ODD_ONE = '[package]\nname = "odd-one"\n[dependencies]\nsemver = "=1.0.17"\nlazy_static = "1.4"\n';

test('without Cargo.toml, what is for development alone is unknown', () => {
  const { components, gaps } = read(sample('Cargo.workspace.lock'));
  assert.equal(components.length, 72);
  assert.ok(
    components.every(({ source, scope }) => scope === (source === 'project' ? 'runtime' : 'unknown')),
  );
  assert.deepEqual(gaps, []);
});

test('with the Cargo.toml of a workspace: renamed, inherited, for one target, for the build, for tests', () => {
  const { components } = read(sample('Cargo.workspace.lock'), WORKSPACE);
  const scopeOf = (name: string) =>
    components.filter((one) => one.name === name).map(({ version, scope }) => `${version} ${scope}`);
  assert.deepEqual(scopeOf('rand'), ['0.7.3 runtime', '0.8.8 runtime']);
  assert.deepEqual(scopeOf('winapi'), ['0.3.9 runtime']);
  assert.deepEqual(scopeOf('winapi-x86_64-pc-windows-gnu'), ['0.4.0 runtime']);
  // What a build script takes may be delivered.
  assert.deepEqual(scopeOf('cc'), ['1.0.79 runtime']);
  assert.deepEqual(scopeOf('nix'), ['0.26.2 development']);
  assert.deepEqual(scopeOf('rustix'), ['0.37.28 development']);
  // A project for tests alone is a project all the same.
  assert.deepEqual(scopeOf('fastrand'), ['1.9.0 runtime']);
});

test('what a package without a Cargo.toml needs is unknown, until it is found', () => {
  const unknown = (components: readonly Component[]) =>
    components.filter(({ scope }) => scope === 'unknown').map(({ name }) => name);
  const text = sample('Cargo.workspace.lock');
  assert.deepEqual(unknown(read(text, WORKSPACE).components), ['lazy_static', 'semver']);
  assert.deepEqual(unknown(read(text, { ...WORKSPACE, 'crates/odd/Cargo.toml': ODD_ONE }).components), []);
});

test('a folder in the place of a registry crate comes from elsewhere, and is no project', () => {
  const graph = read(sample('Cargo.workspace.lock'), WORKSPACE);
  assert.deepEqual(
    graph.components.filter(({ source }) => source === 'elsewhere').map(({ name }) => name),
    ['itoa'],
  );
  assert.deepEqual(
    graph.roots.map((at) => graph.components[at]?.name),
    ['odd-one', 'outside', 'shop', 'shop-util'],
  );
});

test('members are looked for in folders that are named like their packages', () => {
  const asked = (found: Readonly<Record<string, string>>) =>
    cargoLock.companions?.(sample('Cargo.workspace.lock'), new Map(Object.entries(found))) ?? [];
  assert.deepEqual(asked({}), ['Cargo.toml']);
  const files = asked({ 'Cargo.toml': WORKSPACE['Cargo.toml'] });
  for (const file of ['crates/util/Cargo.toml', 'crates/shop-util/Cargo.toml', 'outside/Cargo.toml']) {
    assert.ok(files.includes(file), file);
  }
  assert.deepEqual(asked({ 'a/b/Cargo.toml': '[dependencies]\nc = { path = "../../../c" }' }), [
    'Cargo.toml',
    '../c/Cargo.toml',
  ]);
  assert.deepEqual(
    asked({ 'Cargo.toml': '[workspace]\nmembers = ["/etc", "a\\\\b", "c:/d", "*/e", "f*g"]' }),
    ['Cargo.toml'],
  );
});

test('a workspace that names very many folders is looked at in part', () => {
  const members = Array.from({ length: 30_000 }, (_, at) => `"m${at}"`).join(', ');
  const files = cargoLock.companions?.('', new Map([['Cargo.toml', `[workspace]\nmembers = [${members}]`]]));
  assert.equal(files?.length, 2_000);
});

test('a Cargo.toml that cannot be read is a gap, and the lock file is read all the same', () => {
  const { components, gaps } = read(sample('Cargo.lock'), { 'Cargo.toml': '[package]\nname = {{name}}' });
  assert.equal(components.length, 5);
  assert.match(gaps[0]?.message ?? '', /^Cannot tell what is for development by Cargo\.toml: .* line 2/);
});

test('what is needed and not there, or could be several, is a gap', () => {
  const graph = read(
    'version = 3\n[[package]]\nname = "app"\nversion = "1.0.0"\ndependencies = ["gone", "a"]\n[[package]]\nname = "a"\nversion = "1.0.0"\n[[package]]\nname = "a"\nversion = "2.0.0"\n',
  );
  assert.deepEqual(graph.needs, [[], [], []]);
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what app needs: found no gone in Cargo.lock', line: 2 },
    { message: 'Cannot find what app needs: found more than one a in Cargo.lock', line: 2 },
  ]);
});

test('names that Cargo cannot have and versions that are none stay unknown', () => {
  const graph = read(
    `[[package]]\nname = "../a"\nversion = "1.0.0"\nsource = "${REGISTRY}"\n[[package]]\nname = "b"\nversion = "1.0"\nsource = "${REGISTRY}"\n`,
  );
  assert.deepEqual(tellGraph(graph), ['1: ?../a@1.0.0 unknown registry', '5: b@[1.0] unknown registry']);
});

test('a byte order mark and Windows line ends change nothing', () => {
  const text = sample('Cargo.workspace.lock');
  assert.deepEqual(tellGraph(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)), tellGraph(read(text)));
});

test('there are no lines where the file is not written as Cargo writes it', () => {
  const [only] = read('package = [{ name = "a", version = "1.0.0" }]\n').components;
  assert.deepEqual([only?.name, only?.line], ['a', undefined]);
});

test('a file of many crates, each of which needs the next, is read whole', () => {
  const count = 20_000;
  const tables = Array.from(
    { length: count },
    (_, at) =>
      `[[package]]\nname = "c"\nversion = "1.0.${at}"\ndependencies = ["c 1.0.${(at + 1) % count}"]\n`,
  );
  const { components, needs, gaps } = read(tables.join(''));
  assert.equal(components.length, count);
  assert.deepEqual([needs[0], needs.at(-1), gaps], [[1], [0], []]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['version = 5', 'unsupported', /found version 5, expected at most 4/],
    ['version = "4"', 'invalid-document', /found a string as its version, expected 1 to 4/],
    ['version = 0', 'invalid-document', /found 0 as its version, expected 1 to 4/],
    ['package = 7', 'invalid-document', /found a number as "package", expected a list of tables/],
    ['package = [7]', 'invalid-document', /found a number for package 1, expected a table/],
    [
      '\n[[package]]\nname = "a"',
      'invalid-document',
      /found no version at line 2, expected name and version/,
    ],
    [
      '[[package]]\nname = "a"\nversion = "1.0.0"\ndependencies = [1]',
      'invalid-document',
      /found dependencies that are no list of texts at line 1/,
    ],
    [
      '[[package]]\nname = "a"\nversion = "1.0.0"\n[[package]]\nname = "a"\nversion = "1.0.0"',
      'invalid-document',
      /found "a 1.0.0" a second time at line 4, expected each package once/,
    ],
    [
      '[[package]]\nname = "a"\nname = "b"',
      'invalid-document',
      /Cannot read Cargo.lock: .* line 3 .* expected TOML/,
    ],
    ['[[package]]\nname = "a', 'invalid-document', /line 2 .* expected TOML/],
    ['<<<<<<< HEAD\n', 'invalid-document', /line 1 .* expected TOML/],
    [`a = ${'['.repeat(5_000)}`, 'invalid-document', /expected TOML/],
    [`#${' '.repeat(64 * 1024 * 1024)}`, 'too-large', /expected at most 67108864/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text.slice(0, 60),
    );
  }
});
