import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withoutSecrets } from './config.ts';
import { configSchema } from './config-schema.ts';

test('no password of a database address is printed, whatever stands in it and wherever it stands', () => {
  const addresses = [
    'postgres://gate:hunter2@db.example/gatehouse',
    'postgres://gate:hunter2@hunter2@db.example/gatehouse',
    'postgres://gate:hunter2/hunter2@db.example/gatehouse',
    'postgresql://db.example/gatehouse?user=gate&password=hunter2&sslmode=require',
  ];
  for (const database of addresses) {
    const printed = JSON.stringify(withoutSecrets(configSchema.parse({ storage: { database } })));
    assert.doesNotMatch(printed, /hunter2/, database);
    assert.match(printed, /db\.example\/gatehouse/);
  }
});

test('a key in the query of a feed’s address is not printed; a folder is, as it stands', () => {
  const sources = [
    { name: 'own', kind: 'osv', location: 'https://feeds.example/all.zip?se=2026&sig=hunter2' },
    { name: 'local', kind: 'osv', location: '/srv/feeds@home' },
  ];
  const printed = JSON.stringify(withoutSecrets(configSchema.parse({ feeds: { sources } })));
  assert.doesNotMatch(printed, /hunter2/);
  assert.match(printed, /all\.zip\?se=2026&sig=\[secret\]/);
  assert.match(printed, /"\/srv\/feeds@home"/);
});
