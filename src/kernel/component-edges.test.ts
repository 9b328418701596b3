import assert from 'node:assert/strict';
import { test } from 'node:test';

import { edgesOf } from './component-edges.ts';

test('what is needed twice is needed once, by the first range that is told', () => {
  assert.deepEqual(
    edgesOf([
      [{ to: 1 }, { to: 2, range: '^2' }, { to: 1, range: '^1' }, { to: 2, range: '^3' }],
      undefined,
      [],
    ]),
    { needs: [[1, 2], undefined, []], ranges: [['^1', '^2'], undefined, []] },
  );
});

test('a file without ranges has none, and a range that nobody wrote is none', () => {
  assert.deepEqual(edgesOf([[{ to: 1, range: 'x'.repeat(1_001) }], []]), { needs: [[1], []] });
});
