import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { manifests } from './manifest.ts';

const sample = (file: string) => readFileSync(new URL(`testdata/${file}`, import.meta.url), 'utf8');
const SAMPLES: Readonly<Record<string, string>> = {
  'uv.lock': sample('uv-workspace.lock'),
  'pdm.lock': sample('pdm-groups.lock'),
  'pylock.toml': sample('pylock-exported.toml'),
  'Pipfile.lock': sample('Pipfile.lock'),
  'pyproject.toml': sample('pyproject.toml'),
  'requirements.txt': sample('requirements-exported.txt'),
  'poetry.lock': sample('poetry-groups.lock'),
};
const isToml = ({ id }: ManifestFormat) => id !== 'requirements.txt' && id !== 'Pipfile.lock';
const read = (format: ManifestFormat, text: string) => format.read(text, new Map());

for (const format of manifests) {
  const whole = SAMPLES[format.id] ?? '';

  test(`${format.id}: a byte order mark and CRLF change nothing`, () => {
    const told = tellGraph(read(format, whole));
    assert.ok(told.length > 3);
    assert.deepEqual(tellGraph(read(format, `\uFEFF${whole.replaceAll('\n', '\r\n')}`)), told);
  });

  test(`${format.id}: a text that ends early or is of another encoding is a graph or a fault, nothing else`, () => {
    const cuts = Array.from({ length: 60 }, (_, at) => whole.slice(0, Math.floor((whole.length * at) / 60)));
    for (const text of [
      ...cuts,
      '\0'.repeat(10),
      '\uFFFD'.repeat(10),
      Buffer.from(whole, 'utf16le').toString(),
    ]) {
      try {
        const { components, needs } = read(format, text);
        assert.equal(needs.length, components.length);
      } catch (error) {
        assert.ok(isGatehouseError(error, 'invalid-document'), String(error));
      }
    }
  });

  if (!isToml(format)) continue;

  test(`${format.id}: deep nesting and keys that stand there twice are faults with their line`, () => {
    for (const more of [`\ndeep = ${'['.repeat(100_000)}`, '\n[twice]\na = 1\na = 2\n']) {
      assert.throws(
        () => read(format, whole + more),
        (error) => isGatehouseError(error, 'invalid-document') && / at line \d+ /.test(error.message),
      );
    }
  });
}
