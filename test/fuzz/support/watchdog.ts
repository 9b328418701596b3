// Ends the process when a parser hangs: a call that never returns leaves no other way to say so.

import { Worker } from 'node:worker_threads';

/** Real time, on a machine that may be busy; the limit on processor time is far lower. */
const MAX_SILENCE_MS = 60_000;

export interface Watchdog {
  /** Says what is being done now; to be called more often than every minute. */
  report(title: string): void;
}

/** Starts the watch; it ends with the process. */
export function startWatchdog(): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./watchdog-worker.ts', import.meta.url), {
    workerData: { beats, maxSilenceMs: MAX_SILENCE_MS },
  });
  worker.unref();
  let told = '';
  return {
    report(title) {
      Atomics.add(beats, 0, 1);
      if (title === told) return;
      told = title;
      worker.postMessage(title);
    },
  };
}
