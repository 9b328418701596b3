import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

test('a reader that stops early, as head does, is no failure', async () => {
  const entry = new URL('gatehouse.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const closed = once(child, 'close');
  assert.equal(await text(child.stderr), '');
  assert.deepEqual(await closed, [0, null]);
});
