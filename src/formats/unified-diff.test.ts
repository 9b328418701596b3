import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import fc from 'fast-check';

import { unifiedDiff } from './unified-diff.ts';

test('a changed line stands between three lines of context', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
  const after = 'a\nb\nc\nd\nE\nf\ng\nh\n';
  assert.equal(
    unifiedDiff('x/y', before, after),
    'diff --git a/x/y b/x/y\n--- a/x/y\n+++ b/x/y\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
  );
});

test('equal texts have no diff, a new file comes from nowhere, and a missing last line end is told', () => {
  assert.equal(unifiedDiff('x', 'a', 'a'), '');
  assert.equal(
    unifiedDiff('x', undefined, 'a'),
    'diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,1 @@\n+a\n\\ No newline at end of file\n',
  );
});

test('texts with very many differences are replaced whole, in bounded time', () => {
  const before = Array.from({ length: 20_000 }, (_, at) => `a${at}\n`).join('');
  const after = Array.from({ length: 20_000 }, (_, at) => `b${at}\n`).join('');
  assert.equal(unifiedDiff('x', before, after).split('\n').length, 40_000 + 5);
});

test('git applies the diff of any two texts', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const line = fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '  "x": 1,\n');
  const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      writeFileSync(join(folder, 'file'), before);
      const input = unifiedDiff('file', before, after);
      const done = spawnSync('git', ['apply', '--unsafe-paths', '-'], { cwd: folder, input });
      assert.equal(done.status, 0, `${String(done.stderr)}\n${input}`);
      assert.equal(readFileSync(join(folder, 'file'), 'utf8'), after);
    }),
    { numRuns: 60 },
  );
});
