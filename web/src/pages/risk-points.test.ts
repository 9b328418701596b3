import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import { makeFindings } from '../../testing/data/findings.ts';
import { EPSS_STEPS, heightOf, pointsOf } from './risk-points.ts';

const [, vulnerable] = makeFindings(Date.UTC(2026, 5, 1));

const finding = (parts: Partial<HeldFindingItem>): HeldFindingItem => {
  assert.ok(vulnerable !== undefined);
  const { kev: _, ...plain } = vulnerable;
  return { ...plain, ...parts };
};

test('each power of ten of a likelihood is as high as the others, and what is less stands at the foot', () => {
  assert.deepEqual(
    EPSS_STEPS.map((epss) => Math.round(heightOf(epss) * 100)),
    [0, 25, 50, 75, 100],
  );
  assert.equal(heightOf(0), 0);
  assert.equal(heightOf(2), 1);
});

test('vulnerabilities with both numbers are points, what is known to be exploited above the others', () => {
  const { score: _score, ...unscored } = finding({ id: '3.C' });
  const { epss: _epss, ...unlikely } = finding({ id: '4.D' });
  const points = pointsOf([
    finding({ id: '1.A', epss: 0.1, kev: { dateAdded: '2026-01-01' } }),
    finding({ id: '2.B', epss: 0.9 }),
    unscored,
    unlikely,
    finding({ id: '5.E', kind: 'malware' }),
  ]);
  assert.deepEqual(
    points.map(({ key, isKnownExploited }) => [key, isKnownExploited]),
    [
      ['2.B', false],
      ['1.A', true],
    ],
  );
});
