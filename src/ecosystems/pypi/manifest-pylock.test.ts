import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { pylock } from './manifest-pylock.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string) => pylock.read(text, new Map());

test('files are known by their names', () => {
  for (const name of ['pylock.toml', 'pylock.dev.toml']) assert.ok(pylock.isNamed(name), name);
  for (const name of ['pylock.a.b.toml', 'pylock..toml', 'pylock.lock', 'xpylock.toml']) {
    assert.ok(!pylock.isNamed(name), name);
  }
});

test('what uv exports is read: no edges, several versions by markers, a folder', () => {
  const graph = read(sample('pylock-exported.toml'));
  assert.equal(graph.format, 'pylock.toml 1.0');
  assert.deepEqual(tellGraph(graph), [
    '7: certifi@2026.10.19.post1 unknown registry -> ?',
    '13: charset-normalizer@3.5.3 unknown registry -> ?',
    '22: click@8.1.8 unknown registry -> ?',
    '30: click@8.5.1 unknown registry -> ?',
    '38: lib-a@? unknown project -> ?',
    '42: numpy@2.0.2 unknown registry -> ?',
  ]);
  assert.deepEqual(graph.roots, []);
  assert.deepEqual(graph.gaps, []);
});

const GROUPS = `lock-version = "1.1"
created-by = "example"
extras = ["fast"]
dependency-groups = ["dev", "docs"]
default-groups = ["default"]

[[packages]]
name = "plain"
version = "1"
dependencies = [{ name = "Needed" }, { name = "twice", version = "2" }, { name = "gone" }]

[[packages]]
name = "needed"
version = "1"
marker = "'default' in dependency_groups or 'dev' in dependency_groups"

[[packages]]
name = "twice"
version = "1"
marker = "'dev' in dependency_groups and python_version < '3'"

[[packages]]
name = "twice"
version = "2"
marker = "'dev' in dependency_groups or 'docs' in dependency_groups"

[[packages]]
name = "unclear"
version = "1"
marker = "'dev' in dependency_groups or sys_platform == 'win32'"

[[packages]]
name = "extra"
version = "1"
marker = "'fast' in extras"

[[packages]]
name = "no-version"
vcs = { type = "git", url = "https://user:secret@code.example/x.git", commit-id = "abc" }

[[packages]]
name = "one-file"
version = "1"
archive = { url = "https://files.example/one.zip", hashes = { sha256 = "${'ab'.repeat(32)}" } }
`;

test('edges where the file has them; groups by markers; what is not plain stays unknown', () => {
  const graph = read(GROUPS);
  assert.deepEqual(tellGraph(graph), [
    '7: plain@1 runtime registry -> needed@1, twice@2',
    '12: needed@1 runtime registry -> ?',
    '17: twice@1 development registry -> ?',
    '22: twice@2 development registry -> ?',
    '27: unclear@1 unknown registry -> ?',
    '32: extra@1 runtime registry -> ?',
    '37: no-version@[https://code.example/x.git] runtime elsewhere -> ?',
    '41: one-file@1 runtime elsewhere -> ?',
  ]);
  assert.deepEqual(graph.components[7]?.digests, { sha256: 'ab'.repeat(32) });
  assert.deepEqual(graph.gaps, [
    { message: 'Cannot find what plain needs: found no gone in pylock.toml', line: 7 },
  ]);
});

test('faults name the place', () => {
  const faults: readonly (readonly [string, ErrorCode, RegExp])[] = [
    ['lock-version = "2.0"\n', 'unsupported', /found "2\.0" as lock-version, expected 1\.x/],
    ['lock-version = 1.0\n', 'invalid-document', /found 1 as lock-version/],
    ['', 'invalid-document', /found nothing as lock-version/],
    ['lock-version = "1.0"\n[[packages]]\nversion = "1"\n', 'invalid-document', /found no name at line 2/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, code) && words.test(error.message),
    );
  }
});
