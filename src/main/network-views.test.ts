// Views of networks, as the configuration names them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { configSchema } from './config-schema.ts';
import { createNetworkViews } from './network-views.ts';

const text = 'preset = "balanced"';
const policies = {
  all: () => ['default', 'build'].map((view) => ({ view, revision: 1, text, policy: parsePolicy(text) })),
};

const made = (views: readonly object[]) =>
  createNetworkViews(configSchema.parse({ access: { views } }), policies);

test('the first network that an address lies in gives the view', () => {
  const viewOf = made([
    { networks: ['10.1.2.0/24'], view: 'default' },
    { networks: ['10.1.0.0/16', '2001:db8::/32'], view: 'build' },
  ]);
  assert.deepEqual(['10.1.2.3', '10.1.3.3', '2001:db8::1', '10.2.0.1', 'unknown'].map(viewOf), [
    'default',
    'build',
    'build',
    undefined,
    undefined,
  ]);
});

test('a view without a policy, and what is no network, are refused by their place', () => {
  assert.throws(
    () => made([{ networks: ['10.0.0.0/8'], view: 'none' }]),
    (error) => isGatehouseError(error, 'invalid-config') && /access\.views\[0\]\.view/.test(error.message),
  );
  assert.throws(
    () => made([{ networks: ['everywhere'], view: 'build' }]),
    (error) =>
      isGatehouseError(error, 'invalid-config') && /access\.views\[0\]\.networks/.test(error.message),
  );
});
