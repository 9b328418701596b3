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
