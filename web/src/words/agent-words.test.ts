import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeAgent } from './agent-words.ts';

test('a browser is called by its name and its system, whatever else it claims to be', () => {
  const words = {
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36':
      'Chrome on Linux',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0':
      'Edge on Windows',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15':
      'Safari on macOS',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/140.0 Mobile/15E148 Safari/604.1':
      'Chrome on iOS',
    'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0': 'Firefox on Android',
  };
  for (const [agent, said] of Object.entries(words)) assert.equal(describeAgent(agent), said);
});

test('what is no browser is called what it calls itself', () => {
  assert.equal(describeAgent('gatehouse/0.1.0 node/26'), 'gatehouse/0.1.0');
  assert.equal(describeAgent('curl/8.9'), 'curl/8.9');
});
