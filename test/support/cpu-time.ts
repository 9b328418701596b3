// Processor time, which a busy machine does not stretch: for tests that hostile input ends soon.

/** Milliseconds of processor time that this thread spent since the answer was made. */
export function startCpuTime(): () => number {
  const before = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
}
