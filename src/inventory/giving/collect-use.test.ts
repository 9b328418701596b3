import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTurn } from '../../evidence/turn.ts';
import { shapeOf } from '../testing/shape-of.ts';
import { UseCollector } from './collect-use.ts';

/** Positions are packages of the same number; 0 is the project, `development` those that only it needs for that. */
const shape = (
  needs: readonly (readonly number[] | undefined)[],
  {
    development = [],
    ids,
  }: { readonly development?: readonly number[]; readonly ids?: readonly number[] } = {},
) => {
  const made = shapeOf(needs, { roots: [0], projects: [0], ...(ids === undefined ? {} : { ids }) });
  for (const at of development) made.kinds[at] = 2;
  return made;
};

const alone = (count: number) => Uint32Array.from({ length: count }, (_, own) => own);

test('each application counts once for a package, whatever the number of its files', async () => {
  const use = new UseCollector(4);
  const own = (id: number) => id;
  use.add([shape([[1], [2], []]), shape([[2], [], []])], 100, own);
  use.add([shape([[1], [2], []], { development: [1, 2] })], 10, own);
  const parts = await use.partsOf(alone(4), 4, startTurn());
  assert.deepEqual(parts[1], { applications: 2, production: 1, direct: 2, dependents: 0, criticality: 100 });
  // Needed by 1, and asked for by the second file of the first application itself.
  assert.deepEqual(parts[2], { applications: 2, production: 1, direct: 1, dependents: 1, criticality: 100 });
  assert.deepEqual(parts[3], { applications: 0, production: 0, direct: 0, dependents: 0, criticality: 0 });
  assert.equal(use.applicationsOf(1), 2);
});

test('packages that are taken together count once, and do not depend on themselves', async () => {
  const use = new UseCollector(5);
  // 1 and 2 are of one repository; 3 needs both, 1 needs 2.
  use.add([shape([[1, 3], [2], [], [1, 2]])], 50, (id) => id);
  const lineOf = Uint32Array.from([0, 1, 1, 2, 3]);
  assert.deepEqual((await use.partsOf(lineOf, 4, startTurn()))[1], {
    applications: 1,
    production: 1,
    direct: 1,
    dependents: 1,
    criticality: 50,
  });
});

test('a file without edges says of nothing that it is asked for directly', async () => {
  const use = new UseCollector(2);
  use.add([shapeOf([undefined, undefined])], 10, (id) => id);
  assert.deepEqual((await use.partsOf(alone(2), 2, startTurn()))[1], {
    applications: 1,
    production: 1,
    direct: 0,
    dependents: 0,
    criticality: 10,
  });
});

test('two versions of a package are one, and what is not counted leaves no trace', async () => {
  const use = new UseCollector(2);
  // Ids 11 and 12 are versions of package 1; 13 is unknown here.
  const numbers = new Map([
    [10, 0],
    [11, 1],
    [12, 1],
  ]);
  use.add([shape([[1, 3], [2], [], [2]], { ids: [10, 11, 12, 13] })], 10, (id) => numbers.get(id));
  assert.deepEqual((await use.partsOf(alone(2), 2, startTurn()))[1], {
    applications: 1,
    production: 1,
    direct: 1,
    dependents: 0,
    criticality: 10,
  });
});
