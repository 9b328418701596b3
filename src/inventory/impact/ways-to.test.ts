import assert from 'node:assert/strict';
import { test } from 'node:test';

import { array, assert as assertProperty, nat, property } from 'fast-check';

import { shapeOf } from '../testing/shape-of.ts';
import { waysTo } from './ways-to.ts';

const tell = (
  needs: readonly (readonly number[] | undefined)[],
  wanted: readonly number[],
  projects = [0],
) => {
  const ways = waysTo(shapeOf(needs, { roots: projects, projects }), wanted);
  if (ways === undefined) return undefined;
  return {
    count: ways.ways.count,
    cycles: ways.ways.hasCycles,
    direct: ways.direct.map((one) => [one.steps.join('>'), one.ways.count]),
    through: ways.through,
  };
};

test('ways are counted, told shortest first, one for each direct dependency, with what all lead through', () => {
  // 0 is the project; 1 and 2 lead to 3 and 4, which lead to 5, which leads to 6.
  assert.deepEqual(tell([[1, 2], [3, 4], [5], [5], [5], [6], []], [6]), {
    count: 3n,
    cycles: false,
    direct: [
      ['2>5>6', 1n],
      ['1>3>5>6', 2n],
    ],
    through: [5],
  });
});

test('what is asked for directly has the shortest way of all, and nothing above it', () => {
  assert.deepEqual(tell([[1, 2], [2], []], [2]), {
    count: 2n,
    cycles: false,
    direct: [
      ['2', 1n],
      ['1>2', 1n],
    ],
    through: [],
  });
});

test('a cycle counts as one step, an edge to itself as none', () => {
  assert.deepEqual(tell([[1], [2, 1], [3, 1], [2, 4], []], [4]), {
    count: 1n,
    cycles: true,
    direct: [['1>2>3>4', 1n]],
    through: [1, 2, 3],
  });
  assert.deepEqual(tell([[1], [1, 2], [2, 1]], [2])?.count, 1n);
});

test('workspaces are no steps: what they ask for is direct', () => {
  assert.deepEqual(tell([[1, 2], [3], [3], []], [3], [0, 1, 2]), {
    count: 1n,
    cycles: false,
    direct: [['3', 1n]],
    through: [],
  });
});

test('what nothing leads to has no way, and a file without edges tells none', () => {
  assert.deepEqual(tell([[1], [], [3], []], [3]), { count: 0n, cycles: false, direct: [], through: [] });
  assert.equal(tell([undefined, undefined], [1]), undefined);
});

test('without projects, ways begin at what nobody needs', () => {
  assert.deepEqual(tell([[2], [2], []], [2], [])?.direct, [
    ['0>2', 1n],
    ['1>2', 1n],
  ]);
});

test('several positions of what is asked about are one end: a way ends where it first meets one', () => {
  assert.deepEqual(tell([[1, 3], [2], [3], []], [2, 3]), {
    count: 2n,
    cycles: false,
    direct: [
      ['3', 1n],
      ['1>2', 1n],
    ],
    through: [],
  });
});

/** Each layer is two nodes that both lead to the next: 2 to the power of the layers. */
function layers(count: number): number[][] {
  const needs = [[1, 2]];
  for (let layer = 0; layer < count; layer += 1) {
    const next = layer + 1 === count ? [2 * count + 1] : [2 * layer + 3, 2 * layer + 4];
    needs.push(next, next);
  }
  return [...needs, []];
}

test('numbers are exact beyond what a double holds, and end at what nobody counts', () => {
  assert.equal(tell(layers(100), [201])?.count, 2n ** 100n);
  const endless = waysTo(shapeOf(layers(5_000), { roots: [0], projects: [0] }), [10_001])?.ways;
  assert.deepEqual([endless?.count, endless?.isMore], [10n ** 60n, true]);
});

test('a way of a hundred thousand steps is followed without recursion', () => {
  const length = 100_000;
  const chain = Array.from({ length }, (_, at) => (at + 1 < length ? [at + 1] : []));
  const ways = waysTo(shapeOf(chain, { roots: [0], projects: [0] }), [length - 1]);
  assert.deepEqual(
    [ways?.ways.count, ways?.direct[0]?.depth, ways?.through.length],
    [1n, length - 1, length - 2],
  );
  assert.deepEqual(ways?.direct[0]?.steps.slice(-2), [length - 2, length - 1]);
});

const NODES = 7;
const graphs = array(array(nat(NODES - 1), { maxLength: 4 }), { minLength: NODES, maxLength: NODES });

test('of any graph without cycles the ways are as many as can be listed', () => {
  assertProperty(
    property(graphs, (raw) => {
      const needs = raw.map((targets, at) => [...new Set(targets.filter((to) => to > at))]);
      const list = (at: number): number =>
        at === NODES - 1 ? 1 : (needs[at] ?? []).reduce((sum, to) => sum + list(to), 0);
      const listed = (needs[0] ?? []).reduce((sum, to) => sum + list(to), 0);
      assert.equal(tell(needs, [NODES - 1])?.count, BigInt(listed));
    }),
  );
});

test('of any graph, what all ways lead through is what none is left without', () => {
  assertProperty(
    property(graphs, (raw) => {
      const end = NODES - 1;
      const needs = raw.map((targets) => [...new Set(targets)].filter((to) => to !== 0));
      const leadsThere = (without: number): boolean => {
        const seen = new Set([0]);
        for (const at of seen) {
          if (at === end) return true;
          for (const to of needs[at] ?? []) if (to !== without) seen.add(to);
        }
        return false;
      };
      const expected = leadsThere(-1)
        ? needs.flatMap((_, at) => (at === 0 || at === end || leadsThere(at) ? [] : [at]))
        : [];
      assert.deepEqual(
        [...(tell(needs, [end])?.through ?? [])].sort((a, b) => a - b),
        expected,
      );
    }),
  );
});
