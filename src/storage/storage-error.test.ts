import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../kernel/errors.ts';
import { translatePostgresError, translateSqliteError } from './storage-error.ts';

test('result codes of SQLite become codes of ours, with the path and the number as facts', () => {
  const expected: readonly (readonly [number, ErrorCode])[] = [
    [5, 'locked'],
    [5 | (1 << 8), 'locked'],
    [6, 'locked'],
    [13, 'storage-full'],
    [8, 'storage-failed'],
    [10 | (3 << 8), 'storage-failed'],
    [11, 'storage-failed'],
    [26, 'storage-failed'],
    [787, 'storage-failed'],
    [1555, 'conflict'],
    [2067, 'conflict'],
  ];
  for (const [errcode, code] of expected) {
    const translated = translateSqliteError(Object.assign(new Error('no'), { errcode }), '/data/db');
    assert.ok(isGatehouseError(translated, code), `${errcode} is not ${code}`);
    assert.deepEqual(translated.facts, { path: '/data/db', sqliteCode: errcode });
  }
});

test('states of PostgreSQL become codes of ours, with the state as a fact', () => {
  const expected: readonly (readonly [string, ErrorCode])[] = [
    ['23505', 'conflict'],
    ['53100', 'storage-full'],
    ['55P03', 'locked'],
    ['25006', 'storage-failed'],
    ['ECONNREFUSED', 'storage-failed'],
  ];
  for (const [state, code] of expected) {
    const translated = translatePostgresError(Object.assign(new Error('no'), { code: state }));
    assert.ok(isGatehouseError(translated, code), `${state} is not ${code}`);
    assert.deepEqual(translated.facts, { sqlState: state });
  }
});

test('what SQLite did not raise is passed through', () => {
  const other = new TypeError('a fault of ours');
  assert.equal(translateSqliteError(other, '/data/db'), other);
});
