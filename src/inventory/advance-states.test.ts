import assert from 'node:assert/strict';
import { test } from 'node:test';

import { advanceStates } from './advance-states.ts';
import type { FindingState } from './ports.ts';

const NOW = 1_000;
const state = (componentId: number, recordId: string, parts: Partial<FindingState> = {}): FindingState => ({
  componentId,
  recordId,
  firstSeen: 1,
  lastSeen: 5,
  ...parts,
});

const look = (
  before: readonly FindingState[],
  records: Readonly<Record<number, readonly (readonly string[])[]>>,
  unknown: readonly number[] = [],
) =>
  advanceStates(
    before,
    {
      records: new Map(Object.entries(records).map(([id, groups]) => [Number(id), groups])),
      isUnknown: (id) => unknown.includes(id),
    },
    NOW,
  );

test('what is new begins now, what is still there keeps its first time, what is gone ends', () => {
  const { changed, ...counts } = look([state(1, 'CVE-1'), state(2, 'CVE-2')], { 1: [['CVE-1'], ['CVE-3']] });
  assert.deepEqual(changed, [
    state(1, 'CVE-1', { lastSeen: NOW }),
    state(1, 'CVE-3', { firstSeen: NOW, lastSeen: NOW }),
    state(2, 'CVE-2', { resolvedAt: NOW }),
  ]);
  assert.deepEqual(counts, { opened: 1, resolved: 1, open: 2 });
});

test('a record that gets another id to show keeps its clock', () => {
  const { changed, ...counts } = look([state(1, 'GHSA-1')], { 1: [['CVE-9', 'GHSA-1']] });
  assert.deepEqual(changed, [state(1, 'GHSA-1', { lastSeen: NOW })]);
  assert.deepEqual(counts, { opened: 0, resolved: 0, open: 1 });
});

test('two records that turn out to be one are one finding', () => {
  const { changed, ...counts } = look([state(1, 'CVE-1'), state(1, 'GHSA-1')], { 1: [['CVE-1', 'GHSA-1']] });
  assert.deepEqual(changed, [state(1, 'CVE-1', { lastSeen: NOW }), state(1, 'GHSA-1', { resolvedAt: NOW })]);
  assert.equal(counts.open, 1);
});

test('what comes back is open again, since the first time; what stays gone is left alone', () => {
  const { changed, ...counts } = look(
    [state(1, 'CVE-1', { resolvedAt: 7 }), state(2, 'CVE-2', { resolvedAt: 7 })],
    { 1: [['CVE-1']] },
  );
  assert.deepEqual(changed, [state(1, 'CVE-1', { lastSeen: NOW })]);
  assert.deepEqual(counts, { opened: 1, resolved: 0, open: 1 });
});

test('what could not be looked up is not resolved by that', () => {
  const { changed, ...counts } = look([state(1, 'CVE-1')], {}, [1]);
  assert.deepEqual(changed, []);
  assert.deepEqual(counts, { opened: 0, resolved: 0, open: 1 });
});
