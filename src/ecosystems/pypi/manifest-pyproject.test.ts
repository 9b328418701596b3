import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { manifests } from './manifest.ts';
import { pyproject } from './manifest-pyproject.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const read = (text: string) => pyproject.read(text, new Map());

test('a project without a lock: names and ranges, extras and groups, and no versions but pins', () => {
  const graph = read(sample('pyproject.toml'));
  assert.equal(graph.format, 'pyproject.toml');
  assert.deepEqual(tellGraph(graph), [
    'sample-app@1.0.0 runtime project -> black@[^23.0], direct@[https://code.example/d.zip], docutils@?, flask@[>=2], mypy@?, orjson@[<3.10], pinned@1.0, pytest@[<8], ruff@?',
    'flask@[>=2] runtime registry -> ?',
    'pinned@1.0 runtime registry -> ?',
    'direct@[https://code.example/d.zip] runtime elsewhere -> ?',
    'orjson@[<3.10] runtime registry -> ?',
    'pytest@[<8] development registry -> ?',
    'docutils@? development registry -> ?',
    'ruff@? development registry -> ?',
    'mypy@? development registry -> ?',
    'black@[^23.0] development registry -> ?',
  ]);
  assert.deepEqual(graph.gaps, [
    {
      message:
        'Cannot read what the project needs: found "not a requirement" in pyproject.toml, expected a dependency specifier',
    },
  ]);
});

test("Poetry's own tables, from before the standard", () => {
  const graph = read(`[tool.poetry]
name = "app"
version = "0.1"
[tool.poetry.dependencies]
python = "^3.8"
requests = { version = "^2.25", extras = ["socks"], optional = true }
near = { path = "../near" }
from-git = { git = "https://code.example/x.git" }
several = [{ version = "<2", python = "<3.8" }, { version = ">=2", python = ">=3.8" }]
[tool.poetry.dev-dependencies]
pytest = "*"
[tool.poetry.group.docs.dependencies]
docutils = "1.0"
`);
  assert.deepEqual(tellGraph(graph).slice(1), [
    'requests@[^2.25] runtime registry -> ?',
    'near@[../near] runtime project -> ?',
    'from-git@[https://code.example/x.git] runtime elsewhere -> ?',
    'several@[<2] runtime registry -> ?',
    'several@[>=2] runtime registry -> ?',
    'pytest@[*] development registry -> ?',
    'docutils@1.0 development registry -> ?',
  ]);
});

test('dependencies that are computed are a gap, and the settings of tools are no project', () => {
  const dynamic = read('[project]\nname = "app"\ndynamic = ["dependencies"]\n');
  assert.deepEqual(tellGraph(dynamic), ['app@? runtime project -> ?']);
  assert.equal(dynamic.gaps.length, 1);
  assert.deepEqual(read('[tool.ruff]\nline-length = 100\n').components, []);
});

test('it is not read beside any lock file', () => {
  const locks = manifests.map(({ id }) => id).filter((id) => /lock/.test(id));
  assert.deepEqual([...(pyproject.yieldsTo ?? [])].sort(), locks.sort());
});
