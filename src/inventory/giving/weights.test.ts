import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { CRITICALITY, criticalityOf } from './criticality.ts';
import { normalise, parseWeights, partsOf, scoreOf, USUAL_WEIGHTS, WHOLE_SCORE } from './weights.ts';

const most = partsOf(() => 10);

test('a score is the weighted mean of the parts, each beside the highest', () => {
  const parts = { applications: 10, production: 5, direct: 0, dependents: 10, criticality: 5 };
  assert.deepEqual(normalise(parts, most), {
    applications: 1,
    production: 0.5,
    direct: 0,
    dependents: 1,
    criticality: 0.5,
  });
  assert.equal(scoreOf(parts, most, USUAL_WEIGHTS), 600_000);
  assert.equal(scoreOf(most, most, USUAL_WEIGHTS), WHOLE_SCORE);
  assert.equal(scoreOf(parts, most, parseWeights('direct=3')), 0);
  assert.equal(scoreOf(parts, most, parseWeights('production=1,direct=1')), 250_000);
});

test('what nobody has divides by nothing', () => {
  const none = partsOf(() => 0);
  assert.equal(scoreOf(none, none, USUAL_WEIGHTS), 0);
});

test('weights count beside each other, and what is none is refused with the parts that there are', () => {
  assert.equal(parseWeights(' direct=2 , dependents=6').dependents, 0.75);
  for (const text of ['', 'direct', 'direct=0', 'direct=-1', 'love=1', 'direct=1,direct=2', 'direct=1e3']) {
    assert.throws(
      () => parseWeights(text),
      (error) => isGatehouseError(error, 'invalid-request') && error.message.includes('criticality'),
    );
  }
  assert.throws(() => parseWeights('x,'.repeat(100_000)), /expected parts/);
});

test('an application is critical by its tags, else by where it runs', () => {
  const of = (environment: string, tags: Readonly<Record<string, string>> = {}) =>
    criticalityOf({ environment, tags });
  assert.equal(of('default'), 'other');
  assert.equal(of('staging', { critical: 'yes' }), 'critical');
  assert.equal(of('staging', { critical: '' }), 'critical');
  assert.equal(of('prod', { critical: 'false' }), 'production');
  assert.equal(of('prod', { criticality: 'High' }), 'critical');
  assert.equal(of('prod', { criticality: 'low' }), 'production');
  for (const name of ['prod', 'Production', 'live', 'prod-eu', 'prod_2'])
    assert.equal(of(name), 'production');
  for (const name of ['product-team', 'preprod', 'lively', 'dev']) assert.equal(of(name), 'other');
  assert.ok(CRITICALITY.critical > CRITICALITY.production && CRITICALITY.production > CRITICALITY.other);
});
