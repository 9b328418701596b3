import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { applyFiles } from './apply-files.ts';

function makeProject(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'apply-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'app'));
  writeFileSync(join(root, 'app/package.json'), 'manifest');
  writeFileSync(join(root, 'package-lock.json'), 'lock');
  return root;
}
const textsOf = (root: string) =>
  ['app/package.json', 'package-lock.json'].map((path) => readFileSync(join(root, path), 'utf8'));
const CHANGES = [
  { path: 'app/package.json', before: 'manifest', after: 'new manifest' },
  { path: 'package-lock.json', before: 'lock', after: 'new lock' },
];

test('every file is written, with the rights that it had, and nothing else is left behind', (t) => {
  const root = makeProject(t);
  chmodSync(join(root, 'package-lock.json'), 0o640);
  applyFiles(root, CHANGES);
  assert.deepEqual(textsOf(root), ['new manifest', 'new lock']);
  assert.equal(statSync(join(root, 'package-lock.json')).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(root).sort(), ['app', 'package-lock.json']);
  assert.deepEqual(readdirSync(join(root, 'app')), ['package.json']);
});

test('when one file was changed meanwhile, none is written', (t) => {
  const root = makeProject(t);
  writeFileSync(join(root, 'package-lock.json'), 'somebody was here');
  assert.throws(
    () => applyFiles(root, CHANGES),
    (error: unknown) =>
      isGatehouseError(error, 'conflict') && /package-lock\.json was changed/.test(error.message),
  );
  assert.deepEqual(textsOf(root), ['manifest', 'somebody was here']);
  assert.deepEqual(readdirSync(root).sort(), ['app', 'package-lock.json']);
});

test('when one file cannot be written, none is', (t) => {
  const root = makeProject(t);
  assert.throws(
    () => applyFiles(root, [...CHANGES, { path: 'gone/Cargo.lock', before: '', after: 'x' }]),
    (error: unknown) => isGatehouseError(error, 'storage-failed'),
  );
  assert.deepEqual(textsOf(root), ['manifest', 'lock']);
  assert.deepEqual(readdirSync(root).sort(), ['app', 'package-lock.json']);
});

test('a file that is new is written where none is, and taken away again when another cannot be written', (t) => {
  const root = makeProject(t);
  const fresh = { path: 'pnpm-workspace.yaml', after: 'overrides:\n' };
  assert.throws(
    () => applyFiles(root, [fresh, { path: 'app/package.json', before: 'other', after: 'x' }]),
    (error: unknown) => isGatehouseError(error, 'conflict'),
  );
  assert.deepEqual(readdirSync(root).sort(), ['app', 'package-lock.json']);
  applyFiles(root, [...CHANGES, fresh]);
  assert.equal(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'), 'overrides:\n');
  assert.throws(
    () => applyFiles(root, [fresh]),
    (error: unknown) => isGatehouseError(error, 'conflict') && /pnpm-workspace/.test(error.message),
  );
});
