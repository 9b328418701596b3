import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { splitPath } from '../../http/split-path.ts';
import type { RegistryRequest } from '../adapter-routes.ts';
import { answers } from './answers.ts';
import { names } from './name.ts';
import { routes } from './routes.ts';

function ask(method: string, url: string, headers: Readonly<Record<string, string>> = {}) {
  const { segments, endsWithSlash, query } = splitPath(url);
  const input = { method, segments, endsWithSlash, query: new URLSearchParams(query), headers };
  for (const route of routes) {
    if (!(route.methods as readonly string[]).includes(method)) continue;
    const request = route.match(input);
    if (request !== undefined) return { id: route.id, request };
  }
  return undefined;
}

const get = (url: string, headers?: Readonly<Record<string, string>>): RegistryRequest | undefined =>
  ask('GET', url, headers)?.request;

test('N1: the short form is answered to who takes it, the long one to everybody else', () => {
  const accept = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';
  assert.deepEqual(get('/left-pad', { accept }), { kind: 'index', name: 'left-pad', variant: 'abbreviated' });
  for (const other of ['application/json', '*/*', '']) {
    assert.deepEqual(get('/left-pad', { accept: other }), {
      kind: 'index',
      name: 'left-pad',
      variant: 'full',
    });
  }
});

test('N1: clients that read the index while they install from a lock file are told apart', () => {
  const variant = (headers: Readonly<Record<string, string>>) => {
    const request = get('/left-pad', headers);
    return request?.kind === 'index' ? request.variant : undefined;
  };
  const short = { accept: 'application/vnd.npm.install-v1+json' };
  assert.equal(variant({ 'npm-command': 'ci' }), 'full-locked');
  assert.equal(variant({ ...short, 'npm-command': 'install-ci-test' }), 'abbreviated-locked');
  assert.equal(variant({ 'npm-command': 'install' }), 'full');
  assert.equal(variant({ 'user-agent': 'pnpm/12.21.0 npm/? node/?' }), 'full-dated');
  assert.equal(variant({ ...short, 'user-agent': 'pnpm/12.21.0' }), 'abbreviated');
  assert.equal(variant({ 'user-agent': 'npm/11.19.1 pnpm/12' }), 'full');
});

test('N9: a scope in one segment or two, escaped in either case, slashes doubled', () => {
  for (const path of [
    '/@acme/app',
    '/@acme%2fapp',
    '/@acme%2Fapp',
    '/%40acme%2fapp',
    '//@acme//app',
    '/@acme/app/',
  ]) {
    assert.deepEqual(get(path), { kind: 'index', name: '@acme/app', variant: 'full' }, path);
  }
  for (const path of [
    '/@acme/app/-/app-1.0.0.tgz',
    '/@acme%2fapp/-/app-1.0.0.tgz',
    '/@acme/app/-/@acme/app-1.0.0.tgz',
    '/@acme%2fapp/-/@acme%2fapp-1.0.0.tgz',
    '/%40acme/app//-//app-1.0.0.tgz',
  ]) {
    assert.deepEqual(get(path), { kind: 'artifact', name: '@acme/app', file: 'app-1.0.0.tgz' }, path);
  }
});

test('N10: one version or tag', () => {
  assert.deepEqual(get('/left-pad/latest'), {
    kind: 'index',
    name: 'left-pad',
    variant: 'version',
    selector: 'latest',
  });
  assert.deepEqual(get('/@acme%2fapp/1.0.0'), {
    kind: 'index',
    name: '@acme/app',
    variant: 'version',
    selector: '1.0.0',
  });
  assert.deepEqual(get('/-/package/@acme%2fapp/dist-tags'), {
    kind: 'index',
    name: '@acme/app',
    variant: 'dist-tags',
  });
});

test('N11, N12: audits: the bulk endpoint, and the retired ones apart from it', () => {
  const post = (url: string) => ask('POST', url)?.request;
  assert.deepEqual(post('/-/npm/v1/security/advisories/bulk'), { kind: 'audit', variant: 'bulk' });
  for (const url of ['/-/npm/v1/security/audits', '/-/npm/v1/security/audits/quick']) {
    assert.deepEqual(post(url), { kind: 'audit', variant: 'legacy' });
  }
});

test('N13: keys and attestations come from the upstream, attestations under the version’s verdict', () => {
  assert.deepEqual(get('/-/npm/v1/keys'), {
    kind: 'passthrough',
    path: '-/npm/v1/keys',
    accept: 'application/json',
    contentType: 'application/json',
  });
  for (const spec of ['@acme%2fapp@1.0.0', '@acme/app@1.0.0', '%40acme%2fapp%401.0.0']) {
    const request = get(`/-/npm/v1/attestations/${spec}`);
    assert.ok(request?.kind === 'passthrough');
    assert.deepEqual(
      [request.path, request.name, request.version],
      ['-/npm/v1/attestations/@acme%2fapp@1.0.0', '@acme/app', '1.0.0'],
    );
  }
  assert.equal(get('/-/npm/v1/attestations/left-pad')?.kind, undefined);
});

test('N20: ping, whoami, search', () => {
  assert.deepEqual(get('/-/ping'), { kind: 'answer', answer: 'ping' });
  assert.deepEqual(get('/-/whoami'), { kind: 'answer', answer: 'whoami' });
  assert.deepEqual(get('/-/v1/search?text=pad&size=5&from=10'), {
    kind: 'search',
    text: 'pad',
    size: 5,
    from: 10,
  });
  assert.deepEqual(get('/-/v1/search?size=9999&from=-1'), { kind: 'search', text: '', size: 250, from: 0 });
  assert.deepEqual(get('/-/v1/search?size=x&from=x'), { kind: 'search', text: '', size: 20, from: 0 });
});

