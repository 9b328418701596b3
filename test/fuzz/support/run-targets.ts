// Runs fuzz targets as tests, each for its share of the time, from one seed that is printed.

import { test } from 'node:test';

import fc from 'fast-check';

import { ALL_TARGETS, TARGETS, type TargetGroup } from '../targets/list.ts';
import type { Target } from './target.ts';
import { startWatchdog } from './watchdog.ts';

const IS_CI = process.env['CI'] === 'true';
/** A build is not to fail by chance: it makes the same few runs of one seed; `npm run fuzz` elsewhere looks for faults. */
const DEFAULT_SECONDS = IS_CI ? 0 : 60;
const CI_SEED = 20_261_128;
/** However little time there is. In a build it is the number of runs itself: by count, so that a slow machine does the same. */
const MIN_RUNS = IS_CI ? 200 : 25;
const MAX_RUNS = 10_000_000;
const MAX_REPORT_LENGTH = 6_000;

/** Of all targets together (`FUZZ_SECONDS`). */
const totalSeconds = Number(process.env['FUZZ_SECONDS'] ?? DEFAULT_SECONDS);
/** `FUZZ_SEED` repeats a run; the number of runs also hangs on the time. */
const seed = Number(process.env['FUZZ_SEED'] ?? (IS_CI ? CI_SEED : Date.now() % 2 ** 31));
/** `FUZZ_TARGET` narrows to targets with this in their title. */
const only = process.env['FUZZ_TARGET'] ?? '';

/** Runs the targets of one group one after another, each for its share of the time of all. */
export function runTargets(group: TargetGroup): void {
  const isChosen = ({ title }: Target): boolean => title.includes(only);
  const chosen = TARGETS[group].filter(isChosen);
  const shareMs = (totalSeconds * 1_000) / Math.max(1, ALL_TARGETS.filter(isChosen).length);
  const watchdog = startWatchdog();
  for (const one of chosen) {
    test(one.title, async (t) => {
      const runs = await runTarget(one, shareMs, () => watchdog.report(one.title));
      t.diagnostic(`${one.title}: ${runs} runs, FUZZ_SEED=${seed}`);
    });
  }
}

async function runTarget({ title, build }: Target, shareMs: number, beat: () => void): Promise<number> {
  const property = build(beat);
  const endsAt = Date.now() + shareMs;
  const first = await check(property, { seed, numRuns: MIN_RUNS }, title);
  const restMs = endsAt - Date.now();
  if (restMs <= 0) return first;
  const parameters = { seed: seed + 1, numRuns: MAX_RUNS, interruptAfterTimeLimit: restMs };
  return first + (await check(property, parameters, title));
}

async function check(
  property: fc.IRawProperty<unknown>,
  parameters: fc.Parameters<unknown>,
  title: string,
): Promise<number> {
  const details = await fc.check(property, parameters);
  if (details.failed && !(details.interrupted && details.counterexample === null)) {
    const report = (await fc.asyncDefaultReportMessage(details)) ?? 'failed';
    const again = `again with FUZZ_SEED=${seed} FUZZ_TARGET=${JSON.stringify(title)}`;
    const { errorInstance } = details;
    const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : '';
    throw new Error(`${title} (${again})\n${shorten(report)}\n${shorten(why)}`, { cause: errorInstance });
  }
  return details.numRuns;
}

/** Both ends: the counterexample stands first, the error last. */
function shorten(report: string): string {
  return report.length <= MAX_REPORT_LENGTH
    ? report
    : `${report.slice(0, MAX_REPORT_LENGTH / 2)} […] ${report.slice(-MAX_REPORT_LENGTH / 2)}`;
}
