import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { tellRanges } from '../kernel/testing/tell-graph.ts';
import { ADAPTERS } from './list.ts';

function read(ecosystem: Ecosystem, id: string, text: string, companions: Record<string, string> = {}) {
  const format = ADAPTERS[ecosystem].manifests.find((one) => one.id === id);
  assert.ok(format !== undefined);
  return tellRanges(format.read(text, new Map(Object.entries(companions))));
}

test('yarn.lock tells every range, of either generation', () => {
  const classic = `# yarn lockfile v1


wave@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example/wave/-/wave-1.0.0.tgz#aa"
  dependencies:
    tide "~2.1.0"

tide@~2.1.0:
  version "2.1.3"
  resolved "https://registry.example/tide/-/tide-2.1.3.tgz#bb"
`;
  const project = '{"name": "app", "dependencies": {"wave": "^1.0.0"}}';
  assert.deepEqual(read('npm', 'yarn.lock', classic, { 'package.json': project }), [
    'app@? -> wave@1.0.0 by ^1.0.0',
    'wave@1.0.0 -> tide@2.1.3 by ~2.1.0',
  ]);
});

test('pnpm-lock.yaml tells what the projects ask for; what packages ask for it does not say', () => {
  const lock = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      wave: {specifier: ^1.0.0, version: 1.0.0}
packages:
  wave@1.0.0: {resolution: {integrity: sha512-aa}}
  tide@2.1.3: {resolution: {integrity: sha512-bb}}
snapshots:
  wave@1.0.0: {dependencies: {tide: 2.1.3}}
  tide@2.1.3: {}
`;
  const found = read('npm', 'pnpm-lock.yaml', lock, { 'package.json': '{"name": "app"}' });
  assert.deepEqual(found, ['app@? -> wave@1.0.0 by ^1.0.0']);
});

test('bun.lock tells every range', () => {
  const lock = `{"lockfileVersion": 1, "workspaces": {"": {"name": "app", "dependencies": {"wave": "^1.0.0"}}},
    "packages": {"wave": ["wave@1.0.0", "", {"dependencies": {"tide": "~2.1.0"}}, "sha512-aa"],
    "tide": ["tide@2.1.3", "", {}, "sha512-bb"]}}`;
  assert.deepEqual(read('npm', 'bun.lock', lock), [
    'app@? -> wave@1.0.0 by ^1.0.0',
    'wave@1.0.0 -> tide@2.1.3 by ~2.1.0',
  ]);
});

test('poetry.lock tells what packages ask for', () => {
  const lock = `[[package]]
name = "wave"
version = "1.0.0"
[package.dependencies]
tide = {version = ">=2.1,<3", markers = "python_version > '3'"}
sand = "*"

[[package]]
name = "tide"
version = "2.1.3"

[[package]]
name = "sand"
version = "1.0"

[metadata]
lock-version = "2.0"
python-versions = "*"
content-hash = "aa"
`;
  assert.deepEqual(read('pypi', 'poetry.lock', lock), [
    'wave@1.0.0 -> tide@2.1.3 by >=2.1,<3',
    'wave@1.0.0 -> sand@1.0 by *',
  ]);
});

test('composer.lock tells every range, but of what stands in for another package', () => {
  const lock = `{"packages": [
    {"name": "acme/wave", "version": "1.0.0", "require": {"php": ">=8", "acme/tide": "~2.1.0", "acme/old": "^1"}},
    {"name": "acme/tide", "version": "2.1.3", "replace": {"acme/old": "self.version"}}], "packages-dev": []}`;
  const project = '{"name": "acme/app", "require": {"acme/wave": "^1.0"}}';
  assert.deepEqual(read('composer', 'composer.lock', lock, { 'composer.json': project }), [
    'acme/app@? -> acme/wave@1.0.0 by ^1.0',
    'acme/wave@1.0.0 -> acme/tide@2.1.3 by ~2.1.0',
  ]);
});
