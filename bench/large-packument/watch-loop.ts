// Loaded into the server before its program: tells, when asked, for how long the event loop was held at most.

const EVERY_MS = 2;

let heldMs = 0;
let computedMs = 0;
let wokeAt = performance.now();
let usedMs = threadMs();

/** Between two ticks the loop was held for what goes beyond the timer; on a shared core others may have had that time. */
setInterval(() => {
  const now = performance.now();
  const used = threadMs();
  heldMs = Math.max(heldMs, now - wokeAt - EVERY_MS);
  computedMs = Math.max(computedMs, used - usedMs);
  wokeAt = now;
  usedMs = used;
}, EVERY_MS).unref();

process.on('SIGUSR2', () => {
  process.stderr.write(`event loop: held ${heldMs.toFixed(1)} ms, computed ${computedMs.toFixed(1)} ms\n`);
  heldMs = 0;
  computedMs = 0;
});

/** Processor time of the main thread. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
