import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newestOf, OSSRA_FIGURES } from './ossra.ts';

test('every published figure has an edition and the year of its data, each once an edition', () => {
  const keys = OSSRA_FIGURES.map(({ figure, edition }) => `${figure} ${edition}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { edition, dataYear, value, unit } of OSSRA_FIGURES) {
    assert.equal(dataYear, edition - 1);
    assert.ok(value > 0 && (unit !== 'percent of codebases' || value <= 100));
  }
});

test('what could not be verified is not among them', () => {
  assert.ok(!OSSRA_FIGURES.some(({ value }) => value === 2.8));
  assert.deepEqual(
    OSSRA_FIGURES.filter(({ figure }) => figure === 'mean-age').map(({ edition, value }) => [edition, value]),
    [[2024, 2.5]],
  );
  assert.ok(!OSSRA_FIGURES.some(({ figure, edition }) => figure === 'far-behind' && edition === 2025));
});

test('the newest edition’s figure is found', () => {
  assert.equal(newestOf('high-risk')?.value, 78);
  assert.equal(newestOf('far-behind')?.edition, 2024);
});
