import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { permitUrl, readOrigins } from './origins.ts';

test('a host name that is too long to be one is refused, and not repeated whole', () => {
  const origins = readOrigins([]);
  permitUrl(new URL(`https://${'a'.repeat(253)}/`), origins);
  for (const address of [`https://${'a'.repeat(50_000)}/`, `${'a'.repeat(50_000)}:b`]) {
    assert.throws(
      () => permitUrl(new URL(address), origins),
      (error) => isGatehouseError(error, 'not-allowed') && error.message.length < 500,
    );
  }
});
