// Vetting through a whole gate: what nobody approved, what was approved, and for how long.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { decideVetting, DEFAULT_VETTING_MS } from '../../src/governance/vetting/decide-vetting.ts';
import { requestVetting } from '../../src/governance/vetting/request-vetting.ts';
import { withdrawVetting } from '../../src/governance/vetting/withdraw-vetting.ts';
import type { VettingDecision } from '../../src/kernel/evidence.ts';
import type { PackageRef } from '../../src/kernel/package-ref.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { ALL_SAMPLES, SAMPLES } from '../support/samples.ts';

const REQUIRED = (more = '') => `preset = "balanced"
  [[rules]]
  id = "vetting"
  unvetted_action = "block"
  rejected_action = "block"
  expired_action = "block"
  ${more}`;

async function decide(
  gate: Gate,
  ref: PackageRef,
  decision: VettingDecision,
  versions?: readonly string[],
): Promise<string> {
  const { storage, registry } = gate.house;
  const deps = { unit: storage.work, clock: registry.clock, newId: randomUUID };
  const asked = await requestVetting(deps, {
    ref,
    ...(versions === undefined ? {} : { versions }),
    reason: 'for the shop',
    author: 'account:bob',
    authorName: 'bob',
  });
  await decideVetting(deps, {
    id: asked.id,
    decision,
    reason: 'we looked at it',
    author: 'account:ada',
    authorName: 'ada',
  });
  return asked.id;
}

for (const [ecosystem, sample] of ALL_SAMPLES) {
  test(`${ecosystem}: what nobody approved is refused and says how to ask; an approval lets it through, until it ends`, async (t) => {
    const clock = holdClock();
    const gate = await startGate(t, { clock, policy: REQUIRED('spare_served = false') });
    const { path, bytes } = await sample.publish(gate.upstream, { version: '1.0.0' });
    await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    const before = await gate.ask(path);
    assert.ok(before.status >= 400, before.text);
    assert.match(before.text, /has not been vetted here: ask for it with .*gatehouse vet request/);

    await decide(gate, sample.ref, 'approved');
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.deepEqual(sample.offered(index), ['1.0.0']);
    const after = await gate.ask(path);
    assert.equal(after.body.compare(bytes), 0, after.text);

    clock.passTime(DEFAULT_VETTING_MS);
    const ended = await gate.ask(path);
    assert.ok(ended.status >= 400, ended.text);
    assert.match(ended.text, /its approval ended/);
  });
}

test('an approval of one version is for that one; a rejection outweighs what was served before, and ends when it is taken back', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  const first = await sample.publish(gate.upstream, { version: '1.0.0' });
  const second = await sample.publish(gate.upstream, { version: '1.1.0' });
  const statusOf = async (path: string) => (await gate.ask(path)).status;
  assert.equal(await statusOf(first.path), 200);
  await gate.applyPolicy(REQUIRED());
  assert.deepEqual([await statusOf(first.path), await statusOf(second.path)], [200, 403]);
  await decide(gate, sample.ref, 'approved', ['1.1.0']);
  assert.equal(await statusOf(second.path), 200);
  const id = await decide(gate, sample.ref, 'rejected');
  assert.deepEqual([await statusOf(first.path), await statusOf(second.path)], [403, 403]);
  const { storage, registry } = gate.house;
  await withdrawVetting(
    { unit: storage.work, clock: registry.clock, newId: randomUUID },
    { id, author: 'account:ada' },
  );
  assert.deepEqual([await statusOf(first.path), await statusOf(second.path)], [200, 200]);
});

test('balanced: what was rejected is offered to nobody, and a lock file that names it goes on', async (t) => {
  const gate = await startGate(t);
  const sample = SAMPLES.npm;
  await sample.publish(gate.upstream, { version: '1.0.0' });
  const { path } = await sample.publish(gate.upstream, { version: '1.1.0' });
  await decide(gate, sample.ref, 'rejected', ['1.1.0']);
  const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
  assert.deepEqual(sample.offered(index), ['1.0.0']);
  assert.equal((await gate.ask(path)).status, 200);
});
