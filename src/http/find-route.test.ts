// Route tables of registries are checked before anything is served.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RegistryRoute } from '../ecosystems/adapter-routes.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { assertRouteTables } from './find-route.ts';

const [first] = ADAPTERS.npm.routes;

test('the tables of all five registries can be mounted', () => {
  assertRouteTables(ADAPTERS);
});

test('a registry route that does not declare who may call it, or stands twice, is refused at start', () => {
  assert.ok(first !== undefined);
  const mounted =
    (routes: readonly object[]) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the types forbid is what is tried
    () =>
      assertRouteTables({ npm: { routes: routes as readonly RegistryRoute[] } });
  const { access: _, ...silent } = first;
  for (const routes of [[silent], [{ ...first, access: 'everybody' }], [first, first]]) {
    assert.throws(mounted(routes), (error) => isGatehouseError(error, 'invalid-config'));
  }
});
