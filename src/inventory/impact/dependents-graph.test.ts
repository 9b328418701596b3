import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as assertProperty, asyncProperty, nat, tuple } from 'fast-check';

import { startTurn } from '../../evidence/turn.ts';
import { DependentsGraph } from './dependents-graph.ts';

/** `[a, b]`: a needs b. */
const graphOf = (nodeCount: number, pairs: readonly (readonly [number, number])[]) =>
  DependentsGraph.build(
    nodeCount,
    { from: Uint32Array.from(pairs, ([from]) => from), to: Uint32Array.from(pairs, ([, to]) => to) },
    startTurn(),
  );

async function tell(graph: DependentsGraph, node: number, first?: readonly number[]) {
  const { byDepth, total, nodes, top } = await graph.dependentsOf(node, startTurn(), first);
  return { byDepth, total, direct: top(10).map((one) => [one.node, one.through]), nodes: [...nodes] };
}

test('dependents are told by their distance, with how many come through each that is nearest', async () => {
  const graph = await graphOf(7, [
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
    [4, 2],
    [5, 4],
  ]);
  assert.deepEqual(await tell(graph, 0), {
    byDepth: [2, 2, 1],
    total: 5,
    direct: [
      [1, 4],
      [2, 1],
    ],
    nodes: [1, 2, 3, 4, 5],
  });
  const { top } = await graph.dependentsOf(0, startTurn());
  assert.deepEqual(top(1), [{ node: 1, through: 4 }]);
  assert.deepEqual(await tell(graph, 6), { byDepth: [], total: 0, direct: [], nodes: [] });
});

test('cycles end, and one that needs itself or says a need twice counts once', async () => {
  const graph = await graphOf(3, [
    [0, 0],
    [1, 0],
    [1, 0],
    [2, 1],
    [0, 2],
  ]);
  assert.deepEqual(await tell(graph, 0), { byDepth: [1, 1], total: 2, direct: [[1, 2]], nodes: [1, 2] });
});

test('with those that admit it given, nobody else counts as nearest', async () => {
  const graph = await graphOf(4, [
    [1, 0],
    [2, 0],
    [3, 2],
  ]);
  assert.deepEqual((await tell(graph, 0, [1])).nodes, [1]);
  assert.deepEqual((await tell(graph, 0, [])).total, 0);
});

test('of any graph they are those that lead there, each at its shortest distance', async () => {
  const NODES = 9;
  await assertProperty(
    asyncProperty(array(tuple(nat(NODES - 1), nat(NODES - 1)), { maxLength: 20 }), async (pairs) => {
      const distance = new Map([[0, 0]]);
      for (let step = 0; step < NODES; step += 1) {
        for (const [from, to] of pairs) {
          const near = distance.get(to);
          if (near !== undefined && !distance.has(from) && near === step) distance.set(from, step + 1);
        }
      }
      distance.delete(0);
      const { byDepth, nodes, direct, total } = await tell(await graphOf(NODES, pairs), 0);
      assert.deepEqual(new Set(nodes), new Set(distance.keys()));
      const expected = byDepth.map(
        (_, depth) => [...distance.values()].filter((one) => one === depth + 1).length,
      );
      assert.deepEqual(byDepth, expected);
      assert.equal(
        direct.reduce((sum, [, through = 0]) => sum + through, 0),
        total,
      );
    }),
  );
});

test('a chain of a million is followed without recursion, while others have their turn', async () => {
  const length = 1_000_000;
  const from = Uint32Array.from({ length: length - 1 }, (_, at) => at + 1);
  const to = Uint32Array.from({ length: length - 1 }, (_, at) => at);
  const graph = await DependentsGraph.build(length, { from, to }, startTurn());
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { total, byDepth } = await graph.dependentsOf(0, startTurn());
  clearInterval(timer);
  assert.deepEqual([total, byDepth.length], [length - 1, length - 1]);
  assert.ok(turns > 0);
});

test('others have their turn while a package that very many need is followed', async () => {
  const many = 400_000;
  const graph = await graphOf(
    many + 2,
    Array.from({ length: many + 1 }, (_, at) => (at === 0 ? [1, 0] : [at + 1, 1])),
  );
  let turns = 0;
  const turn = { isOver: () => true, next: async () => void (turns += 1) };
  const { byDepth, nodes } = await graph.dependentsOf(0, turn);
  assert.deepEqual(byDepth, [1, many]);
  assert.equal(new Set(nodes).size, many + 1);
  const passes = 2;
  assert.ok(turns >= (passes * many) / 50_000, `${turns} turns`);
});
