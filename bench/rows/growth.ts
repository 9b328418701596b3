// Ten times the advisories, taken in by a process of its own: times as much work, the same memory.

import { join } from 'node:path';

import type { Bench } from '../bench.ts';
import { writeRecords } from '../findings/records.ts';
import { median } from '../median.ts';
import { SERVER_CORE, startChild } from '../peers/child.ts';
import { count, holdUnder, megabytes, type Row } from '../row.ts';

const FEW = 20_000;
const ROUNDS = 3;
const PROGRAM = join(import.meta.dirname, '../../bin/gatehouse.js');
/** What a garbage collector that comes a little later makes of the peak. */
const SWING_BYTES = 30e6;

/** Processor time, since others may use the core; medians, since peaks swing. */
export async function measureGrowth(bench: Bench): Promise<readonly Row[]> {
  const [few, many] = [await importTimes(bench, FEW), await importTimes(bench, 10 * FEW)];
  return [
    holdUnder(
      `ten times the advisories (${count(FEW)}, ${count(10 * FEW)}), imported in times the processor time`,
      median(many.map(({ cpuMs }) => cpuMs)) / median(few.map(({ cpuMs }) => cpuMs)),
      11,
      (times) => `${times.toFixed(1)} x`,
    ),
    holdUnder(
      `… more memory for that, at its peak (${few.map(({ peakBytes }) => megabytes(peakBytes)).join(', ')} before)`,
      Math.max(
        0,
        median(many.map(({ peakBytes }) => peakBytes)) - median(few.map(({ peakBytes }) => peakBytes)),
      ),
      SWING_BYTES,
      megabytes,
    ),
  ];
}

interface Used {
  readonly cpuMs: number;
  readonly peakBytes: number;
}

async function importTimes(bench: Bench, records: number): Promise<readonly Used[]> {
  const file = join(bench.folder, `growth-${records}.ndjson`);
  writeRecords(file, records);
  const used: Used[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    used.push(await importOnce(file, join(bench.folder, `growth-${records}-${round}`)));
  }
  return used;
}

async function importOnce(file: string, dataDir: string): Promise<Used> {
  const child = startChild([process.execPath, PROGRAM, 'advisories', 'import', file, '--data', dataDir], {
    core: SERVER_CORE,
  });
  let used: Used = { cpuMs: 0, peakBytes: 0 };
  // Nothing is left to be read once it has ended.
  const watch = setInterval(() => (used = child.used() ?? used), 20);
  const exitCode = await child.ended.finally(() => clearInterval(watch));
  if (exitCode !== 0) throw new Error(`Cannot import:\n${child.output().slice(-2_000)}`);
  return used;
}
