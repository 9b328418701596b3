// The file that `gatehouse` is, run as it is installed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const PROGRAM = join(import.meta.dirname, '../../bin/gatehouse.js');

function run(...args: readonly string[]): { readonly status: number | null; readonly told: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  return { status, told: stdout + stderr };
}

test('a Node.js that is new enough runs the commands itself, with their words and exit codes', () => {
  assert.deepEqual(
    run('--version').told.match(/^gatehouse \S+ \(Node\.js (\S+)\)/)?.[1],
    process.versions.node,
  );
  const unknown = run('scna');
  assert.equal(unknown.status, 2);
  assert.match(unknown.told, /scan/);
});
