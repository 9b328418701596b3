import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError } from './errors.ts';
import { createLogger } from './logger.ts';
import { readableLine } from './readable-line.ts';

function logOne(error: unknown): { readonly line: string; readonly said: Record<string, unknown> } {
  const lines: string[] = [];
  createLogger(
    'info',
    (line) => lines.push(line),
    () => Date.UTC(2026, 0, 2, 3, 4, 5),
  ).warn('it failed', {
    feed: 'kev',
    error,
  });
  const [line = ''] = lines;
  return { line, said: JSON.parse(line) as Record<string, unknown> };
}

test('expected errors and what the system says have no stack; a fault of ours has', () => {
  const system = Object.assign(new Error('getaddrinfo ENOTFOUND x'), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
  });
  const expected = new GatehouseError('upstream-unreachable', 'Cannot reach x', { cause: system });
  const { line, said } = logOne(expected);
  assert.deepEqual(said['error'], {
    message: 'Cannot reach x',
    code: 'upstream-unreachable',
    cause: { message: 'getaddrinfo ENOTFOUND x', code: 'ENOTFOUND' },
  });
  assert.equal(line.endsWith('}\n'), true);
  const { stack } = logOne(new TypeError('oops')).said['error'] as { stack: string };
  assert.match(stack, /readable-line\.test\.ts/);
});

test('lines below the level are not written', () => {
  const lines: string[] = [];
  const log = createLogger(
    'warn',
    (line) => lines.push(line),
    () => 0,
  );
  log.debug('a');
  log.info('b');
  log.error('c');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { message: string }).message),
    ['c'],
  );
});

test('on a terminal a line is readable, and outside bytes cannot move its cursor', () => {
  const { line } = logOne(new GatehouseError('upstream-unreachable', 'Cannot reach \u001b[2Jx'));
  assert.equal(readableLine(line), '03:04:05 warn  it failed: feed kev, error Cannot reach \\u001b[2Jx\n');
  assert.equal(readableLine('no JSON\n'), 'no JSON\n');
});

test('what turns the direction of writing, or has no width, is escaped for people too', () => {
  const lines: string[] = [];
  createLogger(
    'info',
    (line) => lines.push(line),
    () => 0,
  ).info('it is', { name: 'a\u202eb\u200bc\u009bd' });
  assert.equal(readableLine(lines[0] ?? ''), '00:00:00 info  it is: name a\\u202eb\\u200bc\\u009bd\n');
});
