// The watchdog's own thread, which runs while the other one hangs.

import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { beats, maxSilenceMs } = workerData as { readonly beats: Int32Array; readonly maxSilenceMs: number };
const STDERR = 2;

let title = '';
let lastBeat = -1;
let silentSince = Date.now();

parentPort?.on('message', (told: string) => {
  title = told;
});

setInterval(() => {
  const beat = Atomics.load(beats, 0);
  if (beat !== lastBeat) {
    lastBeat = beat;
    silentSince = Date.now();
  } else if (Date.now() - silentSince > maxSilenceMs) {
    writeSync(STDERR, `fuzz target hangs: ${title}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}, 1_000);
