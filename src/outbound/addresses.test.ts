import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import { defaultUpstreams } from './addresses.ts';

describe('defaultUpstreams', () => {
  const upstreams = defaultUpstreams();

  it('derives an https address with a host for each ecosystem', () => {
    for (const ecosystem of ECOSYSTEMS) {
      const upstream = upstreams[ecosystem];
      assert.ok(upstream !== undefined, ecosystem);
      const url = new URL(upstream.url);
      assert.equal(url.protocol, 'https:');
      assert.match(url.hostname, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      assert.equal(upstream.url.endsWith('/'), false, upstream.url);
      assert.equal(url.search + url.hash + url.username, '');
    }
  });

  it('keeps nothing of the sample package in an address', () => {
    for (const upstream of Object.values(upstreams))
      assert.doesNotMatch(upstream?.url ?? '', /sample|example/);
  });

  it('keeps the base path of a repository that has one', () => {
    assert.match(new URL(upstreams.maven?.url ?? '').pathname, /^\/\w+$/);
    for (const ecosystem of ['npm', 'pypi', 'cargo', 'composer'] as const) {
      assert.equal(new URL(upstreams[ecosystem]?.url ?? '').pathname, '/', ecosystem);
    }
  });

  it('puts the sparse index on the host beside the registry', () => {
    const host = new URL(upstreams.cargo?.url ?? '').host;
    assert.deepEqual(upstreams.cargo?.artifactHosts, [host.replace(/^index\./, '')]);
  });
});
