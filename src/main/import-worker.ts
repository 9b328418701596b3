// The worker thread that imports a feed: parsing and writing never hold the server's event loop.

import { parentPort, workerData } from 'node:worker_threads';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { systemClock } from '../kernel/clock.ts';
import { messageOf } from '../kernel/errors.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import { importFeed } from '../evidence/import-feed.ts';
import type { ImportRequest } from '../evidence/import-request.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import { createAdvisoryImports } from '../storage/advisory-imports.ts';
import { createAdvisoryLookups } from '../storage/advisory-store.ts';
import { openDatabase, type DatabaseLocation } from '../storage/database.ts';
import { createUnitOfWork } from '../storage/sql-unit-of-work.ts';

/** What the worker is given. */
export interface ImportJob {
  readonly location: DatabaseLocation;
  readonly request: Omit<ImportRequest, 'onProgress'>;
}

/** What it says: how far it is, then how it ended. */
export type ImportMessage =
  | { readonly kind: 'progress'; readonly read: number }
  | { readonly kind: 'done'; readonly report: ImportReport }
  | { readonly kind: 'failed'; readonly message: string };

async function runJob({ location, request }: ImportJob): Promise<ImportReport> {
  const database = await openDatabase(location);
  try {
    const work = createUnitOfWork({ database, published: async () => {} }, (trx, journal) => ({
      advisories: createAdvisoryImports(trx),
      journal,
    }));
    return await importFeed(
      {
        work,
        lookups: createAdvisoryLookups(database.read),
        rulesOf: (ecosystem: Ecosystem) => ADAPTERS[ecosystem],
        clock: systemClock,
      },
      { ...request, onProgress: (read) => send({ kind: 'progress', read }) },
    );
  } finally {
    await database.close();
  }
}

function send(message: ImportMessage): void {
  parentPort?.postMessage(message);
}

if (parentPort !== null) {
  try {
    send({ kind: 'done', report: await runJob(workerData as ImportJob) });
  } catch (error) {
    send({ kind: 'failed', message: messageOf(error) });
  }
}
