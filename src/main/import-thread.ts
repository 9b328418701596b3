// The worker thread that imports feeds, as the server sees it: started when it is needed, replaced when an import failed in
// it, ended when it has nothing to do.

import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import type { ImportReport } from '../evidence/import-report.ts';
import { MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { DatabaseLocation } from '../storage/database.ts';
import { workerEnvironment } from './compile-cache.ts';
import type { ImportMessage, ImportOrder, ImportWorkerData } from './import-worker.ts';

export type ImportRequest = Extract<ImportOrder, { readonly kind: 'import' }>['request'];

export interface ImportThreadOptions {
  readonly location: DatabaseLocation;
  /** Called as soon as an import has committed its first change. */
  readonly committed: () => void;
  /** How long it is kept without work. */
  readonly idleMs?: number;
}

interface Running {
  readonly feed: string;
  readonly onProgress: (read: number) => void;
  readonly resolve: (report: ImportReport) => void;
  readonly reject: (error: Error) => void;
}

const HEAP_MB = 400;
const IDLE_MS = MINUTE_MS;
/** An import of more records leaves a heap behind that is not worth keeping. */
const MAX_KEPT_RECORDS = 10_000;
/** How long it may take to close the database. */
const END_MS = 10 * SECOND_MS;

export class ImportThread {
  readonly #options: ImportThreadOptions;
  #worker: Worker | undefined;
  #running: Running | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: ImportThreadOptions) {
    this.#options = options;
  }

  /**
   * Imports once those before have ended. `onProgress` hears how many records were read so far. Rejects with
   * `feed-unavailable` when the import failed or was ended, and with what broke the thread.
   */
  import(request: ImportRequest, onProgress: (read: number) => void = () => {}): Promise<ImportReport> {
    const report = this.#tail.then(() => this.#run(request, onProgress));
    this.#tail = report.catch(() => undefined);
    return report;
  }

  /** Breaks off the import under way; what was committed stays. No other one begins. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#running === undefined) this.#letGo();
    else await this.#worker?.terminate();
    await this.#ending;
  }

  #run(request: ImportRequest, onProgress: (read: number) => void): Promise<ImportReport> {
    const { feed } = request;
    if (this.#isClosed) return Promise.reject(endedError(feed));
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.ref();
    const { promise, resolve, reject } = Promise.withResolvers<ImportReport>();
    this.#running = { feed, onProgress, resolve, reject };
    tell(this.#worker, { kind: 'import', request });
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
      workerData: { location: this.#options.location } satisfies ImportWorkerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      env: workerEnvironment(),
    });
    worker.on('message', (message: ImportMessage) => {
      if (this.#worker === worker) this.#hear(message);
    });
    worker.on('error', (error: Error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, undefined));
    return worker;
  }

  #hear(message: ImportMessage): void {
    const running = this.#running;
    if (message.kind === 'progress') running?.onProgress(message.read);
    else if (message.kind === 'committed') this.#options.committed();
    else {
      this.#running = undefined;
      // What it has open may be the reason for a failure: the next import opens everything anew.
      if (message.kind === 'done' && message.report.read <= MAX_KEPT_RECORDS) this.#rest();
      else this.#letGo();
      if (message.kind === 'done') running?.resolve(message.report);
      else running?.reject(new GatehouseError('feed-unavailable', message.message));
    }
  }

  #rest(): void {
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#letGo(), this.#options.idleMs ?? IDLE_MS).unref();
  }

  /** Has the thread, which has no work, end by itself. */
  #letGo(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker !== undefined) this.#ending = end(worker);
  }

  /** The thread has ended; the import under way in it fails. */
  #lose(worker: Worker, error: Error | undefined): void {
    if (this.#worker !== worker) return;
    clearTimeout(this.#idle);
    this.#worker = undefined;
    const running = this.#running;
    this.#running = undefined;
    running?.reject(error ?? endedError(running.feed));
  }
}

async function end(worker: Worker): Promise<void> {
  worker.ref();
  const { promise: exited, resolve } = Promise.withResolvers<unknown>();
  worker.once('exit', resolve);
  tell(worker, { kind: 'end' });
  await Promise.race([exited, sleep(END_MS, undefined, { ref: false })]);
  await worker.terminate();
}

function tell(worker: Worker, order: ImportOrder): void {
  worker.postMessage(order);
}

function endedError(feed: string): GatehouseError {
  return new GatehouseError('feed-unavailable', `Cannot import ${feed}: the import was ended`);
}
