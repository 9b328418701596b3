import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { readConfig } from './config.ts';
import { prepareConfig } from './prepare-config.ts';
import { listSettings, parseSetting, type SettingForm } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const file = join(folder, 'gatehouse.toml');
writeFileSync(file, '');
after(() => rmSync(folder, { recursive: true, force: true }));

const UPSTREAM =
  '[{"name":"mirror","url":"https://mirror.example/","auth":{"type":"bearer","token":"t"},"namespaces":["@acme/*"]}]';

/** A value of each form that is no default, and for the settings with a form of their own. */
const BY_FORM: Readonly<Record<Exclude<SettingForm, 'text' | 'json'>, string>> = {
  number: '4999',
  truth: '',
  list: '10.0.0.0/8, 192.0.2.1',
};
const BY_PATH: Readonly<Record<string, string>> = {
  'server.host': '127.0.0.2',
  'server.public_url': 'https://packages.example',
  'server.tls_cert': '/tls/cert.pem',
  'server.tls_key': '/tls/key.pem',
  'access.anonymous_read': 'false',
  'access.views': '[{"networks":["10.0.0.0/8"],"view":"strict"}]',
  'accounts.sign_up': 'open',
  'publish.new_names': 'namespaces',
  'publish.visibility': 'internal',
  'publish.max_size': '7 MB',
  'publish.hold_hours': '24',
  'publish.dormant_account_days': '200',
  'publish.dormant_package_days': '400',
  'publish.maven_signatures': 'true',
  'publish.maven_snapshots': 'false',
  'publish.staged_days': '7',
  'high_impact.grace_days': '14',
  'accounts.dns_servers': '192.0.2.53',
  'mail.server': 'smtps://gate:secret@mail.example',
  'mail.from': 'Gatehouse <gatehouse@example.com>',
  'storage.database': 'postgres://gatehouse@db.example/gatehouse',
  'storage.cache_quota': '7 GB',
  'storage.memory_for_indexes': '7 MB',
  'storage.memory_for_artifacts': '7 MB',
  'limits.index_max': '7 MB',
  'limits.artifact_max': '7 MB',
  'feeds.require_feeds': 'true',
  'feeds.sources': '[{"name":"own","kind":"osv","location":"/feeds/own","trust":0.5}]',
  'currency.load_packages': 'true',
  'currency.packages_per_minute': '7',
  'currency.licences': '[{"tags":{"use":"internal"},"allowed":["MIT"],"ask":[],"denied":["GPL-*"]}]',
  'sso.providers':
    '[{"name":"acme","label":"Acme","issuer":"https://id.example/a","client_id":"gate","client_secret":"s"}]',
  'namespaces.code_hosts': '[{"name":"forge","url":"https://git.example","groups":["example.git"]}]',
  'namespaces.sites': '[{"domain":"acme.internal","url":"http://10.0.0.7"}]',
  'scanning.sources': '[{"name":"hub","keys":[],"keys_url":"https://hub.example/keys"}]',
  'trusted_publishing.providers': 'github, circleci',
  'trusted_publishing.issuers':
    '[{"name":"own","provider":"gitlab","url":"https://gitlab.example","algorithms":["RS256"],"claims":{}}]',
  'log.level': 'debug',
};
const COMPANIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mail.server': { GATEHOUSE_MAIL_FROM: 'gatehouse@example.com' },
  'server.tls_cert': { GATEHOUSE_SERVER_TLS_KEY: '/k' },
  'server.tls_key': { GATEHOUSE_SERVER_TLS_CERT: '/c' },
};

test('every setting of the schema can be given from the environment, and is then in force', () => {
  const defaults = readConfig(file, {});
  const settings = listSettings();
  assert.ok(settings.length > 20, 'the settings are listed');
  for (const { path, variable, form } of settings) {
    const text = path.startsWith('upstreams.')
      ? UPSTREAM
      : (BY_PATH[path] ?? (form === 'text' || form === 'json' ? '42m' : BY_FORM[form]));
    const found = valueAt(readConfig(file, { ...COMPANIONS[path], [variable]: text }), path);
    assert.notDeepEqual(found, valueAt(defaults, path), `${variable} changes nothing`);
    if (form === 'json') assertHolds(found, JSON.parse(text), path);
    else assert.deepEqual(found, parseSetting(form, text), path);
  }
});

test('the environment wins over the file; an empty list empties it', () => {
  const written = join(folder, 'written.toml');
  writeFileSync(
    written,
    '[server]\ntrusted_proxies = ["10.0.0.1"]\n[[access.views]]\nnetworks = ["10.0.0.0/8"]\nview = "a"\n',
  );
  assert.deepEqual(readConfig(written, {}).server.trusted_proxies, ['10.0.0.1']);
  const config = readConfig(written, { GATEHOUSE_SERVER_TRUSTED_PROXIES: '', GATEHOUSE_ACCESS_VIEWS: '[]' });
  assert.deepEqual([config.server.trusted_proxies, config.access.views], [[], []]);
});

test('a list of objects that is no JSON is refused by its path and its variable, without repeating what may be a secret', () => {
  const variables = ['GATEHOUSE_ACCESS_VIEWS', 'GATEHOUSE_UPSTREAMS_NPM', 'GATEHOUSE_FEEDS_SOURCES'];
  for (const variable of variables) {
    assert.throws(
      () => readConfig(file, { [variable]: 'hunter2' }),
      (error: Error) =>
        error.message.includes(`(in ${variable}: a JSON list of objects)`) &&
        !error.message.includes('hunter2'),
    );
  }
  assert.throws(
    () => readConfig(file, { GATEHOUSE_ACCESS_VIEWS: '[{"networks":[]}]' }),
    /access\.views\[0\]\.networks: .*\n.*access\.views\[0\]\.view: /,
  );
});

test('a setting that cannot be read is refused by its path', () => {
  assert.throws(() => readConfig(file, { GATEHOUSE_SERVER_PORT: 'many' }), /server\.port: /);
  assert.throws(() => readConfig(file, { GATEHOUSE_FEEDS_REQUIRE_FEEDS: 'yes' }), /feeds\.require_feeds: /);
  assert.throws(() => readConfig(file, { GATEHOUSE_LIMITS_INDEX_MAX: 'lots' }), /limits\.index_max: /);
});

function valueAt(config: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

/** Every field that was given is there; addresses lose their last slash, and defaults join. */
function assertHolds(found: unknown, given: unknown, path: string): void {
  const [entry] = found as Record<string, unknown>[];
  for (const [key, value] of Object.entries((given as Record<string, unknown>[])[0] ?? {})) {
    assert.deepEqual(
      entry?.[key],
      typeof value === 'string' ? value.replace(/\/$/, '') : value,
      `${path}: ${key}`,
    );
  }
}

test('a variable that looks like a setting and is none is told at the start: what it was to close stays open', async () => {
  const environment = {
    GATEHOUSE_ACCESS_ANONYMOUS_READS: 'false',
    GATEHOUSE_LOG_LEVEL: 'warn',
    GATEHOUSE_TOKEN: 't',
  };
  const { config, warnings } = await prepareConfig({
    dataDir: folder,
    configFile: file,
    environment,
    overrides: {},
    upstreams: [],
    version: '0.0.0',
  });
  assert.deepEqual([config.access.anonymous_read, config.log.level], [true, 'warn']);
  assert.deepEqual(warnings, [
    'GATEHOUSE_ACCESS_ANONYMOUS_READS in the environment is no setting, and changes nothing',
  ]);
});
