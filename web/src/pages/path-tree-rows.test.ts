import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openAtFirst, rowsOf, type TreeNode } from './path-tree-rows.ts';

const node = (name: string, parent: number | null): TreeNode => ({
  parent,
  name,
  version: '1.0.0',
  applications: 1,
  direct: 0,
  left: 0,
  isRepeated: false,
});

const SMALL = [node('log4j', null), node('spring', 0), node('kit', 0), node('shop', 1), node('desk', 2)];
const names = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(({ node: { name }, level }) => `${level} ${name}`);

test('what needs a node stands below it, once that is open', () => {
  assert.deepEqual(names(rowsOf(SMALL, new Set([0]))), ['1 log4j', '2 spring', '2 kit']);
  assert.deepEqual(names(rowsOf(SMALL, new Set([0, 1]))), ['1 log4j', '2 spring', '3 shop', '2 kit']);
  assert.deepEqual(names(rowsOf(SMALL, new Set())), ['1 log4j']);
});

test('each row knows its place among its siblings, and whether it can be opened', () => {
  const rows = rowsOf(SMALL, new Set([0]));
  assert.deepEqual(
    rows.map(({ place, siblings, isFoldable, isOpen }) => [place, siblings, isFoldable, isOpen]),
    [
      [1, 1, true, true],
      [1, 2, true, false],
      [2, 2, true, false],
    ],
  );
});

test('a word shows what has it and the way to it, whatever is folded', () => {
  assert.deepEqual(names(rowsOf(SMALL, new Set(), 'DESK')), ['1 log4j', '2 kit', '3 desk']);
  assert.deepEqual(names(rowsOf(SMALL, new Set(), 'nothing')), []);
});

test('at first as many levels are open as fit, one at least', () => {
  assert.deepEqual([...openAtFirst(SMALL, 100)], [0, 1, 2]);
  assert.deepEqual([...openAtFirst(SMALL, 3)], [0]);
  assert.deepEqual([...openAtFirst(SMALL, 1)], [0]);
  assert.deepEqual([...openAtFirst([], 10)], []);
});

test('a chain of 3,000 and a node that 3,000 need are both shown whole', () => {
  const chain = Array.from({ length: 3_000 }, (_, at) => node(`n${at}`, at === 0 ? null : at - 1));
  const all = new Set(chain.keys());
  assert.equal(rowsOf(chain, all).at(-1)?.level, 3_000);
  assert.equal(rowsOf(chain, all, 'n2999').length, 3_000);
  const wide = Array.from({ length: 3_000 }, (_, at) => node(`n${at}`, at === 0 ? null : 0));
  assert.equal(rowsOf(wide, new Set([0])).at(-1)?.siblings, 2_999);
});
