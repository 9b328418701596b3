// The rooms that keep findings, opened on a data folder without a server, to be filled and asked directly.

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import type { ImportStores } from '../../src/evidence/advisory-ports.ts';
import { importFeed } from '../../src/evidence/import-feed.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { describeFindings } from '../../src/main/describe-findings.ts';
import { openKnown } from '../../src/main/open-known.ts';
import { openStorage } from '../../src/main/open-storage.ts';
import { createAdvisoryImports } from '../../src/storage/advisory-imports.ts';
import { createUnitOfWork } from '../../src/storage/sql-unit-of-work.ts';

const FEED = 'bench';

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Takes in the records of `path` first, so that they are at hand. */
export async function openHouse(dataDir: string, path: string) {
  const config = configSchema.parse({ feeds: { sources: [{ name: FEED, kind: 'osv', location: path }] } });
  const log = createLogger('error', () => {}, Date.now);
  const clock = { now: Date.now };
  const storage = await openStorage(config, dataDir, log);
  const work = createUnitOfWork<ImportStores>(
    { database: storage.database, published: () => storage.feed.publish() },
    (trx, journal) => ({ advisories: createAdvisoryImports(trx), journal }),
  );
  await importFeed(
    { work, lookups: storage.lookups, rulesOf: (ecosystem) => ADAPTERS[ecosystem], clock },
    { feed: FEED, kind: 'osv', path, mode: 'changes' },
  );
  const known = await openKnown(config, clock, storage);
  const { inventory } = describeFindings({ config, clock, storage, ...known });
  let ids = 0;
  return {
    clock,
    storage,
    inventory: {
      ...inventory,
      adapters: ADAPTERS,
      newId: () => `bench${(ids += 1)}`,
      lookedUp: async () => {},
    },
    close: () => storage.close(),
  };
}
