import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../../test/support/cpu-time.ts';
import { maskSecrets } from './mask-secrets.ts';

test('values of telling keys, credentials in addresses and the token itself are not shown', () => {
  const lines = [
    '//registry.example/:_authToken=hunter2',
    'url = "https://ann:hunter2@registry.example/simple"',
    '  <password>hunter2</password>',
    'x hunter2 y',
  ];
  for (const line of lines) assert.doesNotMatch(maskSecrets(line, 'hunter2'), /hunter2/, line);
  for (const line of lines.slice(0, 3)) assert.doesNotMatch(maskSecrets(line), /hunter2/, line);
});

test('a very long line is cut, the token masked before, in time that grows with its length', () => {
  const cpuMs = startCpuTime();
  const shown = maskSecrets(`${'-0'.repeat(990)}${'hunter2-'.repeat(50)}${'-0'.repeat(200_000)}`, 'hunter2');
  assert.doesNotMatch(shown, /hunter/);
  assert.ok(shown.length <= 2_001);
  assert.ok(cpuMs() < 2_000);
});
