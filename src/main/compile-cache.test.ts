import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** Where a program keeps what it compiled, and where a worker thread does that it starts. */
function placesOf(begin: string): readonly unknown[] {
  const program = `
    import { getCompileCacheDir } from 'node:module';
    import { Worker } from 'node:worker_threads';
    import { workerEnvironment, keepCompiled } from './compile-cache.ts';
    ${begin}
    const worker = new Worker(
      "require('node:worker_threads').parentPort.postMessage(require('node:module').getCompileCacheDir())",
      { eval: true, execArgv: [], env: workerEnvironment() },
    );
    worker.on('message', (there) => console.log(JSON.stringify([getCompileCacheDir() ?? null, there ?? null])));`;
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    env,
  });
  return JSON.parse(printed) as readonly unknown[];
}

test('a worker thread keeps what it compiled where the process does', () => {
  const [here, there] = placesOf('keepCompiled();');
  assert.ok(typeof here === 'string');
  assert.equal(there, here);
});

test('a worker thread of a process that keeps nothing keeps nothing', () => {
  assert.deepEqual(placesOf(''), [null, null]);
});
