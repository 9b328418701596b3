// How a test states a version order: groups of equal versions, ascending.

import assert from 'node:assert/strict';

/** Asserts every pair of `groups`, both ways round: versions of one group are equal, and below those of later groups. */
export function assertVersionOrder(
  compare: (a: string, b: string) => number,
  groups: readonly (string | readonly string[])[],
): void {
  const placed = groups.flatMap((group, place) => [group].flat().map((version) => ({ version, place })));
  for (const a of placed) {
    for (const b of placed) {
      const expected = Math.sign(a.place - b.place);
      assert.equal(Math.sign(compare(a.version, b.version)), expected, `${a.version} and ${b.version}`);
    }
  }
}
