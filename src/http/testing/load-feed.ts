// Imports a feed into the house of a test, as the server's worker would.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ImportStores } from '../../evidence/advisory-ports.ts';
import { importFeed } from '../../evidence/import-feed.ts';
import type { ImportRequest } from '../../evidence/import-request.ts';
import { createAdvisoryImports } from '../../storage/advisory-imports.ts';
import { createUnitOfWork } from '../../storage/sql-unit-of-work.ts';
import type { ApiHouse } from './api-house.ts';

/** Imports `text`, whole, from a file called `name`. */
export async function loadFeed(
  house: ApiHouse,
  request: Omit<ImportRequest, 'path' | 'mode'>,
  name: string,
  text: string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-feed-'));
  const path = join(folder, name);
  writeFileSync(path, text);
  const { database, lookups, feed } = house.storage;
  const work = createUnitOfWork<ImportStores>(
    { database, published: () => feed.publish() },
    (trx, journal) => ({ advisories: createAdvisoryImports(trx), journal }),
  );
  const rulesOf = (ecosystem: keyof typeof house.deps.registry.adapters) =>
    house.deps.registry.adapters[ecosystem];
  try {
    await importFeed({ work, lookups, rulesOf, clock: house.clock }, { mode: 'whole', path, ...request });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
