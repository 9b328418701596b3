// Runs the test files that match the given globs with node's own runner, and fails when there are none.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const files = patterns.flatMap((pattern) => globSync(pattern)).sort();
if (files.length === 0) {
  console.error(`Cannot run tests: no file matches ${patterns.join(' ')}`);
  process.exit(1);
}
const concurrency = options.some((option) => option.startsWith('--test-concurrency'))
  ? []
  : [`--test-concurrency=${availableParallelism()}`];
/** A test that hangs is named, instead of holding up the build for ever; nothing takes half as long on a slow machine. */
const MAX_TEST_MS = 20 * 60_000;
const limit = `--test-timeout=${MAX_TEST_MS}`;
const run = spawnSync(process.execPath, ['--test', limit, ...concurrency, ...options, ...files], {
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
