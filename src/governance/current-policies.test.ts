import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { loadCurrentPolicies } from './current-policies.ts';
import type { PolicyVersion } from './ports.ts';

const version = (view: string, number: number, text: string): PolicyVersion => ({
  view,
  number,
  text,
  author: 'account:ann',
  note: 'n',
  createdAt: 0,
});

test('a view that does not exist is not found', async () => {
  const policies = await loadCurrentPolicies({ governance: { currentPolicies: async () => [] } });
  assert.throws(
    () => policies.of('ci'),
    (error) => isGatehouseError(error, 'not-found'),
  );
});

test('a policy that cannot be read names its view and keeps the ones in force', async () => {
  let stored = [version('default', 1, 'preset = "strict"')];
  const policies = await loadCurrentPolicies({ governance: { currentPolicies: async () => stored } });
  stored = [version('default', 2, 'preset = "balanced"'), version('ci', 1, 'preset = "odd"')];
  await assert.rejects(policies.reload(), (error) => {
    assert.ok(isGatehouseError(error, 'invalid-policy'));
    assert.equal(error.message, 'Cannot read policy 1 of view ci');
    return true;
  });
  assert.equal(policies.of('default').revision, 1);
});

test('a reload compiles only what changed', async () => {
  let stored = [version('default', 1, 'preset = "strict"'), version('ci', 1, 'preset = "strict"')];
  const policies = await loadCurrentPolicies({ governance: { currentPolicies: async () => stored } });
  const before = policies.of('default');
  stored = [version('default', 1, 'preset = "strict"'), version('ci', 2, 'preset = "balanced"')];
  await policies.reload();
  assert.equal(policies.of('default'), before);
  assert.equal(policies.of('ci').revision, 2);
});

test('a slow read does not put an older policy back in force', async () => {
  const slow = Promise.withResolvers<readonly PolicyVersion[]>();
  const answers = [
    Promise.resolve([]),
    slow.promise,
    Promise.resolve([version('default', 2, 'preset = "strict"')]),
  ];
  const policies = await loadCurrentPolicies({
    governance: { currentPolicies: () => answers.shift() ?? Promise.resolve([]) },
  });
  const first = policies.reload();
  await policies.reload();
  slow.resolve([version('default', 1, 'preset = "balanced"')]);
  await first;
  assert.equal(policies.of('default').revision, 2);
});
