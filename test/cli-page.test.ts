import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { CLI_PAGE, renderCliPage } from '../scripts/cli-page.ts';

test('docs/cli.md says what the commands say', () => {
  assert.equal(readFileSync(CLI_PAGE, 'utf8'), renderCliPage(), 'write it with: node scripts/cli-page.ts');
});
