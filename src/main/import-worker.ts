// The worker thread that imports feeds: parsing and writing never hold the server's event loop. It keeps what it loaded and
// the database that it opened for the imports that follow.

import { flushCompileCache } from 'node:module';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

import { systemClock } from '../kernel/clock.ts';
import { messageOf } from '../kernel/errors.ts';
import { IMPORT_RULES } from '../ecosystems/import-rules.ts';
import { importFeed } from '../evidence/import-feed.ts';
import type { ImportRequest } from '../evidence/import-request.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import { createAdvisoryImports } from '../storage/advisory-imports.ts';
import { createAdvisoryLookups } from '../storage/advisory-store.ts';
import { openDatabase, type Database, type DatabaseLocation } from '../storage/database.ts';
import { createUnitOfWork } from '../storage/sql-unit-of-work.ts';

/** What the worker is started with. */
export interface ImportWorkerData {
  readonly location: DatabaseLocation;
}

/** What it is told to do: to import, one source at a time, or to close the database and end. */
export type ImportOrder =
  | { readonly kind: 'import'; readonly request: Omit<ImportRequest, 'onProgress'> }
  | { readonly kind: 'end' };

/** What it says of an import: how far it is, that it has changed something, and how it ended. */
export type ImportMessage =
  | { readonly kind: 'progress'; readonly read: number }
  | { readonly kind: 'committed' }
  | { readonly kind: 'done'; readonly report: ImportReport }
  | { readonly kind: 'failed'; readonly message: string };

class ImportWorker {
  readonly #port: MessagePort;
  readonly #location: DatabaseLocation;
  #database: Database | undefined;

  constructor(port: MessagePort, { location }: ImportWorkerData) {
    this.#port = port;
    this.#location = location;
  }

  async hear(order: ImportOrder): Promise<void> {
    if (order.kind === 'import') return this.#say(await this.#import(order.request));
    await this.#database?.close();
    this.#port.close();
  }

  async #import(request: Omit<ImportRequest, 'onProgress'>): Promise<ImportMessage> {
    try {
      this.#database ??= await openDatabase(this.#location);
      const database = this.#database;
      const published = this.#tellOfFirst();
      const work = createUnitOfWork({ database, published }, (trx, journal) => ({
        advisories: createAdvisoryImports(trx),
        journal,
      }));
      const report = await importFeed(
        {
          work,
          lookups: createAdvisoryLookups(database.read),
          rulesOf: (ecosystem) => IMPORT_RULES[ecosystem],
          clock: systemClock,
        },
        { ...request, onProgress: (read) => this.#say({ kind: 'progress', read }) },
      );
      return { kind: 'done', report };
    } catch (error) {
      return { kind: 'failed', message: messageOf(error) };
    }
  }

  /** A large import commits many times a second: whoever follows hears of the later ones by watching the database. */
  #tellOfFirst(): () => Promise<void> {
    let isTold = false;
    return async () => {
      if (!isTold) this.#say({ kind: 'committed' });
      isTold = true;
    };
  }

  #say(message: ImportMessage): void {
    this.#port.postMessage(message);
  }
}

if (parentPort !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what ImportThread starts this worker with
  const worker = new ImportWorker(parentPort, workerData as ImportWorkerData);
  parentPort.on('message', (order: ImportOrder) => void worker.hear(order));
  // The thread may be broken off; the next one finds what this one has compiled.
  flushCompileCache();
}
