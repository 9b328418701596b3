import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { choosePatches, comparePatches } from './choose-patches.ts';
import type { BumpSize, Flaw, Patch } from './fix-plan.ts';
import { weighChange } from './weigh-change.ts';

const flaw = (name: string, version: string, record: string): Flaw => ({
  name: asPackageName(name),
  version,
  record,
  gravity: 5,
});
const [A, B, C] = [flaw('a', '1', 'A'), flaw('b', '1', 'B'), flaw('c', '1', 'C')];

/** A patch of the package `name` that moves `moved` packages. */
function patch(name: string, fixed: readonly Flaw[], moved = 1, bump: BumpSize = 'minor'): Patch {
  return {
    upgrades: [{ name: asPackageName(name), from: '1', to: '2', way: 'lock' }],
    bump,
    fixed,
    introduced: [],
    moves: Array.from({ length: moved }, (_, at) => ({
      name: asPackageName(`${name}${at}`),
      from: ['1'],
      to: ['2'],
      kept: [],
    })),
    commands: [],
  };
}
const namesOf = (patches: readonly Patch[]) => patches.map(({ upgrades }) => upgrades[0]?.name);

test('patches go by what they fix for each package that moves, then by what they fix, then by fewer moves, names and size', () => {
  const ranked = [
    patch('z', [A, B], 2),
    patch('y', [A, B, C], 1),
    patch('x', [A], 1),
    patch('b', [A], 2),
    patch('a', [A], 2, 'major'),
    patch('a', [A], 2, 'patch'),
  ].sort(comparePatches);
  assert.deepEqual(
    ranked.map(({ upgrades, bump }) => `${upgrades[0]?.name} ${bump}`),
    ['y minor', 'z minor', 'x minor', 'a patch', 'a major', 'b minor'],
  );
});

test('a patch that fixes nothing more than those before it is left out', () => {
  assert.deepEqual(namesOf(choosePatches([patch('one', [A]), patch('both', [A, B]), patch('other', [C])])), [
    'both',
    'other',
  ]);
});

test('a record that moves along with its package is neither fixed nor introduced', () => {
  const holdings = [{ name: asPackageName('a'), version: '1' }];
  const after = {
    holdings: [{ name: asPackageName('a'), version: '2' }],
    flaws: [flaw('a', '2', 'A'), flaw('a', '2', 'NEW')],
  };
  const weight = weighChange({ holdings, flaws: [A, flaw('a', '1', 'GONE')] }, after);
  assert.deepEqual(
    weight.fixed.map(({ record }) => record),
    ['GONE'],
  );
  assert.deepEqual(
    weight.introduced.map(({ record }) => record),
    ['NEW'],
  );
  assert.deepEqual(weight.moves, [{ name: 'a', from: ['1'], to: ['2'], kept: [] }]);
});

test('of two versions with one record the one that went is fixed', () => {
  const before = { holdings: [], flaws: [A, flaw('a', '1.5', 'A')] };
  const weight = weighChange(before, { holdings: [], flaws: [flaw('a', '1.5', 'A')] });
  assert.deepEqual(weight.fixed, [A]);
});
