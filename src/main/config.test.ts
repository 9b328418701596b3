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

const ACME = {
  name: 'acme',
  label: 'Acme',
  issuer: 'https://id.example/realms/acme',
  client_id: 'gatehouse',
  client_secret: 'hunter2',
};

test('the secret of a client at a provider is not printed, and its issuer is taken as it stands', () => {
  const config = configSchema.parse({ sso: { providers: [{ ...ACME, issuer: 'https://id.example/' }] } });
  assert.equal(config.sso.providers[0]?.issuer, 'https://id.example/');
  const printed = JSON.stringify(withoutSecrets(config));
  assert.doesNotMatch(printed, /hunter2/);
  assert.match(printed, /"client_secret":"\[secret\]"/);
});

test('a provider by http beyond loopback, a rule that is none, and two of one name or issuer are refused', () => {
  const providers = (...list: readonly object[]) =>
    configSchema.safeParse({ sso: { providers: list } }).success;
  assert.ok(providers(ACME, { ...ACME, name: 'b', issuer: 'http://127.0.0.1:4000' }));
  for (const wrong of [
    { issuer: 'http://id.example' },
    { issuer: 'https://user:x@id.example' },
    { issuer: 'https://id.example/?a=b' },
    { passkey_claims: ['amr'] },
    { two_factor_claims: ['amr=mfa + '] },
    { roles: { owner: ['x'] } },
    { name: '../x' },
  ]) {
    assert.ok(!providers({ ...ACME, ...wrong }), JSON.stringify(wrong));
  }
  const read = (second: object) =>
    parseConfig('', 'gatehouse.toml', {
      GATEHOUSE_SSO_PROVIDERS: JSON.stringify([ACME, { ...ACME, ...second }]),
    });
  assert.throws(() => read({ issuer: 'https://other.example' }), /found the name acme twice/);
  assert.throws(() => read({ name: 'b' }), /found the issuer https:\/\/id\.example\/realms\/acme twice/);
});
