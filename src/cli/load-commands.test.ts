import assert from 'node:assert/strict';
import { test } from 'node:test';

import { COMMANDS } from './commands.ts';
import { loadCommands } from './load-commands.ts';

test('of a scan its command alone is loaded, the one of the table; of all else the table', async () => {
  const alone = await loadCommands(['scan', '--json']);
  assert.deepEqual(
    alone,
    COMMANDS.filter(({ name }) => name === 'scan'),
  );
  for (const args of [[], ['help'], ['--help'], ['scans'], ['app', 'push']])
    assert.equal(await loadCommands(args), COMMANDS);
});
