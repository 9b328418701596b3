import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { OpenStorage } from './open-storage.ts';
import { startHousekeeping } from './keep-house.ts';

test('a disk that is gone keeps nothing from being closed, and is told', async () => {
  const told: string[] = [];
  const log = { error: (message: string) => told.push(message) } as unknown as Logger;
  const blobs = {
    totalBytes: async () => {
      throw new GatehouseError('storage-failed', 'Cannot read blobs: it is not there');
    },
  };
  const deps = { clock: { now: () => 0 }, limits: { documents: { freshMs: 0 } } } as unknown as RegistryDeps;
  const storage = { blobs } as unknown as OpenStorage;
  await startHousekeeping(deps, storage, 1, log).close();
  assert.deepEqual(told, ['last uses could not be kept']);
});
