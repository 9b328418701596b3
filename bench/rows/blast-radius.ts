// Who depends on a package, near and far, in a made-up ecosystem of three million packages with 24 million dependencies.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { BlastMeasured } from '../blast-radius/measure.ts';
import { count, holdUnder, megabytes, seconds, type Row } from '../row.ts';

const PROGRAM = fileURLToPath(new URL('../blast-radius/measure.ts', import.meta.url));

export async function measureBlastRadius(): Promise<readonly Row[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], { timeout: 300_000 });
  const measured = JSON.parse(stdout) as BlastMeasured;
  const worst = `blast radius of the package that most need (${count(measured.worstDependents)} of 3 M packages, 24 M dependencies)`;
  const typical = `… of an ordinary one (median of 201: ${count(measured.typicalDependents)} dependents)`;
  return [
    holdUnder(worst, measured.worstMs, 2_500, seconds),
    holdUnder(typical, measured.typicalMs, 10, seconds),
    holdUnder(
      `… memory, the making of the graph included (${seconds(measured.buildMs)})`,
      measured.peakBytes,
      1e9,
      megabytes,
    ),
    holdUnder('… the most that was computed in one go meanwhile', measured.longestHoldMs, 50, seconds),
  ];
}
