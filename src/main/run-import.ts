// Runs one import of advisories in a worker thread of its own.

import { Worker } from 'node:worker_threads';

import type { ImportReport } from '../evidence/import-report.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { ImportJob, ImportMessage } from './import-worker.ts';

/** An import under way. */
export interface RunningImport {
  /** Rejects with `feed-unavailable` when the import failed or was ended, and with what broke the thread. */
  readonly report: Promise<ImportReport>;
  /** Breaks it off. What was committed stays. */
  end(): Promise<unknown>;
}

const HEAP_MB = 400;

/** Starts it. `onProgress` hears how many records were read so far. */
export function startImport(job: ImportJob, onProgress: (read: number) => void = () => {}): RunningImport {
  const { promise, resolve, reject } = Promise.withResolvers<ImportReport>();
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const fail = (message: string) => reject(new GatehouseError('feed-unavailable', message));
  worker.on('message', (message: ImportMessage) => {
    if (message.kind === 'progress') onProgress(message.read);
    else if (message.kind === 'done') resolve(message.report);
    else fail(message.message);
  });
  worker.on('error', reject);
  worker.on('exit', () => fail(`Cannot import ${job.request.feed}: the import was ended`));
  return { report: promise, end: () => worker.terminate() };
}
