import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseEpssLine } from './epss.ts';

test('the comment line gives model version and score date', () => {
  assert.deepEqual(parseEpssLine('#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000'), {
    kind: 'comment',
    comment: { modelVersion: 'v2025.03.14', scoreDate: '2026-08-16T00:00:00+0000' },
  });
  assert.deepEqual(parseEpssLine('# nothing'), {
    kind: 'comment',
    comment: { modelVersion: '', scoreDate: '' },
  });
});

test('the header, blank lines and scores are told apart', () => {
  assert.deepEqual(parseEpssLine('cve,epss,percentile\r'), { kind: 'header' });
  assert.deepEqual(parseEpssLine('  '), { kind: 'blank' });
  assert.deepEqual(parseEpssLine('CVE-1999-0001,0.03351,0.87650\r'), {
    kind: 'score',
    score: { cve: 'CVE-1999-0001', score: 0.03351, percentile: 0.8765 },
  });
  assert.deepEqual(parseEpssLine('CVE-2020-12345,1,1.00000'), {
    kind: 'score',
    score: { cve: 'CVE-2020-12345', score: 1, percentile: 1 },
  });
});

test('numbers out of range and lines of another shape are faults', () => {
  for (const line of [
    'CVE-2020-1234,1.5,0.1',
    'CVE-2020-1234,NaN,0.1',
    'CVE-2020-1234,-0.1,0.1',
    'CVE-2020-1234,0.1',
    'GHSA-1,0.1,0.1',
    'x',
    'CVE-2020-1234,0x1,0.1',
    'CVE-2020-1234,,',
  ]) {
    assert.equal(parseEpssLine(line).kind, 'fault', line);
  }
});

test('no line throws', () => {
  fc.assert(fc.property(fc.string(), (line) => typeof parseEpssLine(line).kind === 'string'));
});
