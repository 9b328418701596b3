import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import { severityOfScore } from './describe-evidence.ts';
import { dueAtOf, urgencyOf } from './finding-deadline.ts';
import { SEVERITIES, type KeptFinding } from './finding-ports.ts';

const DEADLINES = { criticalMs: 7 * DAY_MS, highMs: 30 * DAY_MS, mediumMs: 90 * DAY_MS, lowMs: 180 * DAY_MS };
const SEEN = Date.UTC(2026, 0, 1);

const finding = (parts: Partial<KeptFinding> = {}): KeptFinding => ({
  componentId: 1,
  recordId: 'CVE-1',
  shownId: 'CVE-1',
  ids: ['CVE-1'],
  class: 'vulnerability',
  severity: 'high',
  noKnownFix: false,
  disputed: false,
  firstSeen: 0,
  ...parts,
});

const daysFor = (parts: Partial<KeptFinding>) => {
  const due = dueAtOf(finding(parts), SEEN, DEADLINES);
  return due === undefined ? undefined : Math.ceil((due - SEEN) / DAY_MS);
};

test('a finding is due by its severity, counted from when it came here', () => {
  assert.deepEqual(
    SEVERITIES.map((severity) => daysFor({ severity })),
    [7, 30, 90, 180, 180, 90],
  );
  assert.deepEqual(
    [daysFor({ class: 'malware' }), daysFor({ class: 'quarantine' }), daysFor({ class: 'undecided' })],
    [7, 7, 30],
  );
  assert.equal(daysFor({ class: 'informational' }), undefined);
});

test('the date that CISA sets counts where it is earlier, until its end', () => {
  const kev = (dueDate: string) => ({ kev: { dateAdded: '2025-12-01', dueDate } });
  assert.equal(daysFor(kev('2026-01-05')), 5);
  assert.equal(daysFor(kev('2026-06-01')), 30);
  assert.equal(daysFor(kev('2025-12-24')), -7);
  assert.equal(daysFor(kev('soon')), 30);
});

test('malware goes first, then what people hold back, then what is exploited, then by severity', () => {
  const order: readonly Partial<KeptFinding>[] = [
    { class: 'malware', severity: 'unknown' },
    { class: 'quarantine', severity: 'unknown' },
    { severity: 'low', kev: { dateAdded: '2021-12-10' } },
    { severity: 'critical' },
    { severity: 'high' },
    { severity: 'medium' },
    { severity: 'unknown' },
    { severity: 'low' },
    { severity: 'none' },
    { class: 'informational', severity: 'critical' },
  ];
  const urgencies = order.map((parts) => urgencyOf(finding(parts)));
  assert.deepEqual(
    urgencies,
    urgencies.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(urgencies).size, order.length);
});

test('13: scores are told in the words of CVSS', () => {
  assert.deepEqual([10, 9, 8.9, 7, 6.9, 4, 3.9, 0.1, 0, undefined].map(severityOfScore), [
    'critical',
    'critical',
    'high',
    'high',
    'medium',
    'medium',
    'low',
    'low',
    'none',
    'unknown',
  ]);
});
