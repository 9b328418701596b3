import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readExcludes } from './exclude-rules.ts';

const outOf = (gitAttributes: string, rules: readonly string[], paths: readonly string[]) => {
  const excludes = readExcludes(gitAttributes, rules);
  return paths.filter((path) => excludes(path));
};

test('a pattern without a slash is meant anywhere, one with a slash before it at the top alone', () => {
  const paths = ['tests/a.php', 'src/tests/b.php', 'src/a.php', 'testsuite/a.php'];
  assert.deepEqual(outOf('tests export-ignore\n', [], paths), ['tests/a.php', 'src/tests/b.php']);
  assert.deepEqual(outOf('/tests export-ignore\n', [], paths), ['tests/a.php']);
  assert.deepEqual(outOf('/tests/ export-ignore\n', [], paths), ['tests/a.php']);
  assert.deepEqual(outOf('', ['src/tests'], paths), ['src/tests/b.php']);
});

test('no star reaches over a slash, and two of them do', () => {
  const paths = ['a.md', 'docs/a.md', 'docs/b/a.md', '.hidden.md'];
  assert.deepEqual(outOf('/*.md export-ignore', [], paths), ['a.md']);
  assert.deepEqual(outOf('/docs/**/a.md export-ignore', [], paths), ['docs/a.md', 'docs/b/a.md']);
  assert.deepEqual(outOf('{a,b}.m? export-ignore', [], paths), ['a.md', 'docs/a.md', 'docs/b/a.md']);
});

test('a later rule takes back what an earlier one left out', () => {
  const paths = ['docs/a.md', 'docs/keep.md'];
  assert.deepEqual(outOf('/docs export-ignore\n/docs/keep.md -export-ignore\n', [], paths), ['docs/a.md']);
  assert.deepEqual(outOf('/docs export-ignore\n', ['!/docs/keep.md'], paths), ['docs/a.md']);
});

test('comments, other attributes and what is no pattern leave nothing out', () => {
  const text =
    '# tests export-ignore\n*.php diff=php\nsrc text export-ignore\n[ export-ignore\n/ export-ignore\n';
  assert.deepEqual(outOf(text, [''], ['tests/a.php', 'src/a.php', 'a']), []);
});
