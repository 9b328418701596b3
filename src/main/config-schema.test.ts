import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configSchema } from './config-schema.ts';

test('feeds of advisories stand side by side; a second catalogue, which would replace the first, is refused by its path', () => {
  const source = (name: string, kind: string) => ({ name, kind, location: `/feeds/${name}` });
  const faultsOf = (...sources: readonly object[]) => {
    const result = configSchema.safeParse({ feeds: { sources } });
    return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
  };
  const some = [source('osv', 'osv'), source('own', 'osv'), source('kev', 'kev'), source('epss', 'epss')];
  assert.deepEqual(faultsOf(...some), []);
  assert.deepEqual(faultsOf(...some, source('kev-2', 'kev'), source('epss-2', 'epss')), [
    'feeds.sources.4.kind',
    'feeds.sources.5.kind',
  ]);
});

test('an address with credentials in it, or with a query, is refused by its path and not repeated', () => {
  const faultsOf = (document: object) => {
    const result = configSchema.safeParse(document);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  const upstream = { name: 'main', url: 'https://user:hunter2@packages.example/npm' };
  const found = [
    ...faultsOf({ upstreams: { npm: [upstream] } }),
    ...faultsOf({ upstreams: { npm: [{ ...upstream, url: 'https://packages.example/npm?a=hunter2' }] } }),
    ...faultsOf({ server: { public_url: 'https://hunter2@gate.example' } }),
    ...faultsOf({
      feeds: { sources: [{ name: 'own', kind: 'osv', location: 'https://u:hunter2@x.example/a.zip' }] },
    }),
  ];
  assert.equal(found.length, 4);
  assert.match(found[0] ?? '', /^upstreams\.npm\.0\.url: .*without user name and password/);
  assert.doesNotMatch(found.join('\n'), /hunter2/);
  assert.deepEqual(
    faultsOf({ upstreams: { npm: [{ ...upstream, url: 'https://packages.example/npm/' }] } }),
    [],
  );
});

test('an address is written without blanks and line breaks, over which the parser of addresses passes', () => {
  for (const public_url of ['https://gate.exa\nmple', ' https://gate.example', 'https://gate.example/a\tb']) {
    const result = configSchema.safeParse({ server: { public_url } });
    assert.match(result.error?.issues[0]?.message ?? '', /without blanks/, JSON.stringify(public_url));
  }
});

test('feeds are polled no faster than each second, and no slower than a timer can wait', () => {
  const takes = (poll: string) => configSchema.safeParse({ feeds: { poll } }).success;
  assert.deepEqual(['1s', '5m', '24d'].map(takes), [true, true, true]);
  // Timers of Node that are set to 25 days or more go off after a millisecond.
  assert.deepEqual(['0s', '0d', '25d', '52w', '999999w', 'soon'].map(takes), [
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a mail server and a sender that letters could not be sent by are refused', () => {
  const faultsOf = (mail: object) =>
    configSchema
      .safeParse({ mail })
      .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  for (const server of ['smtps://gate:p%40ss@mail.example', 'smtp://mail.example:2525', 'smtp://[::1]:25/']) {
    assert.deepEqual(faultsOf({ server, from: 'gatehouse@example.com' }), [], server);
  }
  for (const server of [
    'mail.example',
    'https://mail.example',
    'smtp:mail',
    'smtp://mail.example/x',
    'smtp://a?x=1',
  ]) {
    assert.match(faultsOf({ server }).join(), /^mail\.server: expected smtp:/, server);
  }
  for (const from of [
    'gatehouse',
    'a@b, c@d',
    'A <a@b>\r\nBcc: c@d',
    'A <a@b> <c@d>',
    '<a@b>',
    '@',
    'a@b;c@d',
  ]) {
    assert.match(faultsOf({ from }).join(), /^mail\.from: expected one address/, from);
  }
});
