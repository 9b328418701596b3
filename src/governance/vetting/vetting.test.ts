import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { sha256Of } from '../../kernel/digest.ts';
import { decide, LEFT_PAD, NOW, packageEvidence, publishedAt } from '../../policy/testdata/build-evidence.ts';
import { createMemoryGovernance, type MemoryGovernance } from '../testing/memory-governance.ts';
import {
  DEFAULT_VETTING_MS,
  decideVetting,
  MAX_CARD_LENGTH,
  MAX_VETTING_MS,
  type VettingVerdict,
} from './decide-vetting.ts';
import { MAX_OPEN_REQUESTS, requestVetting, type VettingWish } from './request-vetting.ts';
import { withdrawVetting } from './withdraw-vetting.ts';

const ask = (deps: MemoryGovernance, wish: Partial<VettingWish> = {}) =>
  requestVetting(deps, {
    ref: LEFT_PAD,
    reason: 'for the shop',
    author: 'account:bob',
    authorName: 'bob',
    ...wish,
  });

const approve = (deps: MemoryGovernance, id: string, verdict: Partial<VettingVerdict> = {}) =>
  decideVetting(deps, {
    id,
    decision: 'approved',
    reason: 'read it all',
    author: 'account:ada',
    authorName: 'ada',
    ...verdict,
  });

const fails = (work: Promise<unknown>, code: ErrorCode) =>
  assert.rejects(work, (error) => isGatehouseError(error, code));

const REQUIRED = `unknown = "block"
  [[rules]]
  id = "vetting"
  on = "vetting"
  unvetted_action = "block"
  expired_action = "hide"`;

async function actionNow(deps: MemoryGovernance): Promise<string | undefined> {
  const now = deps.clock.now();
  const statements = await deps.statements.ofPackage(LEFT_PAD, now);
  const facts = [publishedAt('1.0.1', NOW - 90 * DAY_MS)];
  return decide(packageEvidence(facts, statements), { now, policy: REQUIRED }).versions.get('1.0.1')?.action;
}

test('an approval is evidence: journalled, in force until its end, which is told afterwards', async () => {
  const deps = createMemoryGovernance(NOW);
  const { id } = await ask(deps, { application: 'shop', versions: ['1.0.1'] });
  assert.equal(await actionNow(deps), 'block');
  const decided = await approve(deps, id, { card: '{"a":1}' });
  assert.deepEqual([decided.state, decided.outcome?.until], ['approved', NOW + DEFAULT_VETTING_MS]);
  assert.deepEqual(
    [decided.outcome?.card, decided.outcome?.cardSha256],
    ['{"a":1}', sha256Of(Buffer.from('{"a":1}'))],
  );
  assert.equal(await actionNow(deps), 'allow');
  const [statement] = await deps.statements.ofPackage(LEFT_PAD, NOW);
  assert.deepEqual(statement?.details, {
    decision: 'approved',
    versions: ['1.0.1'],
    reason: 'read it all',
    until: NOW + DEFAULT_VETTING_MS,
    author: 'account:ada',
    authorName: 'ada',
    requestedBy: 'account:bob',
    requestId: id,
    application: 'shop',
  });
  assert.deepEqual(
    deps.journal.map(({ kind, actor }) => `${kind} ${actor}`),
    ['vetting-requested account:bob', 'evidence-added account:ada'],
  );
  deps.advance(DEFAULT_VETTING_MS);
  assert.equal(await actionNow(deps), 'hide');
});

test('a request is decided once, by whoever comes first', async () => {
  const deps = createMemoryGovernance(NOW);
  const { id } = await ask(deps);
  await approve(deps, id);
  await fails(approve(deps, id, { decision: 'rejected' }), 'conflict');
  await fails(approve(deps, 'vetting-none'), 'not-found');
  assert.equal(deps.journal.length, 2);
});

test('a decision needs a reason, an end within two years, and conditions where it has them alone', async () => {
  const deps = createMemoryGovernance(NOW);
  const { id } = await ask(deps);
  await fails(approve(deps, id, { reason: ' ' }), 'invalid-request');
  await fails(approve(deps, id, { expiresAt: NOW }), 'invalid-request');
  await fails(approve(deps, id, { expiresAt: NOW + MAX_VETTING_MS + 1 }), 'invalid-request');
  await fails(approve(deps, id, { conditions: 'x' }), 'invalid-request');
  await fails(approve(deps, id, { decision: 'approved-with-conditions' }), 'invalid-request');
  const decided = await approve(deps, id, {
    decision: 'approved-with-conditions',
    conditions: 'behind a proxy',
    expiresAt: NOW + MAX_VETTING_MS,
  });
  assert.equal(decided.outcome?.conditions, 'behind a proxy');
});

test('a card that is too large is kept by its digest alone', async () => {
  const deps = createMemoryGovernance(NOW);
  const { id } = await ask(deps);
  const card = 'x'.repeat(MAX_CARD_LENGTH + 1);
  const { outcome } = await approve(deps, id, { card });
  assert.deepEqual([outcome?.card, outcome?.cardSha256], [undefined, sha256Of(Buffer.from(card))]);
});

test('the same is asked once while it is open; another application may ask for itself', async () => {
  const deps = createMemoryGovernance(NOW);
  const first = await ask(deps, { versions: ['2', '1'] });
  await assert.rejects(
    ask(deps, { versions: ['1', '2'], author: 'account:cid' }),
    (error) => isGatehouseError(error, 'conflict') && error.facts['id'] === first.id,
  );
  await ask(deps, { versions: ['1', '2'], application: 'shop' });
  await approve(deps, first.id);
  await ask(deps, { versions: ['1', '2'] });
});

test('a reason is words that both databases keep', async () => {
  const deps = createMemoryGovernance(NOW);
  await fails(ask(deps, { reason: 'x\u0000y' }), 'invalid-request');
  await fails(ask(deps, { reason: ' \n ' }), 'invalid-request');
  await fails(ask(deps, { reason: 'x'.repeat(501) }), 'invalid-request');
});

test('one account cannot flood the queue', async () => {
  const deps = createMemoryGovernance(NOW);
  for (let number = 0; number < MAX_OPEN_REQUESTS; number++) await ask(deps, { versions: [String(number)] });
  await fails(ask(deps), 'too-many-requests');
  await ask(deps, { author: 'account:cid' });
});

test('an open request is withdrawn without evidence; a decision that is taken back holds no more', async () => {
  const deps = createMemoryGovernance(NOW);
  const open = await ask(deps, { versions: ['9'] });
  const withdrawn = await withdrawVetting(deps, { id: open.id, author: 'account:bob' });
  assert.deepEqual([withdrawn.state, withdrawn.withdrawnAt], ['withdrawn', NOW]);
  await fails(approve(deps, open.id), 'conflict');
  const { id } = await ask(deps);
  await approve(deps, id);
  const ended = await withdrawVetting(deps, { id, author: 'account:ada' });
  assert.deepEqual([ended.state, ended.withdrawnBy], ['approved', 'account:ada']);
  assert.equal(await actionNow(deps), 'block');
  await fails(withdrawVetting(deps, { id, author: 'account:ada' }), 'conflict');
  assert.equal(deps.journal.at(-1)?.kind, 'evidence-withdrawn');
});

test('what fails while it is written leaves nothing behind', async () => {
  const deps = createMemoryGovernance(NOW);
  const { id } = await ask(deps);
  deps.failNextCommit();
  await fails(approve(deps, id), 'storage-failed');
  assert.equal((await deps.vetting.find(id))?.state, 'open');
  assert.deepEqual(await deps.statements.ofPackage(LEFT_PAD, NOW), []);
});