test('N20: small answers: ping, whoami with and without an account, search', () => {
  assert.deepEqual(answers.ping?.(), {
    status: 200,
    body: '{}',
    contentType: 'application/json',
    headers: {},
  });
  assert.deepEqual(JSON.parse(String(answers.whoami?.('ann').body)), { username: 'ann' });
  assert.equal(answers.whoami?.(undefined).status, 401);
  const found = answers.search?.([{ name: names.parse('left-pad'), pageUrl: 'http://gate.example/p' }], 1);
  const body = JSON.parse(String(found?.body)) as { total: number; objects: readonly { package: object }[] };
  assert.equal(body.total, 1);
  assert.deepEqual(body.objects[0]?.package, {
    name: 'left-pad',
    links: { homepage: 'http://gate.example/p' },
    maintainers: [],
    keywords: [],
  });
});

test('what is published and changed by npm is submitted', () => {
  for (const [method, url, variant, selector] of [
    ['PUT', '/left-pad', 'packument', undefined],
    ['PUT', '/@a%2fleft-pad/-rev/1-a', 'packument-revision', undefined],
    ['DELETE', '/left-pad/-rev/1', 'remove-package', undefined],
    ['DELETE', '/left-pad/-/left-pad-1.0.0.tgz/-rev/1', 'remove-file', 'left-pad-1.0.0.tgz'],
    ['DELETE', '/@a%2fleft-pad/-/@a/left-pad-1.0.0.tgz/-rev/1', 'remove-file', 'left-pad-1.0.0.tgz'],
    ['PUT', '/-/package/left-pad/dist-tags/latest', 'tag', 'latest'],
    ['DELETE', '/-/package/left-pad/dist-tags/next', 'untag', 'next'],
  ] as const) {
    const request = ask(method, url)?.request;
    assert.ok(request?.kind === 'submit', `${method} ${url}`);
    assert.deepEqual([request.variant, request.selector], [variant, selector], `${method} ${url}`);
    assert.equal(request.name, url.includes('@a') ? '@a/left-pad' : 'left-pad');
  }
});

test('N20: whatever else would change the registry is a write', () => {
  for (const [method, url] of [
    ['PUT', '/-/user/somebody'],
    ['PUT', '/-/org/acme/user'],
    ['PATCH', '/x'],
  ] as const) {
    assert.equal(ask(method, url)?.request.kind, 'write', `${method} ${url}`);
  }
});

test('who may do what is decided by requests of their own', () => {
  for (const [method, url, asked] of [
    ['GET', '/-/npm/v1/tokens', 'tokens'],
    ['POST', '/-/npm/v1/tokens', 'mint-token'],
    ['DELETE', '/-/npm/v1/tokens/token/0123abc', 'revoke-token'],
    ['GET', '/-/npm/v1/user', 'profile'],
    ['POST', '/-/package/@a%2fleft-pad/access', 'set-access'],
    ['GET', '/-/package/@a%2fleft-pad/trust', 'publishers'],
    ['POST', '/-/package/@a%2fleft-pad/trust', 'add-publisher'],
    ['DELETE', '/-/package/@a%2fleft-pad/trust/0123abc', 'remove-publisher'],
    ['GET', '/-/org/acme/package', 'owned'],
    ['PUT', '/-/team/acme/core/package', 'give-team'],
    ['DELETE', '/-/team/acme/core/package', 'end-team'],
  ] as const) {
    const request = ask(method, url)?.request;
    assert.ok(request?.kind === 'govern', `${method} ${url}`);
    assert.equal(request.ask, asked);
    if ('name' in request) assert.equal(request.name, '@a/left-pad');
  }
  assert.equal(ask('PUT', '/-/user/org.couchdb.user:ann')?.request.kind, 'sign-in');
  assert.equal(ask('GET', '/-/user/org.couchdb.user:ann')?.request.kind, 'answer');
});

test('addresses that are none of the registry’s mean nothing', () => {
  for (const url of [
    '/',
    '/-',
    '/-/unknown',
    '/left-pad/-',
    '/left-pad/-/a/b',
    '/left-pad/1.0.0/x',
    '/-/v1/search/x',
  ]) {
    assert.equal(get(url), undefined, url);
  }
  for (const url of ['/..%2f', '/%2e%2e/x', '/@acme%2f..', '/a%2fb', '/a%5cb', '/a%00']) {
    assert.throws(
      () => get(url),
      (error) => isGatehouseError(error, 'invalid-request', 'invalid-name'),
      url,
    );
  }
  assert.throws(
    () => get('/.hidden'),
    (error) => isGatehouseError(error, 'invalid-name'),
  );
});

test('every door leads to its own route and package', () => {
  for (const raw of ['left-pad', '@acme/app']) {
    const name = names.parse(raw);
    const target = { name, version: '1.0.0', file: `${raw.split('/').at(-1)}-1.0.0.tgz` };
    for (const route of routes) {
      for (const door of route.doors(target)) {
        const found = ask('GET', door);
        assert.equal(found?.id, route.id, door);
        assert.equal('name' in found.request ? found.request.name : undefined, name, door);
      }
    }
  }
});
