import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { isGatehouseError, type ErrorCode } from '../kernel/errors.ts';
import { decide, LEFT_PAD, NOW, packageEvidence, publishedAt } from '../policy/testdata/build-evidence.ts';
import { loadCurrentPolicies } from './current-policies.ts';
import { quarantine } from './quarantine.ts';
import { createMemoryGovernance, type MemoryGovernance } from './testing/memory-governance.ts';
import { waive, type WaiveDeps, type WaiverRequest } from './waive.ts';
import { withdrawStatement } from './withdraw.ts';

async function house(): Promise<MemoryGovernance & WaiveDeps> {
  const memory = createMemoryGovernance(NOW);
  return { ...memory, policies: await loadCurrentPolicies(memory) };
}

const ask = (deps: WaiveDeps, request: Partial<WaiverRequest> = {}) =>
  waive(deps, {
    ref: LEFT_PAD,
    reason: 'the build needs it today',
    author: 'account:ann',
    expiresAt: NOW + DAY_MS,
    ...request,
  });

const young = [publishedAt('1.0.1', NOW - HOUR_MS)];

async function actionNow(deps: MemoryGovernance): Promise<string | undefined> {
  const statements = await deps.statements.ofPackage(LEFT_PAD, deps.clock.now());
  const decision = decide(packageEvidence(young, statements), { now: deps.clock.now() });
  return decision.versions.get('1.0.1')?.action;
}

test('a waiver is evidence: journalled, it lets its versions through until it ends', async () => {
  const deps = await house();
  assert.equal(await actionNow(deps), 'block');
  const waiver = await ask(deps, { versions: ['1.0.1', '1.0.1'], rules: ['young-version'] });
  assert.deepEqual(waiver, {
    id: 'waiver-1',
    kind: 'waiver',
    subject: LEFT_PAD,
    source: 'account:ann',
    observedAt: NOW,
    confidence: 1,
    details: {
      versions: ['1.0.1'],
      rules: ['young-version'],
      reason: 'the build needs it today',
      author: 'account:ann',
    },
    expiresAt: NOW + DAY_MS,
  });
  assert.deepEqual(deps.journal, [
    {
      kind: 'evidence-added',
      actor: 'account:ann',
      at: NOW,
      ...LEFT_PAD,
      data: { id: 'waiver-1', kind: 'waiver', source: 'account:ann' },
    },
  ]);
  assert.equal(await actionNow(deps), 'allow');
  deps.advance(DAY_MS);
  assert.equal(await actionNow(deps), 'hide');
});

test('a waiver without a reason, without a near end, or of odd lists changes nothing', async () => {
  const deps = await house();
  const bad: readonly (readonly [Partial<WaiverRequest>, ErrorCode])[] = [
    [{ reason: '\n ' }, 'invalid-request'],
    [{ reason: 'x'.repeat(501) }, 'invalid-request'],
    [{ expiresAt: NOW }, 'invalid-request'],
    [{ expiresAt: NOW + 90 * DAY_MS + 1 }, 'invalid-request'],
    [{ expiresAt: Number.NaN }, 'invalid-request'],
    [{ versions: [] }, 'invalid-request'],
    [{ versions: ['1.0\n'] }, 'invalid-request'],
    [{ rules: [] }, 'invalid-request'],
    [{ rules: ['no-such-rule'] }, 'invalid-request'],
    [{ rules: ['young-version', 'malware'] }, 'not-allowed'],
    [{ rules: ['quarantine'] }, 'not-allowed'],
  ];
  for (const [request, code] of bad) {
    await assert.rejects(
      ask(deps, request),
      (error) => isGatehouseError(error, code),
      JSON.stringify(request),
    );
  }
  assert.deepEqual(deps.journal, []);
  assert.deepEqual(await deps.statements.ofPackage(LEFT_PAD, NOW), []);
  await ask(deps, { expiresAt: NOW + 90 * DAY_MS });
});

test('a quarantine holds its versions, or the name, until it ends or is withdrawn', async () => {
  const deps = await house();
  await ask(deps);
  assert.equal(await actionNow(deps), 'allow');
  const held = await quarantine(deps, {
    ref: LEFT_PAD,
    versions: ['1.0.1'],
    reason: 'odd script',
    author: 'account:bob',
    expiresAt: NOW + HOUR_MS,
  });
  assert.equal(await actionNow(deps), 'block');
  await withdrawStatement(deps, { id: held.id, author: 'account:cid' });
  assert.equal(await actionNow(deps), 'allow');
  await quarantine(deps, { ref: LEFT_PAD, reason: 'odd script', author: 'account:bob' });
  assert.equal(await actionNow(deps), 'block');
  assert.deepEqual(
    deps.journal.map(({ kind, actor }) => `${kind} ${actor}`),
    [
      'evidence-added account:ann',
      'evidence-added account:bob',
      'evidence-withdrawn account:cid',
      'evidence-added account:bob',
    ],
  );
});

test('a quarantine without a reason, of no versions or with a past end is refused', async () => {
  const deps = await house();
  const request = { ref: LEFT_PAD, reason: 'odd', author: 'account:bob' };
  for (const bad of [{ reason: '' }, { versions: [] }, { expiresAt: NOW }, { expiresAt: Number.NaN }]) {
    await assert.rejects(quarantine(deps, { ...request, ...bad }), (error) =>
      isGatehouseError(error, 'invalid-request'),
    );
  }
  assert.deepEqual(deps.journal, []);
});

test('only what people stated is withdrawn here, and only once', async () => {
  const deps = await house();
  const { id } = await ask(deps);
  const advisory = { ...(await deps.statements.find(id)), id: 'feed-1', kind: 'published' } as never;
  await deps.statements.append([advisory]);
  await withdrawStatement(deps, { id, author: 'account:ann' });
  for (const gone of [id, 'feed-1', 'waiver-99']) {
    await assert.rejects(withdrawStatement(deps, { id: gone, author: 'account:ann' }), (error) =>
      isGatehouseError(error, 'not-found'),
    );
  }
  assert.equal(deps.journal.length, 2);
});

test('what was not committed lets nothing through', async () => {
  const deps = await house();
  deps.failNextCommit();
  await assert.rejects(ask(deps), (error) => isGatehouseError(error, 'storage-failed'));
  assert.equal(await actionNow(deps), 'block');
  assert.deepEqual(deps.journal, []);
});
