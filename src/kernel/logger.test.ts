// Structured logs: one line each, whatever outsiders put into them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError } from './errors.ts';
import { createLogger } from './logger.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): readonly string[] {
  const lines: string[] = [];
  write(
    createLogger(
      'info',
      (line) => lines.push(line),
      () => 0,
    ),
  );
  return lines;
}

test('outside bytes cannot make a second line, nor move a terminal, nor hide or reorder text', () => {
  const hostile =
    'a\r\n{"level":"info","message":"forged"}\u001b[2J\u009b2J\u007f\u0085\u2028\u2029\u202e\u2066\u200b\ufeff\u0000';
  const [line = '', ...more] = logged((log) => log.warn(hostile, { [hostile]: hostile }));
  assert.deepEqual(more, []);
  assert.match(line, /^[\x20-\x7e]+\n$/);
  const read = JSON.parse(line) as Record<string, unknown>;
  assert.equal(read['message'], hostile);
  assert.equal(read[hostile], hostile);
});

test('an error tells its message, code and causes; one of ours no stack', () => {
  const error = new GatehouseError('not-found', 'Cannot find x', { cause: new Error('no\nsuch file') });
  const [line = ''] = logged((log) => log.error('failed', { error }));
  const { error: told } = JSON.parse(line) as { error: Record<string, unknown> };
  assert.deepEqual([told['message'], told['code'], told['stack']], ['Cannot find x', 'not-found', undefined]);
  assert.equal((told['cause'] as { message: string }).message, 'no\nsuch file');
});

test('lines below the level are not written', () => {
  assert.equal(logged((log) => log.debug('quiet')).length, 0);
});
