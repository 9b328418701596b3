import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../test/support/cpu-time.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { parseConfig, withoutSecrets } from './config.ts';
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

test('a secret in a query is hidden to its end, question marks and all, and a long query in time that grows with it', () => {
  const shown = (location: string) => {
    const sources = [{ name: 'own', kind: 'osv', location }];
    return JSON.stringify(withoutSecrets(configSchema.parse({ feeds: { sources } })));
  };
  assert.match(shown('https://x.example/?token=hunter2?hunter2&a=b'), /\?token=\[secret\]&a=b"/);
  assert.match(shown('https://x.example/?a=b?access_key=hunter2'), /\?a=b\?access_key=\[secret\]"/);
  const cpuMs = startCpuTime();
  assert.match(shown(`https://x.example/?${'?key'.repeat(20_000)}`), /x\.example/);
  assert.ok(cpuMs() < 2_000);
});

test('an unknown key is named as a fault, but not repeated however long it is', () => {
  assert.throws(
    () => parseConfig(`${'long'.repeat(50_000)} = 1\n`, 'gatehouse.toml', {}),
    (error) => isGatehouseError(error, 'invalid-config') && error.message.length < 1_000,
  );
});

test('of very many faults the first hundred are told, and the rest are counted', () => {
  const sources = Array.from({ length: 5_000 }, () => '7').join(', ');
  assert.throws(
    () => parseConfig(`[feeds]\nsources = [${sources}]\n`, 'gatehouse.toml', {}),
    (error) =>
      isGatehouseError(error, 'invalid-config') &&
      error.message.length < 100_000 &&
      error.message.endsWith('… and 4900 more'),
  );
});
