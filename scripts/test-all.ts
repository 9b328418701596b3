// `npm test`: every suite in turn, then one closing line. A suite that fails does not hide the others.

import { spawn } from 'node:child_process';

interface Suite {
  readonly title: string;
  readonly command: readonly string[];
}

interface Outcome {
  readonly title: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

const npmRun = (script: string): Suite => ({ title: script, command: ['npm', 'run', '--silent', script] });

const SUITES: readonly Suite[] = [
  npmRun('format:check'),
  npmRun('lint'),
  npmRun('types'),
  npmRun('test:house'),
  npmRun('test:unit'),
  npmRun('test:gate'),
  npmRun('test:faults'),
  npmRun('test:postgres'),
  npmRun('test:cli'),
  npmRun('test:browser'),
  npmRun('test:clients'),
  npmRun('test:live'),
  npmRun('fuzz'),
];

const chosen = process.argv.slice(2);
const outcomes: Outcome[] = [];
for (const suite of SUITES) {
  if (chosen.length === 0 || chosen.includes(suite.title)) outcomes.push(await run(suite));
}
report(outcomes);

/** Runs a suite. One without a test runner counts as one test. */
async function run({ title, command }: Suite): Promise<Outcome> {
  console.log(`\n=== ${title}`);
  const startedAt = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let tail = '';
  for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    process.stdout.write(chunk);
    tail = (tail + chunk).slice(-200_000);
  }
  const exitCode =
    child.exitCode ??
    (await new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1))));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const passed = count(tail, 'pass');
  const failed = count(tail, 'fail') + count(tail, 'cancelled');
  const isRunner = passed + failed > 0;
  if (isRunner)
    return {
      title,
      passed,
      failed: exitCode === 0 ? failed : Math.max(1, failed),
      skipped: count(tail, 'skipped'),
      seconds,
    };
  return { title, passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0, seconds };
}

/** The test runner's closing lines: `ℹ pass 12`. */
function count(output: string, word: string): number {
  return [...output.matchAll(new RegExp(`^\\u2139 ${word} (\\d+)$`, 'gm'))].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
}

function report(all: readonly Outcome[]): void {
  console.log('\n=== all suites');
  for (const { title, passed, failed, skipped, seconds } of all) {
    console.log(
      `${failed > 0 ? 'FAILED' : 'ok    '} ${title}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`,
    );
  }
  const sum = (key: 'passed' | 'failed' | 'skipped') => all.reduce((total, one) => total + one[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}
