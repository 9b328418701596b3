import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sha256Of } from '../kernel/digest.ts';
import { isGatehouseError, type ErrorCode } from '../kernel/errors.ts';
import { applyPolicy, type PolicyRequest } from './apply-policy.ts';
import { INITIAL_POLICY_TEXT, loadCurrentPolicies } from './current-policies.ts';
import { createMemoryGovernance, type MemoryGovernance } from './testing/memory-governance.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const STRICT = 'preset = "strict"\n';

const apply = (deps: MemoryGovernance, request: Partial<PolicyRequest>) =>
  applyPolicy(deps, {
    view: 'default',
    text: STRICT,
    note: 'tighten',
    author: 'account:ann',
    basedOn: 0,
    ...request,
  });

async function assertRefused(
  deps: MemoryGovernance,
  request: Partial<PolicyRequest>,
  code: ErrorCode,
  message: RegExp,
) {
  const [before, entries] = [await deps.governance.currentPolicies(), deps.journal.length];
  await assert.rejects(apply(deps, request), (error) => {
    assert.ok(isGatehouseError(error, code));
    assert.match(error.message, message);
    return true;
  });
  assert.deepEqual(await deps.governance.currentPolicies(), before);
  assert.equal(deps.journal.length, entries);
}

test('a policy is versioned and journalled, and in force after a reload', async () => {
  const deps = createMemoryGovernance(NOW);
  const policies = await loadCurrentPolicies(deps);
  assert.deepEqual(
    policies.all().map(({ view, revision, text }) => [view, revision, text]),
    [['default', 0, INITIAL_POLICY_TEXT]],
  );
  const version = await apply(deps, {});
  assert.deepEqual(version, {
    view: 'default',
    number: 1,
    text: STRICT,
    author: 'account:ann',
    note: 'tighten',
    createdAt: NOW,
  });
  assert.deepEqual(deps.journal, [
    {
      kind: 'policy-applied',
      actor: 'account:ann',
      at: NOW,
      data: { view: 'default', revision: 1, sha256: sha256Of(STRICT) },
    },
  ]);
  assert.equal(policies.of('default').revision, 0);
  await policies.reload();
  assert.equal(policies.of('default').revision, 1);
  assert.equal(policies.of('default').policy.requireFeeds, true);
});

test('a policy based on a version that is no longer in force is refused', async () => {
  const deps = createMemoryGovernance(NOW);
  await apply(deps, {});
  await assertRefused(deps, {}, 'conflict', /found version 1 in force, expected 0/);
  await assertRefused(deps, { basedOn: 2 }, 'conflict', /expected 2/);
  assert.equal((await apply(deps, { basedOn: 1 })).number, 2);
});

test('of two people who apply at once, one is told', async () => {
  const deps = createMemoryGovernance(NOW);
  const results = await Promise.allSettled([apply(deps, {}), apply(deps, { text: INITIAL_POLICY_TEXT })]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  assert.equal(deps.journal.length, 1);
});

test('a document that cannot be read, an odd view name or an empty note changes nothing', async () => {
  const deps = createMemoryGovernance(NOW);
  await assertRefused(deps, { text: 'unknown = "maybe"' }, 'invalid-policy', /unknown: /);
  await assertRefused(deps, { view: '../x' }, 'invalid-request', /view/);
  await assertRefused(deps, { note: '  ' }, 'invalid-request', /note of a policy/);
});

test('a view may be stricter than the floor, never laxer', async () => {
  const deps = createMemoryGovernance(NOW);
  assert.equal((await apply(deps, { view: 'ci' })).number, 1);
  const lax = 'preset = "balanced"\n[[rules]]\nid = "malware"\nexcept = ["left-pad"]';
  await assertRefused(deps, { view: 'lab', text: lax }, 'invalid-policy', /rule malware \(on malware\)/);
});

test('the default view is not tightened past a view that would then be below the floor; the refusal names it', async () => {
  const deps = createMemoryGovernance(NOW);
  await apply(deps, { view: 'ci', text: INITIAL_POLICY_TEXT });
  const tighter = 'preset = "balanced"\n[[rules]]\nid = "malware"\nwindow_days = 60';
  await assertRefused(
    deps,
    { text: tighter },
    'invalid-policy',
    /view ci would fall below it: .*rule malware/,
  );
  await apply(deps, { view: 'ci', text: tighter, basedOn: 1 });
  assert.equal((await apply(deps, { text: tighter })).number, 1);
});

test('what was not committed is not in force', async () => {
  const deps = createMemoryGovernance(NOW);
  deps.failNextCommit();
  await assert.rejects(apply(deps, {}), (error) => isGatehouseError(error, 'storage-failed'));
  assert.deepEqual(await deps.governance.currentPolicies(), []);
  assert.deepEqual(deps.journal, []);
});
