import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DecisionItem } from '../http/api/decision-contract.ts';
import { summarizeObserved } from './summarize-observed.ts';

function decision(part: Partial<DecisionItem>): DecisionItem {
  return {
    id: '1',
    firstAt: '2026-11-01T00:00:00Z',
    lastAt: '2026-11-01T00:00:00Z',
    count: 1,
    ecosystem: 'npm',
    name: 'tide',
    purl: 'pkg:npm/tide@1.0.0',
    version: '1.0.0',
    action: 'block',
    mode: 'observed',
    rule: 'young-version',
    summary: '',
    reader: 'token shop',
    client: 'npm/11',
    view: 'default',
    ...part,
  };
}

test('requests are summed by rule and reader, with what they were for, most first', () => {
  const summary = summarizeObserved([
    decision({ count: 2 }),
    decision({ rule: 'copyleft', action: 'hide', count: 9, reader: 'token web' }),
    decision({ count: 5, reader: 'token web', purl: 'pkg:npm/a@1.0.0' }),
    decision({ count: 3, reader: 'token web', lastAt: '2026-11-02T00:00:00Z' }),
  ]);
  assert.deepEqual(summary, [
    {
      rule: 'young-version',
      requests: 10,
      lastAt: '2026-11-02T00:00:00Z',
      readers: [
        { reader: 'token web', requests: 8, purls: ['pkg:npm/a@1.0.0', 'pkg:npm/tide@1.0.0'] },
        { reader: 'token shop', requests: 2, purls: ['pkg:npm/tide@1.0.0'] },
      ],
    },
    {
      rule: 'copyleft',
      requests: 9,
      lastAt: '2026-11-01T00:00:00Z',
      readers: [{ reader: 'token web', requests: 9, purls: ['pkg:npm/tide@1.0.0'] }],
    },
  ]);
});

test('what was enforced, and what would only have warned, is not counted', () => {
  assert.deepEqual(
    summarizeObserved([
      decision({ mode: 'enforced' }),
      decision({ action: 'warn' }),
      decision({ action: 'allow' }),
    ]),
    [],
  );
});
