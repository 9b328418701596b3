// Loaded into the server before its program: tells, when asked, for how long the event loop was held at most.

import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 2;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();

process.on('SIGUSR2', () => {
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS).toFixed(1);
  process.stderr.write(
    `event loop: max ${ms(histogram.max)} ms, p99.9 ${ms(histogram.percentile(99.9))} ms\n`,
  );
  histogram.reset();
});
