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
