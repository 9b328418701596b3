import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describePublished, publishedOf, type Published } from './published-words.ts';

const published: readonly Published[] = [
  { figure: 'vulnerable', edition: 2024, dataYear: 2023, value: 84, unit: 'percent of codebases' },
  { figure: 'vulnerable', edition: 2026, dataYear: 2025, value: 87, unit: 'percent of codebases' },
  { figure: 'mean-age', edition: 2024, dataYear: 2023, value: 2.5, unit: 'years' },
  { figure: 'median-per-application', edition: 2026, dataYear: 2025, value: 78, unit: 'vulnerabilities' },
];

test('the newest edition that has a figure is told, with its edition', () => {
  const of = publishedOf({
    published: [...published],
    trend: [],
    sample: '',
    isLoading: false,
    isJudging: false,
  });
  assert.equal(describePublished(of('vulnerable')), '87 % (OSSRA 2026)');
  assert.equal(describePublished(of('mean-age')), '2.5 years on average (OSSRA 2024)');
  assert.equal(describePublished(of('median-per-application')), '78 in the middle (OSSRA 2026)');
  assert.equal(describePublished(of('never-published')), undefined);
  assert.deepEqual(publishedOf(undefined)('vulnerable'), []);
});
