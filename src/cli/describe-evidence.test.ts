import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeEvidence } from './describe-evidence.ts';

test('evidence that differs by its source alone is one line; the rest keep theirs', () => {
  const lines = describeEvidence([
    { kind: 'feeds', source: 'osv-npm' },
    { kind: 'malware', source: 'ours', id: 'MAL-2026-1', url: 'https://advisories.example/1' },
    { kind: 'feeds', source: 'kev' },
    { kind: 'publish-time', source: '' },
  ]);
  assert.deepEqual(lines, [
    'feeds from osv-npm, kev',
    'malware from ours MAL-2026-1 https://advisories.example/1',
    'publish-time',
  ]);
});
