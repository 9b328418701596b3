import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { shareOut, type Candidate } from './plan-giving.ts';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const candidates = (...scores: number[]): readonly Candidate[] =>
  scores.map((score, at) => ({ key: `k${String(at).padStart(4, '0')}`, score }));
const minors = (...args: Parameters<typeof shareOut>) => shareOut(...args).shares.map(({ minor }) => minor);

test('shares go by score, and the cents that remain to the largest remainders', () => {
  assert.deepEqual(minors(candidates(500, 300, 200), eur(1_000), 1), [500, 300, 200]);
  // 3.33 each: the odd cent goes to the first.
  assert.deepEqual(minors(candidates(1, 1, 1), eur(1_000), 1), [334, 333, 333]);
  // 5.71, 2.86, 1.43 cents.
  assert.deepEqual(minors(candidates(4, 2, 1), eur(10), 1), [6, 3, 1]);
});

test('who would get less than the minimum gets nothing, and the others share it', () => {
  const found = shareOut(candidates(60, 30, 10), eur(10_000), 2_000);
  assert.deepEqual(
    found.shares.map(({ minor }) => minor),
    [6_667, 3_333],
  );
  assert.equal(found.dropped, 1);
  assert.equal(found.leftMinor, 0);
});

test('dropping one can lift the next above the minimum', () => {
  // All at once would drop both: 1,900 and 1,000 of 10,000.
  const found = shareOut(candidates(71, 19, 10), eur(10_000), 2_000);
  assert.deepEqual(
    found.shares.map(({ minor }) => minor),
    [7_889, 2_111],
  );
});

test('who has no score gets nothing, and a budget below the minimum stays whole', () => {
  assert.deepEqual(minors(candidates(0, 5), eur(100), 1), [100]);
  assert.deepEqual(shareOut(candidates(3, 2), eur(10), 50), { shares: [], leftMinor: 10, dropped: 2 });
  assert.deepEqual(shareOut([], eur(10), 1), { shares: [], leftMinor: 10, dropped: 0 });
});

test('a minimum or budget that is none is refused', () => {
  for (const minimum of [0, -1, 1.5, Number.NaN]) {
    assert.throws(
      () => shareOut([], eur(10), minimum),
      (error) => isGatehouseError(error, 'invalid-request'),
    );
  }
  for (const budget of [1.5, -1, Number.MAX_VALUE]) {
    assert.throws(
      () => shareOut([], eur(budget), 1),
      (error) => isGatehouseError(error, 'invalid-request'),
    );
  }
});

test('whatever the scores: shares sum up to the budget, none is below the minimum, order and spelling change nothing', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      scores,
      fc.integer({ min: 0, max: 10_000_000_000_000 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat(),
      (all, minor, minimum, turn) => {
        const given = candidates(...all);
        const found = shareOut(given, eur(minor), minimum);
        const sum = found.shares.reduce((total, share) => total + share.minor, 0);
        assert.equal(sum + found.leftMinor, minor);
        assert.ok(found.shares.length === 0 || found.leftMinor === 0);
        assert.ok(found.shares.every((share) => share.minor >= minimum));
        assert.equal(found.shares.length + found.dropped, all.filter((score) => score > 0).length);
        // A higher score gets no less.
        for (const [at, share] of found.shares.entries()) {
          const next = found.shares[at + 1];
          assert.ok(next === undefined || (share.score >= next.score && share.minor >= next.minor));
        }
        // Nobody else could have been served beside them.
        const cut = turn % (given.length + 1);
        const turned = [...given.slice(cut), ...given.slice(0, cut)];
        assert.deepEqual(shareOut(turned, eur(minor), minimum), found);
      },
    ),
  );
});
