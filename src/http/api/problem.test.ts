import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError } from '../../kernel/errors.ts';
import { problemOf } from './problem.ts';

test('a storage that fails names no path of the server, neither in its words nor in its facts', () => {
  for (const code of ['storage-full', 'storage-failed', 'locked'] as const) {
    const facts = { path: '/srv/secret/gatehouse.db', sqliteCode: 14 };
    const told = problemOf(
      new GatehouseError(code, 'Cannot use the database /srv/secret/gatehouse.db', { facts }),
    );
    assert.equal(told.code, code);
    assert.doesNotMatch(JSON.stringify(told), /secret/);
    assert.match(told.detail, /^Cannot answer: /);
    assert.equal(told.facts, undefined);
  }
});

test('what is wrong with a request is told with its facts', () => {
  const facts = { fields: ['name: expected text'] };
  const told = problemOf(new GatehouseError('invalid-request', 'Cannot read it: no name', { facts }));
  assert.deepEqual([told.detail, told.facts], ['Cannot read it: no name', facts]);
});
