// Start to the first answered request, and the memory of a server that has nothing to do.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from '../bench.ts';
import { median } from '../median.ts';
import { startGate } from '../peers/gate.ts';
import { holdUnder, megabytes, seconds, type Row } from '../row.ts';

const STARTS = 5;
const REST_MS = 3_000;

/** The first start finds an empty folder; the others find what it left, as a restart does. */
export async function measureStart(bench: Bench): Promise<readonly Row[]> {
  const startMs: number[] = [];
  const idleBytes: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const gate = await startGate({ dataDir: join(bench.folder, 'start'), port: bench.port });
    try {
      startMs.push(gate.startMs);
      await sleep(REST_MS);
      idleBytes.push(gate.child.memory().rssBytes);
    } finally {
      await gate.stop();
    }
  }
  const range = `${seconds(Math.min(...startMs))} to ${seconds(Math.max(...startMs))}`;
  return [
    holdUnder(`start to first answered request (median of ${range})`, median(startMs), 1_500, seconds),
    holdUnder('idle memory of the server process', median(idleBytes), 160e6, megabytes),
  ];
}
